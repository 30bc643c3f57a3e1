"""The walk through a conversation.

The next question is always the first one without an answer. So changing an answer is
forgetting it, a prefilled answer is a question not asked, and a question added by a new
version is simply asked.
"""

from __future__ import annotations

from typing import Any

from bot import buttons, gathering, open_question
from bot.flow_answers import (
    BACK,
    CANCEL,
    DONE,
    REWRITE,
    SKIP,
    Again,
    Change,
    Given,
    Leave,
    NoAnswer,
    SetAside,
    SwitchFlow,
    given_by_event,
)
from bot.revision import go_back, leave_as_it_was
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from storage.conversations import ConversationFrame, new_frame

DEEPEST = 3
"""How many unfinished things a person may have under one another."""


async def begin_flow(turn: Turn, flow: str, given: Given | None = None, **answers: Any) -> None:
    """Start a flow on top of what is under way; `given` goes to its gathering question."""
    if turn.talk:
        raise UserError("conversation.talking")
    if len(turn.stack) >= DEEPEST:
        raise UserError("conversation.too_many")
    _put_on_top(turn, flow, given, answers)
    await open_question.put_next_question(turn)


def set_aside(turn: Turn, flow: str, given: Given, **answers: Any) -> bool:
    """While a talk is open: have a flow begin when it is over; false when too much waits by now.

    What one of that name has heard already stays, and `given` is added to it.
    """
    waiting = next((run for run in turn.stack if run.flow == flow), None)
    if waiting is None and len(turn.stack) >= DEEPEST:
        return False
    if waiting is None:
        _put_on_top(turn, flow, given, answers)
    else:
        _gather(turn, waiting, given)
    return True


def _put_on_top(turn: Turn, flow: str, given: Given | None, answers: dict[str, Any]) -> None:
    run = new_frame(flow, answers)
    turn.stack.append(run)
    if given is not None:
        _gather(turn, run, given)


def _gather(turn: Turn, run: ConversationFrame, given: Given) -> None:
    ask = gathering.gathering_question(turn, run)
    if ask is None:
        return
    try:
        gathering.gather_message(turn, run, ask, given)
        gathering.tell_what_came(turn, run, ask, given)
    except Again as again:
        turn.say(again.key, **again.values)


async def add_to_flow(turn: Turn, run: ConversationFrame, given: Given) -> None:
    """Add to what a flow under way was told, and put what is open once more."""
    ask = gathering.gathering_question(turn, run)
    try:
        if ask is not None:
            await _join(turn, run, ask, given)
    except Again as again:
        turn.say(again.key, **again.values)
        await open_question.repeat_question(turn)


async def hear_answer(turn: Turn) -> bool:
    """Take a message as the answer to the question last asked; false when it is none."""
    run, flow = open_question.current_flow(turn)
    ask = flow.ask(run.step)
    given = given_by_event(turn.event)
    if ask is None:
        # Set aside, or a question of an older version: no word said to it is lost.
        if not await _add_late(turn, run, given):
            await open_question.put_next_question(turn)
        return True
    typed = buttons.typed_button(turn, run, flow, ask, given)
    if typed:
        await _picked(turn, run, ask, typed)
        return True
    if gathering.ends_by_itself(turn, run) and buttons.says_done(turn, given):
        await open_question.put_next_question(turn)
        return True
    if flow.yields:
        turn.stack.pop()
        return False
    await _heard(turn, run, flow, ask, given)
    return True


async def _heard(turn: Turn, run: ConversationFrame, flow: Flow, ask: Ask, given: Given) -> None:
    try:
        gathering.check_text_size(turn, given)
        for fault in dict.fromkeys(turn.event.faults):
            turn.say(fault)
        if given.kinds & ask.accepts or (ask.gathers and given.missed):
            await _given(turn, run, flow, ask, given)
        elif not await _add_late(turn, run, given):
            if not turn.event.faults:
                raise Again(f"{flow.name}.{ask.name}.again", **ask.show(turn, run.answers))
            open_question.put_question(turn, run, flow, ask)
    except Again as again:
        turn.say(again.key, **again.values)
        open_question.put_question(turn, run, flow, ask)


