"""Honest visitors and cheats of six kinds at places of every size, by the product's own functions.

python -m bench ratings --simulate

Each row is one working day of one kind of cheat at places of four sizes. Every visitor rates: on
the tablet, or on a phone of their own over the office's wifi or one of three carriers, some all at
once after results are handed out. The tablet of every second place is without a network for three
hours, and all their clocks stand in 2020. What is handed in goes through the tap page's own intake
into real rows.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import select

import offices
from bot.clock import Clock
from bot.texts import Texts
from publish.web.kiosks import BY_COOKIE, Kiosk
from publish.web.survey_batch import MOST_ITEMS, SurveyItem
from publish.web.survey_intake import Rater, SurveyIntake
from rules.local_time import ZONE
from rules.office import Office
from rules.rating_forms import OVERALL, RatedCounter
from storage import migrations
from storage.database import Database
from storage.models import SurveyResponse
from storage.vault import Vault

SIZES = (3, 15, 60, 400)
LEAST_FORGED = 120
"""A cheat who means it hands in this many at a place, or as many as it has visitors."""
MONDAY = datetime(2026, 11, 30, 7, 30, tzinfo=ZONE)
WORKING = timedelta(hours=9)
NIGHT = timedelta(hours=15)
WRONG_CLOCK = 1_577_836_800_000
WIFI, CARRIERS = "203.0.113.0/24", ("171.224.1.0/24", "113.160.2.0/24", "27.64.3.0/24")
ROBOT, TABS = "198.51.100.0/24", "192.0.2.0/24"
HONEST_LOST, FORGED_CAUGHT = 1.0, 95.0


class PlayedClock(Clock):
    """Stands still between two votes: how fast this machine is plays no part."""

    def now(self) -> datetime:
        return self.moment

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment


class Vote(NamedTuple):
    """When it is handed in, by whom; `tapped` earlier than that where it waited."""

    at: datetime
    tapped: datetime
    rater: Rater
    forged: bool
    name: str


class Tallied(NamedTuple):
    """What became of the honest ratings and of the forged ones."""

    honest: int = 0
    honest_apart: int = 0
    forged: int = 0
    forged_counted: int = 0


class Place:
    """One counter of a size, its tablet, and the day that is played there."""

    def __init__(self, number: int, visitors: int, start: datetime, chance: random.Random) -> None:
        self.visitors = visitors
        self.start = start
        self.chance = chance
        self.tablet = Kiosk(number, BY_COOKIE, start - timedelta(days=30))
        self.offline = number % 2 == 1
        self.taken: list[tuple[datetime, datetime]] = []
        """When somebody who cheats stands before the tablet: nobody else can."""

    def honest(self) -> Iterator[Vote]:
        """Everybody who comes rates: half on the tablet, the others on their phones."""
        moments = [self._arrival() for _ in range(self.visitors)]
        together = self.start + WORKING * 0.6
        for place in range(min(12, self.visitors // 8)):
            moments[place] = together + timedelta(seconds=25 * place)
        free = self.start
        for moment in sorted(moments):
            if self.chance.random() < 0.5:
                # A queue: the page lets the next one tap only when the last one has gone.
                free = self._turn_at(max(moment, free + self._pause()))
                yield self.tap(self.sent(free), free, forged=False)
            else:
                yield self.phone(moment, self._network(), forged=False)

    def _pause(self) -> timedelta:
        return timedelta(seconds=self.chance.uniform(9, 30))

    def _turn_at(self, moment: datetime) -> datetime:
        for first, last in sorted(self.taken):
            if first - timedelta(seconds=9) < moment < last + timedelta(seconds=9):
                moment = last + self._pause()
        return moment

    def _arrival(self) -> datetime:
        """Twice as many in the first hours of morning and afternoon as else."""
        part = self.chance.choice((0.0, 0.0, 0.25, 0.6, 0.6, 0.8))
        return self.start + WORKING * (part + self.chance.random() * 0.2)

    def _network(self) -> str:
        return WIFI if self.chance.random() < 0.5 else self.chance.choice(CARRIERS)

    def sent(self, tapped: datetime) -> datetime:
        """At the end of three hours without a network, where there was none."""
        first, last = self.start + timedelta(hours=1), self.start + timedelta(hours=4)
        return last if self.offline and first <= tapped < last else tapped

    def phone(
        self, at: datetime, network: str, *, forged: bool, device: str = "", back: float = 0.0
    ) -> Vote:
        known = device or f"{secrets.token_hex(8)}.{at:%Y%m%d}"
        rater = Rater(known, None, network)
        return Vote(at, at - timedelta(days=back), rater, forged, secrets.token_hex(16))

    def tap(self, at: datetime, tapped: datetime, *, forged: bool) -> Vote:
        return Vote(at, tapped, Rater("", self.tablet, WIFI), forged, secrets.token_hex(16))

    @property
    def many(self) -> int:
        return max(LEAST_FORGED, self.visitors)


def forged_times(place: Place) -> Iterator[Vote]:
    """One phone that claims to have rated long ago, again and again."""
    device = f"{secrets.token_hex(8)}.{place.start:%Y%m%d}"
    for number in range(place.many):
        at = place.start + timedelta(hours=2, seconds=number)
        back = place.chance.uniform(0, 6)
        yield place.phone(at, ROBOT, forged=True, device=device, back=back)


def cookies_by_the_hundred(place: Place) -> Iterator[Vote]:
    """A script that takes a new cookie for each rating."""
    for number in range(place.many):
        at = place.start + timedelta(hours=3, seconds=2 * number)
        yield place.phone(at, ROBOT, forged=True)


def private_tabs(place: Place) -> Iterator[Vote]:
    """Somebody of the office, by hand, with new private tabs over its own wifi."""
    at = place.start + timedelta(hours=1)
    for _ in range(place.many):
        at += timedelta(seconds=place.chance.uniform(10, 25))
        yield place.phone(at, WIFI, forged=True)


def copied_tablet(place: Place) -> Iterator[Vote]:
    """A copy of the tablet's cookie: a script at night claims votes spread over the day."""
    sent = place.start + WORKING + timedelta(hours=2)
    for number in range(place.many):
        yield place.tap(sent, place.start + timedelta(seconds=40 * number), forged=True)


