"""What time brings to open cases: lateness, escalation; when waiting for a citizen ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from handlers.agency import apologies
from handlers.case import conflict, due_dates, labels, lookup, open_cases
from handlers.deadlines import escalation
from rules.deadline import working_days_between
from rules.lifecycle import LEADER, RUNNING
from rules.local_time import ZONE
from rules.office import Office
from rules.timeline import FORWARD, PROMISE, Episode
from rules.working_hours import in_working_hours
from storage import audit_log, case_events, cases, role_assignments
from storage.case_lists import ActiveCase
from storage.models import Case


class EscalationStep(NamedTuple):
    """That somebody above must hear how late a stage is."""

    to: str
    stage: str
    days: int


async def lateness_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Everything due among open cases, in working hours but for danger; a key makes it happen once.

    What a case's log says was done is not found again, however often one looks.
    """
    working, today = in_working_hours(now, office.calendar), now.astimezone(ZONE).date()
    found = [
        (case, episode)
        for case, episode in await open_cases.all_open_cases(db, office, now)
        if (working or (episode.until and not episode.paused)) and not _calm(episode)
    ]
    items = [item for case, episode in found for item in _due(office, case, episode, today)]
    items += [Due("checks_late", f"checks_late:{today}")] if working else []
    above = [(case, episode) for case, episode in found if _above(office, case, episode)]
    if above and working:
        items.append(Due("escalate", f"escalate:{today}"))
    # What missed its hours since the morning waits for no other morning.
    items += [Due("escalate", f"escalate:{today}:{case.id}") for case, it in above if it.until][:1]
    return items


def _calm(episode: Episode) -> bool:
    """Nothing can be due: in time, and nobody was ever asked. True of most, so asked first."""
    return episode.days_left >= 0 and episode.forward_left >= 0 and not episode.pauses


def _due(office: Office, case: ActiveCase, episode: Episode, today: date) -> Iterator[Due]:
    if episode.paused:
        yield from _waiting(office, case, episode, today)
    elif episode.days_late and case.promised:
        mark, notices = f"{case.id}:{episode.opened}", episode.notices
        if notices.late is None:
            yield Due("late", f"late:{mark}", case.id)
        elif episode.promise_broken and notices.broken != episode.promise:
            yield Due("promise_broken", f"promise_broken:{mark}:{episode.promise}", case.id)
        elif not notices.apologised and _passed(office, notices.late, today) >= _days(office):
            yield Due("unsigned_apology", f"unsigned_apology:{mark}:{notices.late}", case.id)


def _days(office: Office) -> int:
    return office.deadlines["sign_apology"].days


def _passed(office: Office, since: date, today: date) -> int:
    return working_days_between(since, today, office.calendar)


def _waiting(office: Office, case: ActiveCase, episode: Episode, today: date) -> Iterator[Due]:
    """First a reminder, a working day before the end; then, a working day later, the end."""
    asked, reminded = episode.pauses[-1].first, episode.notices.asked_again
    left = office.deadlines["supplement_wait"].days - _passed(office, asked, today)
    if reminded is None:
        if left <= 1:
            yield Due("waiting", f"waiting:{case.id}:{asked}", case.id)
    elif left < 0 and _passed(office, reminded, today) >= 1:
        yield Due("give_up", f"give_up:{case.id}:{asked}", case.id)


def _above(office: Office, case: ActiveCase, episode: Episode) -> list[EscalationStep]:
    """The roles that must hear that a case is late, and have not."""
    if episode.paused or not case.promised or episode.stage_left >= 0:
        return []
    late = {episode.stage: -episode.stage_left}
    if episode.promise_broken:
        late[PROMISE] = -episode.promise_left
    return [
        EscalationStep(step.to, stage, days)
        for stage, days in late.items()
        for step in office.reminders.escalations
        if (episode.until or days >= step.days_late)
        and (stage, step.to) not in episode.notices.escalated
    ]


async def _late(turn: Turn, case_id: int) -> tuple[Case, Episode] | None:
    """The case, if it is still late: it may have been answered while this waited."""
    case = await lookup.find_case(turn, case_id)
    await cases.lock_cases(turn.db, case)
    episode = await due_dates.dates_of(turn, case)
    return (case, episode) if case.status in RUNNING and episode.days_late else None


