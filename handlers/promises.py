"""What is promised about time: until when a case is forwarded and answered, and why then."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from bot.turn import ZONE, Turn
from rules.deadline import REST_DAY, Count, count, working_days_between
from rules.lifecycle import RUNNING
from rules.office import Deadline, Office
from storage import cases
from storage.models import Case


class Promise(NamedTuple):
    """The two dates of a case, counted afresh from its log and the calendar."""

    received: date
    forward_rule: Deadline
    forward: Count
    forwarded: date | None
    answer_rule: Deadline
    answer: Count
    days_left: int
    """Working days to the due date; negative when late."""
    running: bool


def promise(
    office: Office,
    field: str,
    received_at: datetime,
    forwarded_at: datetime | None,
    today: date,
    *,
    running: bool = True,
) -> Promise:
    """Count both dates. Before forwarding, the answer's term begins on the last day for it."""
    known = office.fields.get(field)
    forward_rule = office.deadlines["forward"]
    answer_rule = office.deadlines[known.deadline if known else "answer_normal"]
    received = received_at.astimezone(ZONE).date()
    forward = count(received, forward_rule.days, office.calendar)
    forwarded = forwarded_at.astimezone(ZONE).date() if forwarded_at else None
    answer = count(forwarded or forward.due, answer_rule.days, office.calendar)
    left = working_days_between(today, answer.due, office.calendar)
    return Promise(received, forward_rule, forward, forwarded, answer_rule, answer, left, running)


async def of(turn: Turn, case: Case) -> Promise:
    """The promise of one case as it stands today."""
    forwarded_at = await cases.first_time(turn.db, case, "forward")
    return promise(
        turn.office,
        case.field,
        case.received_at,
        forwarded_at,
        turn.today,
        running=case.status in RUNNING,
    )


def in_words(turn: Turn, due: Promise) -> str:
    """The due date of the answer and how far away it is."""
    text = turn.words("promises.due", due=due.answer.due)
    if due.running:
        text += " " + turn.words(f"promises.{_distance(due)}", n=abs(due.days_left))
    if due.answer.provisional:
        text += " " + turn.words("promises.provisional")
    return text


def _distance(due: Promise) -> str:
    if due.days_left < 0:
        return "late"
    return "today" if due.days_left == 0 else "left"


def explained(turn: Turn, due: Promise) -> str:
    """How both dates were counted, and on which legal basis."""
    forward = turn.words(
        "promises.forwarding" if due.forwarded is None else "promises.forwarded",
        received=due.received,
        days=due.forward_rule.days,
        by=due.forward.due,
        forwarded=due.forwarded or due.forward.due,
        basis=due.forward_rule.basis,
    )
    answer = turn.words(
        "promises.answering",
        days=due.answer_rule.days,
        first=due.answer.counted[0],
        due=due.answer.due,
        closing=turn.office.calendar.closing,
        basis=due.answer_rule.basis,
    )
    lines = [forward, answer]
    skipped = dict(due.answer.skipped)
    if due.forwarded is None:
        skipped |= dict(due.forward.skipped)
    holidays = [
        turn.words("promises.day_off", day=f"{day:%d/%m}", reason=reason)
        for day, reason in sorted(skipped.items())
        if reason != REST_DAY
    ]
    lines.append(turn.words("promises.rest_days"))
    if holidays:
        lines.append(turn.words("promises.days_off", days="; ".join(holidays)))
    if not (due.forward_rule.confirmed and due.answer_rule.confirmed):
        lines.append(turn.words("promises.unconfirmed"))
    return "\n".join(lines)
