"""Who reported a duplicate hears everything the first reporter hears, and may rate the answer."""

from __future__ import annotations

import asyncio
import re

import pytest

from rules.who_sees import NOTHING, CaseKind, CaseStage, CaseWitness, Seen, sight_of
from storage import cases, ratings
from storage.models import Case
from tests.support.desk import ANSWER, Desk, opens_own, presses_more
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo

SAME = "Đèn đường chợ Phú Hòa tối om mấy tuần rồi"
ABOUT_THEM = "Cán bộ Phòng Kinh tế - Hạ tầng chậm trễ, hẹn mãi không trả hồ sơ"
SAME_AGAIN = "Đèn đường ở chợ Phú Hòa tắt cả tháng nay rồi"


class Followed(Desk):
    """A case into which the case of a neighbour was merged."""

    async def opens(self, **how: object) -> Followed:
        await super().opens(**how)  # type: ignore[arg-type]
        self.neighbour = self.office.citizen()
        self.second = await files_a_report(self.neighbour, SAME)
        await self.merges(self.second, self.code)
        self.marked()
        return self

    async def merges(self, code: str, into: str) -> None:
        await self.clerk.says(f"/gop {code} {into}")
        self.clerk.sees("Đã nhập", code, into)

    def marked(self) -> None:
        """From here on the citizens see."""
        self.citizen.seen = self.neighbour.seen = len(self.office.paper.sent)

    async def answers(self, text: str = ANSWER) -> None:
        await self.official.says(f"/traloi {self.code} {text}")
        await self.official.sends(media=(photo(7),))
        await self.official.presses("Xong")
        await self.official.presses("Gửi cho người dân")

    async def of(self, code: str) -> Case:
        async with self.office.app.db.read() as db:
            found = await cases.case_by_code(db, code)
        assert found is not None
        return found


def labels(talker: Talker) -> list[str]:
    return [choice.label for reply in talker.latest for row in reply.choices for choice in row]


async def test_a_follower_gets_the_answer_with_its_photos_but_not_the_other_ones_data(
    office: OfficeUnderTest,
) -> None:
    desk = await Followed(office).opens()
    await desk.answers("Kính gửi {ten}, đã gọi Rơ Châm Thử theo số 0912 345 678, đèn đã thay xong.")
    desk.citizen.sees("Kính gửi Rơ Châm Thử", "0912 345 678")
    told = desk.neighbour.sees(desk.second, "xử lý chung với", desk.code, "đèn đã thay xong")
    assert [item.sha256 for item in told.media] == [photo(7).sha256]
    assert "0912" not in told.text
    assert "Rơ Châm Thử" not in told.text


async def test_a_follower_rates_the_answer_and_it_counts_once(office: OfficeUnderTest) -> None:
    desk = await Followed(office).opens()
    first, second = await desk.of(desk.code), await desk.of(desk.second)
    await desk.neighbour.sends(choice=f"rate:{second.id}:5")
    desk.neighbour.sees_key("conversation.old_button")
    await desk.answers()
    await desk.neighbour.presses("Đánh giá")
    await desk.neighbour.presses("Rất hài lòng")
    desk.neighbour.sees("Đã ghi: Rất hài lòng")
    await desk.neighbour.presses("Bỏ qua")
    await desk.neighbour.sends(choice=f"rate:{second.id}:4")
    desk.neighbour.sees("Đã đổi thành: Hài lòng")
    await desk.neighbour.sends(choice=f"rate:{first.id}:1")
    desk.neighbour.sees_key("desk.not_yours")
    async with office.app.db.read() as db:
        theirs, other = (
            await ratings.rating_of_case(db, second.id),
            await ratings.rating_of_case(db, first.id),
        )
    assert theirs is not None
    assert theirs.score == 4
    assert other is None


