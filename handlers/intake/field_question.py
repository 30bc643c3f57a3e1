"""The question which field a report belongs to: the likeliest first, all on demand."""

from __future__ import annotations

from typing import Any

from bot.event import Choice, Rows
from bot.flow_answers import Change
from bot.turn import Turn
from handlers.case import labels
from handlers.intake.confirmation import may_be_about_officials
from handlers.intake.report_answers import ReportAnswers

UNKNOWN = "unknown"
PROPOSED = 3
"""Fields with a button of their own."""


def _proposed(turn: Turn, answers: ReportAnswers) -> list[str]:
    return [p.field for p in turn.world.router.propose(answers["describe"]["text"])][:PROPOSED]


def field_choices(turn: Turn, answers: ReportAnswers) -> Rows:
    """The likeliest fields, or all when nothing was recognised or all were asked for."""
    proposed = _proposed(turn, answers)
    if not proposed or answers.get("all_fields"):
        buttons = [Choice(field.name, code) for code, field in turn.office.fields.items()]
        rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    else:
        rows = [[_button(turn, code, place)] for place, code in enumerate(proposed)]
        rows.append([Choice(turn.words("intake.field.others"), "others")])
    rows.append([Choice(turn.words("intake.field.unknown"), UNKNOWN)])
    return rows


def _button(turn: Turn, code: str, place: int) -> Choice:
    field = turn.office.fields[code]
    key = "intake.field.right" if place == 0 else "intake.field.instead"
    return Choice(turn.words(key, field=field.name), code)


def field_shown(turn: Turn, answers: ReportAnswers) -> dict[str, Any]:
    proposed = _proposed(turn, answers)
    if not proposed or answers.get("all_fields"):
        return {"proposal": turn.words("intake.field.none")}
    field = turn.office.fields[proposed[0]]
    if may_be_about_officials(answers):
        # Not the agency of the field: it may be the one that is complained about.
        return {"proposal": turn.words("intake.field.proposal_of_conduct", field=field.name)}
    agency = labels.agency_name(turn, field.agency)
    return {"proposal": turn.words("intake.field.proposal", field=field.name, agency=agency)}


def field_picked(_turn: Turn, _answers: ReportAnswers, value: str) -> str:
    if value == "others":
        raise Change(all_fields=True)
    return value
