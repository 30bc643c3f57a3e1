"""Danger in what somebody tells: the emergency numbers come at once, whatever is being asked."""

from __future__ import annotations

from typing import TypedDict

from bot.flow_answers import Given
from bot.turn import Turn
from handlers.shared import help_topics
from rules.recognition import recognise_text


class DangerAnswers(TypedDict, total=False):
    danger: bool
    doubtful: bool
    """Whether somebody is in danger has to be asked."""


def notice_danger(turn: Turn, answers: DangerAnswers, given: Given) -> None:
    """Remember danger, or that it must be asked about, where it becomes a case at once.

    Whoever does not want to live any more gets kind words, and somebody to talk to.
    """
    found = recognise_text(given.text, turn.office.recognition)
    if found.doubtful and not found.emergency:
        answers["doubtful"] = True
    if found.emergency and "danger" not in answers:
        answers["danger"] = True
        if found.despair:
            _comfort(turn)


def warn_of_danger(turn: Turn, answers: DangerAnswers, given: Given) -> None:
    """Say the emergency numbers at once, and remember that they were needed.

    Whoever does not want to live any more gets kind words, and somebody to talk to.
    """
    found = recognise_text(given.text, turn.office.recognition)
    if found.emergency and "danger" not in answers:
        answers["danger"] = True
        if found.despair:
            _comfort(turn)
        else:
            turn.say("intake.danger", numbers=help_topics.emergency_numbers(turn))


def _comfort(turn: Turn) -> None:
    person = [[turn.command_button("gapcanbo")]]
    numbers = help_topics.emergency_numbers(turn, listeners=True)
    turn.say("intake.despair", choices=person, numbers=numbers)
