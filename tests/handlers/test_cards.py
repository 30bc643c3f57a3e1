"""One card per case and reader: it edits itself as the case moves, for its reader."""

from __future__ import annotations

from tests.support.desk import ANSWER, Desk, labels
from tests.support.story import OfficeUnderTest


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