async def press_button(turn: Turn, number: str, step: str, value: str) -> None:
    """Take a button of a question; one of an earlier question or run changes nothing."""
    if turn.talk:
        raise UserError("conversation.talking")
    run = turn.stack[-1] if turn.stack else None
    if run is None or str(run.number) != number:
        turn.say("conversation.sent_by_itself" if value == DONE else "conversation.old_button")
        await open_question.repeat_question(turn)
        return
    ask = turn.world.flows[run.flow].ask(step)
    late = run.step not in {"", step}  # of what is set aside every button still counts
    if ask is None or (late and not buttons.may_come_late(turn, run, ask, value)):
        if run.answers.get(step) == value:
            return  # the same button pressed twice
        turn.say("conversation.old_button")
        await open_question.repeat_question(turn)
        return
    await _picked(turn, run, ask, value)


async def _picked(turn: Turn, run: ConversationFrame, ask: Ask, value: str) -> None:
    if value == CANCEL and ask.cancel:
        await open_question.cancel_flow(turn)
        return
    if value == BACK and run.revised:
        leave_as_it_was(run)
        await open_question.put_next_question(turn)
        return
    try:
        run.answers[ask.name] = _picked_answer(turn, run, ask, value)
    except Again as again:
        turn.say(again.key, **again.values)
    except Change as change:
        go_back(run, ask, change)
    except SwitchFlow as switch:
        run.flow, run.answers = switch.flow, switch.answers
    except SetAside as aside:
        _set_aside(turn, run, aside)
        return
    except Leave as leave:
        open_question.discard_files(turn, turn.stack.pop())
        turn.say(leave.key, **leave.values)
        await open_question.resume_flow(turn)
        return
    await open_question.put_next_question(turn)


def _set_aside(turn: Turn, run: ConversationFrame, aside: SetAside) -> None:
    run.step = ""
    turn.say(aside.key, choices=aside.choices, **aside.values)


def _picked_answer(turn: Turn, run: ConversationFrame, ask: Ask, value: str) -> Any:
    if value == SKIP and ask.optional:
        return None
    if ask.gathers and not ask.enough and value == REWRITE:
        open_question.discard_files(turn, run)
        run.pieces.pop(ask.name, None)
        raise Change
    if ask.gathers and value == DONE:
        return ask.check(turn, run.answers, gathering.gathered_so_far(run, ask.name))
    offered = {
        choice.value.split(":", 3)[3]
        for row in buttons.question_buttons(turn, run, turn.world.flows[run.flow], ask)
        for choice in row
        if choice.value
    }
    if value not in offered:
        # Buttons come from strangers: only what this question offers is an answer.
        raise Again("conversation.old_button")
    return ask.pick(turn, run.answers, value)


async def _given(turn: Turn, run: ConversationFrame, flow: Flow, ask: Ask, given: Given) -> None:
    try:
        if not ask.gathers:
            run.answers[ask.name] = ask.check(turn, run.answers, given)
        elif ask.enough and ask.name in run.revised:
            gathering.tell_anew(turn, run, ask, given)
        else:
            gathering.gather_message(turn, run, ask, given)
            gathering.tell_what_came(turn, run, ask, given)
    except Change as change:
        go_back(run, ask, change)
    except SetAside as aside:
        _set_aside(turn, run, aside)
        return
    except NoAnswer:
        if story := gathering.gathering_question(turn, run):
            await _join(turn, run, story, given)
            return
        raise Again(f"{flow.name}.{ask.name}.again", **ask.show(turn, run.answers)) from None
    # What was heard may raise a question that comes before this one.
    await open_question.put_next_question(turn)


async def _add_late(turn: Turn, run: ConversationFrame, given: Given) -> bool:
    """A photo sent while we ask for the place still belongs to the report.

    So does what was told after it, where only buttons are expected.
    """
    ask = gathering.gathering_question(turn, run)
    if ask is None or not gathering.belongs_to_what_is_told(turn, run, ask, given):
        return False
    await _join(turn, run, ask, given)
    return True


async def _join(turn: Turn, run: ConversationFrame, ask: Ask, given: Given) -> None:
    gathering.gather_message(turn, run, ask, given)
    held = gathering.gathered_so_far(run, ask.name)
    if ask.name in run.answers:
        run.answers[ask.name] = ask.check(turn, run.answers, held)
    turn.say("conversation.added", held=gathering.gathered_in_words(turn, held))
    # What was heard may raise a question that comes before the open one.
    await open_question.put_next_question(turn)
