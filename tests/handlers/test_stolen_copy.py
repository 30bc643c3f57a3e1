"""Who has copied the data folder learns neither who denounced somebody nor what proves it."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.channel import SendError
from bot.event import Media, Reply
from storage import inbox, outbox
from storage.arrival_days import forget_older_arrivals
from storage.chat_history import OLDER_DROPPED, drop_older_lines_of_denouncers
from storage.file_renewal import RENEWED, renew_older_files
from storage.media_lines import is_closed
from storage.models import (
    CaseMedia,
    Denunciation,
    DenunciationFile,
    InboxRow,
    NumberSequence,
    OutboxRow,
    Person,
)
from storage.sealed_box import SealedBox
from storage.vault import Vault
from tests.support.accused import CONDUCT, reports_conduct
from tests.support.denouncer import MORE, WORDS, an_hour_passes, hands_over, opens
from tests.support.desk import lifts_restriction
from tests.support.story import LAMP, OfficeUnderTest, Talker, files_a_report, photo
from tests.support.thief import Thief
from tests.support.told_by_files import HEARD_MP3, PLANTED, told_mp3

SECRET = "only for tests"
HEAD = b"Giay bien nhan: "


@pytest.fixture
def thief(office: OfficeUnderTest, tmp_path: Path) -> Thief:
    return Thief(office, tmp_path)


@pytest.mark.parametrize("keeps_history", [False, True])
async def test_nothing_without_a_key_leads_from_a_denunciation_to_a_chat(
    office: OfficeUnderTest, thief: Thief, keeps_history: bool
) -> None:
    office.paper.keeps_history = keeps_history
    chair = await office.staff("chair", name="Chị Chủ tịch")
    clerk = await office.staff("office", name="Chị Văn phòng")
    citizen = office.citizen()
    await citizen.says("/gapcanbo")  # the same file is shown in a talk, too
    await clerk.presses("Nhận trò chuyện")
    await citizen.says("Tôi có ảnh này", media=(photo(7),))
    await citizen.presses("Kết thúc")
    _, code = await hands_over(office, citizen=citizen)
    await chair.presses("Đã tiếp nhận")
    await office.quiet()
    assert await thief.joins("denunciation") == {}
    async with office.app.db.read() as db:
        codes = (await db.execute(select(OutboxRow.case_code))).scalars().all()
    assert code not in codes


@pytest.mark.parametrize("keeps_history", [False, True])
async def test_neither_moment_nor_gap_in_the_chats_leads_from_the_reader_to_the_writer(
    office: OfficeUnderTest, thief: Thief, keeps_history: bool
) -> None:
    office.paper.keeps_history = keeps_history
    chair = await office.staff("chair", name="Chị Chủ tịch")
    other = office.citizen()
    await other.says("/cuatoi")
    await an_hour_passes(office)
    citizen, code = await hands_over(office)
    await office.time_passes(office.app.clock.now() + timedelta(minutes=10))
    await opens(citizen, code)
    await citizen.presses("Gửi thêm")
    await citizen.says("Biên nhận đây", media=(photo(3),))
    await citizen.presses("Xong")
    await an_hour_passes(office)
    await chair.presses("Đã tiếp nhận")
    await an_hour_passes(office)
    assert [reply for reply in citizen.replies() if f"{code}: Chủ tịch" in reply.text]
    at = await thief.moments()
    assert await thief.emptied(citizen.address) == await thief.emptied(other.address)
    for told in at[chair.address]:
        assert not [one for one in at[citizen.address] if abs(one - told) < timedelta(minutes=1)]


@pytest.mark.codes_by_lot
async def test_no_moment_count_or_gap_is_left_of_a_denunciation_in_the_chat_it_was_said_in(
    office: OfficeUnderTest, thief: Thief
) -> None:
    office.paper.keeps_history = True
    await office.staff("chair", name="Chị Chủ tịch")
    began = office.app.clock.now()
    # One files something minutes before, one has never been here.
    known, new = office.citizen(), office.citizen()
    await files_a_report(known, LAMP)
    await office.quiet()
    filed = await thief.chat(known.address)
    for writer in (known, new):
        await hands_over(office, citizen=writer)
    assert await thief.nobodys() == 0
    assert await thief.chat(known.address) == filed
    assert await thief.chat(new.address) == []
    await office.time_passes(office.app.clock.now() + timedelta(days=3))
    await forget_older_arrivals(office.app.db, office.app.clock.now())
    for writer in (known, new):
        assert max(await thief.when(writer.address)) < began - timedelta(days=9)
    async with office.app.db.read() as db:
        people = (await db.execute(select(Person.id))).scalars().all()
        rows = (await db.execute(select(InboxRow.id).order_by(InboxRow.id))).scalars().all()
    assert min(people) > 1000  # by lot once in 200,000 runs not so
    assert min(after - before for before, after in itertools.pairwise(rows)) > 1


async def test_what_a_chat_keeps_of_a_denunciation_is_closed_and_goes_with_it(
    office: OfficeUnderTest, thief: Thief
) -> None:
    office.paper.keeps_history = True
    chair = await office.staff("chair", name="Chị Chủ tịch")
    _, code = await hands_over(office)
    await chair.presses("Mở đọc")
    await chair.presses("Đã tiếp nhận")
    stolen = await thief.reads(SECRET)
    for words in (WORDS, MORE, "Rơ Châm Thử", "giữ kín đến", "Đã nhận và giữ kín"):
        assert words not in stolen
    assert [text for text in await _kept(office, chair) if code in text]
    await office.time_passes(office.app.clock.now() + timedelta(days=800))
    assert not [text for text in await _kept(office, chair) if code in text]


@pytest.mark.parametrize("keeps_history", [False, True])
async def test_what_its_writer_is_told_and_says_of_a_denunciation_leaves_nothing(
    office: OfficeUnderTest, thief: Thief, keeps_history: bool
) -> None:
    office.paper.keeps_history = keeps_history
    chair = await office.staff("chair", name="Chị Chủ tịch")
    citizen = office.citizen()
    await citizen.says("/trogiup")
    await an_hour_passes(office)
    before = await thief.chat(citizen.address)
    _, code = await hands_over(office, citizen=citizen)
    await opens(citizen, "GK-ABCDEFGH23")
    await opens(citizen, code)
    await citizen.presses("Gửi thêm")
    await citizen.says("Biên nhận đây", media=(photo(3),))
    await citizen.says("/huy")
    await chair.presses("Đã tiếp nhận")
    await an_hour_passes(office)
    after = await thief.chat(citizen.address)
    assert set(before) <= set(after)
    assert bool(after) is keeps_history
    assert not [one for one in after if one.startswith(b"sealed:")]
    told = b"\n".join(office.app.db.vault.decrypt(one) for one in after).decode()
    for word in (code, "GK-", "ố cáo giữ kín của", "denounced:1", "Gửi thêm", "gửi thêm"):
        assert word not in told
    assert await thief.nobodys() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("keeps_history", [False, True])
async def test_a_copy_of_a_running_folder_has_nothing_from_before_it_was_closed_or_forgotten(
    office: OfficeUnderTest, thief: Thief, keeps_history: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.paper.keeps_history = keeps_history
    written: list[bytes] = []
    encrypts = Vault.encrypt

    def noting(vault: Vault, content: bytes) -> bytes:
        written.append(encrypts(vault, content))
        return written[-1]

    monkeypatch.setattr(Vault, "encrypt", noting)
    chair = await office.staff("chair", name="Chị Chủ tịch")
    await reports_conduct(office.citizen())
    await hands_over(office)
    await chair.presses("Đã tiếp nhận")
    assert await thief.reads_again(written)
    await office.app.db.empty_log()
    assert not await thief.reads_again(written)


async def test_what_the_chat_of_a_denouncer_kept_before_goes_at_the_next_start(
    office: OfficeUnderTest,
) -> None:
    office.paper.keeps_history = True
    chair = await office.staff("chair", name="Chị Chủ tịch")
    citizen, code = await hands_over(office)
    db = office.app.db
    async with db.begin() as session:
        older = Reply(text="đã nhận", case=code)
        await outbox.add_replies(session, [(citizen.address, older)], office.app.clock.now())
        await session.execute(delete(NumberSequence).where(NumberSequence.name == OLDER_DROPPED))
    office.app.sender.wake()
    await office.quiet()
    assert "đã nhận" in await _kept(office, citizen)
    async with db.begin() as session:
        await drop_older_lines_of_denouncers(session)
    assert "đã nhận" not in await _kept(office, citizen)
    assert [text for text in await _kept(office, chair) if code in text]


async def _kept(office: OfficeUnderTest, person: Talker) -> list[str]:
    async with office.app.db.read() as db:
        sent = await outbox.sent_replies(db, person.address, after=0, limit=99)
    return [one.reply.text for one in sent]


async def test_of_a_denunciation_a_messenger_leaves_no_row_of_who_was_told(
    office: OfficeUnderTest, thief: Thief
) -> None:
    chair = await office.staff("chair", name="Chị Chủ tịch")
    citizen, code = await hands_over(office)
    office.paper.failures[citizen.address] = [SendError("gone", permanent=True)]
    await chair.presses("Đã tiếp nhận")
    await chair.presses("Mở đọc")
    await office.quiet()
    async with office.app.db.read() as db:
        about = await db.execute(select(OutboxRow.id).where(OutboxRow.case_code == code))
        assert about.all() == []
    stolen = await thief.reads(SECRET)
    for words in (WORDS, MORE, "Rơ Châm Thử", "Đã nhận và giữ kín"):
        assert words not in stolen


async def test_who_tries_every_person_with_the_key_finds_no_writer_of_a_denunciation(
    office: OfficeUnderTest,
) -> None:
    await office.staff("chair", name="Chị Chủ tịch")
    citizen, code = await hands_over(office)
    async with office.app.db.read() as db:
        (owner,) = (await db.execute(select(Denunciation.owner))).scalars()
    tried = {Vault(SECRET).keyed_hash(str(n), b"denunciation:") for n in range(99)}
    assert owner.partition(":")[2] not in tried
    vault = office.app.db.vault
    assert vault.box is not None
    box, vault.box = vault.box, SealedBox(vault.box.public)
    for number in (1, 999):
        await citizen.sends(choice=f"denounced:{number}:see")
        citizen.sees_key("sealed.locked")
    vault.box = box
    await opens(citizen, code)
    citizen.sees("Nhận lúc")


async def test_what_fell_due_names_no_address_and_no_file(
    office: OfficeUnderTest, thief: Thief
) -> None:
    citizen = Talker(office, "paper:700700700")
    await citizen.says("/gopy")
    await citizen.says("Đèn đường làng Cột hỏng đã hai tuần")
    await office.time_passes(office.app.clock.now() + timedelta(days=1, hours=5))
    stolen = await thief.reads()
    assert "700700700" not in stolen
    assert "700700700" in await thief.reads(SECRET)


async def test_a_file_of_a_case_about_somebody_opens_with_the_sealed_key_alone(
    office: OfficeUnderTest, thief: Thief
) -> None:
    media = office.app.media
    await office.staff("chair", name="Chị Chủ tịch")
    clerk = await office.staff("office", name="Chị Văn phòng")
    first, second = [
        await media.keep("document", "text/plain", "a.txt", HEAD + words)
        for words in (b"dua tien truoc cua kho bac", b"cot den gay ngang duong")
    ]
    citizen = office.citizen()
    await citizen.says("/gopy")
    told = {"text": CONDUCT, "media": (first,)}
    await citizen.answers("intake", describe=told, about="conduct", publish="no")
    await files_a_report(office.citizen(), {"text": LAMP, "media": (second,)})
    stolen = await thief.reads(SECRET)
    assert "kho bac" not in stolen
    assert "cot den" in stolen
    # Who restricts a case closes its photos, too; who frees it opens them.
    for closed in (True, False):
        if closed:
            await clerk.sends(choice="seal:2")
            await clerk.presses("Niêm phong")
        else:
            await lifts_restriction(clerk, 2)
        assert ("cot den" in await thief.reads(SECRET)) is not closed
        assert media.read(second.sha256).endswith(b"ngang duong")
    await hands_over(office, second)
    assert "cot den" not in await thief.reads(SECRET)
    assert media.read(second.sha256).endswith(b"ngang duong")


async def reports_conduct_with(citizen: Talker, shot: Media) -> None:
    await citizen.says("/gopy")
    told = {"text": CONDUCT, "media": (shot,)}
    await citizen.answers("intake", describe=told, about="conduct", publish="no")


@contextmanager
def key_away(office: OfficeUnderTest) -> Iterator[None]:
    vault = office.app.db.vault
    assert vault.box is not None
    box, vault.box = vault.box, SealedBox(vault.box.public)
    yield
    vault.box = box


async def test_who_sends_the_photo_of_a_closed_case_changes_nothing_of_it_and_learns_nothing(
    office: OfficeUnderTest, thief: Thief
) -> None:
    media, content = office.app.media, HEAD + b"dua tien truoc cua kho bac"
    shots = [await media.keep("document", "text/plain", "a.txt", content) for _ in range(3)]
    other = await media.keep("document", "text/plain", "b.txt", content * 99)
    await office.staff("chair", name="Chị Chủ tịch")
    await reports_conduct_with(office.citizen(), shots[0])
    await hands_over(office, shots[1])
    await reports_conduct_with(office.citizen(), other)
    closed = [thief.file(shot).read_bytes() for shot in shots[:2]]
    with key_away(office):
        await files_a_report(office.citizen(), {"text": LAMP, "media": (shots[2],)})
        again = await media.keep("document", "text/plain", "a.txt", content)
        assert media.read(shots[2].sha256) == media.read(again.sha256) == content
    assert [thief.file(shot).read_bytes() for shot in shots[:2]] == closed
    assert len({shot.sha256 for shot in (*shots, again)}) == 4
    # Nor do hash and length tell what lies there.
    assert hashlib.sha256(content).hexdigest() not in await thief.reads(SECRET)
    assert {len(one) for one in closed} == {thief.file(other).stat().st_size}
    assert other.size not in await thief.cells()
    assert media.read(other.sha256) == content * 99


async def test_files_from_when_one_lay_there_for_all_become_each_holders_own_and_clean(
    office: OfficeUnderTest, thief: Thief, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.paper.keeps_history = True
    media, db, told = office.app.media, office.app.db, told_mp3()
    with monkeypatch.context() as before:
        before.setattr("storage.media.without_metadata", lambda content, _mime: content)
        shot = await media.keep("document", "", "a.mp3", told, "of all")
    await office.staff("chair", name="Chị Chủ tịch")
    clerk, writer = await office.staff("office", name="Chị Văn phòng"), office.citizen()
    await reports_conduct_with(writer, shot)
    await hands_over(office, shot)
    code = await files_a_report(office.citizen(), {"text": LAMP, "media": (shot,)})
    await office.quiet()
    async with db.begin() as session:
        await session.execute(delete(NumberSequence).where(NumberSequence.name == RENEWED))
    with key_away(office):
        await renew_older_files(db, media)
        assert await _names_held(office) == [shot.sha256] * 3
    for _ in range(2):  # and at the next start nothing more
        await renew_older_files(db, media)
        names = await _names_held(office)
        assert len({*names, shot.sha256}) == 4
        assert [is_closed(thief.file(name)) for name in names] == [True, False, True]
    assert not thief.file(shot).exists()
    for name in names:
        assert HEARD_MP3 in media.read(name)
        assert PLANTED.encode() not in media.read(name)
    # What was said and told of it names it as it is called now.
    await clerk.says(f"/xem {code}")
    assert [item.sha256 for item in clerk.sees(code).media] == [names[1]]
    async with db.read() as session:
        said = (
            await session.execute(select(InboxRow).where(InboxRow.lane == writer.address))
        ).scalars()
        kept = b"".join(inbox.payload_of_update(session, row) for row in said if row.payload)
    assert names[0].encode() in kept
    assert shot.sha256.encode() not in kept


async def _names_held(office: OfficeUnderTest) -> list[str]:
    """Of the files of cases, in their order, and of denunciations."""
    async with office.app.db.read() as db:
        of_cases = await db.execute(select(CaseMedia.sha256).order_by(CaseMedia.case_id))
        denounced = await db.execute(select(DenunciationFile.sha256))
        return [*of_cases.scalars(), *denounced.scalars()]


async def test_what_a_crash_left_open_is_closed_at_the_next_start(
    office: OfficeUnderTest, thief: Thief
) -> None:
    shot = await office.app.media.keep("document", "text/plain", "a.txt", HEAD + b"kho bac")
    office.app.db.settle_files = None
    citizen = office.citizen()
    await citizen.says("/gopy")
    told = {"text": CONDUCT, "media": (shot,)}
    await citizen.answers("intake", describe=told, about="conduct", publish="no")
    assert "kho bac" in await thief.reads(SECRET)
    await office.app.closed_files.settle_all()
    assert "kho bac" not in await thief.reads(SECRET)
