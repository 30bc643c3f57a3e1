"""What a case, its agency, its field and its place are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from bot.event import Choice
from bot.texts import Texts
from bot.turn import Turn
from publish import redacted_page
from publish.solution_words import solution_in_words, solution_key
from rules.lifecycle import ANSWERED
from rules.office_directory import Commune
from rules.pending_requests import PendingRequests
from rules.reception import next_reception_day
from rules.solution import Solution
from rules.text import split_tokens
from storage.models import Case

SPANS: Final = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
}
"""From two of a unit on a time is told in it."""


def status_name(turn: Turn, case: Case) -> str:
    """The case's status as a citizen understands it."""
    return turn.words(f"desk.status.{case.status}", agency=agency_name(turn, case.agency))


def status_without_agency(turn: Turn, case: Case) -> str:
    """The same for who may not learn where it lies."""
    return turn.words(f"desk.status.{case.status}", agency=turn.words("desk.some_agency"))


def marked_code(texts: Texts, code: str, *, urgent: bool) -> str:
    """The code of a case in a list; of an urgent one red."""
    return texts("desk.mark.urgent_code", code=code) if urgent else code


def agency_name(turn: Turn, code: str) -> str:
    """The agency's name, or that there is none yet."""
    agency = turn.office.agencies.get(code)
    return agency.name if agency else turn.words("desk.no_agency")


def field_name(turn: Turn, code: str) -> str:
    """The field's name, or that it is not known."""
    field = turn.office.fields.get(code)
    return field.name if field else turn.words("desk.no_field")


def kind_name(turn: Turn, kind: str, *, proposal: bool) -> str:
    """What a case is, in plain words: phản ánh, kiến nghị, a question, a note."""
    return turn.words(f"desk.kind.{'proposal' if proposal and kind == 'report' else kind}")


def place_name(turn: Turn, case: Case) -> str:
    """Where it is: the place in the citizen's words and the commune.

    Whoever puts their name and number there does not give them to whoever reads the place.
    """
    commune = turn.office.communes.get(case.commune)
    place = case.place and redacted_page.mask_contact(turn.db, turn.world.texts, case, case.place)
    return place_with_commune(turn, [place], commune)


def place_with_commune(turn: Turn, parts: Sequence[str], commune: Commune | None) -> str:
    """What is told of a place, and the commune if none of it ends with its name."""
    said = [part for part in parts if part]
    if commune and not any(_ends_with(part, commune) for part in said):
        said.append(f"{commune.kind} {commune.name}")
    return ", ".join(said) or turn.words("desk.no_place")


def _ends_with(place: str, commune: Commune) -> bool:
    """Whether a place is told with its commune and its kind."""
    told, named = (
        " ".join(split_tokens(words)) for words in (place, f"{commune.kind} {commune.name}")
    )
    return told.endswith(named)


def map_link(turn: Turn, case: Case) -> list[Choice]:
    """A button that opens the shared point on a map, if one was shared."""
    if case.latitude is None or case.longitude is None:
        return []
    return [turn.link("desk.map", map_address(case.latitude, case.longitude))]


def pin_in_words(turn: Turn, case: Case) -> str:
    """The shared point as a line with its map, or nothing."""
    if case.latitude is None or case.longitude is None:
        return ""
    return turn.words("followup.pin", url=map_address(case.latitude, case.longitude))


def map_address(latitude: float, longitude: float) -> str:
    """The page that shows a point on a map."""
    point = f"mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
    return f"https://www.openstreetmap.org/?{point}"


def time_span(turn: Turn, span: timedelta) -> str:
    """How long, as people say it: minutes of the first hours, hours of the first days, days."""
    found = "minutes", max(0, span // SPANS["minutes"])
    for unit, of in SPANS.items():
        if span < 2 * of:
            break
        found = unit, span // of
    return turn.words(f"desk.span.{found[0]}", n=found[1])


def leaders_reception(turn: Turn) -> dict[str, Any]:
    """Where, and on which day next, leaders receive citizens: `place` and `day`."""
    known = turn.office.reception
    return {
        "place": known.place,
        "day": next_reception_day(turn.today, known.day, turn.office.calendar),
    }


def history_in_words(turn: Turn, past: PendingRequests) -> list[str]:
    """What an open case has behind it: how often it was opened again, a broken promise."""
    again = [turn.words("desk.past.reopened", n=past.reopened)] if past.reopened else []
    return again + ([turn.words("desk.past.broken")] if past.broken else [])


def status_with_solution(turn: Turn, case: Case, solution: Solution) -> str:
    """The status for who works here: of an answer also what it says was, or will be, done."""
    status = status_name(turn, case)
    if case.status != ANSWERED or not solution.kind:
        return status
    said = turn.words(f"desk.outcome.{solution_key(solution, turn.today)}", day=solution.by or "")
    return f"{status}, {said}"


def with_solution(turn: Turn, text: str, solution: Solution) -> str:
    """An answer with what it says was done."""
    return "\n\n".join(
        filter(None, [text, solution_in_words(turn.world.texts, solution, turn.today)])
    )
