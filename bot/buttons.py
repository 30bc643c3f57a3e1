"""The buttons of a question, and which of them somebody meant who typed instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from bot.event import OF_QUESTION, Choice, ChoiceKind, Rows, pack_choice
from bot.flow_answers import BACK, CANCEL, DONE, REWRITE, SKIP, TEXT, Given
from bot.turn import Ask, Flow, Turn
from rules.recognition import phrases_said
from rules.text import fold_text, split_words
from storage.conversations import ConversationFrame

LONGEST_LABEL = 200
"""Characters: what is longer is nobody's typed button: it need not be compared with all of them."""
NUMBER = re.compile(r"^[0-9]+\. ")
LONGEST_CHOICE = 8
"""Words: whoever types more than that, or a number, tells something besides their choice."""
SHORTEST_TYPO = 4
"""Characters: a shorter word is taken as it stands."""
BY_KIND: Mapping[ChoiceKind, Sequence[str]] = {
    "send": (DONE, "send", "send_two", "join", "sign", "file", "save", "close", "agree"),
    "leave": (CANCEL, SKIP, BACK, "not_now", "forget"),
}
KINDS = {value: kind for kind, values in BY_KIND.items() for value in values}
"""What a button is, by its value; between yes and no nobody is led."""
ALIKE = 85.0
"""From this likeness on (of 100) a label was meant; labels that differ by a `không` stay apart."""


def question_buttons(turn: Turn, run: ConversationFrame, flow: Flow, ask: Ask) -> Rows:
    """The buttons of a question: its own, then done, rewrite, skip, back or cancel as fits."""
    if callable(ask.choices):
        rows = [
            [one if one.url else _of_question(run, ask, one.label, one.value) for one in row]
            for row in ask.choices(turn, run.answers)
        ]
    else:
        rows = [
            [_choice(turn, f"{flow.name}.{ask.name}.{value}", run, ask, value)]
            for value in ask.choices
        ]
    last = []
    if ask.gathers and not ask.enough and run.pieces.get(ask.name):
        rows.append([_choice(turn, "conversation.done", run, ask, DONE)])
        last.append(_choice(turn, "conversation.rewrite", run, ask, REWRITE))
    if ask.optional:
        last.append(_choice(turn, "conversation.skip", run, ask, SKIP))
    if ask.name in run.revised:
        last.append(_choice(turn, "conversation.back", run, ask, BACK))
    elif ask.cancel:
        last.append(_choice(turn, "conversation.cancel", run, ask, CANCEL))
    return [*rows, last] if last else rows


def _choice(turn: Turn, key: str, run: ConversationFrame, ask: Ask, value: str) -> Choice:
    return _of_question(run, ask, turn.words(key), value)


def _of_question(run: ConversationFrame, ask: Ask, label: str, value: str) -> Choice:
    packed = pack_choice(OF_QUESTION, run.number, ask.name, value)
    return Choice(label, packed, kind=KINDS.get(value, ""))


def typed_button(turn: Turn, run: ConversationFrame, flow: Flow, ask: Ask, given: Given) -> str:
    """The value of the button whose label, or number, was typed instead of pressed."""
    if given.kinds != {TEXT} or len(given.text) > LONGEST_LABEL:
        return ""
    text = fold_text(given.text).strip(" .!")
    rows = question_buttons(turn, run, flow, ask)
    buttons = [choice for row in rows for choice in row if choice.value]
    for number, choice in enumerate(buttons, 1):
        by_number = (ask.presses or TEXT not in ask.accepts) and text == str(number)
        value = choice.value.split(":", 3)[3]
        if by_number or text == _bare(choice.label) or text in _also(turn, value):
            return value
    if TEXT in ask.accepts and not ask.presses:
        return ""
    return _nearly(text, buttons) or _spoken(turn, flow, ask, given.text, buttons)


def may_come_late(turn: Turn, run: ConversationFrame, ask: Ask, value: str) -> bool:
    """What a question that is over by itself offers, it offers as long as it can be told more."""
    if ask.enough is None or not callable(ask.choices):
        return False
    return any(one.value == value for row in ask.choices(turn, run.answers) for one in row)


def says_done(turn: Turn, given: Given) -> bool:
    """Whether somebody typed that this was all."""
    text = fold_text(given.text).strip(" .!")
    return given.kinds == {TEXT} and text in [
        fold_text(turn.words("conversation.done")),
        *_also(turn, DONE),
    ]


def _bare(label: str) -> str:
    """A label as people type it: `3. Tố cáo` without its number."""
    return NUMBER.sub("", fold_text(label)).strip(" .!")


def _also(turn: Turn, value: str) -> list[str]:
    """What people type for a button beside its label: `ok` for yes."""
    key = f"conversation.also.{value}"
    return fold_text(turn.words(key)).split("|") if key in turn.world.texts else []


def _nearly(text: str, buttons: Sequence[Choice]) -> str:
    """The one button whose label was meant, a typo or a missing part apart; else empty."""
    if len(text) < SHORTEST_TYPO:
        return ""
    near = [
        choice.value.split(":", 3)[3]
        for choice in buttons
        if fuzz.ratio(text, label := _bare(choice.label)) >= ALIKE
        or label.startswith(text)
        or label.endswith(f" {text}")
    ]
    return near[0] if len(near) == 1 else ""


def _spoken(turn: Turn, flow: Flow, ask: Ask, text: str, buttons: Sequence[Choice]) -> str:
    """The one button that is chosen in other words: of its `<flow>.<name>.said.<value>`."""
    if len(split_words(text)) > LONGEST_CHOICE or any(map(str.isdigit, text)):
        return ""
    said = {
        value: phrases_said(text, turn.words(key).split("|"))
        for choice in buttons
        if (key := f"{flow.name}.{ask.name}.said.{(value := choice.value.split(':', 3)[3])}")
        in turn.world.texts
    }
    longer = [fold_text(phrase) for phrases in said.values() for phrase in phrases]
    # "không khiếu nại" holds "khiếu nại", and says the other thing.
    meant = [value for value in said if any(_is_whole(one, longer) for one in said[value])]
    return meant[0] if len(meant) == 1 else ""


def _is_whole(phrase: str, among: Sequence[str]) -> bool:
    """Whether no longer phrase that was said holds it."""
    folded = fold_text(phrase)
    return not any(folded in one and folded != one for one in among)
