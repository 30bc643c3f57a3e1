"""What every morning's digest is made of: the cases that speak, their lines and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.event import Rows
from bot.turn import Turn
from handlers.case import conflict, due_dates, labels, open_cases, signers
from handlers.office import refusal
from rules.reporting_period import period_containing
from rules.timeline import Episode
from storage import cases, people
from storage.case_lists import ActiveCase
from storage.models import Case, Person

SHOWN = 8
"""Cases named in one digest, with a button each; the queue has them all."""


def signature_lines(turn: Turn, signing: Sequence[int], refusals: Sequence[int]) -> list[str]:
    lines = [turn.words("digests.to_sign", n=len(signing))] if signing else []
    return lines + ([turn.words("digests.to_review", n=len(refusals))] if refusals else [])


async def to_sign(
    turn: Turn, addresses: Sequence[str], opened: Sequence[tuple[ActiveCase, Episode]]
) -> list[int]:
    """Whose drafts wait for a signature from one of these addresses."""
    found = [case for case, _ in opened]
    return [case.id for case in await signers.cases_to_sign(turn.db, turn.office, found, addresses)]


async def to_review(turn: Turn, addresses: Sequence[str]) -> list[int]:
    """Whose refusal, proposed by another, waits for one of these addresses."""
    opened = [case for case, _ in await open_cases.all_open_cases(turn.db, turn.office, turn.now)]
    return [
        case.id
        for case in await refusal.refusals_to_review(turn.db, turn.office, opened, addresses)
    ]


async def most_pressing(
    turn: Turn, found: Sequence[tuple[ActiveCase, Episode]]
) -> list[tuple[Case, Episode]]:
    worst = sorted(found, key=lambda item: (not item[0].urgent, item[1].stage_left))[:SHOWN]
    dates = {case.id: episode for case, episode in worst}
    return [(case, dates[case.id]) for case in await cases.cases_by_ids(turn.db, list(dates))]


def lines_of_cases(turn: Turn, shown: Sequence[tuple[Case, Episode]]) -> str:
    return "\n".join(
        due_dates.with_promised_date(
            turn,
            turn.words(
                "digests.line",
                light=due_dates.light_of_case(turn, case, episode),
                code=case.code,
                when=due_dates.next_step_in_words(turn, episode),
            ),
            episode,
        )
        for case, episode in shown
    )


async def open_cases_of_reader(turn: Turn, person: Person) -> list[tuple[ActiveCase, Episode]]:
    """Cases whose clock runs, without those about the reader."""
    reader = await people.known_person_by_id(turn.db, person.id)
    if reader is None:
        return []
    found = await open_cases.all_open_cases(turn.db, turn.office, turn.now)
    return [
        (case, episode)
        for case, episode in found
        if case.promised
        and not episode.paused
        and not conflict.concerns_reader(turn.office, reader, case)
    ]


def speaks_today(turn: Turn, episode: Episode, last: date) -> bool:
    """Whether to remind: late, due, due next, or a share was passed since the last digest."""
    if episode.stage_left <= 1:
        return True
    before, now = (episode.used_by(day, turn.office.calendar) for day in (last, turn.today))
    whole = now + episode.stage_left  # without the days the clock stood still
    return any(before * 100 < share * whole <= now * 100 for share in _shares(turn))


def is_first_of_week(turn: Turn, last: date) -> bool:
    """Whether the last digest before this one was in an earlier week."""
    return last < period_containing(turn.today, "week", "calendar").first


def _shares(turn: Turn) -> Sequence[int]:
    """Percent of the term; the whole of it is the last day, of which one is told anyway."""
    return [share for share in turn.office.reminders.shares if share < 100]


async def signing_buttons(turn: Turn, signing: Sequence[int], refusals: Sequence[int] = ()) -> Rows:
    kinds = (("digests.sign", "open", signing), ("digests.review", "see_refusal", refusals))
    return [
        [
            turn.button(
                key,
                action,
                case.id,
                code=labels.marked_code(turn.world.texts, case.code, urgent=case.urgent),
            )
        ]
        for key, action, waiting in kinds
        for case in await cases.cases_by_ids(turn.db, waiting[:SHOWN])
    ]


def digest_buttons(turn: Turn, shown: Sequence[tuple[Case, Episode]]) -> Rows:
    """What is named, and the queue, which has the rest."""
    cases_ = [[turn.button("digests.open", "open", case.id, code=case.code)] for case, _ in shown]
    return [*cases_, [turn.command_button("viec")]]