async def case_became_late(turn: Turn, case_id: int, _: str) -> None:
    """Time event: a case became late; it is written down, an apology is drafted.

    For danger nobody waits for a signature: it is sent, and says what is known.

    Whoever must answer reads of it in the morning's digest.
    """
    found = await _late(turn, case_id)
    if found is None:
        return
    case, due = found
    await case_events.add_case_event(turn.db, case, "late", None, turn.now, due=str(due.due))
    if due.until:
        await apologies.send_unsigned_apology(turn, case, due)
    else:
        await apologies.offer_apology(turn, case, due)
    turn.changed(case)


async def promise_broken(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the date promised in an apology is over too; another one is drafted."""
    found = await _late(turn, case_id)
    if found is None or not found[1].promise_broken:
        return
    case, due = found
    await case_events.add_case_event(
        turn.db, case, "promise_broken", None, turn.now, promised=str(due.promise)
    )
    await apologies.offer_apology(turn, case, await due_dates.dates_of(turn, case))


async def unsigned_apology(turn: Turn, case_id: int, _: str) -> None:
    """Time event: nobody signed the apology; it goes out without a reason."""
    found = await _late(turn, case_id)
    if found is not None:
        await apologies.send_unsigned_apology(turn, *found)


async def escalate_late_cases(turn: Turn, _subject: int, _: str) -> None:
    """Time event, each morning: whoever is above is told what is late, each in one message.

    Of danger that missed its hours at any hour.

    The logs say who was told and when.
    """
    working = in_working_hours(turn.now, turn.office.calendar)
    late = [
        (case, episode, step)
        for case, episode in await open_cases.all_open_cases(turn.db, turn.office, turn.now)
        if working or episode.until
        for step in _above(turn.office, case, episode)
    ]
    told: dict[str, set[int]] = {}
    for kind in dict.fromkeys(step[:2] for *_, step in late):
        lines = {}
        for case, _stretch, step in (item for item in late if item[2][:2] == kind):
            # Before it is forwarded a case is with the office, whatever agency is proposed.
            held_for = case.agency if step.stage != FORWARD else ""
            addresses = await _of_role(turn, case, step.to, held_for)
            for address in addresses:
                told.setdefault(address, set()).add(case.id)
            lines[case.id] = {**step._asdict(), "n": len(addresses)}
        await audit_log.append_log_lines(turn.db, "escalate", turn.now, lines)
    dates = {case.id: episode for case, episode, _step in late}
    calm = {case.id: not case.urgent for case, _episode, _step in late}
    for address, found in told.items():
        worst = sorted(found, key=lambda case_id: (calm[case_id], dates[case_id].stage_left))
        await escalation.tell_those_above(
            turn, address, worst, lambda case: _line(turn, case, dates[case.id])
        )


def _line(turn: Turn, case: Case, episode: Episode) -> str:
    agency = labels.agency_name(turn, case.agency)
    if episode.until:
        late = due_dates.hours_in_words(turn, episode)
        where = labels.status_name(turn, case)
        code, until = escalation.urgent_code(turn, case), episode.until
        return turn.words("deadlines.in_hours", code=code, where=where, until=until, late=late)
    key = "deadlines.unforwarded" if episode.stage == FORWARD else "deadlines.unanswered"
    due = due_dates.due_day(turn, episode.term)
    code = escalation.urgent_code(turn, case)
    line = turn.words(key, code=code, agency=agency, n=-episode.stage_left, due=due)
    return due_dates.with_promised_date(turn, line, episode)


async def _of_role(turn: Turn, case: ActiveCase, role: str, agency: str) -> list[str]:
    held_for = agency if role == LEADER else None
    found = await role_assignments.addresses_of_role(turn.db, role, held_for)
    # Silence is worse: with nobody in that chair the office is told.
    kept = await conflict.without_accused(turn.db, turn.office, case, found)
    return kept or await conflict.addresses_at_office(turn.db, turn.office, case)
