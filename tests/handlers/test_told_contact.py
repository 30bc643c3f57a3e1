"""Who tells who they are while telling what went wrong: read by whoever opens it, no other."""

from __future__ import annotations

from publish import redacted_page
from storage import cases
from tests.support.story import OfficeUnderTest

STORY = "Đèn đường thôn 3 Nghĩa Hưng hỏng cả tháng."
WHO = "Lan 0987654321 làng Bui xã Nghĩa Hòa"
TOLD = f"{STORY} {WHO}"


async def test_name_number_and_home_of_the_first_message_are_the_contact_and_no_part_of_any_card(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    citizen = office.citizen()
    await citizen.says(TOLD)
    citizen.sees("Người gửi: Lan, 0987654321, làng Bui xã Nghĩa Hòa", TOLD)
    await citizen.presses("Gửi và đồng ý")
    code = citizen.replies()[-1].case
    await clerk.presses("Chuyển Kinh tế")
    await official.presses("Nhận xử lý")
    for reader in (clerk, official):
        assert STORY in reader.card(code).text
        for one in ("0987654321", "làng Bui", "Lan "):
            reader.sees_nothing_of(one)
    await official.says(f"/lienhe {code} Muốn gọi lại cho người gửi")
    official.sees("Lan, 0987654321, làng Bui xã Nghĩa Hòa", f"«{TOLD}»")
    await citizen.says("/cuatoi")
    await citizen.presses(code)
    citizen.sees(TOLD)


async def test_who_corrects_their_number_keeps_the_words_they_told(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says(TOLD)
    await citizen.presses("Gửi và đồng ý")
    code = citizen.replies()[-1].case
    await citizen.says("/dulieu")
    await citizen.presses("Sửa")
    for told in ("Lan", "0912000111", "làng Bui"):
        await citizen.says(told)
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        contact = cases.contact_of_case(db, case)
        assert contact is not None
        assert (case.text, cases.words_of_owner(db, case)) == (STORY, TOLD)
        assert contact.phone == "0912000111"


async def test_who_stays_unnamed_is_not_named_by_their_own_first_words(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    citizen = office.citizen()
    await citizen.says(f"{STORY} Tôi tên Lê Văn Bảy")
    await citizen.presses("Không để lại số")
    await citizen.answers("intake", anonymous="keep")
    clerk.sees(STORY)
    clerk.sees_nothing_of("Lê Văn Bảy")


async def test_what_is_no_answer_is_asked_again_and_kept_nowhere(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says(STORY)
    await citizen.says("ghi ở trên rồi đó")
    citizen.sees_key("intake.no_answer.not_found")
    citizen.sees("Họ và tên")
    await citizen.says("bà hàng xóm nhờ gửi dùm, số bà 0905111999 tên Nay Thi")
    citizen.sees("Địa chỉ")
    await citizen.says("noi roi ma")
    citizen.sees_key("intake.no_answer.not_found")
    citizen.sees("Địa chỉ")
    await citizen.says("thôi để sau")
    citizen.sees_key("intake.set_aside")
    await citizen.says("gửi chưa")
    await citizen.says("lang kep 2 ia mo nong")
    shown = citizen.sees("nhờ gửi dùm", "Người gửi: Nay Thi, 0905111999, lang kep 2 ia mo nong")
    for words in ("ghi ở trên", "noi roi", "để sau nhé"):
        assert words not in shown.text
    await citizen.says("sai ten roi, toi ten la Nay Thi Hoa")
    citizen.sees("Người gửi: Nay Thi Hoa, 0905111999")
    await citizen.says("ok gửi")
    citizen.sees_key("intake.registered")


async def test_where_it_happened_is_read_by_the_group_and_the_home_of_who_tells_it_is_not(
    office: OfficeUnderTest,
) -> None:
    home = "làng Bui xã Nghĩa Hòa"
    texts = office.app.world.texts
    for told, place, reads in (
        (f"{STORY} {WHO}. Xe về {home} ngã", "thôn 3 Nghĩa Hưng", "Xe về [địa chỉ] ngã"),
        (f"Đèn ở {home} hỏng. {WHO}", home, f"Đèn ở {home} hỏng."),
    ):
        citizen = office.citizen()
        await citizen.says(told)
        await citizen.presses("Gửi và đồng ý")
        async with office.app.db.read() as db:
            case = await cases.case_by_code(db, citizen.replies()[-1].case)
            assert case is not None
            assert case.place == place
            read = redacted_page.mask_reporter(db, texts, case, case.text)
        assert reads in read
        assert case.place in read
