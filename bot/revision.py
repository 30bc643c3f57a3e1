"""An answer given anew: what is asked again, and how it comes back."""

from __future__ import annotations

from bot.flow_answers import Change, Revise
from bot.turn import Ask
from storage.conversations import ConversationFrame


def go_back(run: ConversationFrame, ask: Ask, change: Change) -> None:
    """Forget answers, so that they are asked again; those being revised are kept aside."""
    if isinstance(change, Revise):
        run.revised = [*change.names, *change.prefill]
        run.before = {name: run.answers[name] for name in run.revised if name in run.answers}
    for name in (*change.names, ask.name):
        run.answers.pop(name, None)
    run.answers.update(change.prefill)


def leave_as_it_was(run: ConversationFrame) -> None:
    """Put back the answers that were being revised."""
    for name in run.revised:
        run.answers.pop(name, None)
    run.answers.update(run.before)
