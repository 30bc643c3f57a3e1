"""What an agency asks for: an answer of the citizen, another agency for the case."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import conflict, due_dates, labels, lookup, notify, triage_card
from handlers.case.access import check_move, possible_while
from handlers.case.lookup import find_case, show_code
from handlers.case.transitions import act
from handlers.shared.reasons import reason_given
from rules.answer_term import term_to_ask
from rules.deadline import CountedTerm, working_days_between
from rules.lifecycle import LEADER, OFFICE
from storage import case_events, notes
from storage.models import Case


def words_question(key: str) -> Ask:
    """A question for a sentence or two, named by the flow it stands in."""

    def check_words(turn: Turn, _answers: object, given: Given) -> str:
        return reason_given(turn, given, key)

    return Ask(
        name="words",
        accepts=frozenset({TEXT}),
        check=check_words,
        show=show_code,
    )


async def ask_citizen(turn: Turn, case_id: int, _: str) -> None:
    """Button: ask the citizen for what is missing. A second time only a leader may."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "ask")
    asked = sum(line.action == "ask" for line in await case_events.events_of_case(turn.db, case))
    if asked and not (turn.known.holds(LEADER, case.agency) or turn.known.holds(OFFICE)):
        raise UserError("cooperation.asked_before", code=case.code)
    term, late = await _ask_late(turn, case)
    if late:
        basis = turn.office.deadlines["ask"].basis
        due = due_dates.due_day(turn, term)
        turn.say("cooperation.ask_late", code=case.code, due=due, basis=basis)
    await conversation.begin_flow(turn, ASK.name, case_id=case.id, code=case.code)


async def _ask_late(turn: Turn, case: Case) -> tuple[CountedTerm, int]:
    """The office's term to ask in, and how many working days it has been over."""
    term = term_to_ask(turn.office, await due_dates.dates_of(turn, case))
    return term, max(0, working_days_between(term.due, turn.today, turn.office.calendar))


async def hoithem(turn: Turn) -> None:
    """`/hoithem MÃ`."""
    await ask_citizen(turn, (await lookup.named_case(turn, "hoithem")).id, "")


async def _ask(turn: Turn, answers: AskCitizenAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    _, late = await _ask_late(turn, case)
    await act(turn, case, "ask", noted={"late": late} if late else {})
    await notes.add_note(turn.db, case, notes.QUESTION, answers["words"], turn.person.id, turn.now)
    until = due_dates.wait_ends_on(turn, turn.today)
    about = conflict.is_about_somebody(case)
    turn.say("cooperation.asked", case=case.code, code=case.code, until=until)
    notify.tell_citizen(
        turn,
        case,
        "cooperation.citizen_asked",
        [[turn.button("deadlines.supplement", "supplement", case.id)]],
        agency=labels.agency_name(turn, case.agency or turn.office.receiver),
        question=answers["words"],
        until=until,
        then=turn.words(f"cooperation.then.{'goes_on' if about else 'ends'}"),
    )


async def return_case(turn: Turn, case_id: int, _: str) -> None:
    """Button: the case is not ours; say whose it is, and why."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "return")
    closed = [case.agency, *await conflict.agencies_kept_out(turn, case)]
    await conversation.begin_flow(
        turn, RETURN.name, case_id=case.id, code=case.code, from_=case.agency, closed=closed
    )


async def tralai(turn: Turn) -> None:
    """`/tralai MÃ`."""
    await return_case(turn, (await lookup.named_case(turn, "tralai")).id, "")


def _others(turn: Turn, answers: ReturnCaseAnswers) -> Rows:
    buttons = [
        Choice(agency.short, code)
        for code, agency in turn.office.agencies.items()
        if agency.handles and code not in answers.get("closed", [answers["from_"]])
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


async def _give_back(turn: Turn, answers: ReturnCaseAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    await conflict.check_agency_not_accused(turn, case, answers["agency"])
    await act(turn, case, "return", agency=answers["agency"], handler_id=None)
    await notes.add_note(turn.db, case, notes.RETURN, answers["words"], turn.person.id, turn.now)
    turn.say("cooperation.returned", case=case.code, code=case.code)
    await triage_card.show_given_back(turn, case, await notify.office_addresses(turn, case))


class AskCitizenAnswers(TypedDict):
    case_id: int
    code: str
    words: str


ASK = Flow(
    "cooperation.asking",
    (words_question("cooperation.asking.words.again"),),
    then=_ask,
    possible=possible_while("ask"),
)


class ReturnCaseAnswers(TypedDict):
    case_id: int
    code: str
    from_: str
    closed: NotRequired[list[str]]
    """Agencies it cannot be given to: the own, and those it is about."""
    agency: str
    words: str


RETURN = Flow(
    "cooperation.returning",
    (
        Ask(name="agency", choices=_others, show=show_code),
        words_question("cooperation.returning.words.again"),
    ),
    then=_give_back,
    possible=possible_while("return"),
)
