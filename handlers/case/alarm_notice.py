"""Who besides the office hears that somebody is in danger, and how little."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from bot.turn import Turn
from handlers.case import labels, notify
from rules.danger_kind import kind_of_danger
from rules.lifecycle import CHAIR, RECEIVED
from rules.recognition import calls_off_danger
from storage import role_assignments
from storage.models import Case

Rung = Literal["first", "again", "added", "unreached"]
"""It came; nobody opened it since; more was told of it; nobody is where it was sent."""


def key_of_words(turn: Turn, words: str) -> str:
    """By which sentence staff read what the reporter of a danger said since."""
    off = calls_off_danger(words, turn.office.recognition)
    return "alarm.called_off_told" if off else "followup.urgent_told"


async def tell_those_who_may_help(
    turn: Turn, case: Case, besides: Collection[str] = frozenset(), rung: Rung = "first"
) -> None:
    """The chair, and the agency it may be a matter of, so that they are ready.

    They may not see the case yet: they hear what kind of thing happens in which commune, no word
    of who told it or how; the chair, who urges, its code as well. Of a case that may be about
    officials nobody hears but the office, of a restricted one nobody else. `besides`: those who
    were told by name.
    """
    if case.apart:
        return
    office = await notify.office_addresses(turn, case)
    chairs = await role_assignments.addresses_of_role(turn.db, CHAIR)
    agency = await notify.agency_addresses(turn, case) if case.agency else []
    kind = kind_of_danger("" if case.is_locked else case.text, turn.office)
    matter = kind.name if kind else labels.field_name(turn, case.field)
    commune = turn.office.communes.get(case.commune)
    for address in dict.fromkeys([*chairs, *agency]):
        if address not in {*office, *besides}:
            named = turn.words("alarm.code", code=case.code) if address in chairs else ""
            turn.say(
                f"alarm.others.{rung}",
                to=address,
                named=named,
                at=case.received_at,
                waited=labels.time_span(turn, turn.now - case.received_at),
                matter=matter or turn.words("alarm.unknown"),
                where=f"{commune.kind} {commune.name}" if commune else turn.words("alarm.unknown"),
                stands=turn.words(f"alarm.stands.{_stands(case, office)}", desk=turn.office.desk),
            )


def _stands(case: Case, office: Collection[str]) -> str:
    """What has been done, as far as it is known: nothing is promised here."""
    if case.status != RECEIVED:
        return "sent"
    return "told" if office else "nobody"
