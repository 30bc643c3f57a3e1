"""One message each morning for whoever has something to do: never ten, and silent when empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import ZONE, Rows, Turn
from handlers import desk
from handlers.deadlines import WATCH
from rules.deadline import is_working
from rules.lifecycle import AGENCY_ROLES, ANSWER_PENDING, LEADER, OFFICE, RECEIVED
from rules.office import Office
from rules.timeline import Stretch
from storage import cases, people, staff
from storage.cases import Watched
from storage.models import Case, Person

SHOWN = 8
"""Cases named in one digest, with a button each; the queue has them all."""


def at(office: Office, now: datetime) -> datetime | None:
    """When today's digests go out; None on a day nobody works."""
    today = now.astimezone(ZONE).date()
    if not is_working(today, office.calendar):
        return None
    return datetime.combine(today, time.fromisoformat(office.reports.digest_at), ZONE)


async def due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """A digest for everybody with a role, once a working day; late after an outage."""
    moment = at(office, now)
    if moment is None or now < moment:
        return []
    today = moment.date()
    staff = await people.with_roles(db, since=moment)
    return [Due("digest", f"digest:{today}:{person}", person, str(today)) for person in staff]


async def digest(turn: Turn, person_id: int, _: str) -> None:
    """Time event: tell one person what the day brings."""
    person = await people.by_id(turn.db, person_id)
    addresses = await people.addresses_of(turn.db, person_id)
    if person is None or not addresses:
        return
    roles = await people.roles_of(turn.db, person)
    if any(role.role == OFFICE for role in roles):
        await _office(turn, addresses)
    agencies = {role.agency for role in roles if role.role in AGENCY_ROLES}
    leads = {role.agency for role in roles if role.role == LEADER}
    if agencies:
        await _agency(turn, person, addresses, agencies, leads)


async def _office(turn: Turn, addresses: Sequence[str]) -> None:
    sorting = await cases.count_with_status(turn.db, RECEIVED)
    checking = await cases.count_awaiting_publication(turn.db)
    late = [item for item in await _open(turn) if item[1].days_late]
    if not (sorting or checking or late):
        return
    choices = [
        [turn.button(f"commands.{name}.label", "c", name)] for name in ("phanloai", "congkhai")
    ]
    for address in addresses:
        turn.say(
            "digests.office",
            to=address,
            choices=choices,
            sorting=sorting,
            checking=checking,
            late=len(late),
        )


async def _agency(
    turn: Turn, person: Person, addresses: Sequence[str], agencies: set[str], leads: set[str]
) -> None:
    hands = {person.id, *await staff.stood_for(turn.db, person.id)}
    mine = [
        (case, stretch)
        for case, stretch in await _open(turn)
        if case.agency in agencies and _concerns(hands, case, leads)
    ]
    urgent = [item for item in mine if _speaks(turn, item[1])]
    signing = sum(case.status == ANSWER_PENDING and case.agency in leads for case, _ in mine)
    if not urgent and not signing:
        return
    urgent.sort(key=lambda item: item[1].days_left)
    shown = [(await desk.find(turn, case.id), stretch) for case, stretch in urgent[:SHOWN]]
    lines = [
        turn.words(f"digests.{_state(stretch)}", code=case.code, n=abs(stretch.days_left))
        for case, stretch in shown
    ]
    for address in addresses:
        turn.say(
            "digests.agency",
            to=address,
            choices=_buttons(turn, [case for case, _ in shown]),
            lines="\n".join(lines),
            n=len(urgent),
            open=len(mine),
            signing=signing,
        )


def _concerns(hands: set[int], case: Watched, leads: set[str]) -> bool:
    """A case in somebody's hands concerns them and their leader; in nobody's, everybody.

    `hands` are the person and those who are away and whom they stand in for.
    """
    return case.handler_id is None or case.handler_id in hands or case.agency in leads


async def _open(turn: Turn) -> list[tuple[Watched, Stretch]]:
    found = await WATCH.open_cases(turn.db, turn.office, turn.now)
    return [item for item in found if not item[1].paused]


def _speaks(turn: Turn, stretch: Stretch) -> bool:
    """Whether today is a day to be reminded: late, due, due next, or a share was passed."""
    if stretch.days_left <= 1:
        return True
    return any(share < 100 for share in _passed(turn, stretch))


def _passed(turn: Turn, stretch: Stretch) -> Iterator[int]:
    """Shares of the term that were passed since the working day before."""
    whole = len(stretch.answer.counted)
    used = whole - stretch.days_left
    for share in turn.office.reminders.shares:
        if (used - 1) * 100 < share * whole <= used * 100:
            yield share


def _state(stretch: Stretch) -> str:
    if stretch.days_left < 0:
        return "late"
    if stretch.days_left <= 1:
        return "today" if stretch.days_left == 0 else "tomorrow"
    return "share"


def _buttons(turn: Turn, shown: Sequence[Case]) -> Rows:
    return [[turn.button("digests.open", "open", case.id, code=case.code)] for case in shown]
