"""Slips that people handed in, and the pages that count them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import aiohttp

from bot.app import App
from storage import survey_counting, survey_responses
from storage.survey_responses import NewSurveyResponse, RatedPlace
from tests.support.machine import MONDAY_MORNING
from tests.support.story import OfficeUnderTest

TODAY = MONDAY_MORNING.date()


async def rated(
    app: App,
    overalls: list[int],
    *,
    counter: str = "huyen",
    day: date = TODAY,
    words: str = "",
    **answers: int,
) -> None:
    """Slips as many people handed them in, counted as of the evening."""
    known = app.office.ratings.counters[counter]
    async with app.db.begin() as db:
        for number, overall in enumerate(overalls):
            hour = datetime.combine(day, MONDAY_MORNING.timetz()).replace(hour=number % 12)
            filled = NewSurveyResponse(
                place=RatedPlace(counter, known.agency, known.commune),
                key=f"{counter}{day}{number}{sorted(answers)}",
                device="",
                via="kiosk",
                day=day,
                overall=overall,
                answers={"overall": overall, **answers},
                at=hour,
            )
            slip = await survey_responses.save_survey_response(db, app.office.ratings, filled)
            assert slip is not None
            if words:
                await survey_responses.add_words_to_survey_response(
                    db, app.office.ratings, slip, words
                )
    await counted(app, day)


async def counted(app: App, day: date = TODAY) -> None:
    """The evening of a day comes, and one rating is crowd enough to be counted."""
    async with app.db.begin() as db:
        await survey_counting.count_waiting_responses(db, day + timedelta(days=1), least=1)


async def opens(office: OfficeUnderTest, path: str, status: int = 200) -> bytes:
    address = f"http://127.0.0.1:{office.app.port}{path}"
    async with aiohttp.ClientSession() as browser, browser.get(address) as page:
        assert page.status == status
        return await page.read()
