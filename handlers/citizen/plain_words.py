"""What a citizen wants who says only that: where it stands, thanks, taking it back."""

from __future__ import annotations

from bot import open_question
from bot.event import Rows
from bot.flow_answers import Given, given_by_event
from bot.turn import Turn
from handlers.case import due_dates, labels, rating_request, receipts
from handlers.citizen import (
    doubtful_answer,
    late_words,
    own_case_options,
    tracking,
    urgent_words,
    which_case,
    withdrawal,
)
from handlers.citizen.own_case_options import AGAIN, known_by
from handlers.intake import asides
from rules.citizen_verdict import SAID
from rules.intents import says_intent
from rules.lifecycle import ANSWERED, MERGED, OPEN, REFUSED
from rules.text import split_words
from storage import case_answers, case_lists, cases
from storage.models import Case

LOOKED_THROUGH = 20
"""Cases that are looked at, the newest."""
MOST_OFFERED = 6


async def tiendo(turn: Turn) -> None:
    """`/tiendo`, "bao giờ xong": the one open case as it stands, several to choose from.

    Of danger first: the staff hears that it was asked, and what came of it is said at once.
    """
    if await urgent_words.ask_how_it_stands(turn):
        return
    waiting = await _waiting(turn) or await _answered(turn)
    if len(waiting) == 1:
        await _say_standing(turn, "plain.standing", waiting[0])
    elif not waiting and not turn.stack and not split_words(turn.event.text):
        # A face says how somebody feels, not yet about what.
        turn.say("plain.upset", choices=[[turn.command_button("gopy")]])
    else:
        await tracking.cuatoi(turn)


async def camon(turn: Turn) -> None:
    """`/camon`, "dạ, cảm ơn": a short word back, and how the one open case stands."""
    said = given_by_event(turn.event)
    nods = says_intent(said.text, turn.office.intents, doubtful_answer.AGREED)
    free = not turn.stack or turn.stack[-1].flow == which_case.ANSWERING
    if nods and free and await which_case.take_as_answer(turn, said):
        return
    waiting = [] if turn.stack else await _waiting(turn) or await _answered(turn)
    if len(waiting) == 1:
        await _say_standing(turn, "plain.welcome_standing", waiting[0])
    else:
        name = "cuatoi" if waiting else "gopy"
        choices = [] if turn.stack else [[turn.command_button(name)]]
        turn.say("plain.welcome", choices=choices)


async def desau(turn: Turn) -> None:
    """`/desau`, "để mai tôi gửi": a report is kept as it is, a question of an agency stays open."""
    if await asides.heard_in_danger(turn) or await asides.set_report_aside(turn):
        return
    run = turn.stack[-1] if turn.stack else None
    if run is not None and run.flow == which_case.ANSWERING:
        if any(run.pieces.values()):
            turn.say("plain.later")
            return
        turn.stack.pop()
    asked = await which_case.cases_asked_about(turn)
    key = "plain.later_asked" if asked else "plain.later"
    rows = [[turn.button("followup.supplement", "supplement", one.id)] for one in asked[:1]]
    turn.say(key, choices=rows)


async def hoilai(turn: Turn) -> None:
    """`/hoilai`, "cho tôi hỏi lại": what an agency asked is put again, and not answered by it."""
    if await asides.heard_in_danger(turn):
        return
    if not await which_case.put_question_again(turn):
        turn.say("plain.ask_us")


async def rutphananh(turn: Turn) -> None:
    """`/rutphananh`, "thôi không báo nữa": drops what is being told, or takes back a case."""
    if await open_question.cancel_flow(turn):
        return
    mine = await case_lists.cases_of_person(turn.db, turn.person.id, LOOKED_THROUGH, statuses=OPEN)
    offered = [
        case for case in mine if "withdraw" in await own_case_options.own_case_actions(turn, case)
    ]
    if len(offered) == 1:
        await withdrawal.begin_withdrawal(turn, offered[0].id, "")
    elif offered:
        rows = [
            [turn.button("plain.case", "withdraw", one.id, code=one.code, text=known_by(one))]
            for one in offered[:MOST_OFFERED]
        ]
        turn.say("plain.which_withdrawn", choices=rows)
    else:
        turn.say("plain.nothing_to_withdraw", choices=[[turn.command_button("cuatoi")]])


async def xemlai(turn: Turn) -> None:
    """`/xemlai`, "tôi không đồng ý": one question, of the case whose answer it is about.

    The words are kept. While nothing was answered they ask where it stands.
    """
    said = Given() if turn.event.text.startswith("/") else given_by_event(turn.event)
    mine = await _lately_or_ever_answered(turn)
    if not mine:
        await tiendo(turn)
    elif len(mine) == 1:
        await late_words.ask_where_words_go(turn, mine[0], said)
    else:
        await which_case.ask_which_of(turn, mine, said)


async def _lately_or_ever_answered(turn: Turn) -> list[Case]:
    """Cases whose outcome may be looked at again: those answered lately, else the newest."""
    lately = await own_case_options.cases_answered_lately(turn, MOST_OFFERED)
    if lately:
        return lately
    over = (ANSWERED, REFUSED, MERGED)
    for case in await case_lists.cases_of_person(
        turn.db, turn.person.id, LOOKED_THROUGH, statuses=over
    ):
        offered = await own_case_options.own_case_actions(turn, case)
        if not case.sealed and set(AGAIN) & set(offered):
            return [case]
    return []


async def _waiting(turn: Turn) -> list[Case]:
    """The speaker's own cases that are not settled, be it that they were merged into another."""
    statuses = (*OPEN, MERGED)
    mine = await case_lists.cases_of_person(
        turn.db, turn.person.id, LOOKED_THROUGH, statuses=statuses
    )
    return [case for case in mine if (await cases.surviving_case(turn.db, case)).status in OPEN]


async def _answered(turn: Turn) -> list[Case]:
    """Those answered lately, of which nobody said yet whether that settled them."""
    lately = await own_case_options.cases_answered_lately(turn, MOST_OFFERED)
    return [case for case in lately if case.verdict not in SAID]


async def _say_standing(turn: Turn, key: str, own: Case) -> None:
    case = await cases.surviving_case(turn.db, own)
    due = ""
    after: Rows = []
    if case.status == ANSWERED:
        solution = await case_answers.solution_of_case(turn.db, case)
        after = rating_request.after_answer_buttons(turn, own, solution)
    elif case.kind == "report":
        due = due_dates.due_in_words(turn, await due_dates.dates_of(turn, case))
    turn.say(
        key,
        choices=[*after, [turn.button("plain.whole", "case", own.id)]],
        case=own.code,
        code=receipts.receipt_code(own),
        text=known_by(own),
        status=labels.status_name(turn, case),
        due=due,
    )
