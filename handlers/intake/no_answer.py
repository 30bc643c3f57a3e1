"""What is said to a question and is no answer: that it was told already, or that it can wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from bot.flow_answers import Again, Given
from bot.turn import Turn
from handlers.intake.report_answers import ReportAnswers
from handlers.intake.summary_changes import agree_or_set_aside
from handlers.shared.consent import NOT_NOW
from rules.text import split_words

_LONGEST: Final = 8
"""Words: who says more than that tells something."""


def refuse_no_answer(turn: Turn, answers: ReportAnswers, given: Given) -> None:
    """Ask once more, or keep the draft, where nothing was answered."""
    if _says(turn, given.text, "later"):
        agree_or_set_aside(turn, answers, NOT_NOW)
    if _says(turn, given.text, "told"):
        raise Again("intake.no_answer.not_found")


def without_told(turn: Turn, given: Given) -> Given:
    """What was given, less the words around an answer by which it was told already."""
    words = given.text.split()
    begins = [len(one) for one in _phrases(turn, "already") if _folded(words[: len(one)]) == one]
    if not begins or max(begins) == len(words):
        return given
    words = words[max(begins) :]
    ends = [len(one) for one in _phrases(turn, "ends") if _folded(words[-len(one) :]) == one]
    words = words[: len(words) - max(ends, default=0)]
    return replace(given, text=" ".join(words).strip(" ,:;-")) if words else given


def _phrases(turn: Turn, what: str) -> list[list[str]]:
    return [split_words(one) for one in turn.words(f"intake.no_answer.{what}").split("|")]


def _folded(words: Sequence[str]) -> list[str]:
    return split_words(" ".join(words))


def _says(turn: Turn, text: str, what: str) -> bool:
    """Whether a text is one of these phrases, whatever polite words stand around it."""
    polite = {word for one in turn.office.intents.polite for word in split_words(one)}

    def bare(words: str) -> list[str]:
        return [word for word in split_words(words) if word not in polite]

    said = bare(text)
    if not said or len(split_words(text)) > _LONGEST:
        return False
    return any(bare(one) == said for one in turn.words(f"intake.no_answer.{what}").split("|"))
