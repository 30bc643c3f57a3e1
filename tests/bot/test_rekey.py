"""PAKN_SECRET_KEY is changed: nobody loses a word, and the old key opens nothing any more."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from bot.app import App
from bot.settings import Settings
from storage import media_rekey, rekey
from tests.support.accused import CONDUCT, reports_conduct
from tests.support.story import LAMP, OfficeUnderTest, Talker, files_a_report
from tests.support.thief import Thief

OLD, NEW = "only for tests", "the new one, which nobody guesses either"
NOTE = "Ghi chú tay của bà Rơ Châm Hơ Bia".encode()


def goes_on(office: OfficeUnderTest, app: App) -> OfficeUnderTest:
    """The same people after a start; what they say has new numbers."""
    after = OfficeUnderTest(app)
    after.paper.numbers = office.paper.numbers
    return after


async def rewritten(app: App) -> dict[str, int]:
    found: dict[str, int] = {}
    await rekey.rewrite_database(app.db, found.__setitem__)
    files = list(media_rekey.rewrite_files(app.settings.media_dir, app.db.vault))
    return found | ({"files": len(files)} if files else {})


async def test_a_new_key_takes_over_at_the_start_and_the_old_one_ends_when_all_is_rewritten(
    settings: Settings, tmp_path: Path
) -> None:
    app = App(settings)
    async with app.running():
        office = OfficeUnderTest(app)
        clerk, citizen = await office.staff("office"), office.citizen()
        code, other = await files_a_report(citizen, LAMP), await reports_conduct(office.citizen())
        file = await app.media.keep("document", "text/plain", "a.txt", NOTE)
    app = App(dataclasses.replace(settings, secret_key=NEW, secret_key_old=OLD))
    async with app.running():
        office = goes_on(office, app)
        for person, said, seen in (
            (clerk, f"/xem {code}", LAMP),
            (clerk, f"/xem {other}", CONDUCT[:30]),
            (citizen, "/cuatoi", code),
        ):
            again = Talker(office, person.address)
            await again.says(said)
            again.sees(seen)
        assert app.media.read(file.sha256) == NOTE
        async with app.db.read() as db:
            assert not await rekey.is_rekeyed(db)
        assert {"cases", "people", "files"} <= set(await rewritten(app))
        assert await rewritten(app) == {}
        await rekey.note_rekeyed(app.db)
        assert LAMP not in await Thief(office, tmp_path).reads(OLD)
    app = App(dataclasses.replace(settings, secret_key=NEW))
    async with app.running():
        office = goes_on(office, app)
        again = Talker(office, clerk.address)
        await again.says(f"/xem {code}")
        again.sees(LAMP)
        assert app.media.read(file.sha256) == NOTE
