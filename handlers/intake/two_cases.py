"""Two matters in one report: the summary shows where they part, one tap files a case of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.turn import Turn
from handlers.case import labels
from handlers.intake import confirmation
from handlers.intake.from_words import place_of_words
from handlers.intake.report_answers import ReportAnswers
from rules.two_matters import TwoMatters, two_matters_in

SEND_TWO: Final = "send_two"


def matters_offered(turn: Turn, answers: ReportAnswers) -> TwoMatters | None:
    """The two matters, where nothing but the words decides what becomes of them."""
    settled = answers.get("danger") or "field" in answers or answers.get("question")
    if settled or answers.get("outside") or confirmation.may_be_about_officials(answers):
        return None
    return two_matters_in(answers["describe"]["text"], turn.world.router, turn.office.fields)


def summary_of_matters(turn: Turn, answers: ReportAnswers) -> dict[str, Any]:
    """The placeholders of the summary, the text parted where it holds two matters."""
    shown = confirmation.summary_shown(turn, answers)
    if found := matters_offered(turn, answers):
        key = "intake.two.with_files" if answers["describe"]["media"] else "intake.two.text"
        places = [_place_in_words(turn, answers, text) for text in found.texts]
        same = len(set(places)) == 1
        parts = zip(("one", "other"), found.texts, found.fields, places, strict=True)
        said = {
            name: _in_words(turn, text, code, "" if same else place)
            for name, text, code, place in parts
        }
        # Each line says where its matter goes.
        shown |= {"text": turn.words(key, **said), "going": ""}
    return shown


def _place_in_words(turn: Turn, answers: ReportAnswers, text: str) -> str:
    return confirmation.place_in_words(turn, _report_of(turn, answers, text))


def _in_words(turn: Turn, text: str, code: str, place: str) -> str:
    """One matter, with where it goes; where it is, if the other is elsewhere."""
    return turn.words(
        "intake.two.matter",
        text=confirmation.text_shown(turn, text),
        place=f"{place}; " if place else "",
        agency=labels.agency_name(turn, turn.office.fields[code].agency),
    )


def reports_of(turn: Turn, answers: ReportAnswers) -> Sequence[ReportAnswers]:
    """The report, or the two it was sent as; its files go with the first."""
    found = matters_offered(turn, answers) if answers.get("confirm") == SEND_TWO else None
    if found is None:
        return [answers]
    first, second = (_report_of(turn, answers, text) for text in found.texts)
    second["describe"] = {**second["describe"], "media": [], "missed": 0}
    return [first, second]


def _report_of(turn: Turn, answers: ReportAnswers, text: str) -> ReportAnswers:
    """One of the two: what was said of both, and the place its own words name."""
    one: ReportAnswers = {**answers, "describe": {**answers["describe"], "text": text}}
    place = place_of_words(turn, text)
    if place and place.get("commune"):
        one["place"] = place
    return one
