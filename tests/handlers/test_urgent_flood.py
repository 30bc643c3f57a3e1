"""Many urgent reports of one person on one day: one alert that counts up, and no case lost."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.event import Reply
from channels.zalo import ZaloChannel
from tests.support.desk import labels
from tests.support.story import OfficeUnderTest, Talker

FIRES = [f"Cháy nhà số {n} ở làng Mẫu, có người mắc kẹt trong nhà" for n in range(1, 8)]


async def cries(citizen: Talker, text: str) -> str:
    await citizen.says(text)
    await citizen.answers("alarm")
    return citizen.sees("Đã tiếp nhận").case


def messages(office: OfficeUnderTest, reader: Talker) -> list[Reply]:
    """What made a sound at somebody's: cards, but no edits of them."""
    sent = [reply for address, reply in office.paper.sent if address == reader.address]
    return [reply for reply in sent if reply.card and not reply.edits]


async def flooded(office: OfficeUnderTest) -> tuple[Talker, Talker, list[str]]:
    clerk, citizen = await office.staff("office", name="Chị Hoa"), office.citizen()
    return clerk, citizen, [await cries(citizen, text) for text in FIRES]


async def test_the_first_alarm_is_immediate_and_the_many_after_it_are_counted_on_one_card(
    office: OfficeUnderTest,
) -> None:
    most = office.app.office.limits.urgent_cards_per_day
    clerk, _citizen, codes = await flooded(office)
    assert [reply.case for reply in messages(office, clerk)] == codes[:most]
    card = clerk.card(codes[most - 1])
    assert f"Còn {len(FIRES) - most} tin khẩn nữa" in card.text
    assert card.edits
    assert any(label.startswith("Chuyển") for label in labels(card))
    assert "tin khẩn nữa" not in clerk.card(codes[0]).text


async def test_each_urgent_report_stays_a_case_in_the_list_of_the_office(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen, codes = await flooded(office)
    assert len(set(codes)) == len(FIRES)
    await clerk.says("/phanloai")
    seen = clerk.sees("Chờ phân loại: 7").text
    await clerk.presses("Sau")
    seen += clerk.sees("Chờ phân loại: 7").text
    assert set(re.findall(r"CPAH\.\d{8}\.\d{4}", seen)) == set(codes)
    await clerk.says(f"/xem {codes[-1]}")
    clerk.sees(FIRES[-1])
    await clerk.says(f"/chuyen {codes[-1]} KTHT")
    citizen.sees(codes[-1], "đã chuyển đến")


async def test_when_the_counted_card_is_dealt_with_the_next_alarm_sounds_again(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen, codes = await flooded(office)
    before = len(messages(office, clerk))
    for code in codes[: office.app.office.limits.urgent_cards_per_day]:
        await clerk.says(f"/chuyen {code} KTHT")
    last = await cries(citizen, "Cháy nhà số 9 ở làng Mẫu, có người mắc kẹt trong nhà")
    assert messages(office, clerk)[before].case == last


async def test_another_person_in_danger_is_not_counted_with_the_one_who_floods(
    office: OfficeUnderTest,
) -> None:
    clerk, _citizen, _codes = await flooded(office)
    other = await cries(office.citizen(), "Cháy nhà số 20 ở làng Mẫu, có người mắc kẹt trong nhà")
    assert messages(office, clerk)[-1].case == other


async def new_browser_cries(office: OfficeUnderTest, number: int, what: str = "nhà") -> None:
    browser = Talker(office, f"web:{number}")
    await browser.says(f"Cháy {what} số {number} ở làng Mẫu, có người mắc kẹt trong nhà")
    for told in ("Làng Mẫu", "0912345678") if what != "nhà" else ():
        await browser.says(told)


async def test_many_new_browsers_are_counted_on_one_card_with_a_button_to_the_list(
    office: OfficeUnderTest,
) -> None:
    clerk, most = (
        await office.staff("office"),
        office.app.office.limits.urgent_cards_of_new_browsers,
    )
    begun = office.app.clock.now()
    for number in range(most + 3):
        await new_browser_cries(office, number)
    cards = messages(office, clerk)
    assert len(cards) == most
    # Nor does one of them ring by going on.
    for what in ("kho", "bếp", "quán", "chợ"):
        await new_browser_cries(office, most + 3, what)
    assert len(messages(office, clerk)) == most
    card = clerk.card(cards[-1].case)
    assert "Còn 7 tin khẩn nữa từ các máy mới" in card.text
    # Who has an account, or reported before, is heard each.
    other = await cries(office.citizen(), "Cháy nhà số 20 ở làng Mẫu, có người mắc kẹt trong nhà")
    assert [one.case for one in messages(office, clerk)[most:]] == [other]
    # Those nobody opened ring again: each with a card, and the oldest of the rest for all of them.
    await office.time_passes(begun + timedelta(minutes=11))
    rung = [reply.case for reply in clerk.replies() if "chưa ai mở" in reply.text]
    assert len(rung) == len(set(rung)) == most + 2
    await clerk.sends(
        choice=next(c.value for row in card.choices for c in row if "chờ phân loại" in c.label)
    )
    clerk.sees(f"Chờ phân loại: {most + 8}")


async def test_a_flood_of_what_may_be_about_officials_is_counted_by_itself(
    office: OfficeUnderTest,
) -> None:
    clerk, most = (
        await office.staff("office"),
        office.app.office.limits.urgent_cards_of_new_browsers,
    )
    for number in range(most + 2):
        said = f"Tôi tố cáo cán bộ đánh dân đang chảy máu ở nhà số {number}, cứu với"
        await Talker(office, f"web:{number}").says(said)
    cards = messages(office, clerk)
    assert len(cards) == most
    assert "Còn 2 tin khẩn nữa từ các máy mới" in clerk.card(cards[-1].case).text
    await new_browser_cries(office, most + 2)
    assert len(messages(office, clerk)) == most + 1
    assert "tin khẩn nữa" not in messages(office, clerk)[-1].text


async def test_a_flood_goes_on_to_no_agency_by_itself(office: OfficeUnderTest) -> None:
    await office.staff("office", name="Chị Hoa")
    electrician, citizen = await office.staff("official", "DIENLUC"), office.citizen()
    for n in range(7):
        await cries(citizen, f"Cháy nhà số {n}, mất điện cả làng, cúp điện liên tục")
    most = office.app.office.limits.urgent_cards_per_day
    assert len(messages(office, electrician)) == most


async def test_a_messenger_that_edits_nothing_is_not_sent_the_count(
    office: OfficeUnderTest,
) -> None:
    assert not ZaloChannel.edits_messages
    office.paper.edits_messages = False
    clerk, _citizen, codes = await flooded(office)
    cards = [r for a, r in office.paper.sent if a == clerk.address and r.card]
    assert [reply.case for reply in cards] == codes[: office.app.office.limits.urgent_cards_per_day]
