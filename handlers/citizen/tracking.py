"""Where a case stands: everything for its owner, how far it is for who holds its receipt."""

from __future__ import annotations

from datetime import date, timedelta

from bot.clock import Clock
from bot.event import Event, Rows
from bot.turn import Turn, World
from bot.user_error import UserError
from bot.web_session_names import WEB
from handlers.case import due_dates, labels, lookup, notify, rating_request, receipts
from handlers.case.buttons import case_button
from handlers.case.receipts import ReceiptTry
from handlers.citizen import own_case_options
from rules.case_code import read_case_code
from rules.lifecycle import ANSWERED, OPEN
from rules.local_time import ZONE
from storage import case_answers, case_events, case_lists, cases
from storage.database import Database
from storage.known_person import KnownPerson
from storage.models import Case, CaseEvent, Person

NEWEST = 6
"""Cases on one page."""


async def cuatoi(turn: Turn) -> None:
    """`/cuatoi`: my cases, newest first."""
    await turn_own_cases_page(turn, 0, "")


async def turn_own_cases_page(turn: Turn, number: int, _: str) -> None:
    """Button: one page of my cases, counted from 0."""
    offset = number * NEWEST
    found = await case_lists.cases_of_person(turn.db, turn.person.id, NEWEST + 1, offset=offset)
    mine = found[:NEWEST]
    if not mine:
        button = turn.command_button("gopy")
        example = lookup.example_code(turn)
        turn.say("tracking.none", choices=[[button]], example=example, desk=turn.office.desk)
        return
    rows = [[turn.button("tracking.one", "case", case.id, code=case.code)] for case in mine]
    lines = [
        turn.words(
            "tracking.line",
            code=receipts.receipt_code(case),
            status=await _status(turn, case),
            due=await _left(turn, await cases.surviving_case(turn.db, case)),
        )
        for case in mine
    ]
    if number:
        rows.append([turn.button("tracking.newer", "mine", number - 1)])
    if len(found) > NEWEST:
        rows.append([turn.button("tracking.older", "mine", number + 1)])
    turn.say("tracking.mine", choices=rows, lines="\n".join(lines))


async def _left(turn: Turn, case: Case) -> str:
    """The due date and the days left, while the case is open."""
    if case.status not in OPEN or case.kind != "report":
        return ""
    return due_dates.due_in_words(turn, await due_dates.dates_of(turn, case))


async def show_own_case(turn: Turn, case_id: int, _: str) -> None:
    """Button: one of my cases."""
    case = await lookup.find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise lookup.case_refused(case, "no_right")
    await _own(turn, case)


async def track_case(turn: Turn) -> None:
    """`/tracuu MÃ`."""
    code = turn.args.strip()
    if not code:
        raise UserError("tracking.which", example=lookup.example_code(turn))
    case = await cases.case_by_code(turn.db, code)
    if case is not None and case.person_id == turn.person.id:
        await _own(turn, case)
    else:
        await _track_by_receipt(turn, code, case)


async def track_without_chat(
    database: Database, world: World, clock: Clock, typed: str, session: str
) -> str:
    """The same for somebody on a page of ours who said nothing but this: what they are told.

    `session`: of their web chat, whose wrong tries count there and here; empty: they have none.
    """
    now = clock.now()
    event = Event(id="", address=WEB, sender=session or WEB, at=now)
    async with database.begin() as db:
        nobody = KnownPerson(Person(id=None, name="", created_at=now), ())
        turn = Turn(db=db, now=now, event=event, world=world, known=nobody)
        await _track_by_receipt(turn, typed, await cases.case_by_code(db, typed))
        return turn.replies[0][1].text


async def _track_by_receipt(turn: Turn, code: str, case: Case | None) -> None:
    typed, example = read_case_code(code), lookup.example_code(turn)
    tried = ReceiptTry.WRONG
    if typed and typed.secret:
        tried = await receipts.try_receipt(turn, case, typed)
    if tried is ReceiptTry.TOO_MANY:
        tomorrow = turn.today + timedelta(days=1)
        turn.say("tracking.too_many", when=tomorrow, desk=turn.office.desk)
    elif tried is ReceiptTry.WRONG or case is None:
        # Said, not refused: a refusal would take back that the try was counted.
        turn.say("tracking.unknown", example=example, desk=turn.office.desk)
    else:
        await tell_how_far(turn, case)


async def tell_how_far(turn: Turn, case: Case) -> None:
    """What who holds the receipt reads.

    Of every kind of case the same: no word, place or person, and neither field nor agency, by which
    somebody with the receipt in hand would tell one about officials.
    """
    kept, received = await cases.surviving_case(turn.db, case), case.received_at
    turn.say(
        "tracking.public",
        code=case.code,
        received=received.astimezone(ZONE).date(),
        status=labels.status_without_agency(turn, kept),
        desk=turn.office.desk,
    )


async def _status(turn: Turn, case: Case) -> str:
    """Where a case stands; of a merged one, where that stands which it was merged into."""
    kept = await cases.surviving_case(turn.db, case)
    status = labels.status_name(turn, kept)
    if kept is case:
        return status
    return turn.words("tracking.merged", kept=kept.code, status=status)


async def _answer(turn: Turn, case: Case, kept: Case) -> str:
    answer = await case_answers.answer_of_case(turn.db, kept)
    text = answer.text if answer else ""
    text = labels.with_solution(turn, text, case_answers.solution_of(answer)) if text else ""
    return text if kept is case else notify.words_for_followers(turn, kept, text)


async def _own(turn: Turn, case: Case) -> None:
    kept = await cases.surviving_case(turn.db, case)
    due = await due_dates.dates_of(turn, kept)
    answer = await _answer(turn, case, kept)
    solution = await case_answers.solution_of_case(turn.db, kept)
    answered = kept.status == ANSWERED
    after = rating_request.after_answer_buttons(turn, case, solution) if answered else []
    turn.say(
        "tracking.own_answered" if answer else "tracking.own",
        choices=[*after, *await own_case_options.own_case_buttons(turn, case), *_more(turn, case)],
        case=case.code,
        code=receipts.receipt_code(case),
        received=case.received_at,
        status=await _status(turn, case),
        kind=labels.kind_name(turn, case.kind, proposal=case.proposal),
        field=labels.field_name(turn, case.field),
        text=cases.words_of_owner(turn.db, case),
        line=await _time_line(turn, case),
        due=due_dates.due_in_words(turn, due),
        answer=answer,
    )


def _more(turn: Turn, case: Case) -> Rows:
    thread = [case_button(turn, case, "thread")]
    if case.kind != "report" or case.status not in OPEN:
        return [thread]
    return [thread, [case_button(turn, case, "why")]]


async def _time_line(turn: Turn, case: Case) -> str:
    """What happened so far, in a citizen's words; what is only ours is left out."""
    lines = []
    for event in await case_events.events_of_case(turn.db, case):
        key = f"tracking.step.{event.action}"
        if key in turn.world.texts:
            what = turn.words(key, **_values(turn, case, event))
            lines.append(turn.words("tracking.at", at=event.at, what=what))
    return "\n".join(lines)


def _values(turn: Turn, case: Case, event: CaseEvent) -> dict[str, object]:
    values: dict[str, object] = {
        name: due_dates.date_to_come(turn, date.fromisoformat(event.data[name]))
        for name in ("before", "after")
        if name in event.data
    }
    values["agency"] = labels.agency_name(turn, str(event.data.get("agency") or case.agency))
    return values
