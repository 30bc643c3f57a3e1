"""A message edited in the messenger changes the unfinished report it belongs to."""

from __future__ import annotations

from bot import gathering, open_question
from bot.flow_answers import Again
from bot.turn import Turn
from storage.conversations import ConversationFrame


async def edit_unfinished_text(turn: Turn) -> None:
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
        await open_question.repeat_question(turn)


def _check_edited(turn: Turn, run: ConversationFrame, name: str) -> None:
    """Raise Again unless the whole still fits; an answer given already follows the edit."""
    whole = gathering.gathered_so_far(run, name)
    gathering.check_text_size(turn, whole)
    ask = turn.world.flows[run.flow].ask(name)
    if ask is not None and name in run.answers:
        run.answers[name] = ask.check(turn, run.answers, whole)
