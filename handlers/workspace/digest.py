"""One message each morning for whoever has something to do: never ten, and silent when empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due, inbound_of_due
from bot.event import Rows
from bot.turn import Turn
from handlers.case import conflict, due_dates, open_cases, review_terms
from handlers.office import refusal
from rules.deadline import is_working_day
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE, RECEIVED, WITH_AGENCY
from rules.local_time import ZONE
from rules.office import Office
from rules.timeline import Episode
from storage import absences, case_lists, cases, inbox, people, role_assignments
from storage.case_lists import ActiveCase
from storage.models import Case, Person

LOOKED_BACK = 30
"""Days among which the last digest is looked for."""
SHOWN = 8
"""Cases named in one digest, with a button each; the queue has them all."""


def digest_time(office: Office, now: datetime) -> datetime | None:
    """When today's digests go out; None on a day nobody works."""
    today = now.astimezone(ZONE).date()
    if not is_working_day(today, office.calendar):
        return None
    return datetime.combine(today, time.fromisoformat(office.reports.digest_at), ZONE)


async def digests_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """A digest for everybody with a role, once a working day; late after an outage."""
    moment = digest_time(office, now)
    if moment is None or now < moment:
        return []
    today = moment.date()
    staff = await role_assignments.people_with_roles_since(db, since=moment)
    return [_due(today, person) for person in staff]


async def send_digest(turn: Turn, person_id: int, _: str) -> None:
    """Time event: tell one person what the day brings."""
    person = await people.person_by_id(turn.db, person_id)
    addresses = await people.addresses_of_person(turn.db, person_id)
    if person is None or not addresses:
        return
    roles = await role_assignments.roles_of_person(turn.db, person)
    last = await _last(turn, person_id)
    held = {role.role for role in roles}
    if OFFICE in held:
        await _office(turn, person, addresses, last)
    elif CHAIR in held:
        await _chair(turn, person, addresses)
    agencies = {role.agency for role in roles if role.role in AGENCY_ROLES}
    leads = {role.agency for role in roles if role.role == LEADER}
    if agencies:
        await _agency(turn, person, addresses, agencies, leads, last)


async def _last(turn: Turn, person_id: int) -> date:
    """The day of the last digest before today's: what happened since then is news."""
    days = [turn.today - timedelta(days=n) for n in range(1, LOOKED_BACK)]
    keys = {inbound_of_due(_due(day, person_id)).key: day for day in days}
    known = await inbox.known_update_keys(turn.db, list(keys))
    went_out = [keys[key] for key in known]
    worked = (day for day in days if is_working_day(day, turn.office.calendar))
    return max(went_out, default=next(worked, days[0]))


def _due(day: date, person: int) -> Due:
    return Due("digest", f"digest:{day}:{person}", person, str(day))


async def _office(turn: Turn, person: Person, addresses: Sequence[str], last: date) -> None:
    sorting = await case_lists.count_cases_with_status(turn.db, RECEIVED)
    checking = await case_lists.count_cases_awaiting_publication(turn.db)
    hidden = await case_lists.count_restricted_open_cases(turn.db)
    opened = await _open(turn, person)
    late = [item for item in opened if item[1].days_late]
    unforwarded = sum(episode.forward_late > 0 for _, episode in opened)
    signing = await _to_sign(turn, addresses, opened)
    refusals = await _to_review(turn, addresses)
    if not (sorting or checking or hidden or late or unforwarded or signing or refusals):
        return
    urgent = [
        item for item in opened if item[0].status == RECEIVED and _speaks(turn, item[1], last)
    ]
    shown = await _shown(turn, urgent)
    slow = _slow(turn, opened, len(await review_terms.reviews_late(turn)))
    lines = _for_signature(turn, signing, refusals)
    lines += [turn.words("digests.sealed", n=hidden)] if hidden else []
    rows = [*await _signing_buttons(turn, signing, refusals), *_buttons(turn, shown)]
    for address in addresses:
        turn.say(
            "digests.office",
            to=address,
            choices=rows,
            sorting=sorting,
            checking=checking,
            late=len(late),
            forward=turn.words("digests.unforwarded", n=unforwarded) if unforwarded else "",
            lines="\n".join(filter(None, [*lines, *slow, _lines(turn, shown)])),
        )


async def _chair(turn: Turn, person: Person, addresses: Sequence[str]) -> None:
    """What waits for the chair alone: above all, what is about the office itself."""
    opened = await _open(turn, person)
    signing = await _to_sign(turn, addresses, opened)
    refusals = await _to_review(turn, addresses)
    sorting = [
        item
        for item in opened
        if item[0].status == RECEIVED and conflict.is_about_office(turn.office, item[0])
    ]
    if not (sorting or signing or refusals):
        return
    shown = await _shown(turn, sorting)
    lines = [turn.words("digests.to_sort", n=len(sorting))] if sorting else []
    lines += _for_signature(turn, signing, refusals)
    rows = [*await _signing_buttons(turn, signing, refusals), *_buttons(turn, shown)]
    for address in addresses:
        turn.say(
            "digests.chair",
            to=address,
            choices=rows,
            lines="\n".join(filter(None, [*lines, _lines(turn, shown)])),
        )


