"""What is said to a report and is no part of it."""

from __future__ import annotations

import pytest

from storage import cases
from tests.support.story import OfficeUnderTest

LAMP = "Đèn đường thôn 3 Nghĩa Hưng hỏng"
WHO = "Siu Mẫu, 0987654321, làng Kép, Ia Mơ Nông"


@pytest.mark.parametrize("opening", ["tôi muốn phản ánh", "toi muon gop y"])
async def test_an_opening_that_tells_nothing_is_asked_what_it_is_about(
    office: OfficeUnderTest, opening: str
) -> None:
    citizen = office.citizen()
    await citizen.says(opening)
    citizen.sees_key("intake.describe.ask")
    await citizen.says(LAMP)
    await citizen.says(opening)
    await citizen.says(WHO)
    shown = citizen.sees(f"Nội dung: {LAMP}\n")
    assert opening not in shown.text


async def test_who_puts_it_off_in_whatever_words_finds_all_that_was_told(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.says("để mai tôi gửi")
    citizen.sees_key("intake.later")
    await citizen.says("khoan da")
    citizen.sees_key("plain.later")
    await citizen.says(LAMP)
    for words in ("de mai toi gui", "từ từ đã", "thôi"):
        await citizen.says(words)
        citizen.sees_key("intake.set_aside")
        await citizen.says("gửi đi")
        citizen.sees("Họ và tên")
    await citizen.says(WHO)
    citizen.sees(f"Nội dung: {LAMP}\n", "Người gửi: Siu Mẫu")


async def test_who_wants_it_sent_at_once_is_asked_only_what_must_be_known(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("gui luon giup toi")
    citizen.sees_key("intake.nothing_to_send")
    await citizen.says("Đèn đường hỏng hai tuần nay")
    citizen.sees_key("intake.place.ask")
    await citizen.says("gửi luôn giúp tôi")
    citizen.sees("Họ và tên")
    await citizen.says("gui luon giup toi")
    citizen.sees_key("intake.still_missing")
    await citizen.says(WHO)
    await citizen.says("gửi luôn giúp tôi nha")
    citizen.sees_key("intake.registered")


async def test_who_has_no_telephone_gives_their_home_and_is_heard(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says(LAMP)
    await citizen.says("không có điện thoại")
    citizen.sees("Họ và tên, nơi ở của")
    await citizen.says("Siu Mẫu, làng Kép, Ia Mơ Nông")
    citizen.sees(f"Nội dung: {LAMP}\n", "Người gửi: Siu Mẫu, làng Kép, Ia Mơ Nông")
    await citizen.presses("Gửi và đồng ý")
    code = citizen.sees_key("intake.registered").case
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        contact = cases.contact_of_case(db, case)
    assert (case.kind, contact and (contact.name, contact.phone)) == ("report", ("Siu Mẫu", ""))
    await citizen.says("Rác chợ Phú Hòa không ai gom cả tuần")
    citizen.sees("Xin xem lại trước khi gửi", "Người gửi: Siu Mẫu, làng Kép")


@pytest.mark.parametrize("said", ["sửa lại là làng Bui", "nham roi, o lang Bui"])
async def test_another_place_goes_into_the_place_whatever_is_asked(
    office: OfficeUnderTest, said: str
) -> None:
    citizen = office.citizen()
    await citizen.says("Đường vào làng Kép Ia Mơ Nông lầy lội")
    await citizen.says(said)
    citizen.sees_key("intake.place_corrected")
    await citizen.says(WHO)
    shown = citizen.sees("Bui, xã Ia Mơ Nông")
    assert said not in shown.text
    await citizen.says("à quên, sửa lại là thôn 5 Nghĩa Hưng")
    citizen.sees("Nơi: thôn 5 Nghĩa Hưng", "Đường vào làng Kép")


@pytest.mark.parametrize(
    "who",
    [
        "Tôi là Nguyễn Văn An, 0912345678",
        "toi la Nguyen Van An 0912345678 o thon 3 Nghia Hung",
        "Chào cán bộ, tôi tên Nguyễn Văn An sđt 0912345678",
    ],
)
async def test_who_says_first_who_they_are_is_asked_what_happened_and_not_who_they_are(
    office: OfficeUnderTest, who: str
) -> None:
    citizen = office.citizen()
    await citizen.says(who)
    citizen.sees("việc gì, ở đâu")
    await citizen.says("Đường vào thôn 5 Nghĩa Hưng lầy lội, xe không vào được")
    await citizen.answers("intake", until="confirm")
    citizen.sees("Nơi: thôn 5 Nghĩa Hưng", "An, 0912345678")


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("Trước chợ Phú Hòa nước đọng hôi thối", "Trước chợ Phú Hòa, thị trấn Phú Hòa"),
        ("gan truong hoc nghia hung xe tai chay nhanh qua", "gan truong hoc, xã Nghĩa Hưng"),
        ("Ngã ba thôn 2 Hòa Phú đèn hỏng", "Ngã ba, thôn 2 Hòa Phú"),
    ],
)
async def test_what_a_matter_stands_beside_is_of_its_place_as_shown_and_as_kept(
    office: OfficeUnderTest, told: str, place: str
) -> None:
    citizen = office.citizen()
    await citizen.says(told)
    await citizen.says(WHO)
    citizen.sees(f"Nơi: {place}")
    await citizen.presses("Gửi và đồng ý")
    code = citizen.sees_key("intake.registered").case
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    assert place.startswith(case.place)
    assert case.place
