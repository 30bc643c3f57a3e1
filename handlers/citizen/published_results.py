"""What was published, read and searched in the chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows, pack_choice
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.citizen import search_query
from handlers.citizen.search_query import ResultQuery
from publish.web.published_case import PublishedResult, ResultPresenter
from rules.excerpts import excerpt_of
from rules.timeline import LATE
from storage import publications
from storage import published_cases as published
from storage.published_cases import PublishedCase

PER_PAGE = 5
LAST_PAGE = 400
"""Pages one can turn; the site and the open data have all."""
LABEL, LINE = 34, 110
"""Characters of a question on a button and in a list."""
BY = {"xa": "commune", "lv": "field"}
"""By what a list can be narrowed."""


async def ketqua(turn: Turn) -> None:
    """`/ketqua`, or `/ketqua` and the words to search for."""
    await _list(turn, 0, search_query.typed_result_query(turn, turn.args))


async def turn_results_page(turn: Turn, number: int, searched: str) -> None:
    """Button: one page, counted from 0, of everything or of what is looked for."""
    await _list(turn, min(number, LAST_PAGE), search_query.read_result_query(turn, searched))


async def narrow_results(turn: Turn, _number: int, detail: str) -> None:
    """Button: choose a commune, or a field, and keep what else is looked for."""
    kind, _sep, rest = detail.partition(":")
    if kind not in BY:
        raise UserError("conversation.old_button")
    looked_for = search_query.read_result_query(turn, rest)
    found = turn.office.communes if kind == "xa" else turn.office.fields
    buttons = [
        turn.button(
            "results.choice",
            *("results", 0, looked_for._replace(**{BY[kind]: code}).packed),
            name=one.name,
        )
        for code, one in found.items()
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    turn.say(f"results.narrow.{kind}", choices=[*rows, [_all(turn)]])


async def search_results(turn: Turn, _number: int, _rest: str) -> None:
    """Button: search."""
    await conversation.begin_flow(turn, SEARCH.name)


async def show_result(turn: Turn, case_id: int, _: str) -> None:
    """Button: one result. Raises UserError for what is not, or no longer, public."""
    found = await published.published_case_by_id(turn.db, case_id)
    if found is None or found[0].publication.state != publications.PUBLISHED:
        raise UserError("results.gone")
    result = _shower(turn).result(found[0])
    turn.say(
        "results.one",
        choices=[[turn.link("results.open_page", result.url)], [_all(turn)]],
        code=result.code,
        field=result.field,
        place=result.place,
        received=result.received,
        question=result.question,
        agency=result.agency,
        answered=result.answered_on,
        answer="\n".join(filter(None, [result.answer, result.solution])),
        punctual=_punctual(turn, result),
    )


async def _list(turn: Turn, number: int, looked_for: ResultQuery) -> None:
    wanted, searched = looked_for.wanted, looked_for.in_words(turn)
    offset = number * PER_PAGE
    found = await published.page_of_published_cases(turn.db, wanted, offset=offset, limit=PER_PAGE)
    more = (
        await published.count_published_cases(turn.db, wanted, offset + PER_PAGE + 1)
        > offset + PER_PAGE
    )
    rows = [*_buttons(found, offset), _turning(turn, number, looked_for, more=more)]
    narrower = [
        turn.button(f"results.by.{kind}", "narrow", 0, kind, looked_for.packed)
        for kind in BY
        if found or searched
    ]
    last = [turn.button("results.find", "find", 0), *([_all(turn)] if searched else [])]
    turn.say(
        _headline(found, searched, number),
        choices=[row for row in (*rows, narrower, last) if row],
        searched=searched,
        lines="\n".join(_lines(turn, found, offset)),
    )


def _headline(found: Sequence[PublishedCase], searched: str, number: int) -> str:
    if found:
        return "results.found" if searched else "results.newest"
    if number:
        return "results.no_more"
    return "results.not_found" if searched else "results.none"


def _lines(turn: Turn, found: Sequence[PublishedCase], offset: int) -> list[str]:
    shown = [_shower(turn).result(item) for item in found]
    return [
        turn.words(
            "results.line",
            n=number,
            field=result.field,
            place=result.place,
            question=excerpt_of(result.question, LINE),
            punctual=_punctual(turn, result),
        )
        for number, result in enumerate(shown, offset + 1)
    ]


def _buttons(found: Sequence[PublishedCase], offset: int) -> Rows:
    return [
        [
            Choice(
                f"{number}. {excerpt_of(item.publication.question, LABEL)}",
                pack_choice("result", item.publication.case_id),
            )
        ]
        for number, item in enumerate(found, offset + 1)
    ]


def _turning(turn: Turn, number: int, looked_for: ResultQuery, *, more: bool) -> list[Choice]:
    packed = looked_for.packed
    newer = [turn.button("results.newer", "results", number - 1, packed)] if number else []
    if more and number < LAST_PAGE:
        return [*newer, turn.button("results.older", "results", number + 1, packed)]
    return newer


def _all(turn: Turn) -> Choice:
    return turn.button("results.all", "results", 0)


def _punctual(turn: Turn, result: PublishedResult) -> str:
    if result.punctuality == LATE and not result.due:
        return turn.words("results.late_that_week")
    return turn.words(f"results.{result.punctuality}", due=result.due)


def _shower(turn: Turn) -> ResultPresenter:
    return ResultPresenter(turn.office, turn.world.texts, turn.world.base_url, turn.today)


class ResultSearchAnswers(TypedDict):
    words: NotRequired[str]
    """As a button carries them."""


def _check(turn: Turn, _answers: ResultSearchAnswers, given: Given) -> str:
    packed = search_query.typed_result_query(turn, given.text).packed
    if not packed:
        raise Again("results.search.words.again")
    return packed


async def _search(turn: Turn, answers: ResultSearchAnswers) -> None:
    await _list(turn, 0, search_query.read_result_query(turn, answers["words"]))


SEARCH = Flow(
    "results.search", (Ask(name="words", accepts=frozenset({TEXT}), check=_check),), _search
)