def _for_signature(turn: Turn, signing: Sequence[int], refusals: Sequence[int]) -> list[str]:
    lines = [turn.words("digests.to_sign", n=len(signing))] if signing else []
    return lines + ([turn.words("digests.to_review", n=len(refusals))] if refusals else [])


def _slow(turn: Turn, opened: Sequence[tuple[ActiveCase, Episode]], unchecked: int) -> list[str]:
    """What the office itself is late with, besides forwarding."""
    untaken = sum(
        episode.taken_in is None and episode.take_in_left < 0 and case.status == RECEIVED
        for case, episode in opened
    )
    found = {"take_in": untaken, "check_publish": unchecked}
    return [
        turn.words(f"digests.slow.{code}", n=n, days=turn.office.deadlines[code].days)
        for code, n in found.items()
        if n
    ]


async def _agency(
    turn: Turn,
    person: Person,
    addresses: Sequence[str],
    agencies: set[str],
    leads: set[str],
    last: date,
) -> None:
    hands = {person.id, *await absences.people_stood_in_for(turn.db, person.id)}
    mine = [
        (case, episode)
        for case, episode in await _open(turn, person)
        if case.status in WITH_AGENCY and case.agency in agencies and _concerns(hands, case, leads)
    ]
    urgent = [item for item in mine if _speaks(turn, item[1], last)]
    led = [item for item in mine if item[0].agency in leads]
    signing = await _to_sign(turn, addresses, led)
    if not urgent and not signing:
        return
    shown = await _shown(turn, urgent)
    rows = [*await _signing_buttons(turn, signing), *_buttons(turn, shown)]
    for address in addresses:
        turn.say(
            "digests.agency",
            to=address,
            choices=rows,
            lines=_lines(turn, shown),
            n=len(urgent),
            open=len(mine),
            signing=len(signing),
        )


async def _to_sign(
    turn: Turn, addresses: Sequence[str], opened: Sequence[tuple[ActiveCase, Episode]]
) -> list[int]:
    """Whose drafts wait for a signature from one of these addresses."""
    found = [case for case, _ in opened]
    return [
        case.id for case in await conflict.cases_to_sign(turn.db, turn.office, found, addresses)
    ]


async def _to_review(turn: Turn, addresses: Sequence[str]) -> list[int]:
    """Whose refusal, proposed by another, waits for one of these addresses."""
    opened = [case for case, _ in await open_cases.all_open_cases(turn.db, turn.office, turn.now)]
    return [
        case.id
        for case in await refusal.refusals_to_review(turn.db, turn.office, opened, addresses)
    ]


async def _shown(
    turn: Turn, found: Sequence[tuple[ActiveCase, Episode]]
) -> list[tuple[Case, Episode]]:
    worst = sorted(found, key=lambda item: item[1].stage_left)[:SHOWN]
    dates = {case.id: episode for case, episode in worst}
    return [(case, dates[case.id]) for case in await cases.cases_by_ids(turn.db, list(dates))]


def _lines(turn: Turn, shown: Sequence[tuple[Case, Episode]]) -> str:
    return "\n".join(
        due_dates.with_promised_date(
            turn,
            turn.words(
                "digests.line",
                light=due_dates.due_light(turn, episode),
                code=case.code,
                when=due_dates.next_step_in_words(turn, episode),
            ),
            episode,
        )
        for case, episode in shown
    )


def _concerns(hands: set[int], case: ActiveCase, leads: set[str]) -> bool:
    """A case in somebody's hands concerns them and their leader; in nobody's, everybody.

    `hands` are the person and those who are away and whom they stand in for.
    """
    return case.handler_id is None or case.handler_id in hands or case.agency in leads


async def _open(turn: Turn, person: Person) -> list[tuple[ActiveCase, Episode]]:
    """Cases whose clock runs, without those about the reader."""
    found = await open_cases.all_open_cases(turn.db, turn.office, turn.now)
    return [
        (case, episode)
        for case, episode in found
        if case.promised and not episode.paused and case.accused_id != person.id
    ]


def _speaks(turn: Turn, episode: Episode, last: date) -> bool:
    """Whether to remind: late, due, due next, or a share was passed since the last digest."""
    if episode.stage_left <= 1:
        return True
    before, now = (episode.used_by(day, turn.office.calendar) for day in (last, turn.today))
    whole = now + episode.stage_left  # without the days the clock stood still
    return any(before * 100 < share * whole <= now * 100 for share in _shares(turn))


def _shares(turn: Turn) -> Sequence[int]:
    """Percent of the term; the whole of it is the last day, of which one is told anyway."""
    return [share for share in turn.office.reminders.shares if share < 100]


async def _signing_buttons(
    turn: Turn, signing: Sequence[int], refusals: Sequence[int] = ()
) -> Rows:
    kinds = (("digests.sign", "open", signing), ("digests.review", "see_refusal", refusals))
    return [
        [turn.button(key, action, case.id, code=case.code)]
        for key, action, waiting in kinds
        for case in await cases.cases_by_ids(turn.db, waiting[:SHOWN])
    ]


def _buttons(turn: Turn, shown: Sequence[tuple[Case, Episode]]) -> Rows:
    """What is named, and the queue, which has the rest."""
    cases_ = [[turn.button("digests.open", "open", case.id, code=case.code)] for case, _ in shown]
    return [*cases_, [turn.button("commands.viec.label", "c", "viec")]]
