"""Reading and searching in the chat what was published."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import cases, publications
from storage.publications import PublicationContent
from tests.support.story import OfficeUnderTest, Talker, files_a_report


async def publishes(
    office: OfficeUnderTest,
    code: str,
    question: str,
    *,
    on_time: bool = True,
    commune: str = "",
) -> int:
    """As the office does after its check; returns the id of the case."""
    now = office.app.clock.now()
    page = PublicationContent(
        question=question,
        answer="Đã thay bóng mới.",
        commune=commune,
        photos=(),
        forwarded_at=now,
        answered_at=now,
        due_on=now.date() + timedelta(days=7 if on_time else -1),
        on_time=on_time,
    )
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        case.agency = "KTHT"
        await publications.save_publication(db, case, page, case.person_id, now)
        return case.id


@pytest.fixture
async def reader(office: OfficeUnderTest) -> Talker:
    """Seven results are public, an eighth report is not; the reader filed none of them."""
    writer = office.citizen()
    for n in range(8):
        code = await files_a_report(writer, f"Bí mật của người gửi số {n}, đèn đường hỏng đã lâu")
        if n < 7:
            subject = "Rác đổ bên suối" if n == 2 else f"Đèn đường số {n} không sáng"
            await publishes(office, code, subject, on_time=n != 2)
    return office.citizen()


async def test_the_newest_results_come_first_five_on_a_page(reader: Talker) -> None:
    await reader.says("/ketqua")
    shown = reader.sees("1. ", "Đèn đường số 6", "Rác đổ bên suối", "đúng hạn")
    assert "Đèn đường số 1 " not in shown.text
    assert "Bí mật" not in shown.text
    await reader.presses("Cũ hơn")
    shown = reader.sees("Đèn đường số 1", "Đèn đường số 0")
    assert "Rác" not in shown.text
    assert not any("Cũ hơn" in choice.label for row in shown.choices for choice in row)
    await reader.presses("◀ Mới hơn")
    reader.sees("Đèn đường số 6")


async def test_one_result_is_opened_with_all_that_is_public_and_a_link_to_its_page(
    reader: Talker,
) -> None:
    await reader.says("kết quả")
    await reader.presses("5. Rác")
    reader.sees("Rác đổ bên suối", "Đã thay bóng mới", "Phòng Kinh tế - Hạ tầng", "Trả lời trễ hạn")
    reader.sees_nothing_of("Bí mật")
    link = reader.button("Mở trang của kết quả").url
    assert "/ket-qua/KQ-" in link
    await reader.presses("Xem tất cả")
    reader.sees("Đèn đường số 6")


@pytest.mark.parametrize("asked", ["rác suối", "RAC SUOI", "suối, rác:"])
async def test_a_search_minds_neither_diacritics_nor_order(reader: Talker, asked: str) -> None:
    await reader.says(f"/ketqua {asked}")
    shown = reader.sees("Rác đổ bên suối")
    assert "Đèn" not in shown.text


async def test_a_search_is_asked_for_and_its_pages_keep_the_words(reader: Talker) -> None:
    await reader.says("/ketqua")
    await reader.presses("Tìm kết quả")
    reader.sees_key("results.search.words.ask")
    await reader.says("?!")
    reader.sees_key("results.search.words.again")
    await reader.says("đèn đường")
    reader.sees("“đèn đường”", "5. ", "Đèn đường số 1")
    await reader.presses("Cũ hơn")
    shown = reader.sees("“đèn đường”", "6. ", "Đèn đường số 0")
    assert "Rác" not in shown.text


async def test_what_nobody_wrote_is_not_found_and_all_is_one_tap_away(reader: Talker) -> None:
    await reader.says("/ketqua cầu treo " + "rất dài " * 30)
    reader.sees("Không có kết quả nào")
    await reader.presses("Xem tất cả")
    reader.sees("Đèn đường số 6")
    await reader.sends(choice="results:999999999:" + "x" * 40)
    reader.sees_key("results.no_more")


async def test_nothing_is_published_yet(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/ketqua")
    citizen.sees_key("results.none")


async def test_what_is_not_or_no_longer_public_is_not_opened(office: OfficeUnderTest) -> None:
    writer, reader = office.citizen(), office.citizen()
    codes = [await files_a_report(writer, f"Đèn đường số {n} hỏng đã lâu") for n in range(3)]
    shown, sealed = [await publishes(office, code, "Đèn không sáng") for code in codes[:2]]
    async with office.app.db.begin() as db:
        taken, gone, kept = [await cases.case_by_code(db, code) for code in codes]
        assert taken
        assert gone
        assert kept
        await publications.take_down_publication(
            db, taken, "Người gửi xin rút", office.app.clock.now()
        )
        gone.sealed = True
        never = kept.id
    for case_id in (shown, sealed, never, 999_999):
        await reader.sends(choice=f"result:{case_id}")
        reader.sees_key("results.gone")
    await reader.says("/ketqua")
    assert "Đèn" not in reader.latest[-1].text


async def test_the_list_is_narrowed_to_a_commune_and_a_field(office: OfficeUnderTest) -> None:
    writer, reader = office.citizen(), office.citizen()
    for number, commune in enumerate(("phu-hoa", "ia-ka", "phu-hoa")):
        code = await files_a_report(writer, f"Đèn đường số {number} hỏng đã lâu lắm rồi")
        await publishes(office, code, f"Đèn đường số {number} không sáng", commune=commune)
    await reader.says("/ketqua")
    await reader.presses("Theo xã, thị trấn")
    reader.sees_key("results.narrow.xa")
    await reader.presses("Phú Hòa")
    shown = reader.sees("thị trấn Phú Hòa", "Đèn đường số 0", "Đèn đường số 2")
    assert "Đèn đường số 1" not in shown.text
    await reader.presses("Theo lĩnh vực")
    field = reader.latest[-1].choices[0][0]
    assert "@phu-hoa #" in field.value
    await reader.sends(choice=field.value)
    reader.sees("thị trấn Phú Hòa")
    await reader.presses("Xem tất cả")
    reader.sees("Đèn đường số 1")
    await reader.says("/ketqua đèn ở xa ia ka")
    shown = reader.sees("“đèn, xã Ia Ka”", "Đèn đường số 1")
    assert "Đèn đường số 0" not in shown.text
    await reader.sends(choice="narrow:0:zz:")
    reader.sees_key("conversation.old_button")