def children(place: Place) -> Iterator[Vote]:
    """Fingers that tap whenever the page lets them, some at a time, all day."""
    yield from _fingers(place, runs=(6, 25), gap=(5.0, 7.0))


def clerks_hand(place: Place) -> Iterator[Vote]:
    """A clerk who presses the best face between two visitors, a handful each time."""
    yield from _fingers(place, runs=(5, 12), gap=(5.0, 7.9))


def _fingers(place: Place, runs: tuple[int, int], gap: tuple[float, float]) -> Iterator[Vote]:
    left = place.many
    while left > 0:
        first = at = place.start + WORKING * place.chance.random()
        for _ in range(min(left, place.chance.randint(*runs))):
            at += timedelta(seconds=place.chance.uniform(*gap))
            yield place.tap(place.sent(at), at, forged=True)
            left -= 1
        place.taken.append((first, at))


CHEATS = (
    forged_times,
    cookies_by_the_hundred,
    private_tabs,
    copied_tablet,
    children,
    clerks_hand,
)


async def simulate(folder: Path) -> bool:
    """Play every cheat at every size, print what was set apart; whether the aims are met."""
    office = _with_places()
    url = f"sqlite+aiosqlite:///{folder}/cheats.sqlite3"
    await migrations.upgrade_database(url)
    db, clock = Database(url, Vault("bench")), PlayedClock(MONDAY)
    intake = SurveyIntake(db, office, Texts(), clock)
    chance, sums = random.Random(18), []
    print(
        f"{'cheat':24}{'honest':>8}{'apart':>7}{'%':>7}{'forged':>9}{'counted':>9}{'caught %':>10}"
    )
    for day, cheat in enumerate((None, *CHEATS)):
        start = MONDAY + timedelta(days=day)
        votes = {code: _votes(code, cheat, start, chance) for code in office.ratings.counters}
        await _play(intake, clock, votes)
        sums.append(await _tallied(db, votes))
        _print(cheat.__name__.replace("_", " ") if cheat else "nobody cheats", sums[-1])
    await db.close()
    whole = Tallied(*map(sum, zip(*sums, strict=True)))
    _print("all", whole)
    lost, caught = _lost(whole), _caught(whole)
    met = lost <= HONEST_LOST and caught >= FORGED_CAUGHT
    aims = f"at most {HONEST_LOST} and at least {FORGED_CAUGHT} %"
    print(f"set apart {lost:.2f} % of the honest, {caught:.1f} % of the forged; {aims}: {met}")
    return met


