"""What a card says of a case, and showing it to those who work on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.event import Rows
from bot.turn import Turn
from handlers.case import (
    access,
    case_thread,
    conflict,
    due_dates,
    labels,
    looks,
    lookup,
    urgent_reports,
)
from handlers.case.buttons import case_button
from publish import redacted_page
from rules import excerpts
from rules.danger_kind import kind_of_danger
from rules.lifecycle import OPEN, RECEIVED, REFUSAL_DRAFT
from rules.pending_requests import NO_REQUESTS, read_pending_requests
from storage import case_agencies, case_answers, case_events, case_media, notes, people
from storage.models import Case

EXCERPT = 700
"""Characters of a report on a card; the whole text is one tap away."""


async def show_card(
    turn: Turn, key: str, case: Case, to: Sequence[str], rows: Rows, **values: Any
) -> None:
    """Show a case to those who work on it: content and files, never who reported.

    Whom it is about is left out.
    """
    media = [
        *await case_media.media_of_case(turn.db, case, case_media.REPORT),
        *await case_media.media_of_case(turn.db, case, case_media.APOLOGY),
    ]
    more = [[case_button(turn, case, "whole")]] if len(case.text) > EXCERPT else []
    if await case_thread.newest_words(turn, case, str):
        more.append([case_button(turn, case, "thread")])
    if any(item.kind == "voice" for item in media):
        more.append([case_button(turn, case, "transcribe")])
    if case.kind == "report":
        more.append([case_button(turn, case, "why")])
    place = labels.map_link(turn, case)
    seen = await card_facts(turn, case)
    readers = await conflict.without_accused(turn.db, turn.office, case, to)
    await looks.log_text_sent(turn, case, readers)
    for address in readers:
        turn.say(
            key,
            to=address,
            choices=[*rows, *more, *([place] if place else [])],
            media=media,
            case=case.code,
            card=True,
            **{**seen, **values},
        )


async def card_facts(turn: Turn, case: Case, *, masked: bool = False) -> dict[str, Any]:
    """What a card says of a case as it stands, whoever reads it: its head, and one `body`.

    `masked`: without what tells who reported.
    """
    due = await due_dates.dates_of(turn, case)
    handler = await people.name_of_person(turn.db, case.handler_id)

    def safe(text: str) -> str:
        if not masked:
            return text
        return redacted_page.mask_reporter(turn.db, turn.world.texts, case, text)

    lines = [
        *await _marks(turn, case),
        *await case_thread.newest_words(turn, case, safe),
        excerpts.beginning_of_text(safe(case.text), EXCERPT),
        *map(safe, await _transcripts(turn, case)),
        *map(safe, await helpers_in_words(turn, case)),
    ]
    body = turn.words(
        "cards.body",
        due=due_dates.due_in_words(turn, due),
        mark=due_dates.due_mark(turn, due),
        handler=handler or turn.words("cards.nobody"),
        field=labels.field_name(turn, case.field),
        place=_place(turn, case),
        text="\n".join(lines),
    )
    return {
        "code": case.code,
        "status": labels.status_with_solution(
            turn, case, await case_answers.solution_of_case(turn.db, case)
        ),
        "agency": await _agency_or_proposed(turn, case),
        "body": body,
    }


def _place(turn: Turn, case: Case) -> str:
    """Where it is, and that a point was shared: a button below opens it on a map."""
    place = labels.place_name(turn, case)
    return turn.words("cards.pinned", place=place) if labels.map_link(turn, case) else place


async def _agency_or_proposed(turn: Turn, case: Case) -> str:
    """Where a case is, or is proposed to go while it is sorted: never to whom it is about."""
    code = await conflict.proposed_agency(turn, case) if case.status == RECEIVED else case.agency
    return labels.agency_name(turn, code)


async def _marks(turn: Turn, case: Case) -> list[str]:
    """What must be seen first: urgent, a conflict of interest, no report, a proposal, of whom."""
    marks = ["urgent"] if case.urgent else []
    called = _numbers_to_call(turn, case)
    refusal = await case_answers.answer_of_case(turn.db, case, REFUSAL_DRAFT)
    marks += ["refusal"] if refusal is not None else []
    marks += ["appeal"] if case.level else []
    log = (await case_events.logs_of_cases(turn.db, [case.id]))[case.id]
    past = read_pending_requests(log) if case.status in OPEN else NO_REQUESTS
    marks += [case.kind] if case.kind != "report" else []
    marks += ["proposal"] if case.proposal and case.kind == "report" else []
    marks += [case.about] if case.about else []
    said = [
        turn.words("desk.mark.call", numbers=called) if called else "",
        await urgent_reports.further_reports_in_words(turn, case),
        await conflict.conflict_in_words(turn, case),
    ]
    history = labels.history_in_words(turn, past)
    return [*(turn.words(f"desk.mark.{mark}") for mark in marks), *history, *filter(None, said)]


def _numbers_to_call(turn: Turn, case: Case) -> str:
    """Of danger the emergency numbers for its kind, as far as somebody confirmed them."""
    kind = kind_of_danger(case.text, turn.office) if case.urgent else None
    numbers = kind.numbers if kind else ()
    lines = [it for it in turn.office.emergencies if it.confirmed and it.number in numbers]
    return ", ".join(f"{line.name} {line.number}" for line in lines)


async def _transcripts(turn: Turn, case: Case) -> list[str]:
    written = await notes.notes_of_case(turn.db, case, notes.TRANSCRIPT)
    return [turn.words("desk.transcript", text=note.text, at=note.at) for note in written]


async def show_whole_text(turn: Turn, case_id: int, _: str) -> None:
    """Button: the whole text of a report, with its files."""
    case = await lookup.find_case(turn, case_id)
    if not await access.sees(turn, case):
        raise conflict.refused_to_speaker(turn, case, "whole")
    await looks.log_look_at_text(turn, case)
    media = await case_media.media_of_case(turn.db, case, case_media.REPORT)
    turn.say("desk.whole_text", media=media, case=case.code, code=case.code, text=case.text)


SHOWN = 300
"""Characters of a contribution on a card; the whole is in the message that brought it."""


async def helpers_in_words(turn: Turn, case: Case) -> list[str]:
    """What a card says about who helps, and what they told."""
    there = await case_agencies.co_agencies_of_case(turn.db, case)
    if not there:
        return []
    told = await notes.notes_of_case(turn.db, case, notes.CONTRIBUTION)
    names = ", ".join(labels.agency_name(turn, agency) for agency in there)
    return [
        turn.words("helping_out.who", names=names),
        *(turn.words("helping_out.said", text=note.text[:SHOWN]) for note in told[-3:]),
    ]
