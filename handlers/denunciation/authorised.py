"""Who alone may read a denunciation: whoever holds the role the office's data name."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from bot.turn import Turn
from rules.deadline import add_working_days
from rules.office import Office
from rules.office_policies import Denunciations
from rules.working_hours import day_received_on
from storage import role_assignments


class DenunciationTerms(NamedTuple):
    """Until when it must be passed on, if it is for somebody else, and its writer must hear."""

    forward: date
    answer: date


async def authorised_addresses(turn: Turn) -> list[str]:
    """Where the person authorised is reached; nowhere: then nothing may be taken in."""
    policy = turn.office.denunciations
    if policy is None:
        return []
    if policy.deputies:
        return await role_assignments.addresses_of_role(turn.db, policy.role, policy.agency)
    return await role_assignments.addresses_of_holders(turn.db, policy.role, policy.agency)


def reads_denunciations(turn: Turn) -> bool:
    """Whether the speaker is the person authorised."""
    policy = turn.office.denunciations
    if policy is None or not turn.known.holds(policy.role, policy.agency):
        return False
    return policy.deputies or turn.known.stands_for(policy.role, policy.agency) is None


def denunciation_policy(office: Office) -> Denunciations:
    """The office's rule. Raises LookupError where it has none."""
    if office.denunciations is None:
        raise LookupError(office.code)
    return office.denunciations


def denunciation_terms(office: Office, received_at: datetime) -> DenunciationTerms:
    policy = denunciation_policy(office)
    day = day_received_on(received_at, office.calendar)
    return DenunciationTerms(
        add_working_days(day, policy.forward_days, office.calendar),
        add_working_days(day, policy.answer_days, office.calendar),
    )
