"""Who signs always finds question and draft side by side, with what may be done about them."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.event import Reply
from rules.deadline import add_working_days
from rules.local_time import ZONE
from tests.support.desk import ANSWER, BOILERPLATE, LAND, Desk, answers, labels, presses_more
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo

SIGNING = ["Duyệt và gửi", "Sửa rồi gửi", "Trả lại, có góp ý"]
REMARK = "Xin ghi rõ nơi nhận giấy và người phụ trách"


class Drafted(Desk):
    """A draft about land that waits for the leader, with a wish for more time undecided."""

    async def opens(self, **how: object) -> Drafted:
        await super().opens(**{"leader": True, "text": LAND, **how})  # type: ignore[arg-type]
        await presses_more(self.official, "Xin gia hạn")
        await self.official.presses("10 ngày")
        await self.official.says("Cần đo đạc lại thực địa với chủ đất")
        await self.hands_in()
        return self

    async def hands_in(self) -> None:
        await self.official.says(f"/traloi {self.code} {ANSWER}")
        await self.official.sends(media=(photo(7),))
        await self.official.presses("Xong")
        await self.official.presses("Gửi cho người dân")


def is_signing_card(card: Reply) -> None:
    assert LAND in card.text
    assert ANSWER in card.text
    assert "Anh Hạ tầng" in card.text
    assert labels(card) == SIGNING


async def test_a_move_beside_the_draft_leaves_the_signing_card_as_it_is(
    office: OfficeUnderTest,
) -> None:
    desk = await Drafted(office).opens()
    is_signing_card(desk.leader.card(desk.code))
    await desk.clerk.presses("Đồng ý thêm 10")
    card = desk.leader.card(desk.code)
    assert card.edits
    is_signing_card(card)
    await desk.leader.sends(choice=card.choices[0][0].value)
    desk.citizen.sees(desk.code, "đèn được thay xong")
    assert labels(desk.leader.card(desk.code)) == []


async def test_a_case_opened_again_shows_who_signs_the_draft_and_nobody_else(
    office: OfficeUnderTest,
) -> None:
    desk = await Drafted(office).opens()
    await desk.leader.says(f"/xem {desk.code}")
    shown = desk.leader.sees("chờ anh/chị duyệt")
    is_signing_card(shown)
    assert [item.sha256 for item in shown.media] == [photo(7).sha256]
    await desk.leader.sends(choice=f"open:{(await desk.case()).id}")
    is_signing_card(desk.leader.sees("chờ anh/chị duyệt"))
    for other in (desk.official, desk.clerk):
        await other.says(f"/xem {desk.code}")
        assert ANSWER not in other.latest[-1].text


async def test_the_morning_digest_leads_to_what_waits_for_a_signature(
    office: OfficeUnderTest,
) -> None:
    desk = await Drafted(office).opens()
    await next_morning(desk)
    desk.leader.sees("1 câu trả lời chờ ký")
    await desk.leader.presses(f"✍️ Ký {desk.code}")
    is_signing_card(desk.leader.sees("chờ anh/chị duyệt"))


async def test_where_the_office_signs_its_digest_leads_there_too(office: OfficeUnderTest) -> None:
    desk = await Drafted(office).opens(leader=False)
    await next_morning(desk)
    desk.clerk.sees("1 câu trả lời chờ anh/chị ký")
    await desk.clerk.presses(f"✍️ Ký {desk.code}")
    is_signing_card(desk.clerk.sees("chờ anh/chị duyệt"))


async def next_morning(desk: Desk) -> None:
    day: date = add_working_days(desk.today(), 1, desk.office.app.office.calendar)
    await desk.office.time_passes(datetime.combine(day, time(9), ZONE))
    for person in (desk.leader, desk.clerk):
        person.seen = 0


async def test_a_leader_sends_back_by_command(office: OfficeUnderTest) -> None:
    desk = await Drafted(office).opens()
    await desk.official.says(f"/sualai {desk.code} {REMARK}")
    desk.official.sees("không thuộc vai trò")
    await desk.leader.says(f"/sualai {desk.code} {REMARK}")
    desk.official.sees("trả lại câu trả lời", REMARK, ANSWER)
    assert (await desk.case()).status == "in_progress"
    await desk.leader.says(f"/sualai {desk.code}")
    desk.leader.sees("không làm được nữa")
    await desk.hands_in()
    await desk.leader.says(f"/sualai {desk.code}")
    desk.leader.sees("Góp ý gì")
    await desk.leader.says("Ghi rõ ngày")
    desk.official.sees("Góp ý: Ghi rõ ngày")


async def test_a_reply_to_the_signing_card_asks_what_the_words_are(
    office: OfficeUnderTest,
) -> None:
    desk = await Drafted(office).opens()
    await desk.leader.quotes("chờ anh/chị duyệt", REMARK)
    desk.leader.sees(REMARK)
    await desk.leader.presses("Trả lại với góp ý này")
    desk.official.sees("trả lại câu trả lời", REMARK)
    await desk.hands_in()
    await desk.leader.quotes("chờ anh/chị duyệt", "Đồng ý")
    await desk.leader.presses("Gửi người dân lời này")
    desk.leader.sees_key("signing.too_short")
    await desk.leader.presses("Hủy")
    await desk.leader.quotes("chờ anh/chị duyệt", "Giấy được trả tại Một cửa ngày 30/11/2026.")
    await desk.leader.presses("Gửi người dân lời này")
    told = desk.citizen.sees("Giấy được trả tại Một cửa ngày 30/11/2026.")
    assert [item.sha256 for item in told.media] == [photo(7).sha256]


async def test_a_reply_to_the_card_is_the_remark_that_was_asked_for(
    office: OfficeUnderTest,
) -> None:
    desk = await Drafted(office).opens()
    await desk.leader.presses("Trả lại, có góp ý")
    await desk.leader.quotes("chờ anh/chị duyệt", REMARK)
    desk.official.sees("trả lại câu trả lời", REMARK)


async def test_a_copied_answer_goes_to_the_leader_though_it_needs_no_signature(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await answers(desk.official, desk.code, BOILERPLATE)
    other = office.citizen()
    code = await files_a_report(other, "Rác thải đổ bừa bãi ở chợ bốc mùi hôi thối, không ai dọn")
    await desk.clerk.says(f"/chuyen {code} KTHT")
    await answers(desk.official, code, BOILERPLATE)
    desk.official.sees("Giống từng chữ", "đúng việc này không.\n\nCâu trả lời", "thủ trưởng duyệt")
    other.sees_nothing_of(BOILERPLATE)
    desk.leader.sees("Giống từng chữ", "đúng việc này không.\n\nNgười dân hỏi", BOILERPLATE, code)
    await desk.leader.presses("Duyệt và gửi")
    other.sees(code, BOILERPLATE)


async def test_a_copied_answer_names_no_case_of_another_agency(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await answers(desk.official, desk.code, BOILERPLATE)
    other = await office.staff("official", "TNMT", "Chị Môi trường")
    code = await files_a_report(office.citizen(), "Rác thải đổ bừa bãi ở chợ, không ai dọn")
    await desk.clerk.says(f"/chuyen {code} TNMT")
    await answers(other, code, BOILERPLATE)
    other.sees("Giống từng chữ câu trả lời của 1 vụ việc")
    other.sees_nothing_of(desk.code)


async def test_a_leader_signs_what_they_copy_themselves(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await answers(desk.official, desk.code, BOILERPLATE)
    other = office.citizen()
    code = await files_a_report(other, "Rác thải đổ bừa bãi ở chợ bốc mùi hôi thối, không ai dọn")
    await desk.clerk.says(f"/chuyen {code} KTHT")
    await answers(desk.leader, code, BOILERPLATE)
    other.sees(code, BOILERPLATE)


async def test_the_signer_sees_the_photos_of_the_question(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    citizen: Talker = office.citizen()
    await citizen.says("/gopy")
    await citizen.answers("intake", remind="yes", describe=(LAND, photo(3)))
    code = citizen.sees("Đã tiếp nhận").case
    await desk.clerk.says(f"/chuyen {code} KTHT")
    await answers(desk.official, code, ANSWER)
    await desk.leader.presses("Xem tệp người dân gửi")
    assert [item.sha256 for item in desk.leader.sees(code).media] == [photo(3).sha256]
