"""Several agencies, one answer: others help the one that leads, who alone speaks to the citizen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import DOCUMENT, PHOTO, TEXT, VIDEO, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import access, card, conflict, labels, lookup, notify
from handlers.case.access import check_move
from handlers.case.buttons import case_button
from handlers.case.lookup import find_case, show_code
from handlers.case.transitions import act
from handlers.shared.text_and_files import TextAndFiles, files_of_answer, text_and_files
from rules.lifecycle import COMES_BACK, WITH_AGENCY
from rules.text import split_words
from storage import case_agencies, case_events, notes
from storage.models import Case


async def involve_agency(turn: Turn, case_id: int, _: str) -> None:
    """Button: have another agency help."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "involve")
    there = [case.agency, *await case_agencies.co_agencies_of_case(turn.db, case)]
    there += await conflict.agencies_kept_out(turn, case)
    await conversation.begin_flow(turn, INVOLVE.name, case_id=case.id, code=case.code, there=there)


def _others(turn: Turn, answers: InvolveAgencyAnswers) -> Rows:
    buttons = [
        Choice(agency.short, code)
        for code, agency in turn.office.agencies.items()
        if agency.handles and code not in answers["there"]
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _wish(turn: Turn, _answers: InvolveAgencyAnswers, given: Given) -> str:
    if len(split_words(given.text)) < turn.office.limits.words.help_request_least:
        raise Again("helping_out.involving.wish.again")
    return given.text


async def _involved(turn: Turn, answers: InvolveAgencyAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    helper = answers["agency"]
    await conflict.check_agency_not_accused(turn, case, helper)
    await act(turn, case, "involve", noted={"helper": helper})
    if not await case_agencies.add_co_agency(turn.db, case, helper, turn.now):
        raise UserError("helping_out.there_already", code=case.code)
    name = labels.agency_name(turn, helper)
    turn.say("helping_out.involved", case=case.code, code=case.code, helper=name)
    found = await notify.agency_addresses(turn, case, helper)
    await card.show_card(
        turn,
        "helping_out.card",
        case,
        found,
        [[case_button(turn, case, "contribute")]],
        wish=answers["wish"],
    )
    if not found:
        await _nobody(turn, case, name)


async def _nobody(turn: Turn, case: Case, agency: str) -> None:
    for address in await notify.office_addresses(turn, case):
        turn.say("triage.nobody_there", to=address, case=case.code, code=case.code, agency=agency)


async def contribute(turn: Turn, case_id: int, _: str) -> None:
    """Button: tell the lead."""
    await begin_contribution(turn, await find_case(turn, case_id), None)


async def begin_contribution(turn: Turn, case: Case, given: Given | None) -> None:
    """Begin to tell the lead, or go on with what is open.

    Raises UserError for who does not help.
    """
    await _helped(turn, case.id)
    if given is not None and lookup.is_question_open(turn, case, CONTRIBUTE):
        await conversation.hear_answer(turn)
        return
    await conversation.begin_flow(turn, CONTRIBUTE.name, given, case_id=case.id, code=case.code)


async def _helped(turn: Turn, case_id: int) -> Case:
    case = await find_case(turn, case_id)
    await _check_helps(turn, case, WITH_AGENCY)
    return case


async def _check_helps(turn: Turn, case: Case, while_in: Sequence[str]) -> None:
    if not await access.helping_agency(turn, case):
        raise conflict.refused_to_speaker(turn, case, "contribute")
    if case.status not in while_in:
        raise UserError("helping_out.over", code=case.code, status=labels.status_name(turn, case))


def _told(turn: Turn, _answers: ContributionAnswers, given: Given) -> TextAndFiles:
    if len(split_words(given.text)) < turn.office.limits.words.contribution_least:
        raise Again("helping_out.contributing.told.too_short")
    return text_and_files(given)


async def _contributed(turn: Turn, answers: ContributionAnswers) -> None:
    case = await _helped(turn, answers["case_id"])
    helper, text = await access.helping_agency(turn, case), answers["told"]["text"]
    media = files_of_answer(answers["told"])
    name = labels.agency_name(turn, helper)
    kept = f"{name}: {text}"
    await notes.add_note(turn.db, case, notes.CONTRIBUTION, kept, turn.person.id, turn.now, media)
    await case_events.add_case_event(
        turn.db, case, "contribute", turn.person.id, turn.now, helper=helper
    )
    turn.say("helping_out.contributed", case=case.code, code=case.code)
    for address in await notify.case_worker_addresses(turn, case):
        turn.say(
            "helping_out.told_lead",
            to=address,
            media=media,
            choices=[[case_button(turn, case, "answer")]],
            case=case.code,
            code=case.code,
            helper=name,
            text=text,
        )


class InvolveAgencyAnswers(TypedDict):
    case_id: int
    code: str
    there: list[str]
    """The agencies that have the case already, or may not have it."""
    agency: str
    wish: str


INVOLVE = Flow(
    "helping_out.involving",
    (
        Ask(name="agency", choices=_others, show=show_code),
        Ask(
            name="wish",
            accepts=frozenset({TEXT}),
            check=_wish,
            show=show_code,
        ),
    ),
    then=_involved,
    possible=access.possible_while("involve"),
)


class ContributionAnswers(TypedDict):
    case_id: int
    code: str
    told: TextAndFiles


CONTRIBUTE = Flow(
    "helping_out.contributing",
    (
        Ask(
            name="told",
            accepts=frozenset({TEXT, PHOTO, VIDEO, DOCUMENT}),
            gathers=True,
            check=_told,
            show=show_code,
        ),
    ),
    then=_contributed,
    possible=access.possible_if(
        lambda turn, case, _: _check_helps(turn, case, (*WITH_AGENCY, *COMES_BACK))
    ),
)