def _with_places() -> Office:
    office = offices.load_office()
    places = {
        f"p{size}": RatedCounter(
            code=f"p{size}", name="", short="", agency="VP", commune="", visitors=size
        )
        for size in SIZES
    }
    ratings = msgspec.structs.replace(office.ratings, counters=places)
    return msgspec.structs.replace(office, ratings=ratings)


def _votes(code: str, cheat: object, start: datetime, chance: random.Random) -> list[Vote]:
    visitors = int(code[1:])
    place = Place(SIZES.index(visitors) + 1, visitors, start, chance)
    forged = list(cheat(place)) if callable(cheat) else []
    return [*forged, *place.honest()]


async def _play(intake: SurveyIntake, clock: PlayedClock, votes: dict[str, list[Vote]]) -> None:
    """As the pages hand them in: what waited on a tablet comes together."""
    every = [(vote, code) for code, theirs in votes.items() for vote in theirs]
    every.sort(key=lambda one: (one[0].at, one[1], one[0].rater.device, one[0].tapped))
    for (at, code, rater), group in groupby(every, lambda one: (one[0].at, one[1], one[0].rater)):
        clock.moment = at
        items = [
            SurveyItem(
                id=vote.name,
                at=WRONG_CLOCK - int((at - vote.tapped).total_seconds() * 1000),
                answers={OVERALL: 5 if vote.forged else 4},
            )
            for vote, _ in group
        ]
        for first in range(0, len(items), MOST_ITEMS):
            await intake.take_in(code, rater, items[first : first + MOST_ITEMS], WRONG_CLOCK)


async def _tallied(db: Database, votes: dict[str, list[Vote]]) -> Tallied:
    """By the rows: of a day each is somebody honest's (4) or forged (5)."""
    every = [vote for theirs in votes.values() for vote in theirs]
    first = min(vote.at for vote in every)
    async with db.read() as session:
        rows = list(
            await session.execute(
                select(SurveyResponse.overall, SurveyResponse.mark).where(
                    SurveyResponse.day == _day(first)
                )
            )
        )
    honest, forged = _split(every)
    counted = [overall for overall, mark in rows if not mark]
    return Tallied(honest, honest - counted.count(4), forged, counted.count(5))


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def _split(votes: Iterable[Vote]) -> tuple[int, int]:
    forged = [vote.forged for vote in votes]
    return forged.count(False), forged.count(True)


def _lost(told: Tallied) -> float:
    return 100 * told.honest_apart / told.honest


def _caught(told: Tallied) -> float:
    return 100 * (1 - told.forged_counted / told.forged) if told.forged else 100.0


def _print(name: str, told: Tallied) -> None:
    caught = f"{_caught(told):10.1f}" if told.forged else f"{'':10}"
    print(
        f"{name:24}{told.honest:8}{told.honest_apart:7}{_lost(told):7.2f}"
        f"{told.forged:9}{told.forged_counted:9}{caught}"
    )
