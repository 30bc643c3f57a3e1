"""The walk through a conversation.

The next question is always the first one without an answer. So changing an answer is
forgetting it, a prefilled answer is a question not asked, and a question added by a new
version is simply asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from bot import buttons, gathering
from bot.flow import (
    BACK,
    CANCEL,
    CONTACT,
    DONE,
    FILES,
    LOCATION,
    REWRITE,
    SKIP,
    TEXT,
    Again,
    Ask,
    Change,
    Flow,
    Given,
    Leave,
    Revise,
    given_of,
)
from bot.turn import Refused, Turn
from storage import conversations
from storage.conversations import Run

DEEPEST = 3
A_STORY = 5
"""So many words where a button is expected are no attempt to name it."""
"""How many unfinished things a person may have under one another."""


async def begin(turn: Turn, flow: str, given: Given | None = None, **answers: Any) -> None:
    """Start a flow on top of what is under way; `given` goes to its gathering question."""
    if turn.talk:
        raise Refused("conversation.talking")
    if len(turn.stack) >= DEEPEST:
        raise Refused("conversation.too_many")
    turn.runs += 1
    run = Run(flow=flow, number=turn.runs, answers=answers)
    turn.stack.append(run)
    ask = gathering.question(turn, run)
    if given is not None and ask is not None:
        try:
            gathering.gather(turn, run, ask, given)
        except Again as again:
            turn.say(again.key, **again.values)
    await _walk(turn)


async def hear(turn: Turn) -> bool:
    """Take a message as the answer to the question last asked; false when it is none."""
    run, flow = _current(turn)
    ask = flow.ask(run.step)
    if ask is None:
        await _walk(turn)
        return True
    given = given_of(turn.event)
    typed = buttons.typed(turn, run, flow, ask, given)
    if typed:
        await _picked(turn, run, ask, typed)
        return True
    if flow.yields:
        turn.stack.pop()
        return False
    await _heard(turn, run, flow, ask, given)
    return True


async def _heard(turn: Turn, run: Run, flow: Flow, ask: Ask, given: Given) -> None:
    try:
        gathering.check_size(turn, given)
        for fault in dict.fromkeys(turn.event.faults):
            turn.say(fault)
        if given.kinds & ask.accepts or (ask.gathers and given.missed):
            await _given(turn, run, ask, given)
        elif not await _add_late(turn, run, given):
            if not turn.event.faults:
                raise Again(f"{flow.name}.{ask.name}.again")
            _put(turn, run, flow, ask)
    except Again as again:
        turn.say(again.key, **again.values)
        _put(turn, run, flow, ask)


async def press(turn: Turn, number: str, step: str, value: str) -> None:
    """Take a button of a question; one of an earlier question or run changes nothing."""
    if turn.talk:
        raise Refused("conversation.talking")
    run = turn.stack[-1] if turn.stack else None
    if run is None or str(run.number) != number:
        turn.say("conversation.old_button")
        await remind(turn)
        return
    ask = turn.world.flows[run.flow].ask(step)
    if ask is None or step != run.step:
        if run.answers.get(step) == value:
            return  # the same button pressed twice
        turn.say("conversation.old_button")
        await remind(turn)
        return
    await _picked(turn, run, ask, value)


async def remind(turn: Turn) -> None:
    """Put the open question once more, if there is one; while a talk is open it waits."""
    if turn.stack and not turn.talk:
        await _walk(turn)


async def remind_at(turn: Turn, address: str) -> None:
    """Put the question open at another address once more, below what is said there now."""
    for row in await conversations.at(turn.db, address):
        event = msgspec.structs.replace(turn.event, address=address)
        stack = conversations.stack_of(turn.db, row)
        await remind(replace(turn, event=event, stack=stack, talk=row.talk_id or 0))


async def cancel(turn: Turn) -> bool:
    """Drop what is under way; false when there is nothing."""
    if not turn.stack:
        return False
    run = turn.stack.pop()
    discard(turn, run)
    turn.say(f"{run.flow}.cancelled")
    await resume(turn)
    return True


async def edit(turn: Turn) -> None:
    """Replace a piece of an unfinished text by its edited form, or say that it is too late."""
    found = [
        (run, name, piece)
        for run in turn.stack
        for name, pieces in run.pieces.items()
        for piece in pieces
        if turn.event.ref and piece.get("ref") == turn.event.ref
    ]
    if not found or turn.event.text.startswith("/"):
        turn.say("conversation.edited_too_late")
        return
    run, name, piece = found[0]
    before, piece["text"] = piece.get("text", ""), turn.event.text.strip()
    try:
        _check_edited(turn, run, name)
    except Again as again:
        piece["text"] = before
        turn.say(again.key, **again.values)
    else:
        turn.say("conversation.edited")
    if name in run.answers:
        await remind(turn)


def _check_edited(turn: Turn, run: Run, name: str) -> None:
    """Raise Again unless the whole still fits; an answer given already follows the edit."""
    whole = gathering.gathered(run, name)
    gathering.check_size(turn, whole)
    ask = turn.world.flows[run.flow].ask(name)
    if ask is not None and name in run.answers:
        run.answers[name] = ask.check(turn, run.answers, whole)


def drop_outdated(turn: Turn) -> None:
    """Give up flows of an older version, which nothing in this one can go on with."""
    kept = [run for run in turn.stack if run.flow in turn.world.flows]
    if len(kept) < len(turn.stack):
        turn.stack[:] = kept
        turn.say("conversation.outdated")


def drop_passing(turn: Turn) -> None:
    """End what any command ends."""
    if turn.stack and turn.world.flows[turn.stack[-1].flow].passing:
        turn.stack.pop()


def discard(turn: Turn, run: Run) -> None:
    """Have the files of a run forgotten that nothing comes of."""
    for pieces in run.pieces.values():
        for piece in pieces:
            for item in piece.get("media", ()):
                turn.forget_file(item["sha256"])


def _current(turn: Turn) -> tuple[Run, Flow]:
    run = turn.stack[-1]
    return run, turn.world.flows[run.flow]


async def _walk(turn: Turn) -> None:
    run, flow = _current(turn)
    for ask in flow.asks:
        if ask.name not in run.answers and ask.when(run.answers):
            run.step = ask.name
            if ask.name not in run.revised:
                run.revised, run.before = [], {}
            _put(turn, run, flow, ask)
            return
    turn.stack.pop()
    await flow.then(turn, run.answers)
    # A flow that `then` began has put its own question; only an older one is taken up again.
    if turn.stack and turn.stack[-1].number < run.number:
        await resume(turn)


async def resume(turn: Turn) -> None:
    """Take up again what lies under what has ended."""
    if turn.stack:
        turn.say("conversation.resume")
        await _walk(turn)


def _put(turn: Turn, run: Run, flow: Flow, ask: Ask) -> None:
    turn.asked = True
    held = gathering.gathered(run, ask.name) if ask.gathers else Given()
    key = f"{flow.name}.{ask.name}.ask"
    values = ask.show(turn, run.answers)
    if held.kinds:
        key = f"{flow.name}.{ask.name}.more"
        values = {"held": gathering.counted(turn, held)}
    elif held.missed:
        key = f"{flow.name}.{ask.name}.again"
        values = {}
    turn.say(
        key,
        choices=buttons.rows(turn, run, flow, ask),
        asks_location=LOCATION in ask.accepts and not ask.gathers,
        asks_contact=CONTACT in ask.accepts,
        **values,
    )


async def _picked(turn: Turn, run: Run, ask: Ask, value: str) -> None:
    if value == CANCEL and ask.cancel:
        await cancel(turn)
        return
    if value == BACK and run.revised:
        _leave_as_it_was(run)
        await _walk(turn)
        return
    try:
        run.answers[ask.name] = _picked_answer(turn, run, ask, value)
    except Again as again:
        turn.say(again.key, **again.values)
    except Change as change:
        if isinstance(change, Revise):
            run.revised = [*change.names, *change.prefill]
            run.before = {name: run.answers[name] for name in run.revised if name in run.answers}
        for name in (*change.names, ask.name):
            run.answers.pop(name, None)
        run.answers.update(change.prefill)
    except Leave as leave:
        discard(turn, turn.stack.pop())
        turn.say(leave.key, **leave.values)
        await resume(turn)
        return
    await _walk(turn)


def _leave_as_it_was(run: Run) -> None:
    for name in run.revised:
        run.answers.pop(name, None)
    run.answers.update(run.before)


def _picked_answer(turn: Turn, run: Run, ask: Ask, value: str) -> Any:
    if value == SKIP and ask.optional:
        return None
    if ask.gathers and value == REWRITE:
        discard(turn, run)
        run.pieces.pop(ask.name, None)
        raise Change
    if ask.gathers and value == DONE:
        return ask.check(turn, run.answers, gathering.gathered(run, ask.name))
    offered = {
        choice.value.split(":", 3)[3]
        for row in buttons.rows(turn, run, turn.world.flows[run.flow], ask)
        for choice in row
    }
    if value not in offered:
        # Buttons come from strangers: only what this question offers is an answer.
        raise Again("conversation.old_button")
    return ask.pick(turn, run.answers, value)


async def _given(turn: Turn, run: Run, ask: Ask, given: Given) -> None:
    if ask.gathers:
        gathering.gather(turn, run, ask, given)
        # What was heard may raise a question that comes before this one.
        await _walk(turn)
        return
    run.answers[ask.name] = ask.check(turn, run.answers, given)
    await _walk(turn)


async def _add_late(turn: Turn, run: Run, given: Given) -> bool:
    """A photo sent while we ask for the place still belongs to the report.

    So does what was told after it, where only buttons are expected.
    """
    ask = gathering.question(turn, run)
    if ask is None or not _belongs(run, ask, given):
        return False
    gathering.gather(turn, run, ask, given)
    held = gathering.gathered(run, ask.name)
    if ask.name in run.answers:
        run.answers[ask.name] = ask.check(turn, run.answers, held)
    turn.say("conversation.added", held=gathering.counted(turn, held))
    # What was heard may raise a question that comes before the open one.
    await _walk(turn)
    return True


def _belongs(run: Run, ask: Ask, given: Given) -> bool:
    told = ask.name in run.answers and len(given.text.split()) >= A_STORY
    return bool(given.kinds & FILES & ask.accepts) or (told and TEXT in ask.accepts)
