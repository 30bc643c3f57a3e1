"""Words about somebody are closed with a key of their own: without it the office works, they stay
closed, and a thief of everything else reads none of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.event import Media
from storage import cases, people, personal_data, publications
from storage.models import Case
from storage.sealed_box import SealedBox
from tests.support.accused import CONDUCT, Accused, reports_conduct
from tests.support.denouncer import hands_over
from tests.support.desk import ANSWER, answers, lifts_restriction
from tests.support.story import LAMP, OfficeUnderTest, Talker, files_a_report
from tests.support.thief import Thief

SECRET = "only for tests"
LATER = "Hôm qua lại đòi Khuất Duy Nguyệt thêm hai triệu"
EVIDENCE = Media(
    kind="document", sha256="a" * 64, mime="application/pdf", size=9, name="to-cao-ong-K.pdf"
)
PLACE = "Sau nhà Rơ Châm Hơ Bia"


@pytest.fixture
def thief(office: OfficeUnderTest, tmp_path: Path) -> Thief:
    office.paper.keeps_history = True  # as the web chat does: nothing is dropped
    return Thief(office, tmp_path)


def locks(office: OfficeUnderTest) -> SealedBox:
    """The chair takes the key away; returns the box with it."""
    vault = office.app.db.vault
    box = vault.box
    assert box is not None
    vault.box = SealedBox(box.public)
    return box


async def case_of(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        found = await cases.case_by_code(db, code)
    assert found is not None
    return found


async def test_a_thief_without_the_sealed_key_reads_no_word_about_an_official(
    office: OfficeUnderTest, thief: Thief
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    citizen = office.citizen()
    await citizen.says("/gopy")
    told = {"text": CONDUCT, "media": (EVIDENCE,)}
    await citizen.answers("intake", describe=told, about="conduct", publish="no", place=PLACE)
    code = citizen.sees("Đã tiếp nhận").case
    await clerk.says(f"/xem {code}")
    clerk.sees(CONDUCT[:20])
    await citizen.says(LATER)
    await citizen.presses("Xong")
    citizen.sees(code)
    await office.quiet()
    stolen = await thief.reads(SECRET)
    assert code in stolen
    for words in (CONDUCT[:30], LATER, PLACE, "to-cao-ong-K", "Rơ Châm", "0912345678"):
        assert words not in stolen


async def test_a_thief_without_any_key_learns_neither_whom_a_case_is_about_nor_the_code_of_another(
    office: OfficeUnderTest, thief: Thief
) -> None:
    await office.staff("chair", name="Chị Chủ tịch")
    scene = await Accused(office).opens()
    await scene.names("Anh Hạ tầng")
    named = (await scene.case()).accused_id
    assert named
    _, code = await hands_over(office)
    rows = await thief.columns("cases", "about", "accused", "accused_id", "kept_out")
    rows += await thief.columns("case_events", "data")
    stolen = "\n".join(str(cell) for row in rows for cell in row)
    for word in ("conduct", "KTHT", '"person"'):
        assert word not in stolen
    assert str(named) not in {str(cell) for row in rows for cell in row}
    assert code not in await thief.reads()
    # With our key all of it is there.
    case = await scene.case()
    assert (case.about, case.accused, case.accused_id) == ("conduct", "KTHT", named)


async def test_a_thief_without_any_key_reads_nobodys_words_name_or_address(
    office: OfficeUnderTest, thief: Thief, capfd: pytest.CaptureFixture[str]
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    citizen = Talker(office, "paper:700700700")
    told = {"text": LAMP, "media": (EVIDENCE,)}
    await citizen.says("/gopy")
    await citizen.answers("intake", describe=told, place=PLACE)
    code = citizen.sees("Đã tiếp nhận").case
    await clerk.says(f"/chuyen {code} KTHT")
    await citizen.says(LATER)
    await citizen.presses("Xong")
    await answers(official, code, ANSWER)
    await citizen.says("Đoạn đang viết dở về Siu Hơ Nhung")
    await office.quiet()
    assert (await case_of(office, code)).status == "answered"
    stolen = await thief.reads() + "".join(capfd.readouterr())
    assert code in stolen
    planted = (LAMP[:25], "Khuất Duy Nguyệt", "Hơ Bia", "to-cao-ong-K", ANSWER[:25], "Hơ Nhung")
    for words in (*planted, "Rơ Châm", "0912345678", "700700700"):
        assert words not in stolen
    # It is the key that keeps them, and nothing else that is lost.
    with_key = await thief.reads(SECRET)
    for words in (*planted, "700700700"):
        assert words in with_key


async def test_a_contact_that_is_corrected_stays_closed_with_the_case(
    office: OfficeUnderTest, thief: Thief
) -> None:
    code = await reports_conduct(office.citizen())
    async with office.app.db.begin() as db:
        person = await people.person_by_id(db, (await case_of(office, code)).person_id)
        assert person is not None
        contact = people.Contact("Siu Hơ Nhung", "0999888777", "Làng Cột")
        await personal_data.correct_contact_of_person(db, person, contact)
    async with office.app.db.read() as db:
        assert cases.contact_of_case(db, await case_of(office, code)) == contact
    assert "Hơ Nhung" not in await thief.reads(SECRET)


async def test_what_is_restricted_is_closed_and_what_is_freed_is_opened(
    office: OfficeUnderTest, thief: Thief
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    code = await files_a_report(office.citizen(), LAMP)
    assert LAMP in await thief.reads(SECRET)
    await clerk.sends(choice=f"seal:{(await case_of(office, code)).id}")
    await clerk.presses("Niêm phong")
    await office.quiet()
    assert LAMP not in await thief.reads(SECRET)
    await lifts_restriction(clerk, (await case_of(office, code)).id)
    assert LAMP in await thief.reads(SECRET)
    assert (await case_of(office, code)).text == LAMP


async def test_without_the_key_all_goes_on_and_what_is_closed_stays_closed(
    office: OfficeUnderTest, thief: Thief
) -> None:
    scene = await Accused(office).opens()
    box = locks(office)
    await scene.clerk.says(f"/xem {scene.code}")
    scene.clerk.sees_key("sealed.locked")
    await scene.clerk.sends(choice=f"seal:{(await scene.case()).id}")
    await scene.clerk.presses("Niêm phong")
    scene.clerk.sees_key("sealed.locked")
    await scene.clerk.says("/viec")
    await scene.clerk.says("/phanloai")
    # What is new comes in, and is closed before anybody else reads it.
    citizen = office.citizen()
    code = await reports_conduct(citizen)
    await office.quiet()
    assert (await case_of(office, code)).is_locked
    await citizen.says(f"/cuatoi {code}")
    assert CONDUCT[:30] not in await thief.reads(SECRET)
    # Whether few reported beside it is still counted, for the page of another case.
    case = await case_of(office, code)
    async with office.app.db.read() as db:
        until = case.received_at + timedelta(days=1)
        await publications.count_reporters_beside(db, case, case.received_at, until)
    await scene.clerk.says(f"/xem {await files_a_report(office.citizen(), LAMP)}")
    scene.clerk.sees(LAMP)
    # The chair brings it back: nothing was lost.
    office.app.db.vault.box = box
    await scene.clerk.says(f"/xem {code}")
    scene.clerk.sees(CONDUCT[:30])
