"""What time brings to open cases: lateness, escalation, the end of waiting for a citizen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import ZONE, Turn
from handlers import apologies, desk, promises
from rules.deadline import working_days_between
from rules.lifecycle import CHAIR, LEADER, NEEDS_INFO, OFFICE, RUNNING
from rules.office import Office
from rules.timeline import Stretch, rule_for, stretches
from storage import cases, people
from storage.cases import Watched
from storage.models import Case


class Watch:
    """Looks at every open case; reads a log again only when it grew.

    Dates are computed, never stored: what is kept here is a copy in memory, good for one day,
    one calendar and one state of the log.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, Stretch]] = {}
        self._for: tuple[date, Office] | None = None

    async def open_cases(
        self, db: AsyncSession, office: Office, now: datetime
    ) -> list[tuple[Watched, Stretch]]:
        """Every open case with its latest stretch, oldest first."""
        today = now.astimezone(ZONE).date()
        if self._for is None or self._for[0] != today or self._for[1] is not office:
            self._known, self._for = {}, (today, office)
        watched = await cases.watched(db)
        stale = [one for one in watched if self._known.get(one.id, (0,))[0] != one.last_event]
        logs = await cases.logs(db, [one.id for one in stale])
        for one in stale:
            rule = rule_for(office, one.field, one.deadline, urgent=one.urgent)
            latest = stretches(office, rule, logs[one.id], now)[-1]
            self._known[one.id] = one.last_event, latest
        self._known = {one.id: self._known[one.id] for one in watched}
        return [(one, self._known[one.id][1]) for one in watched]


WATCH = Watch()


async def due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Everything due among open cases; the key says for which promise, so it happens once."""
    today = now.astimezone(ZONE).date()
    return [
        item
        for case, stretch in await WATCH.open_cases(db, office, now)
        for item in _due(office, case, stretch, today)
    ]


def _due(office: Office, case: Watched, stretch: Stretch, today: date) -> Iterator[Due]:
    if stretch.paused:
        yield from _waiting(office, case, stretch, today)
    elif stretch.days_late:
        mark = f"{case.id}:{stretch.due}"
        yield Due("late", f"late:{mark}", case.id)
        if stretch.days_late > office.deadlines["sign_apology"].days:
            yield Due("unsigned_apology", f"unsigned_apology:{mark}", case.id)
        for step in office.reminders.escalations:
            if stretch.days_late >= step.days_late:
                yield Due("escalate", f"escalate:{mark}:{step.to}", case.id, step.to)


def _waiting(office: Office, case: Watched, stretch: Stretch, today: date) -> Iterator[Due]:
    asked = stretch.pauses[-1].first
    left = office.deadlines["supplement_wait"].days
    left -= working_days_between(asked, today, office.calendar)
    if left < 0:
        yield Due("give_up", f"give_up:{case.id}:{asked}", case.id)
    elif left <= 1:
        yield Due("waiting", f"waiting:{case.id}:{asked}", case.id)


async def _late(turn: Turn, case_id: int) -> tuple[Case, Stretch] | None:
    """The case, if it is still late: it may have been answered while this waited."""
    case = await desk.find(turn, case_id)
    stretch = await promises.of(turn, case)
    return (case, stretch) if case.status in RUNNING and stretch.days_late else None


async def late(turn: Turn, case_id: int, _: str) -> None:
    """Time event: a case became late; an apology is drafted, those who must act are told."""
    found = await _late(turn, case_id)
    if found is None:
        return
    case, due = found
    await cases.log(turn.db, case, "late", None, turn.now, due=str(due.due))
    await apologies.offer(turn, case, due)
    for address in await desk.agency_addresses(turn, case.agency):
        _tell(turn, "deadlines.late", address, case, due)


def _tell(turn: Turn, key: str, address: str, case: Case, due: Stretch) -> None:
    turn.say(
        key,
        to=address,
        choices=[[turn.button("desk.open", "open", case.id)]],
        case=case.code,
        code=case.code,
        agency=desk.agency_name(turn, case.agency or turn.office.receiver),
        due=promises.in_words(turn, due),
    )


async def unsigned_apology(turn: Turn, case_id: int, _: str) -> None:
    """Time event: nobody signed the apology; it goes out without a reason."""
    found = await _late(turn, case_id)
    if found is not None:
        await apologies.send_unsigned(turn, *found)


async def escalate(turn: Turn, case_id: int, role: str) -> None:
    """Time event: so late that someone higher is told; who and when is in the log."""
    found = await _late(turn, case_id)
    if found is None:
        return
    case, due = found
    addresses = await _of_role(turn, role, case.agency)
    for address in addresses:
        _tell(turn, "deadlines.escalated", address, case, due)
    await cases.log(
        turn.db, case, "escalate", None, turn.now, to=role, days=due.days_late, n=len(addresses)
    )


async def _of_role(turn: Turn, role: str, agency: str) -> list[str]:
    held_for = agency if role == LEADER else None
    found = await people.addresses_of_role(turn.db, role, held_for)
    if not found and role in {LEADER, CHAIR}:
        # Silence is worse: with nobody in that chair the office is told.
        found = await people.addresses_of_role(turn.db, OFFICE)
    return [address for address, _ in found]


async def waiting(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the time to answer our question is nearly over."""
    case = await desk.find(turn, case_id)
    if case.status == NEEDS_INFO:
        button = turn.button("deadlines.supplement", "supplement", case.id)
        desk.tell_citizen(turn, case, "deadlines.waiting", [[button]])


async def give_up(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the citizen did not answer in time; the case ends, in words."""
    case = await desk.find(turn, case_id)
    stretch = await promises.of(turn, case)
    if case.status != NEEDS_INFO or not stretch.paused:
        return
    reason = turn.office.refusals["no_supplement"]
    outcome = turn.words("triage.reason", label=reason.label, basis=reason.basis, words="").strip()
    await desk.move(turn, case, "give_up")
    await cases.answer(turn.db, case, outcome, None, turn.now)
    desk.tell_citizen(turn, case, "deadlines.given_up", reason=outcome, desk=turn.office.desk)
