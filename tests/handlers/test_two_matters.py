"""Two matters in one message: parted as the summary shows, filed as two by one tap, or as one."""

from __future__ import annotations

from storage import cases
from storage.models import Case
from tests.support.story import OfficeUnderTest, Talker, photo

BOTH = "1. Đèn đường trước chợ Phú Hòa hỏng hai tuần.\n2. Rác ở thôn 2 Nghĩa Hưng không ai gom."


async def filed(office: OfficeUnderTest, citizen: Talker) -> list[Case]:
    codes = [reply.case for reply in citizen.latest if "Đã tiếp nhận" in reply.text]
    async with office.app.db.read() as db:
        found = [await cases.case_by_code(db, code) for code in codes]
    return [case for case in found if case is not None]


async def test_one_tap_files_two_cases_of_the_same_person_each_with_its_receipt(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says(BOTH, media=(photo(1),))
    await citizen.answers("intake", until="confirm")
    citizen.sees(
        "Có vẻ là hai việc", "thị trấn Phú Hòa;", "xã Nghĩa Hưng;", "tệp kèm đi với việc 1"
    )
    await citizen.presses("Gửi thành hai việc và đồng ý")
    lamp, rubbish = await filed(office, citizen)
    assert [lamp.text, rubbish.text] == BOTH.split("\n")
    assert [lamp.commune, rubbish.commune] == ["phu-hoa", "nghia-hung"]
    assert lamp.field != rubbish.field
    assert lamp.may_publish == rubbish.may_publish
    async with office.app.db.read() as db:
        assert cases.contact_of_case(db, lamp) == cases.contact_of_case(db, rubbish)
    await citizen.says("/gopy")
    await citizen.says(BOTH.replace("hai tuần", "ba tuần").replace("thôn 2", "thôn 3"))
    citizen.sees("Có vẻ là hai việc")
    await citizen.presses("Gửi")
    (both,) = await filed(office, citizen)
    assert "Đèn đường" in both.text
    assert "Rác" in both.text


async def test_nothing_is_parted_in_danger_or_where_it_is_about_officials(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says(
        "Cán bộ một cửa xã Ia Ka nói năng hách dịch. Rác chất đống cả tuần không ai dọn."
    )
    await citizen.answers("intake", until="confirm")
    citizen.sees_nothing_of("Có vẻ là hai việc")
