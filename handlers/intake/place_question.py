"""Where it happened: in words, as a point, or one of the office's communes."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from bot.event import Choice, Rows
from bot.flow_answers import Given, NoAnswer
from bot.turn import Turn
from handlers.intake.confirmation import commune_given, is_question, needs_contact
from handlers.intake.from_words import outside_place_told
from handlers.intake.no_answer import refuse_no_answer, without_told
from handlers.intake.report_answers import ReportAnswers, ReportPlace
from rules.contact_in_text import names_home
from rules.place_in_text import same_length_fold
from rules.text import split_tokens

A_STORY: Final = 5
"""From so many words on what names no place is more of the story."""
A_LONG_STORY: Final = 9
"""From so many on it is, wherever it plays; but who gives a number does not put it there."""
_PHONE: Final = re.compile(r"\d(?:[\s.\-]?\d){8}")
_LIVES: Final = re.compile(
    r"(?:(?:da|thua) )?(?:nha )?(?:toi|em|chau|con|minh|tui|bac|chu|co)(?: (?:nha|song))?"
    r" (?:o|tai) "
)
_PLACES: Final = re.compile(
    r"(?<!\w)(?:truoc|sau|gan|canh|doi dien|nga ba|nga tu|cau|cho|truong|tru so|uy ban|nha|quoc lo"
    r"|tinh lo|ql|km|duong|cong|ben|suoi|doi|ray|khu|doan|hem|thon|lang|to|xa|thi tran)(?!\w)"
)


def is_asked(answers: ReportAnswers) -> bool:
    """Who may only want to know something is asked when it turned out to be a report."""
    if answers.get("question") and not answers.get("danger"):
        return "name" in answers and not is_question(answers)
    return True


def commune_rows(turn: Turn, _answers: ReportAnswers) -> Rows:
    """The office's communes, two in a row."""
    buttons = [Choice(commune.name, code) for code, commune in turn.office.communes.items()]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def place_told(turn: Turn, answers: ReportAnswers, given: Given) -> ReportPlace:
    """A point, or the place in words; a sentence that names none belongs to the story."""
    answers.pop("outside", None)
    if given.location:
        return {"point": msgspec.to_builtins(given.location)}
    refuse_no_answer(turn, answers, given)
    given = without_told(turn, given)
    outside = outside_place_told(turn, given.text, asked=True)
    text = given.text[: turn.office.limits.characters.place_most]
    commune = turn.world.router.find_commune(text)
    words = split_tokens(text)
    names_none = not commune and not _PLACES.search(" ".join(words))
    most = A_STORY if names_none or _is_first_matter(turn, answers, text) else A_LONG_STORY
    if len(words) >= most and not _PHONE.search(text):
        raise NoAnswer
    answers["outside"] = outside
    if home := _home(text):
        # Who says that they live there is not asked where they live.
        text = home
        answers.setdefault("address", home)
    return {"text": text, "commune": commune or (None if outside else _own_commune(turn, answers))}


def _home(text: str) -> str:
    """The home in "tôi ở làng Bàng", if that is all that is said."""
    lives = _LIVES.match(same_length_fold(text))
    home = text[lives.end() :].strip(" .,") if lives else ""
    return home if names_home(home) else ""


def _is_first_matter(turn: Turn, answers: ReportAnswers, text: str) -> bool:
    """So far there was but a greeting, and here comes what it is about."""
    propose = turn.world.router.propose
    return bool(propose(text)) and not propose(answers["describe"]["text"])


def place_picked(_turn: Turn, answers: ReportAnswers, value: str) -> ReportPlace:
    """One of the communes."""
    answers.pop("outside", None)
    return {"commune": value}


def _own_commune(turn: Turn, answers: ReportAnswers) -> str | None:
    """The commune they live in: shown before it is sent, and one press changes it."""
    return turn.world.router.find_commune(answers.get("address") or "")


def needs_commune(answers: ReportAnswers) -> bool:
    """Whether only the commune is missing; who still tells where they live may tell it there."""
    place = answers.get("place") or {}
    if not place or answers.get("outside") or commune_given(answers):
        return False
    return "point" in place or "address" in answers or not needs_contact(answers)
