"""Who has copied the data folder learns neither who denounced somebody nor what proves it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channel import SendError
from storage import outbox
from storage.models import Denunciation, OutboxRow
from storage.sealed_box import SealedBox
from storage.vault import Vault
from tests.support.accused import CONDUCT, reports_conduct
from tests.support.denouncer import MORE, WORDS, an_hour_passes, hands_over
from tests.support.story import LAMP, OfficeUnderTest, Talker, files_a_report, photo
from tests.support.thief import Thief

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
    await citizen.presses("Xem hồ sơ giữ kín")
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


async def test_what_a_chat_keeps_of_a_denunciation_is_closed_and_goes_with_it(
    office: OfficeUnderTest, thief: Thief
) -> None:
    office.paper.keeps_history = True
    chair = await office.staff("chair", name="Chị Chủ tịch")
    citizen, code = await hands_over(office)
    await chair.presses("Mở đọc")
    await chair.presses("Đã tiếp nhận")
    stolen = await thief.reads(SECRET)
    for words in (WORDS, MORE, "Rơ Châm Thử", "giữ kín đến", "Đã nhận và giữ kín"):
        assert words not in stolen
    told = await _kept(office, citizen)
    assert [text for text in told if code in text]
    await office.time_passes(office.app.clock.now() + timedelta(days=800))
    assert not [text for text in await _kept(office, citizen) if code in text]


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
    citizen, _ = await hands_over(office)
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
    # Who erases all hears that this stays, whether they handed one over or not.
    for person in (citizen, office.citizen()):
        await person.says("/dulieu")
        await person.presses("Xóa dữ liệu")
        await person.presses("Xóa hẳn")
        person.sees("Hồ sơ tố cáo giữ kín, nếu anh/chị đã gửi")
    vault.box = box
    await citizen.says("/dulieu")
    await citizen.presses("🔒 Hồ sơ giữ kín")
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
    for verb, closed in (("seal", True), ("unseal", False)):
        await clerk.sends(choice=f"{verb}:2")
        if closed:
            await clerk.presses("Niêm phong")
        assert ("cot den" in await thief.reads(SECRET)) is not closed
        assert media.read(second.sha256).endswith(b"ngang duong")
    await hands_over(office, second)
    assert "cot den" not in await thief.reads(SECRET)
    assert media.read(second.sha256).endswith(b"ngang duong")


async def test_who_has_the_photo_too_does_not_find_it_by_its_hash(
    office: OfficeUnderTest, thief: Thief
) -> None:
    shot = await office.app.media.keep("document", "text/plain", "a.txt", HEAD)
    await files_a_report(office.citizen(), {"text": LAMP, "media": (shot,)})
    stolen = await thief.reads(SECRET)
    assert shot.sha256 in stolen
    assert hashlib.sha256(HEAD).hexdigest() not in stolen


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
