"""Answers nobody checked in time climb as other late stages do."""

from __future__ import annotations

from datetime import date

from bot.turn import Turn
from handlers.case import due_dates, labels, review_terms
from handlers.case.review_terms import Review
from handlers.deadlines import escalation
from rules.lifecycle import CHAIR, OFFICE
from rules.local_time import ZONE
from rules.timeline import CHECK, Moment
from storage import audit_log, case_events, role_assignments
from storage.models import Case


async def escalate_reviews(turn: Turn, _subject: int, _: str) -> None:
    """Time event, each morning: answers nobody checked climb as other late stages do."""
    found = await review_terms.reviews_late(turn)
    logs = await case_events.logs_of_cases(turn.db, [check.case_id for check in found])
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
        addresses = await role_assignments.addresses_of_role(turn.db, role)
        addresses = addresses or await role_assignments.addresses_of_role(turn.db, OFFICE)
        lines = {
            check.case_id: {"to": role, "stage": CHECK, "days": -check.left, "n": len(addresses)}
            for check in new
        }
        await audit_log.append_log_lines(turn.db, "escalate", turn.now, lines)
        for address in addresses:
            told[address] = list(dict.fromkeys([*told.get(address, []), *lines]))
    terms = {check.case_id: check for check in found}
    for address, unchecked in told.items():
        if unchecked:
            await escalation.tell_those_above(
                turn, address, unchecked, lambda case: _line(turn, case, terms[case.id])
            )


def _line(turn: Turn, case: Case, check: Review) -> str:
    return turn.words(
        "deadlines.unchecked",
        code=escalation.urgent_code(turn, case),
        agency=labels.agency_name(turn, case.agency),
        due=due_dates.due_day(turn, check.term),
        n=-check.left,
    )


def _was_told(lines: list[Moment], role: str, answered: date) -> bool:
    return any(
        line.action == "escalate"
        and (line.data.get("stage"), line.data["to"]) == (CHECK, role)
        and line.at.astimezone(ZONE).date() >= answered
        for line in lines
    )
