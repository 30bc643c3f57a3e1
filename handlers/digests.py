"""One message each morning for whoever has something to do: never ten, and silent when empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Rows, Turn
from handlers import conflict, desk, watch
from rules.deadline import is_working
from rules.hours import ZONE
from rules.lifecycle import (
    AGENCY_ROLES,
    ANSWER_PENDING,
    LEADER,
    OFFICE,
    RECEIVED,
    WITH_AGENCY,
)
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
    opened = await _open(turn)
    late = [item for item in opened if item[1].days_late]
    signing = await _to_sign(turn, addresses, opened)
    if not (sorting or checking or late or signing):
        return
    urgent = [item for item in opened if item[0].status == RECEIVED and _speaks(turn, item[1])]
    shown = await _shown(turn, urgent)
    choices = [
        *_buttons(turn, [case for case, _ in shown]),
        *_signing_buttons(turn, signing),
        *([turn.button(f"commands.{name}.label", "c", name)] for name in ("phanloai", "congkhai")),
    ]
    to_sign = [turn.words("digests.to_sign", n=len(signing))] if signing else []
    for address in addresses:
        turn.say(
            "digests.office",
            to=address,
            choices=choices,
            sorting=sorting,
            checking=checking,
            late=len(late),
            lines="\n".join([*to_sign, _lines(turn, shown)]),
        )


async def _agency(
    turn: Turn, person: Person, addresses: Sequence[str], agencies: set[str], leads: set[str]
) -> None:
    hands = {person.id, *await staff.stood_for(turn.db, person.id)}
    mine = [
        (case, stretch)
        for case, stretch in await _open(turn)
        if case.status in WITH_AGENCY and case.agency in agencies and _concerns(hands, case, leads)
    ]
    urgent = [item for item in mine if _speaks(turn, item[1])]
    led = [item for item in mine if item[0].agency in leads]
    signing = await _to_sign(turn, addresses, led)
    if not urgent and not signing:
        return
    shown = await _shown(turn, urgent)
    for address in addresses:
        turn.say(
            "digests.agency",
            to=address,
            choices=[
                *_signing_buttons(turn, signing),
                *_buttons(turn, [case for case, _ in shown]),
            ],
            lines=_lines(turn, shown),
            n=len(urgent),
            open=len(mine),
            signing=len(signing),
        )


async def _to_sign(
    turn: Turn, addresses: Sequence[str], opened: Sequence[tuple[Watched, Stretch]]
) -> list[Case]:
    """Whose drafts wait for a signature from one of these addresses."""
    waiting = [case for case, _ in opened if case.status == ANSWER_PENDING]
    found = [await desk.find(turn, case.id) for case in waiting]
    return [
        case for case in found if not set(addresses).isdisjoint(await conflict.signers(turn, case))
    ]


async def _shown(
    turn: Turn, found: Sequence[tuple[Watched, Stretch]]
) -> list[tuple[Case, Stretch]]:
    worst = sorted(found, key=lambda item: item[1].stage_left)[:SHOWN]
    return [(await desk.find(turn, case.id), stretch) for case, stretch in worst]


def _lines(turn: Turn, shown: Sequence[tuple[Case, Stretch]]) -> str:
    return "\n".join(
        turn.words(
            f"digests.{stretch.stage}_{_state(stretch)}", code=case.code, n=abs(stretch.stage_left)
        )
        for case, stretch in shown
    )


def _concerns(hands: set[int], case: Watched, leads: set[str]) -> bool:
    """A case in somebody's hands concerns them and their leader; in nobody's, everybody.

    `hands` are the person and those who are away and whom they stand in for.
    """
    return case.handler_id is None or case.handler_id in hands or case.agency in leads


async def _open(turn: Turn) -> list[tuple[Watched, Stretch]]:
    found = await watch.open_cases(turn.db, turn.office, turn.now)
    return [item for item in found if item[0].promised and not item[1].paused]


def _speaks(turn: Turn, stretch: Stretch) -> bool:
    """Whether today is a day to be reminded: late, due, due next, or a share was passed."""
    if stretch.stage_left <= 1:
        return True
    whole = len(stretch.term.counted)
    used = whole - stretch.stage_left
    return any((used - 1) * 100 < share * whole <= used * 100 for share in _shares(turn))


def _shares(turn: Turn) -> Sequence[int]:
    """Percent of the term; the whole of it is the last day, of which one is told anyway."""
    return [share for share in turn.office.reminders.shares if share < 100]


def _state(stretch: Stretch) -> str:
    if stretch.stage_left < 0:
        return "very_late" if stretch.very_late else "late"
    if stretch.stage_left <= 1:
        return "today" if stretch.stage_left == 0 else "tomorrow"
    return "share"


def _signing_buttons(turn: Turn, signing: Sequence[Case]) -> Rows:
    return [
        [turn.button("digests.sign", "open", case.id, code=case.code)] for case in signing[:SHOWN]
    ]


def _buttons(turn: Turn, shown: Sequence[Case]) -> Rows:
    return [[turn.button("digests.open", "open", case.id, code=case.code)] for case in shown]
