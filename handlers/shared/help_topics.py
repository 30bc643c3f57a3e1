"""Help by situation: one button for each, a short text, and the way on."""

from __future__ import annotations

from typing import Any

from bot import open_question
from bot.event import Choice, Rows
from bot.turn import Turn
from rules.danger_kind import kind_of_danger
from rules.office_directory import Hotline

SITUATIONS = {"report": "gopy", "progress": "cuatoi", "unhappy": "cuatoi", "read": "ketqua",
              "data": "dulieu", "talk": "gapcanbo", "whom": "gapcanbo"}  # fmt: skip
"""Each with the command that leads on."""


def situation_buttons(turn: Turn) -> Rows:
    """What people come with, as buttons."""
    return [[turn.button(f"helping.{name}.label", "help", 0, name)] for name in SITUATIONS]


async def show_situation(turn: Turn, _: int, name: str) -> None:
    """Button: what to do in one situation."""
    if name in SITUATIONS:
        command = SITUATIONS[name]
        way_on = [turn.command_button(command)]
        back = [turn.button("helping.back", "c", "trogiup")]
        turn.say(f"helping.{name}.text", choices=[way_on, back], **_facts(turn))
    else:
        turn.say("conversation.old_button")
    await open_question.repeat_question(turn)


def staff_commands_in_words(turn: Turn) -> str:
    """The commands of the speaker's roles, by what they are for."""
    lines: list[str] = []
    heading: list[str] = []
    for key, text in turn.world.texts.under("helping.staff").items():
        name = key.partition(".")[2]
        if name == "title":
            heading = [text]
        elif name in turn.commands:
            lines += [*heading, f"• {text}"]
            heading = []
    return "\n".join(lines)


def _facts(turn: Turn) -> dict[str, Any]:
    """What the office's data has to say."""
    return {
        **office_contacts(turn),
        "desk": turn.office.desk,
        "days": turn.office.deadlines["reopen"].days,
        "times": turn.office.limits.reopen_times,
        "most": turn.office.limits.attachments_max,
    }


def emergencies_to_call(turn: Turn, text: str = "") -> list[Hotline]:
    """The emergency numbers somebody of the office confirmed.

    `text`: what was told of danger; the numbers for its kind stand first.
    """
    kind = kind_of_danger(text, turn.office) if text else None
    first = kind.numbers if kind else ()
    confirmed = [line for line in turn.office.emergencies if line.confirmed]
    return sorted(confirmed, key=lambda line: line.number not in first)


def emergency_line(turn: Turn, text: str = "") -> str:
    """Whom to call in an emergency, for one short line."""
    return ", ".join(line.number for line in emergencies_to_call(turn, text))


def whom_to_call(turn: Turn, text: str, *, again: bool) -> str:
    """The numbers with what each is for; `again`: who read that once reads one short line."""
    if again:
        return turn.words("helping.call_again", numbers=emergency_line(turn, text))
    return turn.words("helping.call", numbers=emergency_numbers(turn, text))


def emergency_numbers(turn: Turn, text: str = "", *, listeners: bool = False) -> str:
    """The emergency numbers, one a line, with what each is for.

    `listeners`: also those who only listen, as far as somebody confirmed them.
    """
    lines = emergencies_to_call(turn, text)
    if listeners:
        lines += [line for line in turn.office.listeners if line.confirmed]
    return "\n".join(f"{line.name}: {line.number}" for line in lines)


def emergency_buttons(turn: Turn, text: str = "") -> Rows:
    """The emergency numbers as buttons that call, where a messenger has such."""
    buttons = [call_button(line.number) for line in emergencies_to_call(turn, text)]
    return [buttons[at : at + 3] for at in range(0, len(buttons), 3)]


def call_button(number: str) -> Choice:
    """A button that calls; left out where a messenger opens no such address."""
    return Choice(f"📞 {number}", url=f"tel:{number}")


async def say_to_dial(turn: Turn) -> None:
    """A message that is an emergency number: the telephone dials it, nothing here can."""
    number = turn.args or emergency_line(turn)
    rows = [[call_button(number)]] if turn.args else emergency_buttons(turn)
    turn.say("helping.dial", choices=rows, number=number)


def office_contacts(turn: Turn) -> dict[str, Any]:
    """Where the office is, when it is open, whom to call: only numbers somebody confirmed."""
    office = turn.office
    hotlines = [
        turn.words("helping.hotline", name=line.name, number=line.number, hours=line.hours)
        for line in office.hotlines
        if line.confirmed
    ]
    return {
        "office": office.name,
        "address": office.address,
        "hours": office.calendar.hours,
        "hotlines": "\n".join(hotlines) or turn.words("helping.no_hotline"),
        "emergencies": ", ".join(
            f"{line.number} ({line.name})" for line in emergencies_to_call(turn)
        ),
    }
