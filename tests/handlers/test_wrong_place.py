"""A report of what happened outside the district: said before it is sent, and nothing is lost."""

from __future__ import annotations

from tests.support.story import OfficeUnderTest

RUBBISH = "Rác chất đống ở chợ Đắk Đoa, huyện Đắk Đoa, hôi lắm"


async def test_a_place_outside_is_told_kindly_with_where_to_go_and_goes_on_as_one_wants(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says(RUBBISH)
    citizen.sees("Đak Đoa", "ngoài địa bàn", "UBND xã, phường nơi xảy ra")
    await citizen.presses("Vẫn gửi ở đây")
    await citizen.answers("intake", until="confirm")
    citizen.sees(RUBBISH, "Nơi: Đak Đoa")
    await citizen.presses("Sửa nơi xảy ra")
    await citizen.says("chợ Pleiku")
    citizen.sees("Pleiku", "ngoài địa bàn")
    await citizen.presses("Sửa nơi xảy ra")
    await citizen.says("chợ Phú Hòa")
    citizen.sees(RUBBISH, "chợ Phú Hòa, thị trấn Phú Hòa")
    assert not any("ngoài địa bàn" in reply.text for reply in citizen.latest)
    await citizen.presses("Gửi và đồng ý")
    citizen.sees("Đã tiếp nhận")


async def test_nobody_in_danger_is_asked_and_a_place_of_ours_beside_it_is_none_outside(
    office: OfficeUnderTest,
) -> None:
    for words in (
        "Cháy nhà ở chợ Đắk Đoa, huyện Đắk Đoa, có người mắc kẹt, cứu với",
        "Đường từ xã Ia Ka đi chợ ở Pleiku hư nặng, ổ gà đầy đường",
    ):
        citizen = office.citizen()
        await citizen.says(words)
        citizen.sees_nothing_of("ngoài địa bàn")


async def test_where_somebody_lives_is_not_where_the_matter_is(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says(
        "Rác thải ở chợ xã Ia Ka hôi quá, tôi tên Lê Thị Bé 0977000111 nhà thôn 1 Nghĩa Hưng"
    )
    citizen.sees("Nơi: xã Ia Ka", "Lê Thị Bé, 0977000111, thôn 1 Nghĩa Hưng")
