"""One message per case and reader, which edits itself as the case moves: who has it, what now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Rows, Turn
from handlers import desk, groups
from rules.lifecycle import AGENCY_ROLES, FORWARDED, IN_PROGRESS, RECEIVED, WITH_AGENCY
from storage import helpers, outbox, people
from storage.models import Case
from storage.people import Known


async def refresh(turn: Turn, case: Case) -> None:
    """Bring every card of a case that lies on somebody's screen up to date.

    News still come as messages of their own: an edit makes no sound. In the agency's group the
    card is the news.
    """
    from handlers import conflict, signing  # noqa: PLC0415 - they move cases, which refreshes cards

    await groups.show(turn, case)
    found = await groups.without(turn, await outbox.cards_about(turn.db, case.code))
    if not found:
        return
    shown, helping = await desk.facts(turn, case), await helpers.of_case(turn.db, case)
    draft = await signing.shown(turn, case)
    signers = await conflict.signers(turn.db, turn.office, case) if draft is not None else []
    for address, message in found:
        if draft is not None and address in signers:
            turn.edit("signing.card", address, message, case.code, draft.rows, **draft.words)
            continue
        reader = await people.at(turn.db, address, turn.now)
        if sees(turn, reader, case, helping):
            rows = await rows_for(turn, case, reader)
            turn.edit("cards.state", address, message, case.code, rows, **shown)
        else:
            turn.edit("cards.gone", address, message, case.code, [], code=case.code)


def sees(turn: Turn, reader: Known, case: Case, helping: Sequence[str]) -> bool:
    """Whether a reader may go on reading the card: rights come from the row, each time."""
    from handlers import conflict  # noqa: PLC0415 - as in `refresh`

    if case.sealed or case.accused_id == reader.person.id:
        return False
    return conflict.is_office(turn, case, reader) or _works(reader, [case.agency, *helping])


def _works(reader: Known, agencies: Sequence[str]) -> bool:
    return any(reader.holds(role, agency) for role in AGENCY_ROLES for agency in agencies)


async def rows_for(turn: Turn, case: Case, reader: Known) -> Rows:
    """The buttons this reader may press as the case stands."""
    from handlers import conflict, helping_out, triage  # noqa: PLC0415 - as in `refresh`

    office = conflict.is_office(turn, case, reader)
    if office and case.status == RECEIVED:
        return await triage.rows(turn, case)
    names = []
    if not office and not _works(reader, [case.agency]):
        return helping_out.rows(turn, case) if case.status in WITH_AGENCY else []
    if _works(reader, [case.agency]):
        names += ["accept"] if case.status == FORWARDED else []
        names += ["answer"] if case.status in {FORWARDED, IN_PROGRESS} else []
    rows = [[turn.button(f"answering.{name}", name, case.id)] for name in names]
    if case.status in WITH_AGENCY:
        rows.append([turn.button("cooperation.more", "more", case.id)])
    return rows
