"""What was written on slips reaches somebody: each week, without a name, whoever may read it.

Words about somebody's conduct go to the chair alone, whatever the score; the others to the leader
of the place and to the office; thanks also to the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due
from bot.turn import Turn
from handlers.ratings.own_responses import score_label
from rules.deadline import begins_work_week
from rules.lifecycle import CHAIR, LEADER, OFFICE, OFFICIAL
from rules.local_time import ZONE, local_date
from rules.office import Office
from rules.recognition import recognise_text
from rules.sipas import Score
from storage import people, role_assignments, slip_comments, survey_responses
from storage.known_person import KnownPerson
from storage.models import SurveyResponse

LOOK_BACK = timedelta(days=60)


def speaks_of_somebody(turn: Turn, slip: SurveyResponse) -> bool:
    """Whether its words speak of how somebody behaved, or of one whose name was masked."""
    found = recognise_text(slip.words, turn.office.recognition)
    named = bool(slip.meant) or turn.words("publishing.token.name") in slip.words
    bad = found.outside or found.conduct or found.behaviour
    return bad or (named and slip.overall < Score.SATISFIED)


async def slips_by_chair(
    turn: Turn, about: Sequence[SurveyResponse]
) -> dict[str, Sequence[SurveyResponse]]:
    """By address of a chair, the slips about somebody whose words they may read."""
    chairs = await role_assignments.addresses_of_role(turn.db, CHAIR)
    readers = await people.known_people_at_addresses(turn.db, chairs)
    return {address: without_words_about(readers[address], about) for address in chairs}


def without_words_about(
    chair: KnownPerson, about: Sequence[SurveyResponse]
) -> Sequence[SurveyResponse]:
    """Those whose words name neither this chair nor who made them one since.

    What names every chair nobody reads here; its score is read and counted.
    """

    def named(slip: SurveyResponse) -> bool:
        since = {by.person.id for by, at in chair.brought_in if local_date(at) >= slip.day}
        return bool({chair.person.id, *since} & survey_responses.people_meant(slip))

    return [slip for slip in about if not named(slip)]


async def slip_words_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """On the first working morning of a week, what was written until the day before."""
    local = now.astimezone(ZONE)
    early = local.hour < office.ratings.honesty.tell_from_hour
    if early or not begins_work_week(local.date(), office.calendar):
        return []
    yesterday = local.date() - timedelta(days=1)
    waiting = await slip_comments.counters_with_comments(db, yesterday - LOOK_BACK, yesterday)
    return [Due("slip_words", f"slip_words:{one}:{local.date()}", detail=one) for one in waiting]


async def tell_slip_words(turn: Turn, _: int, counter: str) -> None:
    """Time event: what was written about one counter."""
    yesterday = turn.today - timedelta(days=1)
    found = await slip_comments.waiting_comments(turn.db, counter, yesterday - LOOK_BACK, yesterday)
    low = turn.office.ratings.honesty.low
    # A low score's words are told with it, and wait with it.
    found = [slip for slip in found if slip.overall > low]
    about = [slip for slip in found if speaks_of_somebody(turn, slip)]
    others = [slip for slip in found if slip not in about]
    thanks = [slip for slip in others if slip.overall >= Score.SATISFIED]
    reached: list[SurveyResponse] = []
    readers = await _readers(turn, counter)
    for address in readers:
        reached += _say(turn, "slip_words.week", counter, others, address)
    for address in await _desk(turn, counter, readers):
        reached += _say(turn, "slip_words.thanks", counter, thanks, address)
    for address, theirs in (await slips_by_chair(turn, about)).items():
        reached += _say(turn, "slip_words.about_somebody", counter, theirs, address)
    await slip_comments.comments_told(turn.db, reached, turn.today)


def _say(
    turn: Turn, key: str, counter: str, slips: Sequence[SurveyResponse], to: str
) -> Sequence[SurveyResponse]:
    """Tell somebody what was written; returned is what was told."""
    if slips:
        lines = [
            turn.words(
                "low_scores.line", label=score_label(turn, slip.overall), said=f"“{slip.words}”"
            )
            for slip in slips
        ]
        name = turn.office.ratings.counters[counter].name
        turn.say(key, to=to, counter=name, n=len(slips), lines="\n".join(lines))
    return slips


async def _readers(turn: Turn, counter: str) -> list[str]:
    """The leaders of the place and the office; without a leader the chair too."""
    known, place = turn.office.ratings.counters[counter], turn.office.ratings.place_of(counter)
    leaders = await role_assignments.addresses_at_place(turn.db, LEADER, known.agency, place)
    office = await role_assignments.addresses_of_role(turn.db, OFFICE)
    chairs = [] if leaders else await role_assignments.addresses_of_role(turn.db, CHAIR)
    return list(dict.fromkeys([*leaders, *chairs, *office]))


async def _desk(turn: Turn, counter: str, readers: Sequence[str]) -> list[str]:
    """Who works at the counter, and does not read the whole list."""
    known, place = turn.office.ratings.counters[counter], turn.office.ratings.place_of(counter)
    found = await role_assignments.addresses_at_place(turn.db, OFFICIAL, known.agency, place)
    return [address for address in found if address not in readers]
