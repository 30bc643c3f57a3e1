"""What tap pages hand in becomes slips: whose it is, when it was, what of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.texts import Texts
from publish.web.kiosks import Kiosk
from publish.web.survey_batch import MOST_ITEMS, SurveyItem, SurveyTaken
from publish.web.survey_cookies import is_new_device
from rules.identifier_patterns import IDENTIFIER_KINDS
from rules.local_time import local_date
from rules.masking import mask_text
from rules.office import Office, device_days
from rules.rating_forms import OVERALL
from rules.rating_words import DANGER, road_of_words
from rules.text import to_nfc
from storage import slip_doors, staff, survey_devices, survey_responses
from storage.database import Database
from storage.models import SurveyResponse
from storage.survey_responses import NewSurveyResponse, RatedPlace


class Rater(NamedTuple):
    """Where slips come from: a browser of somebody's own, or a tablet for all."""

    device: str
    kiosk: Kiosk | None
    network: str


class SurveyIntake:
    """Stores the slips of one office."""

    def __init__(self, db: Database, office: Office, texts: Texts, clock: Clock) -> None:
        self._db = db
        self._office = office
        self._texts = texts
        self._clock = clock
        self._emptied: dict[tuple[int, str], datetime] = {}
        """When each tablet last had nothing more to hand in: what it hands in later is younger."""

    async def take_in(
        self, counter: str, rater: Rater, items: Sequence[SurveyItem], sent: int
    ) -> SurveyTaken:
        """Store or change each; `sent`: when the device's clock says they left, or 0."""
        taken = SurveyTaken([item.id for item in items])
        for item in items:
            async with self._db.begin() as db:
                slip = await self._keep(db, counter, rater, item, self._when(rater, item, sent))
                if slip is None and item.dossier:
                    taken.refused.append(item.id)
                if slip is not None and rater.kiosk is None:
                    taken.doors[item.id] = f"gopy-{counter}.{slip_doors.door_of_slip(db, slip)}"
            road = road_of_words(item.words, self._office.recognition)
            # On a tablet the queue reads along: of money that was asked for it shows nothing.
            if slip is not None and (road == DANGER or (road and rater.kiosk is None)):
                taken.roads[item.id] = road
        if rater.kiosk is not None and len(items) < MOST_ITEMS:
            self._emptied[rater.kiosk.number, rater.kiosk.said] = self._clock.now()
        return taken

    async def has_rated(self, counter: str, device: str) -> bool:
        """Whether somebody rated the counter on this device today."""
        async with self._db.read() as db:
            today = local_date(self._clock.now())
            known = await survey_devices.known_device_on_day(db, _address(device), today)
            key = survey_responses.survey_key_of_visit(db, known, counter)
            return (
                bool(known) and await survey_responses.survey_response_by_key(db, key) is not None
            )

    async def _keep(
        self, db: AsyncSession, counter: str, rater: Rater, item: SurveyItem, at: datetime
    ) -> SurveyResponse | None:
        """Store or change one slip; what is no answer of ours is left out."""
        ratings = self._office.ratings
        answers = {code: n for code, n in item.answers.items() if ratings.accepts(code, n)}
        if OVERALL not in answers:
            return None
        filled = await self._filled(db, counter, rater, item, answers, at)
        slip = await survey_responses.save_survey_response(db, ratings, filled)
        if slip is None:
            slip = await survey_responses.survey_response_by_key(db, filled.key)
            if slip is None or slip.device != filled.device or self._closed(slip):
                return None
            await survey_responses.change_survey_response(db, ratings, slip, answers)
        await self._words(db, slip, item.words)
        return slip

    async def _filled(
        self,
        db: AsyncSession,
        counter: str,
        rater: Rater,
        item: SurveyItem,
        answers: dict[str, int],
        at: datetime,
    ) -> NewSurveyResponse:
        day, place = local_date(at), self._office.ratings.counters[counter]
        device, key = "", survey_responses.survey_key_of_kiosk(db, item.id)
        if rater.kiosk is None:
            keep = device_days(self._office)
            device = await survey_devices.device_hash_on_day(db, _address(rater.device), day, keep)
            key = survey_responses.survey_key_of_visit(
                db, device, counter, item.id if item.other else ""
            )
        dossier = None if rater.kiosk else self._office.ratings.dossier(item.dossier, day)
        if dossier is not None:
            key = survey_responses.survey_key_of_dossier(db, dossier[0])
        return NewSurveyResponse(
            place=RatedPlace(counter, place.agency, place.commune),
            key=key,
            device=device,
            via="kiosk" if rater.kiosk else "page",
            day=day,
            overall=answers[OVERALL],
            answers=answers,
            at=at,
            crowd="" if dossier else _crowd(rater, day),
            dossier=dossier is not None,
        )

    def _when(self, rater: Rater, item: SurveyItem, sent: int) -> datetime:
        """The time of a tap: ours, unless a tablet of ours kept it while there was no network.

        Its clock may be wrong: what counts is how long before it was sent the tap came.
        """
        now = self._clock.now()
        if rater.kiosk is None:
            return now
        days = timedelta(days=self._office.ratings.honesty.late_days)
        last = self._emptied.get((rater.kiosk.number, rater.kiosk.said))
        known = (rater.kiosk.since, last, now - days)
        earliest = max(at for at in known if at is not None)
        try:
            if sent:
                at = now - timedelta(milliseconds=sent - item.at)
            else:
                at = datetime.fromtimestamp(item.at / 1000, UTC)
        except (OverflowError, OSError, ValueError):
            return now
        return at if earliest <= at <= now else now

    async def _words(self, db: AsyncSession, slip: SurveyResponse, words: str) -> None:
        """The page hands the words in whole each time: they replace what it said before."""
        tokens = {kind: self._texts(f"publishing.token.{kind}") for kind in IDENTIFIER_KINDS}
        if said := to_nfc(words).strip():
            meant = await staff.people_named_in(db, said, self._office)
            masked = mask_text(said, tokens).text
            await survey_responses.replace_words_of_survey_response(
                db, self._office.ratings, slip, masked, meant=meant
            )

    def _closed(self, slip: SurveyResponse) -> bool:
        limit = timedelta(hours=self._office.limits.rating_edit_hours)
        return self._clock.now() - slip.rated_at > limit


def _address(device: str) -> str:
    return f"page:{device}"


def _crowd(rater: Rater, day: date) -> str:
    if rater.kiosk is not None and rater.kiosk.number:
        return survey_devices.crowd_of_kiosk(rater.kiosk.number)
    new = rater.kiosk is not None or is_new_device(rater.device, day)
    return survey_devices.crowd_of(rater.network, new=new)
