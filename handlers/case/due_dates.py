"""What is promised about time, in words: until when, and why then. Counted afresh each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from bot.turn import Turn
from publish.documents import expected_dates
from rules.deadline import REST_DAY, CountedTerm, SkippedDay, count_term, is_any_day_undecided
from rules.timeline import Episode
from storage import case_events
from storage.case_lists import ActiveCase
from storage.models import Case


async def dates_of(turn: Turn, case: Case) -> Episode:
    """The latest episode of a case as it stands now."""
    return (await date_history(turn, case))[-1]


async def date_history(turn: Turn, case: Case) -> tuple[Episode, ...]:
    """Every episode of a case: from receipt, and from each reopening."""
    return await case_events.episodes_of_case(turn.db, turn.office, case, turn.now)


def due_day(turn: Turn, term: CountedTerm, *, short: bool = False) -> str:
    """The last day of a term; marked where the days off of the time to come are not decided.

    `short`: without its day of the week.
    """
    when = f"{term.due:%d/%m/%Y}" if short else term.due
    return date_marked(turn, when, provisional=term.expected(turn.today))


def date_marked(turn: Turn, when: date | str, *, provisional: bool) -> str:
    """A date in words, marked when it is only expected."""
    return expected_dates.date_or_expected(turn.world.texts, when, expected=provisional)


def date_to_come(turn: Turn, when: date) -> str:
    """A date in words, marked where the days until then are not decided."""
    return date_marked(
        turn, when, provisional=is_any_day_undecided(turn.today, when, turn.office.calendar)
    )


def with_promised_date(turn: Turn, text: str, due: Episode) -> str:
    """Words about a date, with the new date that an apology promised, if one did."""
    if due.promise is None:
        return text
    key = "kept" if due.closed or due.paused else "broken" if due.promise_broken else "left"
    key = "today" if key == "left" and due.promise_left == 0 else key
    day_ = date_to_come(turn, due.promise)
    again = turn.words(f"promises.again.{key}", day=day_, n=abs(due.promise_left))
    return turn.words("promises.with_promise", text=text, again=again)


def wait_ends_on(turn: Turn, asked: date) -> str:
    """The last day to answer a question asked that day."""
    wait = turn.office.deadlines["supplement_wait"]
    return due_day(turn, count_term(asked, wait.days, turn.office.calendar))


def due_of_answer(turn: Turn, due: Episode) -> datetime | str:
    """Until when it must be answered: a day, or the hour danger has."""
    return due.until or due_day(turn, due.answer)


def due_in_words(turn: Turn, due: Episode) -> str:
    """The due date of the answer and how far away it is; of danger its hour."""
    key = "promises.due_hour" if due.until else "promises.due"
    text = turn.words(key, due=due_of_answer(turn, due))
    if due.paused:
        asked = due.pauses[-1].first
        until = wait_ends_on(turn, asked)
        text += " " + turn.words("promises.paused", since=asked, until=until)
    elif due.closed is None and due.until:
        text += f" ({hours_in_words(turn, due)})"
    elif due.closed is None:
        text += " " + turn.words(f"promises.{_distance(due, due.days_left)}", n=abs(due.days_left))
    if due.extended_days:
        text += " " + turn.words("promises.extended", n=due.extended_days)
    return with_promised_date(turn, text, due)


def due_mark(turn: Turn, due: Episode) -> str:
    """A coloured mark with its word, for the head of a card."""
    return turn.words(f"promises.mark.{_colour(turn, due, due.days_left)}")


def due_light(turn: Turn, due: Episode) -> str:
    """The coloured mark of what must happen next, for a line of a list."""
    return turn.words(f"promises.light.{_colour(turn, due, due.stage_left)}")


def next_step_in_words(turn: Turn, due: Episode) -> str:
    """How far away the date is until which something must happen next, in few words."""
    if due.paused:
        return turn.words("promises.short.paused")
    if due.until:
        return hours_in_words(turn, due)
    key = f"promises.short.{due.stage}_{_distance(due, due.stage_left)}"
    return turn.words(key, n=abs(due.stage_left))


def light_of_case(turn: Turn, case: Case | ActiveCase, due: Episode) -> str:
    """As `due_light`; what is urgent is red from its first minute."""
    return turn.words("promises.light.late") if case.urgent else due_light(turn, due)


def hours_in_words(turn: Turn, due: Episode) -> str:
    """How far away the hour of danger is, or how long over."""
    key = "promises.short.hours_left" if due.days_left == 0 else "promises.short.hours_late"
    return turn.words(key, n=abs(due.hours_left))


def _colour(turn: Turn, due: Episode, left: int) -> str:
    if due.paused or due.closed is not None:
        return "still"
    if left < 0:
        return "late"
    if due.until:
        return "urgent"
    return "soon" if left <= turn.office.reports.soon_days else "in_time"


def _distance(due: Episode, left: int) -> str:
    if left < 0:
        return "very_late" if due.very_late else "late"
    return "today" if left == 0 else "left"


def date_explained(turn: Turn, due: Episode) -> str:
    """How the date was counted, which days did not count and why, and on which legal basis."""
    lines = [*_hours(turn, due), _forwarding(turn, due), _answering(turn, due)]
    if due.paused_days or due.paused:
        lines.append(turn.words("promises.pauses", n=due.paused_days, dates=_pauses(turn, due)))
    if due.extended_days:
        basis = turn.office.deadlines["extension"].basis
        lines.append(turn.words("promises.with_extension", n=due.extended_days, basis=basis))
    lines.append(turn.words("promises.skipped", days="; ".join(_skipped(turn, due))))
    if due.answer.expected(turn.today):
        lines.append(turn.words("promises.provisional"))
    if not (due.forward_rule.confirmed and due.answer_rule.confirmed):
        lines.append(turn.words("promises.unconfirmed"))
    return "\n".join(lines)


def _hours(turn: Turn, due: Episode) -> list[str]:
    """What danger has before everything else."""
    if due.until is None:
        return []
    rules = turn.office.alarm
    return [
        turn.words(
            "promises.in_hours", hours=rules.answer_hours, until=due.until, basis=rules.basis
        )
    ]


def _forwarding(turn: Turn, due: Episode) -> str:
    if due.reopened:
        return turn.words("promises.reopened", received=due.opened)
    if due.forwarded is not None:
        return turn.words("promises.forwarded", received=due.opened, forwarded=due.forwarded)
    return turn.words(
        "promises.forwarding",
        received=due.opened,
        days=due.forward_rule.days,
        by=due_day(turn, due.forward),
        basis=due.forward_rule.basis,
    )


def _answering(turn: Turn, due: Episode) -> str:
    return turn.words(
        "promises.answering",
        days=due.answer_rule.days,
        first=date_to_come(turn, due.answer.counted[0]),
        due=due_day(turn, due.answer),
        closing=turn.office.calendar.closing,
        basis=due.answer_rule.basis,
    )


def _pauses(turn: Turn, due: Episode) -> str:
    parts = []
    for first, last in due.pauses:
        until = f"{last:%d/%m}" if last else turn.words("promises.until_now")
        parts.append(turn.words("promises.pause", first=f"{first:%d/%m}", last=until))
    return ", ".join(parts)


def _skipped(turn: Turn, due: Episode) -> Iterator[str]:
    """Days that did not count: weekends in one breath, each holiday with its reason."""
    skipped: dict[date, str] = dict(_all_skipped(due))
    if any(reason == REST_DAY for reason in skipped.values()):
        yield turn.words("promises.weekends")
    for day, reason in sorted(skipped.items()):
        if reason != REST_DAY:
            yield turn.words("promises.day_off", day=f"{day:%d/%m}", reason=reason)


def _all_skipped(due: Episode) -> tuple[SkippedDay, ...]:
    if due.forwarded is None:
        return (*due.forward.skipped, *due.answer.skipped)
    return due.answer.skipped
