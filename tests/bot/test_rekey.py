"""PAKN_SECRET_KEY is changed: nobody loses a word, and the old key opens nothing any more."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import key_files
from bot.app import App
from bot.settings import Settings
from storage import denunciations, media_rekey, people, rekey
from storage.database import Database
from storage.denunciations import DenunciationContent
from storage.media import MediaStore
from storage.oauth_tokens import TokenMemory
from storage.sealed_box import (
    LockedError,
    SealedBox,
    WrongSealedKeyError,
    new_sealed_key,
    public_half,
)
from storage.vault import Vault
from tests.support.accused import CONDUCT, reports_conduct
from tests.support.machine import MONDAY_MORNING
from tests.support.story import LAMP, OfficeUnderTest, Talker, files_a_report
from tests.support.thief import Thief

OLD, NEW = "only for tests", "the new one, which nobody guesses either"
NOTE = "Ghi chú tay của bà Rơ Châm Hơ Bia".encode()


def goes_on(office: OfficeUnderTest, app: App) -> OfficeUnderTest:
    """The same people after a start; what they say has new numbers."""
    after = OfficeUnderTest(app)
    after.paper.numbers = office.paper.numbers
    return after


async def rewritten(app: App, *, files_only: bool = False) -> dict[str, int]:
    found: dict[str, int] = {}
    if not files_only:
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


async def test_a_new_sealed_key_takes_over_and_the_old_one_opens_nothing_in_the_end(
    settings: Settings, tmp_path: Path
) -> None:
    old, new = settings.sealed_key_path, tmp_path / "chair" / "new.key"
    key_files.key_made_once(new, new_sealed_key)
    app = App(settings)
    async with app.running():
        office = OfficeUnderTest(app)
        clerk, citizen = await office.staff("office"), office.citizen()
        shot = await app.media.keep("document", "text/plain", "a.txt", b"trong phong bi")
        await citizen.says("/gopy")
        told = {"text": CONDUCT, "media": (shot,)}
        await citizen.answers("intake", describe=told, about="conduct", publish="no")
        code = citizen.sees("Đã tiếp nhận").case
    both = dataclasses.replace(settings, sealed_key_file=new, sealed_key_old_file=old)
    for changed, found in (
        (both, True),
        (dataclasses.replace(both, sealed_key_old_file=None), False),
    ):
        app = App(changed)
        async with app.running():
            office = goes_on(office, app)
            again = Talker(office, clerk.address)
            await again.says(f"/xem {code}")
            again.sees(CONDUCT[:30])
            assert app.media.read(shot.sha256).endswith(b"phong bi")
            # Broken off in the middle, it goes on where it was.
            assert ("files" in await rewritten(app, files_only=True)) is found
            assert ("cases" in await rewritten(app)) is found
            assert await rewritten(app) == {}
            assert CONDUCT[:30] not in await Thief(office, tmp_path).reads(OLD)
    app = App(settings)
    with pytest.raises(WrongSealedKeyError):
        async with app.opened():
            pass


async def test_a_new_key_is_that_of_files_nobody_sent_yet_too_whatever_a_crash_left_beside_them(
    settings: Settings,
) -> None:
    app, folder = App(settings), settings.media_dir
    async with app.running():
        sent = await app.media.keep("document", "text/plain", "a.txt", NOTE)
        unsent = await app.uploads.receive("document", "text/plain", "b.txt", pieces(NOTE * 2))
        (folder / sent.sha256[:2] / "tmpabcd").write_bytes(b"half of a line")
    vault = Vault(NEW, [OLD])
    done = [path.name for path in media_rekey.rewrite_files(folder, vault)]
    assert sorted(done) == sorted([sent.sha256, unsent.sha256])
    assert list(media_rekey.rewrite_files(folder, vault)) == []
    assert list(folder.glob("**/incoming/*")) == []
    for where, file, content in (
        (folder, sent, NOTE),
        (folder / "unsent", unsent, NOTE * 2),
    ):
        assert MediaStore(where, Vault(NEW), 10_000).read(file.sha256) == content


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def test_a_new_key_does_not_begin_anew_with_a_token_that_is_used_up(
    database_url: str,
) -> None:
    for vault in (Vault(OLD), Vault(NEW, [OLD]), Vault(NEW)):
        database = Database(database_url, vault)
        await rekey.take_over(database)
        await database.check_key()
        store = TokenMemory(database, "zalo")
        await store.plant("pasted once")
        assert (await store.read()).generation == 1
        await rekey.rewrite_database(database, lambda _table, _n: None)
        await database.close()


async def test_who_handed_a_denunciation_over_still_finds_it(database_url: str) -> None:
    first, second = new_sealed_key(), new_sealed_key()
    for vault, box in (
        (Vault(OLD), SealedBox(public_half(first))),  # the key is away when it comes
        (Vault(NEW, [OLD]), SealedBox(public_half(first), first)),
        (Vault(NEW), SealedBox(public_half(second), second, first)),
        (Vault(NEW), SealedBox(public_half(second), second)),
    ):
        database, vault.box = Database(database_url, vault), box
        await rekey.take_over(database)
        await database.check_key()
        async with database.begin() as db:
            known = await people.person_at_address(db, "telegram:700700700", MONDAY_MORNING)
            person = known.person.id
            if box.is_locked:
                content = DenunciationContent(person, "lời tố cáo", (), None)
                await denunciations.file_denunciation(db, content, MONDAY_MORNING)
            await denunciations.settle_owners(db)
            row = await denunciations.denunciation_by_id(db, 1)
            if box.is_locked:
                with pytest.raises(LockedError):
                    denunciations.is_denunciation_of(db, row, person)
            else:
                assert denunciations.is_denunciation_of(db, row, person)
        await rekey.rewrite_database(database, lambda _table, _n: None)
        await database.close()
