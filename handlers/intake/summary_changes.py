"""The buttons of the summary: send, read what is agreed to, and change any answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.event import Choice, Rows
from bot.flow_answers import Again, Change, Revise, SetAside
from bot.turn import Turn
from handlers.intake import confirmation, dropped_files, neighbours, two_cases
from handlers.intake.neighbours import JOIN
from handlers.intake.report_answers import ReportAnswers
from handlers.intake.two_cases import SEND_TWO
from handlers.shared import consent
from handlers.shared.consent import NOT_NOW

CHANGES: Final = {
    "describe": ("describe",),
    "place": ("place", "commune", "outside", "elsewhere"),
    "field": ("field",),
    "contact": ("name", "phone", "address", "anonymous"),
}
"""By button: the answers it makes be asked again."""
FILES, PAPERS, NOTICE = "files", "papers", "notice"


def summary_and_neighbours(turn: Turn, answers: ReportAnswers) -> dict[str, Any]:
    """The placeholders of the summary."""
    near = neighbours.neighbours_in_words(turn, answers)
    return {**two_cases.summary_of_matters(turn, answers), "near": near}


def summary_rows(turn: Turn, answers: ReportAnswers) -> Rows:
    """Send, then two in a row what may be changed."""
    changes = [
        *(_button(turn, name) for name in CHANGES if name not in _hidden(answers)),
        *(_toggle(turn, *one) for one in _toggles(turn, answers)),
    ]
    changes += [_button(turn, FILES)] if answers["describe"]["media"] else []
    changes += [_button(turn, PAPERS)] if answers.get("papers") else []
    rows = [changes[at : at + 2] for at in range(0, len(changes), 2)]
    agreed = "consent" in answers
    other = []
    if two_cases.matters_offered(turn, answers):
        key = SEND_TWO if agreed else "agree_two"
        other = [[Choice(turn.words(f"intake.confirm.{key}"), SEND_TWO)]]
    elif "near" in answers:
        key = JOIN if agreed else "agree_join"
        other = [[Choice(turn.words(f"intake.confirm.{key}"), JOIN)]]
    if agreed:
        return [[_button(turn, "send")], *other, *rows]
    agree = Choice(turn.words("intake.confirm.agree"), "send")
    return [[agree], *other, [_button(turn, NOTICE), _button(turn, NOT_NOW)], *rows]


def _hidden(answers: ReportAnswers) -> set[str]:
    hidden = {"contact"} if confirmation.is_question(answers) else set[str]()
    return hidden | ({"field"} if answers.get("danger") else set())


def _button(turn: Turn, name: str) -> Choice:
    return Choice(turn.words(f"intake.confirm.{name}"), name)


def _toggle(turn: Turn, name: str, value: str) -> Choice:
    return Choice(turn.words(f"intake.toggle.{name}_{value}"), f"{name}={value}")


def _toggles(_turn: Turn, answers: ReportAnswers) -> Sequence[tuple[str, str]]:
    """What one press makes of an answer, each the other of two."""
    other = []
    if confirmation.needs_contact(answers) and not answers.get("danger"):
        other.append(("publish", "no" if answers.get("publish") == "yes" else "yes"))
    if not answers.get("reminded"):
        other.append(("remind", "no" if answers.get("remind") == "yes" else "yes"))
    if not answers.get("danger"):
        other += _kind_toggles(answers)
    return other


def _kind_toggles(answers: ReportAnswers) -> Sequence[tuple[str, str]]:
    """Of what the words hint at, that it is the other thing."""
    if confirmation.is_question(answers):
        return [("what", "report")]
    other = [("what", "question")] if answers.get("question") else []
    if hinted := confirmation.about_hinted(answers):
        other.append(("about", "other" if confirmation.about_given(answers) else hinted))
    if answers.get("proposal"):
        better = confirmation.wants_better(answers)
        other.append(("wish", "fix" if better else "better"))
    return other


def summary_picked(turn: Turn, answers: ReportAnswers, value: str) -> str:
    """Send, or go back to what is to be changed; the summary comes again after it."""
    name, sign, chosen = value.partition("=")
    if sign:
        raise Change(**{name: chosen})
    if value == NOTICE:
        raise Again("consent.notice", **consent.notice_values(turn))
    if value == NOT_NOW:
        return agree_or_set_aside(turn, answers, value)
    if value == FILES:
        raise Change(dropping=True)
    if value == PAPERS:
        return dropped_files.drop_papers(turn, answers, value)
    if value in CHANGES:
        raise revision_of(answers, value)
    return value


def agree_or_set_aside(turn: Turn, _answers: ReportAnswers, value: str) -> str:
    """Of `consent.CHOICES`, one; who wants to think about it finds all they told where it is."""
    if value == NOT_NOW:
        days = turn.office.limits.draft_days
        raise SetAside("intake.set_aside", [draft_buttons(turn)], days=days)
    return value


def draft_buttons(turn: Turn) -> list[Choice]:
    """What may be done with a report that is kept for later."""
    return [
        turn.button("intake.go_on", "c", "gopy"),
        turn.button("conversation.cancel", "c", "huy"),
    ]


def revision_of(answers: ReportAnswers, value: str) -> Revise:
    """What a button of CHANGES makes be asked again."""
    names = CHANGES[value]
    left = [name for name in answers.get("from_words", []) if name not in names]
    prefill = {"from_words": left}
    if value == "contact":
        return Revise(*names, wants_anonymous=False, **prefill)
    if value == "field":
        return Revise(*names, choosing_field=True, field_words="", **prefill)
    return Revise(*names, **prefill)
