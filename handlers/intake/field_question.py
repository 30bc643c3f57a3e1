"""Another field than the words point to: the likeliest first, any other found by typing."""

from __future__ import annotations

from typing import Any, Final

from rapidfuzz import fuzz

from bot.event import Choice, Rows
from bot.flow_answers import Again, Change, Given
from bot.turn import Turn
from handlers.case import labels
from handlers.intake import confirmation
from handlers.intake.report_answers import ReportAnswers
from rules.text import fold_text

UNKNOWN = "unknown"
PROPOSED = 3
"""Fields with a button of their own."""
ALIKE: Final = 80.0
"""From this likeness of 100 on, the name of a field is what somebody typed."""


def _proposed(turn: Turn, answers: ReportAnswers) -> list[str]:
    words = answers.get("field_words")
    if words:
        return _found(turn, words)
    chosen = turn.stack[-1].before.get("field", "")
    pointed = [p.field for p in confirmation.fields_pointed_at(turn, answers)]
    known = [chosen] if chosen in turn.office.fields else []
    return list(dict.fromkeys([*known, *pointed]))[:PROPOSED]


def _found(turn: Turn, words: str) -> list[str]:
    """Fields whose name is like some words, then those the words point to."""
    said = fold_text(words)
    scores = {
        code: fuzz.partial_ratio(said, fold_text(field.name))
        for code, field in turn.office.fields.items()
    }
    named = sorted((code for code in scores if scores[code] >= ALIKE), key=lambda c: -scores[c])
    pointed = [p.field for p in turn.world.router.propose(words)]
    return list(dict.fromkeys([*named, *pointed]))[:PROPOSED]


def field_choices(turn: Turn, answers: ReportAnswers) -> Rows:
    """The likeliest fields, by the report or by what was typed to find one."""
    rows = [[_button(turn, code, n)] for n, code in enumerate(_proposed(turn, answers))]
    return [*rows, [Choice(turn.words("intake.field.unknown"), UNKNOWN)]]


def _button(turn: Turn, code: str, place: int) -> Choice:
    field = turn.office.fields[code]
    key = "intake.field.right" if place == 0 else "intake.field.instead"
    return Choice(turn.words(key, field=field.name), code)


def field_shown(turn: Turn, answers: ReportAnswers) -> dict[str, Any]:
    """What the words point to; of officials no agency, it may be the one complained about."""
    proposed = _proposed(turn, answers)
    if not proposed:
        return {"proposal": turn.words("intake.field.none")}
    field = turn.office.fields[proposed[0]]
    if confirmation.may_be_about_officials(answers):
        return {"proposal": turn.words("intake.field.proposal_of_conduct", field=field.name)}
    agency = labels.agency_name(turn, field.agency)
    return {"proposal": turn.words("intake.field.proposal", field=field.name, agency=agency)}


def field_was(turn: Turn, answers: ReportAnswers) -> str:
    """The field the summary showed."""
    field = confirmation.field_given(turn, answers)
    return field.name if field else turn.words("intake.field.unknown")


def field_searched(turn: Turn, _answers: ReportAnswers, given: Given) -> str:
    """The field somebody typed, or the ones to choose from."""
    if not _found(turn, given.text):
        raise Again("intake.field.not_found")
    raise Change(field_words=given.text)
