"""The walk through a conversation.

The next question is always the first one without an answer. So changing an answer is
forgetting it, a prefilled answer is a question not asked, and a question added by a new
version is simply asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from rapidfuzz import fuzz

from bot.event import Choice, pack
from bot.flow import (
    CANCEL,
    CONTACT,
    DOCUMENT,
    DONE,
    FILES,
    LOCATION,
    PHOTO,
    REWRITE,
    SKIP,
    TEXT,
    VIDEO,
    VOICE,
    Again,
    Ask,
    Change,
    Flow,
    Given,
    Leave,
    given_of,
)
from bot.turn import Refused, Rows, Turn
from rules.text import fold
from storage.conversations import Run

LONGEST_LABEL = 200
"""What is longer is nobody's typed button: it need not be compared with all of them."""
NUMBER = re.compile(r"^[0-9]+\. ")
SHORTEST_TYPO = 4
"""A shorter word is taken as it stands."""
ALIKE = 85.0
"""From this likeness on (of 100) a label was meant; labels that differ by a `không` stay apart."""
DEEPEST = 3
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
    gathering = _gathering(turn, run)
    if given is not None and gathering is not None:
        try:
            _gather(turn, run, gathering, given)
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
    typed = _typed_choice(turn, run, flow, ask, given)
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
        _check_size(turn, given)
        for fault in dict.fromkeys(turn.event.faults):
            turn.say(fault)
        if given.kinds & ask.accepts or (ask.gathers and given.missed):
            await _given(turn, run, ask, given)
        elif not _add_late(turn, run, flow, given):
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
    whole = gathered(run, name)
    _check_size(turn, whole)
    ask = turn.world.flows[run.flow].ask(name)
    if ask is not None and name in run.answers:
        run.answers[name] = ask.check(turn, run.answers, whole)


def drop_outdated(turn: Turn) -> None:
    """Give up flows of an older version, which nothing in this one can go on with."""
    kept = [run for run in turn.stack if run.flow in turn.world.flows]
    if len(kept) < len(turn.stack):
        turn.stack[:] = kept
        turn.say("conversation.outdated")


def gathered(run: Run, name: str) -> Given:
    """All that a gathering question has so far."""
    pieces = [msgspec.convert(piece, Given) for piece in run.pieces.get(name, [])]
    return Given(
        text="\n".join(piece.text for piece in pieces if piece.text),
        media=tuple(item for piece in pieces for item in piece.media),
        location=next((piece.location for piece in pieces if piece.location), None),
        missed=sum(piece.missed for piece in pieces),
    )


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
    held = gathered(run, ask.name) if ask.gathers else Given()
    key = f"{flow.name}.{ask.name}.ask"
    values = ask.show(turn, run.answers)
    if held.kinds:
        key = f"{flow.name}.{ask.name}.more"
        values = {"held": counted(turn, held)}
    elif held.missed:
        key = f"{flow.name}.{ask.name}.again"
        values = {}
    turn.say(
        key,
        choices=_rows(turn, run, flow, ask),
        asks_location=LOCATION in ask.accepts and not ask.gathers,
        asks_contact=CONTACT in ask.accepts,
        **values,
    )


def counted(turn: Turn, given: Given) -> str:
    """What arrived, in words: `2 ảnh, 1 ghi âm (nhận được 3/4 tệp đã gửi)`."""
    parts = []
    if given.text:
        parts.append(turn.words("conversation.held.text"))
    for kind in (PHOTO, VOICE, VIDEO, DOCUMENT):
        number = sum(item.kind == kind for item in given.media)
        if number:
            parts.append(turn.words(f"conversation.held.{kind}", n=number))
    if given.location:
        parts.append(turn.words("conversation.held.location"))
    whole = ", ".join(parts)
    if given.missed:
        came = len(given.media)
        missed = turn.words("conversation.held.missed", came=came, sent=came + given.missed)
        whole = f"{whole} {missed}".strip()
    return whole


def _rows(turn: Turn, run: Run, flow: Flow, ask: Ask) -> Rows:
    """The buttons of a question: its own, then skip, done, rewrite, cancel as they apply."""
    if callable(ask.choices):
        rows = [
            [Choice(c.label, pack("f", run.number, ask.name, c.value)) for c in row]
            for row in ask.choices(turn, run.answers)
        ]
    else:
        rows = [
            [_choice(turn, f"{flow.name}.{ask.name}.{value}", run, ask, value)]
            for value in ask.choices
        ]
    last = []
    if ask.gathers and run.pieces.get(ask.name):
        rows.append([_choice(turn, "conversation.done", run, ask, DONE)])
        last.append(_choice(turn, "conversation.rewrite", run, ask, REWRITE))
    if ask.optional:
        last.append(_choice(turn, "conversation.skip", run, ask, SKIP))
    if ask.cancel:
        last.append(_choice(turn, "conversation.cancel", run, ask, CANCEL))
    return [*rows, last] if last else rows


