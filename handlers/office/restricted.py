"""What should not be here (khiếu nại, tố cáo) is sealed: the office's alone, and only counted."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import Leave
from bot.turn import Ask, Flow, Turn
from handlers.case import conflict, labels, notify
from handlers.case.access import check_move, possible_while
from handlers.case.buttons import case_button
from handlers.case.lookup import find_case, show_code
from handlers.case.transitions import act
from handlers.office import agreed_change
from handlers.office.restriction_end import HAD_IT
from handlers.publication import announcement
from rules.lifecycle import CHAIR, NO_PUBLICATION, OFFICE, OPEN
from storage import case_events, case_lists, case_media, notes, publications, role_assignments
from storage.models import Case

SHOWN = 5
"""Cases in one list."""
ADDED = (notes.SUPPLEMENT, notes.ADDITION, notes.REOPEN)
"""Notes with the citizen's own words."""


class RestrictionAnswers(TypedDict):
    case_id: int
    code: str
    sure: NotRequired[str]


async def restrict_case(turn: Turn, case_id: int, _: str) -> None:
    """Button: say once what follows, and do it only then."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "seal")
    await conversation.begin_flow(turn, SURE.name, case_id=case.id, code=case.code)


def _sure(_turn: Turn, _answers: RestrictionAnswers, value: str) -> str:
    if value == "no":
        raise Leave("sealed.asking.cancelled")
    return value


async def _restricted(turn: Turn, answers: RestrictionAnswers) -> None:
    """Out of search, cards, exports and figures, and for good out of what is public.

    Of an open case the office is asked at once what its owner is told. Who had it in hand stands
    in the log, and has it again when the restriction is lifted.
    """
    case = await find_case(turn, answers["case_id"])
    open_with = case.handler_id if case.status in OPEN else None
    freed: dict[str, Any] = {"handler_id": None} if open_with else {}
    noted = {HAD_IT: open_with} if open_with else {}
    await act(turn, case, "seal", noted=noted, sealed=True, publication=NO_PUBLICATION, **freed)
    show_restricted(turn, case, "sealed.done")
    await _take_down(turn, case)


async def _take_down(turn: Turn, case: Case) -> None:
    await publications.remove_publication_draft(turn.db, case)
    reason = turn.words("sealed.why_taken_down")
    if await publications.take_down_publication(turn.db, case, reason, turn.now):
        await case_events.add_case_event(turn.db, case, "unpublish", turn.person.id, turn.now)
        await announcement.announce_take_down(turn, case, reason)


async def lift_restriction(turn: Turn, case_id: int, _: str) -> None:
    """Button: open a sealed case again. Agencies would read it: another must agree."""
    await agreed_change.ask_for_change(turn, await find_case(turn, case_id), "unseal", {})


def reads_restricted(turn: Turn, case: Case) -> bool:
    """Whether the speaker may know of a sealed case: the office or the chair, never the accused."""
    entitled = turn.known.holds(OFFICE) or turn.known.holds(CHAIR)
    return entitled and not conflict.concerns_speaker(turn, case)


def show_restricted(turn: Turn, case: Case, key: str = "sealed.card") -> None:
    """Say that a case is sealed, without a word of it, and what the office can do with it."""
    turn.say(
        key,
        choices=_rows(turn, case),
        case=case.code,
        code=case.code,
        status=labels.status_name(turn, case),
        waits=turn.words("sealed.owner_waits") if case.status in OPEN else "",
    )


def _rows(turn: Turn, case: Case) -> Rows:
    ends = ("redirect", "refuse") if case.status in OPEN else ()
    return [
        *([case_button(turn, case, end)] for end in ends),
        [_read(turn, case)],
        [case_button(turn, case, "unseal")],
    ]


def _read(turn: Turn, case: Case) -> Choice:
    return case_button(turn, case, "read")


async def restricted_waiting(turn: Turn) -> list[Case]:
    """Sealed cases the speaker must still end, oldest first."""
    found = await case_lists.restricted_open_cases(turn.db, SHOWN)
    return [case for case in found if not conflict.concerns_speaker(turn, case)]


async def read_restricted(turn: Turn, case_id: int, _: str) -> None:
    """Button: what a sealed case says and what was added to it; each time is logged."""
    case = await find_case(turn, case_id)
    if not case.sealed or not reads_restricted(turn, case):
        raise conflict.refused_to_speaker(turn, case, "read")
    await case_events.add_case_event(turn.db, case, "read_sealed", turn.person.id, turn.now)
    added = await notes.notes_of_case(turn.db, case, *ADDED)
    media = [*await case_media.media_of_case(turn.db, case, case_media.REPORT)]
    for note in added:
        media += await case_media.media_of_case(turn.db, case, note.part)
    lines = [turn.words("sealed.content_added", at=note.at, text=note.text) for note in added]
    turn.say(
        "sealed.content",
        choices=_rows(turn, case) if turn.known.holds(OFFICE) else [],
        media=media,
        case=case.code,
        code=case.code,
        text="\n".join([case.text, *lines]),
    )


async def restricted_readers(turn: Turn, case: Case) -> list[str]:
    """Where a sealed case may be spoken of: in the office, or with the chair if it is about all."""
    for role in (OFFICE, CHAIR):
        found = await role_assignments.addresses_of_role(turn.db, role)
        if kept := await conflict.without_accused(turn.db, turn.office, case, found):
            return kept
    return []


async def tell_restricted_added(turn: Turn, case: Case) -> None:
    """The owner added something: who may know is told that, and reads it at a tap."""
    readers = await restricted_readers(turn, case)
    notify.tell_staff(turn, case, "sealed.added", readers, [[_read(turn, case)]])


SURE = Flow(
    "sealed.asking",
    (Ask(name="sure", choices=("yes", "no"), show=show_code, pick=_sure, cancel=False),),
    then=_restricted,
    possible=possible_while("seal"),
)
