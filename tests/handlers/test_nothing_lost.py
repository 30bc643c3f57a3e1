"""No word is lost, whenever it is said: before anything was agreed to, too."""

from __future__ import annotations

import pytest

from storage import cases
from storage.models import Case
from tests.support.story import OfficeUnderTest, Talker

OPENINGS = (
    ("chau oi bac hoi cai nay", "den duong vao cho Phu Hoa hong hai tuan nay"),
    ("alo em chao anh chi", "rac do day ven duong to 3 Phu Hoa", "may hom nay chua ai gom"),
    ("Xin chào anh chị", "Đèn đường thôn 2 Nghĩa Hưng hỏng cả tháng", "Đi về phải mò đường"),
    ("cho toi noi chuyen nay voi", "Rac cho Ia Ly khong ai gom", "hoi lam"),
    ("chào chút ạ mọi người ơi", "Nhà văn hóa làng Bui dột mái", "mong xã sửa sớm"),
)
"""How five of five people began: a word of greeting, and then the story."""


async def _case(office: OfficeUnderTest, citizen: Talker) -> Case:
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, citizen.sees("Đã tiếp nhận").case)
        assert case is not None
        return case


async def test_every_word_before_consent_is_in_the_report(office: OfficeUnderTest) -> None:
    for words in OPENINGS:
        citizen = office.citizen()
        await citizen.says("/gopy")
        for said in words:
            await citizen.says(said)
        await citizen.answers("intake")
        assert (await _case(office, citizen)).text == "\n".join(words)


async def test_a_few_words_said_instead_of_a_tap_are_in_the_report(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("Dây điện võng xuống sát đầu người ở làng Bui")
    citizen.sees("Có ai đang gặp nguy hiểm không")
    await citizen.says("mong xã sửa sớm")
    citizen.sees("Có ai đang gặp nguy hiểm không")
    await citizen.answers("intake")
    assert (await _case(office, citizen)).text.endswith("làng Bui\nmong xã sửa sớm")


async def test_every_word_is_kept_while_we_ask_whether_it_is_a_report(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("Ông trưởng thôn lấy tiền của dân bỏ túi riêng, tôi muốn báo")
    citizen.sees("Tố cáo: báo người vi phạm pháp luật")
    await citizen.says("ý tôi là tiền quỹ")
    await citizen.answers("intake", lawful="report")
    assert (await _case(office, citizen)).text.endswith("muốn báo\ný tôi là tiền quỹ")


@pytest.mark.parametrize("between", [" ", "\n", "  \n"])
async def test_what_stands_beside_the_command_is_the_report(
    office: OfficeUnderTest, between: str
) -> None:
    citizen = office.citizen()
    await citizen.says(f"/gopy{between}Đèn đường chợ Phú Hòa hỏng hai tuần nay")
    await citizen.answers("intake", until="confirm")
    citizen.sees("Đèn đường chợ Phú Hòa hỏng")
    await citizen.says("/gopy Đi về phải mò đường")
    citizen.sees("Đèn đường chợ Phú Hòa hỏng", "mò đường")
    await citizen.answers("intake")
    assert "mò đường" in (await _case(office, citizen)).text