async def test_a_follower_who_is_not_invited_may_rate_all_the_same(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    neighbour = office.citizen()
    second = await files_a_report(neighbour, SAME, remind=False)
    await desk.clerk.says(f"/gop {second} {desk.code}")
    neighbour.seen = len(office.paper.sent)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    assert labels(neighbour) == ["Xong rồi", "Chưa xong", "Đánh giá câu trả lời"]
    await neighbour.presses("Đánh giá câu trả lời")
    await neighbour.presses("Bình thường")
    neighbour.sees("Đã ghi: Bình thường")


async def test_every_other_end_reaches_a_follower_too(office: OfficeUnderTest) -> None:
    desk = await Followed(office).opens()
    await desk.clerk.says(f"/tuchoi {desk.code}")
    await desk.clerk.presses("Nội dung chưa rõ")
    await desk.clerk.says("Bà Rơ Châm Thử chưa nói rõ đèn nào, xin gửi lại kèm ảnh")
    told = desk.neighbour.sees(desk.second, desk.code, "không tiếp nhận", "Nghị định 20/2008")
    assert "Rơ Châm Thử" not in told.text
    await desk.neighbour.says(f"/tracuu {desk.second}")
    own = desk.neighbour.sees(desk.second, f"Đã nhập vào {desk.code}: Không tiếp nhận", "kèm ảnh")
    assert "Rơ Châm Thử" not in own.text


async def test_a_follower_is_sent_to_the_other_channel_as_well(office: OfficeUnderTest) -> None:
    desk = await Followed(office).opens()
    await desk.clerk.sends(choice=f"redirect:{(await desk.case()).id}")
    await desk.clerk.presses("Đây là khiếu nại")
    desk.neighbour.sees(desk.second, "Ban Tiếp công dân", "Luật Khiếu nại")


async def test_a_follower_hears_that_time_gave_the_case_up(office: OfficeUnderTest) -> None:
    desk = await Followed(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    wait = office.app.office.deadlines["supplement_wait"].days
    await desk.days_pass(wait)
    await desk.days_pass(1)
    desk.neighbour.sees(desk.second, "khép lại", "Không đủ thông tin")


async def test_more_time_and_apologies_reach_a_follower(office: OfficeUnderTest) -> None:
    desk = await Followed(office).opens(leader=True)
    await presses_more(desk.official, "Xin gia hạn")
    await desk.official.presses("10 ngày")
    await desk.official.says("Phải chờ vật tư từ Pleiku về")
    await desk.clerk.presses("Đồng ý thêm 10")
    desk.neighbour.sees(desk.second, "cần thêm thời gian", "chờ vật tư")
    await desk.days_pass(26)
    desk.marked()
    await desk.leader.presses("Ký và gửi lời xin lỗi")
    await office.quiet()
    desk.neighbour.sees(desk.second, "xin lỗi anh/chị")
    assert desk.neighbour.sees(desk.second, "Phiếu xin lỗi").media


async def test_an_unsigned_apology_reaches_a_follower(office: OfficeUnderTest) -> None:
    desk = await Followed(office).opens(leader=True)
    await desk.days_pass(16)
    desk.marked()
    await desk.days_pass(1)
    desk.neighbour.sees(desk.second, "thành thật xin lỗi")


async def test_a_case_merged_into_an_answered_one_gets_the_answer_at_once(
    office: OfficeUnderTest,
) -> None:
    desk = await Followed(office).opens()
    await desk.answers()
    third_citizen = office.citizen()
    third = await files_a_report(third_citizen, SAME_AGAIN)
    third_citizen.seen = len(office.paper.sent)
    await desk.merges(third, desk.code)
    assert third_citizen.sees(third, "đèn được thay xong").media
    await third_citizen.presses("Đánh giá")
    await third_citizen.presses("Hài lòng")
    third_citizen.sees("Đã ghi: Hài lòng")


async def test_nothing_is_merged_into_a_case_that_ended_otherwise(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says(f"/tuchoi {desk.code}")
    await desk.clerk.presses("Nội dung chưa rõ")
    await desk.clerk.presses("Bỏ qua")
    second = await files_a_report(office.citizen(), SAME)
    await desk.clerk.says(f"/gop {second} {desk.code}")
    desk.clerk.sees(desk.code, "đã khép lại", "Không tiếp nhận")


async def test_who_follows_a_follower_hears_of_the_last_case_and_parting_takes_them_along(
    office: OfficeUnderTest,
) -> None:
    desk = await Followed(office).opens()
    first, second, third_citizen = desk.code, desk.second, office.citizen()
    await desk.clerk.presses("Tách ra lại")
    third = await files_a_report(third_citizen, SAME_AGAIN)
    await desk.merges(third, second)
    third_citizen.seen = len(office.paper.sent)
    await desk.merges(second, first)
    parting = desk.clerk.button("Tách ra lại")
    third_citizen.sees(third, "trùng với", first)
    await desk.clerk.sends(choice=parting.value)
    await desk.merges(second, first)
    third_citizen.seen = len(office.paper.sent)
    await desk.answers()
    third_citizen.sees(third, "xử lý chung với", first, "đèn được thay xong")
    await desk.clerk.sends(choice=parting.value)
    assert (await desk.of(third)).status == "merged"
    third_citizen.seen = len(office.paper.sent)
    await desk.clerk.says(f"/tuchoi {second}")
    await desk.clerk.presses("Nội dung chưa rõ")
    await desk.clerk.presses("Bỏ qua")
    third_citizen.sees(third, second, "không tiếp nhận")


async def test_when_the_first_citizen_withdraws_the_others_go_on(office: OfficeUnderTest) -> None:
    desk = await Followed(office).opens()
    await desk.citizen.sends(choice=f"withdraw:{(await desk.case()).id}")
    desk.clerk.seen = len(office.paper.sent)
    await desk.citizen.presses("Rút")
    desk.neighbour.sees(desk.second, "xử lý riêng")
    desk.clerk.sees(desk.second, desk.code, "trở lại")
    assert (await desk.of(desk.second)).status == "received"
    await desk.clerk.says(f"/chuyen {desk.second} KTHT")
    desk.official.sees(desk.second)


async def test_own_cases_of_a_follower_tell_where_the_first_case_is(
    office: OfficeUnderTest,
) -> None:
    desk = await Followed(office).opens()
    await desk.neighbour.says("/cuatoi")
    desk.neighbour.sees(desk.second, f"Đã nhập vào {desk.code}: Đã chuyển", "Hạn trả lời")
    await desk.answers("Đã gọi Rơ Châm Thử, đèn đường đã được thay xong.")
    await desk.neighbour.says(f"/tracuu {desk.second}")
    own = desk.neighbour.sees(f"Đã nhập vào {desk.code}: Đã trả lời", "đã được thay xong")
    assert "Rơ Châm Thử" not in own.text
    assert "Đánh giá câu trả lời" in labels(desk.neighbour)


async def test_what_is_not_answered_is_not_erased_however_long_the_chain(
    office: OfficeUnderTest,
) -> None:
    desk = await Followed(office).opens()
    third_citizen = office.citizen()
    third = await files_a_report(third_citizen, SAME_AGAIN)
    await desk.clerk.presses("Tách ra lại")
    await desk.merges(third, desk.second)
    await desk.merges(desk.second, desk.code)
    await third_citizen.sends(choice="mydata:0:erase")
    third_citizen.sees(third)


@pytest.mark.parametrize("attempt", range(3))
async def test_of_two_cases_merged_into_each_other_at_once_one_stays(
    office: OfficeUnderTest, attempt: int
) -> None:
    desk = await Desk(office).opens()
    other = await office.staff("office", name="Chị Hai")
    second = await files_a_report(office.citizen(), SAME)
    await asyncio.gather(
        desk.clerk.sends(text=f"/gop {second} {desk.code}", wait=False),
        other.sends(text=f"/gop {desk.code} {second}", wait=False),
    )
    await office.quiet()
    async with office.app.db.read() as db:
        both = [await cases.case_by_code(db, code) for code in (desk.code, second)]
    assert sorted(case.status == "merged" for case in both if case) == [False, True], attempt


async def asks_again(talker: Talker, button: str, words: str) -> None:
    await talker.presses(button)
    await talker.says(words)
    await talker.presses("Xong")


async def test_a_follower_who_is_not_content_has_the_case_looked_at_again(
    office: OfficeUnderTest,
) -> None:
    desk = await Followed(office).opens(leader=True)
    third = await files_a_report(other := office.citizen(), SAME_AGAIN)
    await desk.merges(third, desk.code)
    await desk.answers()
    await desk.neighbour.presses("Đánh giá")
    await desk.neighbour.presses("Rất không hài lòng")
    await asks_again(desk.neighbour, "Chưa hài lòng", "Đèn vẫn tối, chưa ai đến thay")
    desk.neighbour.sees("Đã mở lại", desk.second)
    told = desk.official.sees("chưa hài lòng", "Đèn vẫn tối", desk.second, desk.code)
    desk.leader.sees("chưa hài lòng")
    desk.citizen.sees("một người khác", desk.code)
    other.sees("một người khác", third, desk.code)
    assert not any("một người khác" in reply.text for reply in desk.neighbour.latest)
    first, second = await desk.of(desk.code), await desk.of(desk.second)
    assert (first.status, second.status) == ("forwarded", "merged")
    await desk.official.quotes(told.text[:20], "Đã thay bóng mới tối qua, có ảnh, đèn sáng rồi")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    for talker in (desk.citizen, desk.neighbour, other):
        assert any("Đã thay bóng mới" in reply.text for reply in talker.replies())


async def test_all_together_have_it_looked_at_again_as_often_as_one_could(
    office: OfficeUnderTest,
) -> None:
    desk = await Followed(office).opens()
    await desk.answers()
    first, second = await desk.of(desk.code), await desk.of(desk.second)
    askers = ((desk.citizen, first), (desk.neighbour, second))
    for asker, own in askers:
        await asker.sends(choice=f"case:{own.id}")
        await asks_again(asker, "Chưa hài lòng", "Đèn vẫn tối, chưa ai đến thay")
        await desk.answers()
    for asker, own in askers:
        await asker.sends(choice=f"case:{own.id}")
        assert "Chưa hài lòng, xin xem lại" not in labels(asker)
        await asker.sends(choice=f"reopen:{own.id}")
        asker.sees(own.code, "đã được xem lại 2 lần")
    await asks_again(desk.neighbour, "Xin cấp trên", "Trả lời không đúng việc tôi hỏi")
    assert ((await desk.of(desk.code)).status, first.level) == ("received", 0)
    await desk.citizen.sends(choice=f"appeal:{first.id}")
    desk.citizen.sees_key("desk.no_longer")


async def test_a_follower_asks_in_time_counted_from_when_they_heard_the_answer(
    office: OfficeUnderTest,
) -> None:
    desk = await Followed(office).opens()
    await desk.answers()
    days = office.app.office.deadlines["reopen"].days
    await desk.days_pass(days - 1)
    late = await files_a_report(latecomer := office.citizen(), SAME_AGAIN)
    await desk.merges(late, desk.code)
    await desk.days_pass(2)
    await desk.neighbour.sends(choice=f"reopen:{(await desk.of(desk.second)).id}")
    desk.neighbour.sees("không mở lại được")
    stranger = office.citizen()
    await stranger.sends(choice=f"reopen:{(await desk.of(late)).id}")
    stranger.sees("không có quyền")
    await stranger.sends(choice=f"reopen:{(await desk.of(desk.code)).id}")
    stranger.sees("không có quyền")
    await latecomer.sends(choice=f"reopen:{(await desk.of(late)).id}")
    latecomer.sees("chưa ổn ở chỗ nào", late)


async def test_who_was_told_of_a_reopening_by_the_first_citizen(office: OfficeUnderTest) -> None:
    desk = await Followed(office).opens()
    await desk.answers()
    await desk.citizen.sends(choice=f"case:{(await desk.of(desk.code)).id}")
    await asks_again(desk.citizen, "Chưa hài lòng", "Rơ Châm Thử đây, đèn vẫn tối")
    told = desk.neighbour.replies()[-1]
    assert "một người khác" in told.text
    assert desk.second in told.text
    assert "Rơ Châm Thử" not in told.text


async def test_of_a_case_that_turns_out_to_be_about_somebody_who_followed_it_hears_nothing(
    office: OfficeUnderTest,
) -> None:
    """Be it who is meant: their own report goes on alone, as do those of all others."""
    desk = await Followed(office).opens(leader=True)
    meant = await office.staff("official", "KTHT", "Lê Thị Nở")
    inner = await office.staff("official", "NOIVU", "Anh Nội vụ")
    own = await files_a_report(meant, SAME_AGAIN)
    deeper = await files_a_report(office.citizen(), "Đèn đường chợ Phú Hòa mấy tuần nay tối om")
    await desk.merges(deeper, own)
    await desk.merges(own, desk.code)
    follower, since = desk.neighbour, len(office.paper.sent)
    await opens_own(desk)
    await desk.citizen.presses("Bổ sung")
    await desk.citizen.says("Bà Nở phòng Kinh tế - Hạ tầng quát tháo, vòi tiền tôi")
    await desk.citizen.presses("Xong")
    assert not [one for person in (follower, meant) for one in person.replies(since=since)]
    parted = [(await desk.of(code)).status for code in (desk.second, own, deeper)]
    # Who is meant sees what anybody sees whom a clerk parted; what hung on theirs stays with it.
    assert parted == ["received", "received", "merged"]
    desk.clerk.sees(desk.second, "xử lý riêng")
    await desk.clerk.says(f"/chuyen {desk.code} NOIVU")
    await inner.says(f"/traloi {desk.code} Bà Nở bị nhắc nhở vì thái độ với người dân")
    await inner.presses("Xong")
    await inner.presses("Gửi")
    # What only may be about somebody waits for a signature like what is; who signs reads it all.
    desk.clerk.sees("vòi tiền tôi", "bị nhắc nhở")
    await desk.clerk.presses("Duyệt và gửi")
    assert (await desk.case()).status == "answered"
    for person, code in ((follower, desk.second), (meant, own)):
        await person.says(f"/tracuu {code}")
        await person.sends(choice=f"thread:{(await desk.of(code)).id}")
        for reply in person.replies(since=since):
            assert desk.code not in reply.text
            assert "nhắc nhở" not in reply.text
    kept = await desk.of(own)
    await meant.sends(choice=f"verdict:{kept.id}:resolved")
    meant.sees_key("conversation.old_button")
    # Nor is one merged into it later that whom it is about reported.
    again = await files_a_report(meant, ABOUT_THEM, about="other", publish="no")
    same, other = await desk.of(again), await desk.of(desk.code)
    assert (same.accused, same.kept_out) == (other.accused, other.kept_out)
    await desk.clerk.says(f"/gop {again} {desk.code}")
    desk.clerk.sees_key("closing.not_into_that")


async def test_a_follower_whom_the_case_turns_out_to_be_about_sees_what_any_sees_who_is_parted(
    office: OfficeUnderTest,
) -> None:
    """By no sentence, line, time or old button do they know the one from the other."""
    desk = await Followed(office).opens(leader=True)
    other = await office.staff("official", "NOIVU", "Anh Nội vụ")
    meant = await office.staff("official", "KTHT", "Lê Thị Nở")
    codes = [await files_a_report(one, SAME_AGAIN) for one in (other, meant)]
    for code in codes:
        await desk.merges(code, desk.code)

    async def seen(person: Talker, code: str) -> list[str]:
        number, since = (await desk.of(code)).id, len(office.paper.sent)
        for said in (f"/tracuu {code}", "/cuatoi", f"/xem {desk.code}"):
            await person.says(said)
        for button in ("case", "thread", "why", "reopen", "verdict", "rate", "withdraw"):
            await person.sends(choice=f"{button}:{number}")
        return [
            re.sub(rf"{code}(-\w+)?|:{number}\b|f:\d+", "…", f"{reply.text} {reply.choices}")
            for reply in person.replies(since=since)
        ]

    since = len(office.paper.sent)
    await desk.clerk.sends(choice=f"unmerge:{(await desk.of(codes[0])).id}")
    await opens_own(desk)
    await desk.citizen.presses("Bổ sung")
    await desk.citizen.says("Bà Nở phòng Kinh tế - Hạ tầng quát tháo, vòi tiền tôi")
    await desk.citizen.presses("Xong")
    assert [(await desk.of(code)).status for code in codes] == ["received", "received"]
    assert not other.replies(since=since) + meant.replies(since=since)
    assert await seen(meant, codes[1]) == await seen(other, codes[0])
    meant.sees_nothing_of("tách")


async def test_what_followers_see_is_what_the_table_says(office: OfficeUnderTest) -> None:
    desk = await Followed(office).opens()
    await desk.answers()
    assert sight_of(CaseWitness.FOLLOWER, CaseKind.ORDINARY, CaseStage.FORWARDED).answer is Seen.YES
    assert any("đèn được thay xong" in reply.text for reply in desk.neighbour.replies())
    about = (CaseKind.CONDUCT, CaseKind.NAMED, CaseKind.ABOUT_OFFICE, CaseKind.RESTRICTED)
    nothing = {sight_of(CaseWitness.FOLLOWER, kind, stage) for kind in about for stage in CaseStage}
    assert nothing == {NOTHING}