def _choice(turn: Turn, key: str, run: Run, ask: Ask, value: str) -> Choice:
    return turn.button(key, "f", run.number, ask.name, value)


def _typed_choice(turn: Turn, run: Run, flow: Flow, ask: Ask, given: Given) -> str:
    """The value of the button whose label, or number, was typed instead of pressed."""
    if given.kinds != {TEXT} or len(given.text) > LONGEST_LABEL:
        return ""
    text = fold(given.text).strip(" .!")
    buttons = [choice for row in _rows(turn, run, flow, ask) for choice in row]
    for number, choice in enumerate(buttons, 1):
        by_number = TEXT not in ask.accepts and text == str(number)
        value = choice.value.split(":", 3)[3]
        if by_number or text == _bare(choice.label) or text in _also(turn, value):
            return value
    return "" if TEXT in ask.accepts else _nearly(text, buttons)


def _bare(label: str) -> str:
    """A label as people type it: `3. Tố cáo` without its number."""
    return NUMBER.sub("", fold(label)).strip(" .!")


def _also(turn: Turn, value: str) -> list[str]:
    """What people type for a button beside its label: `ok` for yes."""
    key = f"conversation.also.{value}"
    return fold(turn.words(key)).split("|") if key in turn.world.texts else []


def _nearly(text: str, buttons: Sequence[Choice]) -> str:
    """The one button whose label was meant, a typo or a missing end apart; else empty."""
    if len(text) < SHORTEST_TYPO:
        return ""
    near = [
        choice.value.split(":", 3)[3]
        for choice in buttons
        if fuzz.ratio(text, _bare(choice.label)) >= ALIKE or _bare(choice.label).startswith(text)
    ]
    return near[0] if len(near) == 1 else ""


async def _picked(turn: Turn, run: Run, ask: Ask, value: str) -> None:
    if value == CANCEL and ask.cancel:
        await cancel(turn)
        return
    try:
        run.answers[ask.name] = _picked_answer(turn, run, ask, value)
    except Again as again:
        turn.say(again.key, **again.values)
    except Change as change:
        for name in (*change.names, ask.name):
            run.answers.pop(name, None)
        run.answers.update(change.prefill)
    except Leave as leave:
        discard(turn, turn.stack.pop())
        turn.say(leave.key, **leave.values)
        await resume(turn)
        return
    await _walk(turn)


def _picked_answer(turn: Turn, run: Run, ask: Ask, value: str) -> Any:
    if value == SKIP and ask.optional:
        return None
    if ask.gathers and value == REWRITE:
        discard(turn, run)
        run.pieces.pop(ask.name, None)
        raise Change
    if ask.gathers and value == DONE:
        return ask.check(turn, run.answers, gathered(run, ask.name))
    offered = {
        choice.value.split(":", 3)[3]
        for row in _rows(turn, run, turn.world.flows[run.flow], ask)
        for choice in row
    }
    if value not in offered:
        # Buttons come from strangers: only what this question offers is an answer.
        raise Again("conversation.old_button")
    return ask.pick(turn, run.answers, value)


async def _given(turn: Turn, run: Run, ask: Ask, given: Given) -> None:
    if ask.gathers:
        _gather(turn, run, ask, given)
        # What was heard may raise a question that comes before this one.
        await _walk(turn)
        return
    run.answers[ask.name] = ask.check(turn, run.answers, given)
    await _walk(turn)


def _gather(turn: Turn, run: Run, ask: Ask, given: Given) -> None:
    held = gathered(run, ask.name)
    limits = turn.office.limits
    if len(held.text) + len(given.text) > limits.text_max:
        raise Again("conversation.too_long", most=limits.text_max)
    if len(held.media) + len(given.media) > limits.attachments_max:
        raise Again("conversation.too_many_files", most=limits.attachments_max)
    if given.text in held.text.split("\n"):
        # Sent twice, by an impatient finger or a slow line: said once.
        given = msgspec.structs.replace(given, text="")
    run.pieces.setdefault(ask.name, []).append(msgspec.to_builtins(given))
    ask.heard(turn, run.answers, given)


def _gathering(turn: Turn, run: Run) -> Ask | None:
    flow = turn.world.flows[run.flow]
    return next((ask for ask in flow.asks if ask.gathers), None)


def _add_late(turn: Turn, run: Run, flow: Flow, given: Given) -> bool:
    """A photo sent while we ask for the place still belongs to the report."""
    ask = _gathering(turn, run)
    if ask is None or not given.media or not given.kinds & FILES & ask.accepts:
        return False
    _gather(turn, run, ask, given)
    if ask.name in run.answers:
        run.answers[ask.name] = ask.check(turn, run.answers, gathered(run, ask.name))
    turn.say("conversation.added", held=counted(turn, gathered(run, ask.name)))
    current = flow.ask(run.step)
    if current is not None:
        _put(turn, run, flow, current)
    return True


def _check_size(turn: Turn, given: Given) -> None:
    if len(given.text) > turn.office.limits.text_max:
        raise Again("conversation.too_long", most=turn.office.limits.text_max)
