"""Many urgent reports of one person on one day: one alert that counts up, and no case lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from bot.event import Reply
from channels.zalo import ZaloChannel
from storage import outbox
from storage.models import OutboxRow
from tests.support.desk import labels
from tests.support.story import OfficeUnderTest, Talker

FIRES = [f"Cháy nhà số {n} ở làng Mẫu, có người mắc kẹt trong nhà" for n in range(1, 6)]


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
    seen = clerk.sees(f"Chờ phân loại: {len(FIRES)}").text
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


async def new_browser_cries(office: OfficeUnderTest, said: str, number: int) -> str:
    """What the browser reads of it at last."""
    browser = Talker(office, f"web:{number}")
    await browser.says(said)
    async with office.app.db.read() as db:
        mine = select(OutboxRow).where(OutboxRow.lane == browser.address)
        row = (await db.execute(mine.order_by(OutboxRow.id.desc()).limit(1))).scalar_one()
        return outbox.reply_of_row(db, row).text


def fire(number: int) -> str:
    return f"Cháy nhà số {number} ở Ia Ka, có người mắc kẹt trong nhà"


def bells(clerk: Talker) -> list[Reply]:
    return [one for one in clerk.replies() if "tin khẩn chưa ai mở" in one.text]


AT_ONCE, WITH_OTHERS = "Đã báo ngay cán bộ trực", "được báo chung với các tin khác"


async def test_another_danger_is_heard_alone_while_many_new_browsers_cry_the_same(
    office: OfficeUnderTest,
) -> None:
    clerk, chair = await office.staff("office"), await office.staff("chair")
    most, begun = office.app.office.limits.urgent_cards_of_new_browsers, office.app.clock.now()
    for number in range(most + 2):
        told = await new_browser_cries(office, fire(number), number)
        assert (AT_ONCE if number < most else WITH_OTHERS) in told
    cards = messages(office, clerk)
    assert len(cards) == most
    assert "Còn 2 tin khẩn nữa từ các máy mới" in clerk.card(cards[-1].case).text

    # Another kind of danger, and the same one elsewhere, ring at once for both.
    for number, said in ((30, "Em bé rơi xuống giếng ở Ia Mơ Nông"), (31, "Cháy nhà, cứu với")):
        assert AT_ONCE in await new_browser_cries(office, said, number)
        assert said in messages(office, clerk)[-1].text
    assert "Ia Mơ Nông" in messages(office, clerk)[-2].text
    heard = len([one for one in chair.replies() if "có người báo nguy hiểm" in one.text])
    assert heard == most + 2

    # What is counted with others is heard when it turns out to be elsewhere.
    elsewhere = "Cháy nhà số 9 ở Ia, có người mắc kẹt trong nhà"
    assert WITH_OTHERS in await new_browser_cries(office, elsewhere, 40)
    await Talker(office, "web:40").says("làng Kép, xã Ia Ly")
    assert elsewhere in messages(office, clerk)[-1].text
    assert len(messages(office, clerk)) == most + 3

    # For the others the bell rings at once, then once in some minutes, with the newest first.
    await office.time_passes(begun + timedelta(seconds=30))
    assert len(bells(clerk)) == 1
    await new_browser_cries(office, fire(41), 41)
    await office.time_passes(begun + timedelta(minutes=1))
    assert len(bells(clerk)) == 1
    await office.time_passes(begun + timedelta(minutes=5))
    bell = bells(clerk)[-1]
    assert len(bells(clerk)) == 2
    assert "3 tin khẩn chưa ai mở" in bell.text
    assert fire(41) in bell.text
    assert bell.text.count("xã Ia Ka") == 1, "what is alike is named once"
    await clerk.sends(choice=bell.choices[0][0].value)
    first = clerk.sees("Việc khẩn, mới nhất trước").text.partition("2. ")[0]
    assert fire(41) in first


async def test_in_an_hour_so_many_ring_alone_whatever_they_say_and_the_rest_by_name_together(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = office.app.world
    limits = msgspec.structs.replace(world.office.limits, urgent_cards_per_hour=2)
    fewer = msgspec.structs.replace(world.office, limits=limits)
    monkeypatch.setattr(office.app.dispatcher, "world", replace(world, office=fewer))
    clerk, begun = await office.staff("office"), office.app.clock.now()
    dangers = ("Cháy nhà ở Ia Ka", "Em bé rơi xuống giếng ở Ia Ly", "Lũ cuốn người ở Ia Mơ Nông")
    for number, said in enumerate(dangers):
        told = await new_browser_cries(office, f"{said}, cứu với", number)
        assert (AT_ONCE if number < 2 else WITH_OTHERS) in told
    assert len(messages(office, clerk)) == 2
    await office.time_passes(begun + timedelta(seconds=30))
    (bell,) = bells(clerk)
    assert "xã Ia Mơ Nông: Lũ cuốn người" in bell.text


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
    await new_browser_cries(office, fire(50), 50)
    assert len(messages(office, clerk)) == most + 1
    assert "tin khẩn nữa" not in messages(office, clerk)[-1].text


async def test_a_flood_goes_on_to_no_agency_by_itself(office: OfficeUnderTest) -> None:
    await office.staff("office", name="Chị Hoa")
    electrician, citizen = await office.staff("official", "DIENLUC"), office.citizen()
    for n in range(5):
        await cries(citizen, f"Cháy nhà số {n} ở làng Mẫu, mất điện cả làng, cúp điện liên tục")
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
