"""One card per case and reader: it edits itself as the case moves, for its reader."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.event import Reply
from tests.support.desk import ANSWER, Desk, answers, labels, opens_own, press_staff
from tests.support.machine import MONDAY_MORNING
from tests.support.story import OfficeUnderTest, files_a_report


async def test_when_one_accepts_the_cards_of_all_say_who_has_it(office: OfficeUnderTest) -> None:
    colleague = await office.staff("official", "KTHT", "Anh Kế")
    desk = await Desk(office).opens()
    assert "Nhận xử lý" in labels(colleague.card(desk.code))
    first = colleague.card(desk.code)
    await desk.official.presses("Nhận xử lý")
    for reader in (colleague, desk.official):
        card = reader.card(desk.code)
        assert "Người xử lý: Anh Hạ tầng" in card.text
        assert labels(card) == ["Trả lời người dân", "Việc khác"]
        assert card.edits
    assert first.edits == ""
    assert "Từ chối, có lý do" not in labels(desk.clerk.card(desk.code))


async def test_the_same_message_is_edited_each_time(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.official.presses("Nhận xử lý")
    await desk.official.presses("Trả lời")
    await desk.official.says(ANSWER)
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    edits = [
        reply
        for address, reply in office.paper.sent
        if address == desk.official.address and reply.edits
    ]
    assert len(edits) == 2
    card = desk.official.card(desk.code)
    assert "Đã trả lời" in card.text
    assert labels(card) == []


async def test_a_card_of_who_has_the_case_no_more_tells_nothing(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says(f"/chuyen {desk.code} YTE")
    card = desk.official.card(desk.code)
    assert "không còn ở chỗ anh/chị" in card.text
    assert "Đèn đường" not in card.text
    assert labels(card) == []


async def test_whoever_loses_a_case_sees_the_same_whatever_the_reason_and_nothing_later(
    office: OfficeUnderTest,
) -> None:
    """One stub in the same turn, once: neither it nor its moment says that a case is about them."""
    await office.staff("chair", name="Ông Chủ tịch")
    desk, seen = await Desk(office).opens(), []
    colleague = await office.staff("official", "KTHT", "Anh Kế")
    second = await office.staff("office", name="Chị Hai")

    async def loses(parts: Callable[[], Awaitable[object]]) -> None:
        case, since = await desk.case(), len(office.paper.sent)
        await parts()
        mine = [reply for to, reply in office.paper.sent[since:] if to == desk.official.address]
        seen.append([(one.text.replace(case.code, ""), one.choices, one.card) for one in mine])
        since = len(office.paper.sent)
        await desk.clerk.sends(choice=f"is_conduct:{case.id}")
        await desk.clerk.says(f"/chuyen {case.code} NOIVU")
        later = [reply for to, reply in office.paper.sent[since:] if to == desk.official.address]
        assert not [one for one in later if case.code in one.text]

    async def another() -> None:
        desk.citizen = office.citizen()
        desk.code = await files_a_report(desk.citizen)
        await desk.clerk.presses("Chuyển Kinh tế")

    async def restricts() -> None:
        await desk.clerk.sends(choice=f"seal:{(await desk.case()).id}")
        await desk.clerk.presses("Niêm phong")

    async def gives_back() -> None:
        await colleague.says(f"/tralai {desk.code}")
        await colleague.presses("Y tế")
        await colleague.says("Không thuộc việc của phòng chúng tôi")

    async def names() -> None:
        await desk.clerk.sends(choice=f"accuse:{(await desk.case()).id}")
        await desk.clerk.presses("Anh Hạ tầng")
        await second.presses("Đồng ý đổi")

    async def says(label: str) -> None:
        await opens_own(desk)
        await desk.citizen.presses(label)
        await desk.citizen.says("Anh Hạ tầng ở phòng kinh tế chửi tôi và đòi tiền mới làm")
        await desk.citizen.presses("Xong")

    await loses(lambda: desk.clerk.says(f"/chuyen {desk.code} YTE"))
    await another()
    await loses(gives_back)
    await another()
    await loses(names)
    await another()
    await loses(restricts)
    await another()
    await loses(lambda: says("Bổ sung"))
    await another()
    await answers(desk.official, desk.code, ANSWER)
    await loses(lambda: says("Chưa hài lòng"))
    since = len(office.paper.sent)
    await office.time_passes(MONDAY_MORNING + timedelta(days=7))
    weekly = [reply.text for to, reply in office.paper.sent[since:] if to == desk.official.address]
    assert not any("không còn ở chỗ" in text for text in weekly)
    assert len(seen[0]) == 1
    assert "không còn ở chỗ anh/chị" in seen[0][0][0]
    assert seen == [seen[0]] * 6


async def test_who_may_be_meant_of_the_office_has_the_stub_in_that_turn_and_nothing_by_the_week(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await office.staff("chair", name="Ông Chủ tịch")
    await opens_own(desk)
    await desk.citizen.presses("Bổ sung")
    since = len(office.paper.sent)

    def to_clerk() -> list[Reply]:
        return [reply for to, reply in office.paper.sent[since:] if to == desk.clerk.address]

    await desk.citizen.says("Chị Lan ở Văn phòng đuổi tôi về, đòi tiền mới nhận hồ sơ")
    await desk.citizen.presses("Xong")
    assert [(one.case, bool(one.edits)) for one in to_clerk()] == [(desk.code, True)]
    await desk.clerk.says(f"/xem {desk.code}")
    desk.clerk.sees_key("desk.not_yours")
    since = len(office.paper.sent)
    await office.time_passes(MONDAY_MORNING + timedelta(days=7))
    await desk.official.says(f"/nhan {desk.code}")
    await press_staff(desk.clerk, "Anh Hạ tầng", "Tạm ngừng")
    assert (await desk.case()).handler_id is None
    assert not any(desk.code in one.text for one in to_clerk())


async def test_a_reply_to_a_card_is_the_draft_however_often_it_was_edited(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.presses("Nhận xử lý")
    await desk.official.quotes("vừa được chuyển đến", ANSWER)
    await desk.official.presses("Xong")
    desk.official.sees("Câu trả lời sẽ gửi", ANSWER)


async def test_a_sealed_case_leaves_no_card_behind(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.sends(choice=f"seal:{(await desk.case()).id}")
    await desk.clerk.presses("Niêm phong")
    for reader in (desk.clerk, desk.official):
        assert "Đèn đường" not in reader.card(desk.code).text
    desk.citizen.sees_nothing_of("không còn ở chỗ")


async def test_a_card_says_the_same_as_news_when_opened_and_when_edited(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    news = desk.official.sees("vừa được chuyển đến", "Người xử lý: chưa có", "🟢")
    body = news.text.split("\n", 1)[1].split("\n\nMuốn trả lời")[0]
    await desk.official.says(f"/xem {desk.code}")
    assert desk.official.card(desk.code).text.split("\n", 1)[1] == body
    await desk.official.presses("Nhận xử lý")
    edited = desk.official.card(desk.code)
    assert edited.edits
    await desk.official.says(f"/xem {desk.code}")
    assert desk.official.card(desk.code).text == edited.text
    assert "Người xử lý: Anh Hạ tầng" in edited.text
