"""Who of the staff looked at a case about officials: logged, shown to the office and the chair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import NamedTuple

from bot.turn import Turn
from handlers.case import conflict, lookup
from rules.lifecycle import CHAIR, MOVES, OFFICE, OWNER, SAME_STATUS
from rules.local_time import ZONE
from rules.timeline import Moment
from storage import case_events, people
from storage.models import Case, CaseEvent

LOOK_AT_TEXT = "look_at_text"
"""Logged: one of the staff read what a case about officials says."""
TEXT_SENT = "text_sent"
"""Logged: a message brought somebody of the staff what a case about officials says."""
ALARM_SEEN = "alarm_seen"
"""Logged: somebody of the staff opened a case about danger to somebody."""
ALARM_RAISED = "alarm"
"""Logged: danger to somebody was added to a case."""
NOBODY_THERE = "nobody_there"
"""Logged: a case went to an agency where nobody uses the bot."""
TOLD_THEM = "told_them"
"""Logged: the office told that agency another way."""
LOOKS = (LOOK_AT_TEXT, TEXT_SENT, "look_at_contact", "read_sealed", lookup.REFUSED_LOOK)
ATTEMPTS = ("look", "identity")
"""What of a try in vain is told by name."""
SHOWN = 40
"""Looks in one message, the newest."""


async def log_alarm_seen(turn: Turn, case: Case) -> None:
    """Write down, once, that one of the staff opened an urgent case: its alarm is over."""
    log = await case_events.events_of_case(turn.db, case) if case.urgent else []
    if log and rings_since(case, log) is not None:
        await case_events.add_case_event(turn.db, case, ALARM_SEEN, turn.person.id, turn.now)


def rings_since(case: Case, log: Iterable[CaseEvent | Moment]) -> datetime | None:
    """Since when danger waits for somebody to open or move the case: it came, or was added.

    Or was sent where nobody is: then until they were told another way, or took it.
    """
    since: datetime | None = case.received_at
    called = True
    for line in log:
        if line.action in {ALARM_RAISED, NOBODY_THERE}:
            since, called = line.at, called and line.action == ALARM_RAISED
        elif line.action == TOLD_THEM or _moved_by_us(line.action):
            since, called = None, True
        elif line.action == ALARM_SEEN and called:
            # Whoever opens it here brings nobody there: that takes a call.
            since = None
    return since


def waits_for_a_call(log: Iterable[CaseEvent]) -> bool:
    """Whether it was sent where nobody uses the bot, and nobody called them since."""
    ours = [
        line.action
        for line in log
        if line.action in {NOBODY_THERE, TOLD_THEM} or _moved_by_us(line.action)
    ]
    return ours[-1:] == [NOBODY_THERE]


def is_ringing_for_more(log: Iterable[CaseEvent]) -> bool:
    """Whether danger was added to a case, and nobody opened or moved it since."""
    ours = (line.action for line in log if _ends_or_begins_ringing(line.action))
    return list(ours)[-1:] == [ALARM_RAISED]


def _ends_or_begins_ringing(action: str) -> bool:
    return action in {ALARM_RAISED, ALARM_SEEN} or _moved_by_us(action)


def _moved_by_us(action: str) -> bool:
    move = MOVES.get(action)
    return move is not None and move.ends != SAME_STATUS and OWNER not in move.by


async def log_look_at_text(turn: Turn, case: Case) -> None:
    """Write down that the speaker reads a case about officials, once a person and day."""
    if not conflict.is_about_somebody(case) or case.person_id == turn.person.id:
        return
    me, morning = turn.person.id, datetime.combine(turn.today, time(), ZONE)
    if not await case_events.is_logged_since(turn.db, case, LOOK_AT_TEXT, me, morning):
        await case_events.add_case_event(turn.db, case, LOOK_AT_TEXT, me, turn.now)


async def log_text_sent(turn: Turn, case: Case, to: Sequence[str]) -> None:
    """Write down to whom a message brings the text of a case about officials: each person once.

    The speaker is not among them: their own look is logged as one.
    """
    if not conflict.is_about_somebody(case):
        return
    log = await case_events.events_of_case(turn.db, case)
    known = {one for line in log if line.action == TEXT_SENT for one in line.data["to"]}
    known |= {turn.person.id, case.person_id}
    reached = [await people.known_person_at_address(turn.db, address) for address in to]
    if new := sorted({one.person.id for one in reached if one} - known):
        await case_events.add_case_event(turn.db, case, TEXT_SENT, turn.person.id, turn.now, to=new)


async def aixem(turn: Turn) -> None:
    """`/aixem MÃ`: who looked at a case, or was refused to, and when."""
    case = await lookup.named_case(turn, "aixem")
    if not _may_know_who_looked(turn, case):
        raise conflict.refused_to_speaker(turn, case, "aixem")
    log = await case_events.events_of_case(turn.db, case)
    looks = _looks([line for line in log if line.action in LOOKS])[-SHOWN:]
    names = await people.names_of_people(turn.db, {look.person for look in looks})
    lines = [
        turn.words(
            "looks.line",
            at=look.at,
            who=names.get(look.person) or turn.words("desk.somebody"),
            what=_in_words(turn, look),
        )
        for look in looks
    ]
    key = "looks.list" if lines else "looks.none"
    turn.say(key, case=case.code, code=case.code, lines="\n".join(lines))


class _Look(NamedTuple):
    at: datetime
    """Of several tries in vain of a day, the last."""
    person: int
    what: str
    times: int = 1
    tried: tuple[str, ...] = ()


def _looks(log: Sequence[CaseEvent]) -> list[_Look]:
    """One a line of the log, but one a reader of a card, and one a day of tries in vain."""
    found: dict[object, _Look] = {}
    for line in log:
        actor = line.actor_id or 0
        if line.action == TEXT_SENT:
            for person in line.data["to"]:
                found[line.id, person] = _Look(line.at, person, line.action)
        elif line.action == lookup.REFUSED_LOOK:
            why, day = line.data["why"], line.at.astimezone(ZONE).date()
            before = found.pop((actor, day, why), None)
            tried = {*(before.tried if before else ()), line.data.get("attempt", "look")}
            times = max(line.data.get("times", 1), before.times if before else 1)
            found[actor, day, why] = _Look(
                line.at, actor, f"{line.action}.{why}", times, tuple(sorted(tried))
            )
        else:
            found[line.id] = _Look(line.at, actor, line.action)
    return list(found.values())


def _in_words(turn: Turn, look: _Look) -> str:
    what = turn.words(f"looks.{look.what}")
    if look.times < 2:
        return what
    kinds = dict.fromkeys(one if one in ATTEMPTS else "other" for one in look.tried)
    tried = ", ".join(turn.words(f"looks.attempt.{kind}") for kind in kinds)
    return turn.words("looks.several", what=what, n=look.times, tried=tried)


def _may_know_who_looked(turn: Turn, case: Case) -> bool:
    """The chair of cases about officials, the office where it works; nobody it is about."""
    if conflict.concerns_speaker(turn, case):
        return False
    of_office = turn.known.holds(OFFICE) and conflict.does_office_work(turn, case)
    return of_office or (turn.known.holds(CHAIR) and conflict.is_about_somebody(case))
