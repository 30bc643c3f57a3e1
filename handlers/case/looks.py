"""Who of the staff looked at a case about officials: logged, shown to the office and the chair."""

from __future__ import annotations

from datetime import datetime, time

from bot.turn import Turn
from handlers.case import conflict, lookup
from rules.lifecycle import CHAIR, OFFICE
from rules.local_time import ZONE
from storage import case_events, people
from storage.models import Case, CaseEvent

LOOK_AT_TEXT = "look_at_text"
"""Logged: one of the staff read what a case about officials says."""
LOOKS = (LOOK_AT_TEXT, "look_at_contact", "read_sealed", lookup.REFUSED_LOOK)
SHOWN = 40
"""Looks in one message, the newest."""


async def log_look_at_text(turn: Turn, case: Case) -> None:
    """Write down that the speaker reads a case about officials, once a person and day."""
    if not conflict.is_about_somebody(case) or case.person_id == turn.person.id:
        return
    me, morning = turn.person.id, datetime.combine(turn.today, time(), ZONE)
    if not await case_events.is_logged_since(turn.db, case, LOOK_AT_TEXT, me, morning):
        await case_events.add_case_event(turn.db, case, LOOK_AT_TEXT, me, turn.now)


async def aixem(turn: Turn) -> None:
    """`/aixem MÃ`: who looked at a case, or was refused to, and when."""
    case = await lookup.named_case(turn, "aixem")
    if not _may_know_who_looked(turn, case):
        raise conflict.refused_to_speaker(turn, case, "aixem")
    log = await case_events.events_of_case(turn.db, case)
    looks = [line for line in log if line.action in LOOKS][-SHOWN:]
    lines = [
        turn.words(
            "looks.line",
            at=line.at,
            who=await people.name_of_person(turn.db, line.actor_id) or turn.words("desk.somebody"),
            what=turn.words(_key(line)),
        )
        for line in looks
    ]
    key = "looks.list" if lines else "looks.none"
    turn.say(key, case=case.code, code=case.code, lines="\n".join(lines))


def _key(line: CaseEvent) -> str:
    refused = line.action == lookup.REFUSED_LOOK
    return f"looks.refused_look.{line.data['why']}" if refused else f"looks.{line.action}"


def _may_know_who_looked(turn: Turn, case: Case) -> bool:
    """The chair of cases about officials, the office where it works; nobody it is about."""
    if conflict.concerns_speaker(turn, case):
        return False
    of_office = turn.known.holds(OFFICE) and conflict.does_office_work(turn, case)
    return of_office or (turn.known.holds(CHAIR) and conflict.is_about_somebody(case))
