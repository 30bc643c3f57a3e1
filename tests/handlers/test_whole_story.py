"""The loop closes: filed, forwarded, answered, rated, published."""

from __future__ import annotations

import re

from tests.support.story import HERE, OfficeUnderTest, files_a_report, photo


async def test_a_report_is_filed_answered_rated_and_published(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    citizen = office.citizen("Rơ Châm Thử")

    await citizen.says("/start")
    await citizen.presses("Gửi phản ánh, kiến nghị")
    citizen.sees_key("intake.describe.ask")
    await citizen.says("Cầu qua làng bị hư, xe máy không qua được, mấy tháng nay chưa ai sửa đường")
    await citizen.says(media=(photo(1), photo(2)))
    citizen.sees("2 ảnh")
    citizen.sees_key("intake.place.ask")
    await citizen.answers("intake", until="confirm", place=HERE, commune="ia-ka", remind="yes")
    citizen.sees("Phòng Kinh tế - Hạ tầng")
    citizen.sees("Xin xem lại", "2 ảnh", "Ia Ka", "0912345678")
    await citizen.presses("Gửi")
    receipt = citizen.sees("CPAH.20261123.0001", "Hạn trả lời")
    code = receipt.case

    card = clerk.sees(code, "Cầu qua làng")
    assert len(card.media) == 2
    assert "0912" not in card.text
    await clerk.presses("Chuyển Kinh tế")
    citizen.sees(code, "đã chuyển đến Phòng Kinh tế - Hạ tầng")

    official.sees(code, "Cầu qua làng")
    await official.presses("Nhận xử lý")
    citizen.sees(code, "đã nhận và đang xử lý")
    await official.quotes(code, "Chúng tôi đã kiểm tra, cầu sẽ được sửa trước ngày 15/12/2026")
    await official.presses("Xong")
    official.sees("sẽ gửi cho người dân")
    await official.presses("Gửi: sẽ làm xong")
    await official.says("15/12/2026")
    citizen.sees("trả lời anh/chị", "cầu sẽ được sửa")
    await citizen.presses("Đánh giá")
    await citizen.presses("Rất hài lòng")
    citizen.sees_key("rating.thanks")
    await citizen.says("Cảm ơn, mong làm sớm")
    citizen.sees_key("rating.words_kept")

    await clerk.presses("Kiểm tra bản công khai")
    clerk.sees("Bà con sẽ đọc đúng như sau", "Cầu qua làng")
    await clerk.presses("Sửa phần phản ánh")
    await clerk.says("Cầu qua một làng ở xã Ia Ka bị hư.")
    await clerk.presses("Xong")
    await clerk.presses("Công khai bản này")
    citizen.sees("/ket-qua/KQ-")


async def test_the_second_report_of_a_day_gets_the_next_number(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    first = await files_a_report(citizen)
    second = await files_a_report(citizen, "Rác đổ ven đường vào chợ Phú Hòa")
    assert re.fullmatch(r"CPAH\.20261123\.0001", first)
    assert re.fullmatch(r"CPAH\.20261123\.0002", second)
