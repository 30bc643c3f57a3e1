"""What waits today for the decision of whoever reads a report."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.jobs import JobContext
from handlers.agency import apologies
from handlers.case import conflict, labels, open_cases, signers
from handlers.office import refusal
from publish.reports.report_source import AgencyWaiting, OfficeWaiting
from rules.lifecycle import (
    ANSWER_PENDING,
    FORWARDED,
    LEADER,
    OFFICE,
    RECEIVED,
    RUNNING,
    WITH_AGENCY,
)
from storage import case_lists, cases, people, role_assignments
from storage.known_person import KnownPerson
from storage.role_assignments import Role


async def decisions_waiting(
    making: JobContext, agency: str, reader: int
) -> OfficeWaiting | AgencyWaiting | None:
    """What waits today for the reader: the leader of the agency, the office, or the chair."""
    db = making.db
    person = await people.person_by_id(db, reader)
    roles = await role_assignments.roles_of_person(db, person) if person else (Role(OFFICE, ""),)
    mine = await (
        people.addresses_of_person(db, reader)
        if person
        else role_assignments.addresses_of_role(db, LEADER if agency else OFFICE, agency)
    )
    readers = (await people.known_people_at_addresses(db, mine)).values()
    if agency:
        leads = person is None or Role(LEADER, agency) in roles
        return await _of_leader(making, agency, readers) if leads else None
    if Role(OFFICE, "") not in roles:
        return await _of_chair(making, mine, readers)
    return await _of_office(making, mine, readers)


async def _of_office(
    making: JobContext, mine: Sequence[str], readers: Collection[KnownPerson]
) -> OfficeWaiting:
    db = making.db
    opened = await open_cases.all_open_cases(db, making.world.office, making.now)
    signing = await _for_signature(making, opened, mine)
    received = [case for case, _ in opened if case.status == RECEIVED]
    return signing._replace(
        sorting=len(conflict.shown_to(making.world.office, received, readers)),
        extensions=await case_lists.count_undecided_extensions(db),
        publishing=await case_lists.count_cases_awaiting_publication(db),
    )


async def _of_chair(
    making: JobContext, mine: Sequence[str], readers: Collection[KnownPerson]
) -> OfficeWaiting | None:
    """Above all what is about the office itself or appealed; None when there is nothing."""
    office = making.world.office
    opened = await open_cases.all_open_cases(making.db, office, making.now)
    decides = [case for case, _ in opened if conflict.is_for_chair(office, case)]
    ours = conflict.shown_to(office, decides, readers)
    found = (await _for_signature(making, opened, mine))._replace(
        sorting=sum(case.status == RECEIVED for case in ours),
        extensions=sum(
            case.pending_requests.extension and case.status in WITH_AGENCY for case in ours
        ),
    )
    return found if any(found) else None


async def _for_signature(
    making: JobContext, opened: Sequence[open_cases.OpenCase], mine: Sequence[str]
) -> OfficeWaiting:
    """What of the open cases waits for the signature of somebody with one of these addresses."""
    db, office = making.db, making.world.office
    found = [case for case, _ in opened]
    late = [
        await apologies.apology_signers(db, office, case, due)
        for case, due in opened
        if case.promised and case.status in RUNNING and apologies.apology_waits(due)
    ]
    refusals = await refusal.refusals_to_review(db, office, found, mine)
    return OfficeWaiting(
        signing=len(await signers.cases_to_sign(db, office, found, mine)),
        apologies=sum(not set(mine).isdisjoint(one) for one in late),
        refusals=len(refusals),
    )


async def _of_leader(
    making: JobContext, agency: str, readers: Collection[KnownPerson]
) -> AgencyWaiting:
    db, office = making.db, making.world.office
    opened = await open_cases.all_open_cases(db, office, making.now)
    shown = {case.id for case in conflict.shown_to(office, [one for one, _ in opened], readers)}
    mine = [
        (case, episode)
        for case, episode in opened
        if case.id in shown and case.agency == agency and case.status in WITH_AGENCY
    ]
    plain, texts = await cases.codes_of_cases(db, [case.id for case, _ in mine]), making.world.texts
    codes = {
        case.id: labels.marked_code(texts, plain[case.id], urgent=case.urgent) for case, _ in mine
    }
    return AgencyWaiting(
        signing=[codes[case.id] for case, _ in mine if case.status == ANSWER_PENDING],
        unassigned=[
            codes[case.id]
            for case, _ in mine
            if case.status == FORWARDED and case.handler_id is None
        ],
        apologies=[codes[case.id] for case, due in mine if apologies.apology_waits(due)],
    )
