"""Who tells what several told already sees that before sending, and joins them by one tap.

Nothing that another wrote is shown: only the field, the commune, the week it began, and those of
the speaker's own words that all of them wrote.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bot.turn import Turn
from handlers.case import labels, registration
from handlers.intake import confirmation, two_cases
from handlers.intake.report_answers import ReportAnswers
from handlers.office import closing
from publish import redacted_page
from rules.identifier_patterns import IDENTIFIER_KINDS
from rules.masking import KnownWords, comparison_key, mask_text
from rules.named_units import agencies_named
from rules.office_neighbours import Neighbours
from rules.public_dates import monday_of_week
from rules.sensitive_data import find_sensitive_words
from rules.similarity import (
    ToldMatter,
    can_be_one_matter,
    likeness_of_matters,
    words_also_in,
)
from rules.text import split_words
from storage import cases, neighbours, publications
from storage.models import Case

JOIN: Final = "join"
_BLANK: Final = dict.fromkeys(IDENTIFIER_KINDS, "…")
_METRES_OF_DEGREE: Final = 111_320


class _AlikeCase(NamedTuple):
    case: Case
    told: ToldMatter


class _Matter(NamedTuple):
    kept: Case
    people: int
    since: datetime
    also: str


async def look_for_neighbours(turn: Turn, answers: ReportAnswers) -> None:
    """Before the summary: note whether enough others told the same."""
    answers.pop("near", None)
    found = await _matter_of(turn, answers)
    if found is not None:
        answers["near"] = {
            "case_id": found.kept.id,
            "people": found.people,
            "since": monday_of_week(found.since).date().isoformat(),
            "also": found.also,
            "field": found.kept.field,
        }


def neighbours_in_words(turn: Turn, answers: ReportAnswers) -> str:
    """The line of the summary that says how many told the same; mostly empty."""
    near = answers.get("near")
    if near is None:
        return ""
    commune = turn.office.communes[confirmation.commune_given(answers)]
    return turn.words(
        "intake.near.line",
        n=near["people"],
        since=datetime.fromisoformat(near["since"]).date(),
        field=labels.field_name(turn, near["field"]),
        commune=f"{commune.kind} {commune.name}",
        also=turn.words("intake.near.also", words=near["also"]) if near["also"] else "",
    )


async def join_neighbours(turn: Turn, case: Case, answers: ReportAnswers) -> bool:
    """Merge the case just filed into the one its owner says is the same, if it still may be.

    Words about officials, however they were pressed, go to a person of the office as always.
    """
    near = answers.get("near")
    if answers.get("confirm") != JOIN or near is None or case.apart or case.urgent:
        return False
    kept = await cases.case_by_id(turn.db, near["case_id"])
    if kept is None:
        return False
    await cases.lock_cases(turn.db, case, kept)
    matter = await _matter_of(turn, answers)
    if matter is None or matter.kept.id != kept.id:
        return False
    await closing.join_for_owner(turn, case, kept)
    return True


async def _matter_of(turn: Turn, answers: ReportAnswers) -> _Matter | None:
    policy, commune = turn.office.neighbours, confirmation.commune_given(answers)
    if policy is None or commune not in turn.office.communes or _is_apart(turn, answers):
        return None
    since = turn.now - timedelta(days=policy.days)
    others = await neighbours.ordinary_cases_of_others(turn.db, turn.person.id, commune, since)
    alike = list(_alike(turn, policy, answers, others))
    for kept in alike:
        # Like the speaker's words alone is not enough: of a list of words everything would be.
        told = [one.case for one in alike if likeness_of_matters(kept.told, one.told)]
        told += await _joined(turn, told)
        if _count_people(turn, told) < policy.least_people:
            continue
        if await _may_be_joined(turn, answers, kept.case):
            shared = frozenset.intersection(*(_masked_words(turn, one) for one in told))
            also = words_also_in(answers["describe"]["text"], shared)
            since = min(one.received_at for one in told)
            return _Matter(kept.case, _count_people(turn, told), since, also)
    return None


async def _may_be_joined(turn: Turn, answers: ReportAnswers, kept: Case) -> bool:
    never = await redacted_page.why_not_publishable(turn.db, turn.office, kept)
    return not never and not await _names_somebody(turn, answers)


def _is_apart(turn: Turn, answers: ReportAnswers) -> bool:
    """Danger waits for nothing, and what may be about somebody is compared with nothing."""
    return bool(
        answers.get("danger")
        or answers.get("outside")
        or confirmation.kind_given(answers) != "report"
        or confirmation.about_given(answers)
        or confirmation.may_be_about_officials(answers)
        or two_cases.matters_offered(turn, answers)
    )


def _alike(
    turn: Turn, policy: Neighbours, answers: ReportAnswers, others: Sequence[Case]
) -> Iterator[_AlikeCase]:
    """Those that tell the same in words strangers might read; places are compared as written."""
    text = answers["describe"]["text"]
    mine = [KnownWords(answers.get("name", ""), "name")]
    own = _without(_told(turn, policy, text, answers), mask_text(text, _BLANK, mine).text)
    for case in others:
        if not _is_comparable(turn, policy, answers, case):
            continue
        told = _told(turn, policy, case.text, case)
        if not can_be_one_matter(own, told):
            continue
        told = _without(told, _masked(turn, case))
        if likeness_of_matters(own, told):
            yield _AlikeCase(case, told)


def _without(told: ToldMatter, masked: str) -> ToldMatter:
    """What is told, without the words a mask took away."""
    return told._replace(words=told.words.intersection(split_words(masked)))


def _masked(turn: Turn, case: Case) -> str:
    known = list(redacted_page.reporter_identity(turn.db, case))
    return mask_text(case.text, _BLANK, known).text


def _masked_words(turn: Turn, case: Case) -> frozenset[str]:
    return frozenset(split_words(_masked(turn, case)))


def _told(turn: Turn, policy: Neighbours, text: str, where: ReportAnswers | Case) -> ToldMatter:
    if isinstance(where, Case):
        place, code = where.place, where.commune
    else:
        place = (where.get("place") or {}).get("text", "")
        code = confirmation.commune_given(where)
    commune = turn.office.communes[code]
    names = (commune.name, *commune.aliases)
    return ToldMatter.of(f"{text}\n{place}", names, policy.landmarks)


def _is_comparable(turn: Turn, policy: Neighbours, answers: ReportAnswers, case: Case) -> bool:
    """Of a kind strangers may read of, sorted by a person, about the same thing or there."""
    field = turn.office.fields.get(case.field)
    if field is None or not field.publishable or field.forward_automatically:
        return False
    if find_sensitive_words(case.text, turn.office.publishing):
        return False
    given = confirmation.field_given(turn, answers)
    apart = _metres_between((answers.get("place") or {}).get("point"), case)
    if apart is not None and apart <= policy.near_metres:
        return True
    return given is not None and given.code == case.field


def _metres_between(point: dict[str, float] | None, case: Case) -> float | None:
    if not point or case.latitude is None or case.longitude is None:
        return None
    north = point["latitude"] - case.latitude
    east = (point["longitude"] - case.longitude) * math.cos(math.radians(case.latitude))
    return math.hypot(north, east) * _METRES_OF_DEGREE


async def _joined(turn: Turn, told: Sequence[Case]) -> list[Case]:
    """What others reported that was merged into these."""
    found = await cases.followers_of_case(turn.db, *told)
    return [one for one in found if one.person_id != turn.person.id and not one.apart]


def _count_people(turn: Turn, told: Sequence[Case]) -> int:
    """People, whatever number of browsers they opened."""
    return publications.count_people(
        turn.db, [(one.person_id, one.address, one.contact) for one in told]
    )


async def _names_somebody(turn: Turn, answers: ReportAnswers) -> bool:
    """Whether the words name anybody but their writer, or a unit: a person reads those first."""
    text = f"{answers['describe']['text']}\n{(answers.get('place') or {}).get('text', '')}"
    if agencies_named(text, turn.office) or await registration.sounds_like_complaint(turn, text):
        return True
    mine = comparison_key(answers.get("name", ""))
    return any(
        span.kind in {"name", "official"}
        and comparison_key(text[span.start : span.end]) not in mine
        for span in mask_text(text, _BLANK).found
    )
