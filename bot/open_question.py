"""The question that is open: put, put again, taken up, dropped."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from bot import buttons, gathering
from bot.flow_answers import CONTACT, LOCATION, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from storage import conversations, people
from storage.conversations import ConversationFrame


async def repeat_question(turn: Turn) -> None:
    """Put the open question once more, if there is one; while a talk is open it waits."""
    if turn.stack and not turn.talk:
        await put_next_question(turn)


async def repeat_question_at(turn: Turn, address: str) -> None:
    """Put the question open at another address once more, below what is said there now.

    It is put to whom it is open for; where nothing can come of it any more it is not, and its
    reader's next step says so.
    """
    event = msgspec.structs.replace(turn.event, address=address)
    for row in await conversations.conversations_at_address(turn.db, address):
        known = await people.known_person_by_id(turn.db, row.person_id)
        stack = conversations.frames_of_conversation(turn.db, row)
        if known is None or not stack:
            continue
        there = replace(turn, event=event, known=known, stack=stack, talk=row.talk_id or 0)
        if await _why_impossible(there, stack[-1]) is None:
            await repeat_question(there)


async def cancel_flow(turn: Turn) -> bool:
    """Drop what is under way; false when there is nothing."""
    if not turn.stack:
        return False
    if await end_impossible_flow(turn):
        await resume_flow(turn)
        return True
    run, flow = current_flow(turn)
    turn.stack.pop()
    discard_files(turn, run)
    flow.dropped(turn, run.answers)
    turn.say(f"{run.flow}.cancelled")
    await resume_flow(turn)
    return True


async def end_impossible_flow(turn: Turn) -> bool:
    """End what is under way when nothing can come of it any more, and say why, once.

    What was asked stays no longer than what it was asked for: else it would come back for ever.
    """
    if not turn.stack or (no := await _why_impossible(turn, turn.stack[-1])) is None:
        return False
    discard_files(turn, turn.stack.pop())
    if turn.words(no.key, **no.values) not in {reply.text for _, reply in turn.replies}:
        turn.say(no.key, **no.values)
    return True


async def _why_impossible(turn: Turn, run: ConversationFrame) -> UserError | None:
    flow = turn.world.flows.get(run.flow)
    if flow is None or flow.possible is None:
        return None
    try:
        await flow.possible(turn, run.answers)
    except UserError as no:
        return no
    return None


async def end_impossible_flows_at(turn: Turn, address: str) -> None:
    """End at another address what nothing can come of any more: a role was taken away there."""
    there = await turn.spoken_from(address)
    for row in await conversations.conversations_at_address(turn.db, address):
        kept = []
        for run in conversations.frames_of_conversation(turn.db, row):
            if await _why_impossible(there, run) is None:
                kept.append(run)
            else:
                discard_files(turn, run)
        conversations.save_frames(turn.db, row, kept, turn.now)


def drop_outdated_flows(turn: Turn) -> None:
    """Give up flows of an older version, which nothing in this one can go on with."""
    kept = [run for run in turn.stack if run.flow in turn.world.flows]
    if len(kept) < len(turn.stack):
        turn.stack[:] = kept
        turn.say("conversation.outdated")


def drop_passing_flow(turn: Turn) -> None:
    """End what any command ends."""
    if turn.stack and turn.world.flows[turn.stack[-1].flow].passing:
        turn.stack.pop()


def discard_files(turn: Turn, run: ConversationFrame) -> None:
    """Have the files of a run forgotten that nothing comes of."""
    for pieces in run.pieces.values():
        for piece in pieces:
            for item in piece.get("media", ()):
                turn.forget_file(item["sha256"])


def current_flow(turn: Turn) -> tuple[ConversationFrame, Flow]:
    run = turn.stack[-1]
    return run, turn.world.flows[run.flow]


async def put_next_question(turn: Turn) -> None:
    run, flow = current_flow(turn)
    if flow.before is not None:
        await flow.before(turn, run)
        run, flow = current_flow(turn)
    for ask in flow.asks:
        if ask.name not in run.answers and ask.when(run.answers):
            if gathering.is_enough(turn, run, ask):
                held = gathering.gathered_so_far(run, ask.name)
                run.answers[ask.name] = ask.check(turn, run.answers, held)
                continue
            run.step = ask.name
            if ask.name not in run.revised:
                run.revised, run.before = [], {}
            if ask.prepare is not None:
                await ask.prepare(turn, run.answers)
            put_question(turn, run, flow, ask)
            return
    turn.stack.pop()
    older = {one.number for one in turn.stack}
    await flow.then(turn, run.answers)
    # A flow that `then` began has put its own question; only an older one is taken up again.
    if turn.stack and turn.stack[-1].number in older:
        await resume_flow(turn)


async def resume_flow(turn: Turn) -> None:
    """Take up again what lies under what has ended."""
    while await end_impossible_flow(turn):
        pass
    if turn.stack:
        turn.say("conversation.resume")
        await put_next_question(turn)


def put_question(turn: Turn, run: ConversationFrame, flow: Flow, ask: Ask) -> None:
    turn.asked = True
    held = gathering.gathered_so_far(run, ask.name) if ask.gathers else Given()
    key = f"{flow.name}.{ask.name}.ask"
    values = ask.show(turn, run.answers)
    if ask.was and ask.name in run.revised and run.before:
        key = f"{flow.name}.{ask.name}.anew"
        values |= {"was": ask.was(turn, {**run.answers, **run.before})}
    elif held.kinds:
        key = f"{flow.name}.{ask.name}.more"
        values = {"held": gathering.gathered_in_words(turn, held)}
    elif held.missed:
        key = f"{flow.name}.{ask.name}.again"
        values = {}
    turn.say(
        key,
        choices=buttons.question_buttons(turn, run, flow, ask),
        asks_location=LOCATION in ask.accepts and not ask.gathers,
        asks_contact=CONTACT in ask.accepts,
        **values,
    )
