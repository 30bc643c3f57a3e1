"""The sheet of a counter for the notice board, and the picture for the chat."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.texts import Texts
from publish.documents import typesetting
from publish.reports.satisfaction_statistics import SatisfactionStatistics
from publish.reports.satisfaction_words import SatisfactionWords, capitalised
from rules.office import Office


def satisfaction_sheet_pdf(
    office: Office, texts: Texts, found: SatisfactionStatistics, place: str, today: date, url: str
) -> bytes:
    """One A4 page or more as PDF."""
    data = _shown(office, texts, found, place)
    data |= {
        "title": texts("figures.sheet.title"),
        "tasks_title": texts("figures.page.tasks"),
        "tasks": [
            {
                "head": texts("figures.page.task", counter=place.name, n=place.n),
                "done": place.done or texts("figures.page.waiting"),
            }
            for place in found.low
        ],
        "no_tasks": texts("figures.sheet.none"),
        "criteria_title": texts("figures.page.criteria"),
        "criteria": [
            SatisfactionWords(texts, office).row(line)
            for line in found.report.questions
            if line.enough
        ],
        "no_criteria": texts("figures.page.no_worst"),
        "method": [
            texts("figures.page.method_share"),
            texts("figures.page.method_few", n=office.ratings.honesty.minimum),
            texts("figures.page.method_anonymous", group=office.publishing.least_group),
        ],
        "footer": texts("figures.sheet.footer", day=f"{today:%d/%m/%Y}", url=url),
    }
    return typesetting.typeset_pdf("sheet", data)


def satisfaction_picture_png(
    office: Office, texts: Texts, found: SatisfactionStatistics, place: str
) -> bytes:
    """The five factors as a PNG, readable on a phone."""
    return typesetting.typeset_png("picture", _shown(office, texts, found, place))


def _shown(
    office: Office, texts: Texts, found: SatisfactionStatistics, place: str
) -> dict[str, Any]:
    words = SatisfactionWords(texts, office)
    overall = words.row(found.report.overall)
    period = words.period(found.period)
    return {
        "office": office.name,
        "parent": office.parent,
        "place": place,
        "heading": capitalised(texts("figures.page.heading", period=period, place=place)),
        "overall_title": texts("figures.page.overall"),
        "overall": overall,
        "out_of": texts(
            "figures.page.out_of",
            satisfied=overall["satisfied"],
            n=overall["n"],
            dissatisfied=overall["dissatisfied"],
        ),
        "confidence": texts("figures.page.confidence", interval=overall["interval"])
        if overall["interval"]
        else "",
        "versus": texts("figures.page.versus", change=overall["change"])
        if overall["change"]
        else "",
        "factors_title": texts("figures.page.factors"),
        "factors": [words.factor(one, found.period.year) for one in found.report.factors],
        "sentences": words.sentences(found, place),
        "columns": texts.under("figures.column"),
        "n_label": texts("figures.column.n"),
    }
