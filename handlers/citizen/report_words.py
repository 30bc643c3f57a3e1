"""What is said in a few words of a report, or of the answer to an agency: send it, no telephone."""

from __future__ import annotations

from bot import conversation
from bot.flow_answers import DONE, given_by_event
from bot.turn import Turn
from handlers.citizen import which_case
from handlers.intake import asides


async def guidi(turn: Turn) -> None:
    """`/guidi`, "gửi luôn giúp tôi": as far as it can be sent; else what is missing."""
    if await asides.heard_in_danger(turn) or await asides.send_report_now(turn):
        return
    run = turn.stack[-1] if turn.stack else None
    if run is not None and run.flow == which_case.ANSWERING and any(run.pieces.values()):
        await conversation.press_button(turn, str(run.number), run.step, DONE)
    else:
        turn.say("intake.nothing_to_send", choices=[[turn.command_button("gopy")]])


async def khongso(turn: Turn) -> None:
    """`/khongso`, "không có điện thoại": the home does instead."""
    if not await asides.report_without_phone(turn):
        await _answer_or_ask(turn)


async def suanoi(turn: Turn) -> None:
    """`/suanoi làng Bui`, "sửa lại là làng Bui": the place of the report that is told."""
    if not await asides.correct_place_of_report(turn, turn.args.strip()):
        await _answer_or_ask(turn)


async def _answer_or_ask(turn: Turn) -> None:
    """It may be what somebody waits to hear; else nobody knows what it is about."""
    if await asides.heard_in_danger(turn):
        return
    if not await which_case.take_as_answer(turn, given_by_event(turn.event)):
        turn.say("intake.correct_what")
