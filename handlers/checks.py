"""By when the office checks an answer that was sent, and who hears when it does not."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from bot.turn import Turn
from handlers import desk, escalating, promises
from rules.deadline import Count, working_days_between
from rules.hours import ZONE
from rules.lifecycle import CHAIR, OFFICE
from rules.timeline import CHECK, Moment, checked_by
from storage import cases, log, people
from storage.models import Case


class Check(NamedTuple):
    """An answer that waits for the office's check."""

    case_id: int
    answered: date
    term: Count
    left: int
    """Working days to its last day; negative when late."""


def of(turn: Turn, case_id: int, answered_at: datetime) -> Check:
    """By when an answer sent at a moment is to be checked."""
    answered = answered_at.astimezone(ZONE).date()
    term = checked_by(turn.office, answered)
    left = working_days_between(turn.today, term.due, turn.office.calendar)
    return Check(case_id, answered, term, left)


async def waiting(turn: Turn) -> list[Check]:
    """Every answer that waits for the office's check, the longest first."""
    found = await cases.awaiting_check(turn.db)
    return [of(turn, case_id, answered_at) for case_id, answered_at in found]


async def late(turn: Turn) -> list[Check]:
    """Those of them whose time is over."""
    return [check for check in await waiting(turn) if check.left < 0]


async def escalate(turn: Turn, _subject: int, _: str) -> None:
    """Time event, each morning: answers nobody checked climb as other late stages do."""
    found = await late(turn)
    logs = await cases.logs(turn.db, [check.case_id for check in found])
    told: dict[str, list[int]] = {}
    for role in (OFFICE, CHAIR):
        # The stage is the office's own: no leader of an agency is above it.
        steps = [step for step in turn.office.reminders.escalations if step.to == role]
        new = [
            check
            for check in found
            if any(-check.left >= step.days_late for step in steps)
            and not _was_told(logs[check.case_id], role, check.answered)
        ]
        addresses = await people.addresses_of_role(turn.db, role)
        addresses = addresses or await people.addresses_of_role(turn.db, OFFICE)
        lines = {
            check.case_id: {"to": role, "stage": CHECK, "days": -check.left, "n": len(addresses)}
            for check in new
        }
        await log.append_each(turn.db, "escalate", turn.now, lines)
        for address in addresses:
            told[address] = list(dict.fromkeys([*told.get(address, []), *lines]))
    terms = {check.case_id: check for check in found}
    for address, unchecked in told.items():
        if unchecked:
            await escalating.tell(
                turn, address, unchecked, lambda case: _line(turn, case, terms[case.id])
            )


def _line(turn: Turn, case: Case, check: Check) -> str:
    return turn.words(
        "deadlines.unchecked",
        code=case.code,
        agency=desk.agency_name(turn, case.agency),
        due=promises.day(turn, check.term),
        n=-check.left,
    )


def _was_told(lines: list[Moment], role: str, answered: date) -> bool:
    return any(
        line.action == "escalate"
        and (line.data.get("stage"), line.data["to"]) == (CHECK, role)
        and line.at.astimezone(ZONE).date() >= answered
        for line in lines
    )
