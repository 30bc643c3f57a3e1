"""An answer and a solution are two things: done, done by a day, or not possible."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from rules.citizen_verdict import RESOLVED, UNRESOLVED
from rules.local_time import ZONE
from rules.solution import Solution, day_promised_in, day_typed
from storage import case_answers, cases
from storage.models import Case
from tests.support.desk import LAND, Desk, answered, labels, presses_more
from tests.support.portal import Reader, publishes
from tests.support.story import OfficeUnderTest

WILL = "Phòng sẽ đổ đá đoạn đường này trước 15/12/2026, mong bà con thông cảm."


async def solution(desk: Desk) -> Solution:
    async with desk.office.app.db.read() as db:
        return await case_answers.solution_of_case(db, await desk.case())


async def drafts(desk: Desk, text: str) -> None:
    await desk.official.says(f"/traloi {desk.code} {text}")
    await desk.official.presses("Xong")


async def test_the_tap_that_sends_says_that_it_is_done_and_the_citizen_reads_it(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    desk.citizen.sees("đã làm xong")
    assert await solution(desk) == Solution("solved")


async def test_a_promised_day_is_asked_reminded_apologised_for_and_kept(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await drafts(desk, WILL)
    await desk.official.presses("Gửi cho người dân: đã làm xong")
    # It says that it will be done: asked, and never taken for done.
    desk.official.sees("có hẹn thứ Ba 15/12/2026")
    await desk.official.presses("Sẽ làm xong")
    await desk.official.says("hôm nào đó")
    desk.official.sees("gõ một ngày sắp tới")
    await desk.official.presses("Trước hết")
    desk.citizen.sees("đổ đá", "hẹn làm xong chậm nhất", "15/12/2026")
    await desk.days_pass(4)
    assert not any("đã xong chưa ạ" in one.text for one in desk.citizen.replies())
    assert await solution(desk) == Solution("promised", date(2026, 12, 15))
    await office.time_passes(datetime(2026, 12, 14, 9, tzinfo=ZONE))
    desk.official.sees("chậm nhất", "15/12/2026")
    await office.time_passes(datetime(2026, 12, 16, 9, tzinfo=ZONE))
    desk.citizen.sees("chưa báo xong", "xin lỗi", desk.code)
    desk.leader.sees("quá ngày hẹn", desk.code)
    told = len(desk.citizen.replies())
    await office.time_passes(datetime(2026, 12, 16, 14, tzinfo=ZONE))
    assert len(desk.citizen.replies()) == told
    await office.citizen().sends(choice=f"solve:{(await desk.case()).id}")
    assert (await solution(desk)).done_on is None
    await desk.official.presses("Đã làm xong")
    shown = desk.citizen.sees("báo đã làm xong")
    assert labels(shown)[:2] == ["Xong rồi", "Chưa xong"]
    assert (await solution(desk)).solved
    await desk.official.sends(choice=f"solve:{(await desk.case()).id}")
    desk.official.sees("không còn việc nào hẹn")


@pytest.mark.parametrize("told", ["15/12", "31/12/9999", "29/2"])
async def test_whatever_day_an_answer_tells_sending_it_asks_and_never_fails(
    office: OfficeUnderTest, told: str
) -> None:
    desk = await Desk(office).opens()
    await drafts(desk, f"Đoạn còn lại đội sẽ làm trước {told}, mong bà con thông cảm.")
    await desk.official.presses("Gửi cho người dân: đã làm xong")
    desk.official.sees("đã làm xong, hay sẽ làm xong")
    await desk.official.presses("Sẽ làm xong")
    for day in ("31/12/9999", "1/1/0001", "99/99/9999"):
        await desk.official.says(day)
        desk.official.sees("gõ một ngày sắp tới")
    desk.official.sees_nothing_of("mã lỗi")


async def test_what_cannot_be_done_says_why_and_where_else(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await drafts(desk, "Đoạn này thuộc quốc lộ nên huyện không sửa được.")
    await desk.official.presses("Gửi: không làm được")
    await desk.official.says("Quốc lộ do Khu Quản lý đường bộ III giữ, xin gọi 0236 3822 500.")
    told = desk.citizen.sees("Khu Quản lý đường bộ III", "không làm được")
    # Nobody is asked whether what cannot be done is done.
    assert labels(told) == ["Chưa đồng ý", "Đánh giá câu trả lời"]
    await desk.days_pass(4)
    assert not any("đã xong chưa ạ" in one.text for one in desk.citizen.replies())
    await desk.citizen.presses("Chưa đồng ý")
    desk.citizen.sees("chưa ổn ở chỗ nào")
    assert await solution(desk) == Solution("impossible")


async def test_what_is_signed_keeps_what_its_draft_said(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True, text=LAND)
    await drafts(desk, "Hồ sơ đã đủ, phòng sẽ cấp giấy cho gia đình.")
    await desk.official.presses("Gửi: sẽ làm xong")
    await desk.official.says("20/12/2026")
    desk.leader.sees("hẹn làm xong chậm nhất", "20/12/2026")
    await desk.leader.presses("Duyệt")
    assert await solution(desk) == Solution("promised", date(2026, 12, 20))


async def test_an_answer_to_a_question_is_sent_as_it_is(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    async with office.app.db.begin() as db:
        case = await db.merge(await desk.case())
        case.kind = "question"
    await drafts(desk, "Phòng làm việc từ 7 giờ đến 17 giờ mỗi ngày.")
    assert labels(desk.official.latest[-1])[:2] == ["Gửi cho người dân", "Sửa"]
    await desk.official.presses("Gửi cho người dân")
    assert await solution(desk) == Solution()


async def test_public_pages_say_the_promised_day_that_it_was_broken_and_what_the_citizen_says(
    office: OfficeUnderTest,
) -> None:
    codes = [await publishes(office, number, "Đường làng lầy lội") for number in (1, 2)]
    now = office.app.clock.now()
    async with office.app.db.begin() as db:
        for code, days in zip(codes, (1, -1), strict=True):
            case = await cases.case_by_code(db, code)
            assert case is not None
            by = Solution("promised", now.date() + timedelta(days=days))
            await case_answers.add_answer(db, case, WILL, None, now, solution=by)
            case.verdict = RESOLVED if days > 0 else UNRESOLVED
    _, results, _ = await Reader(office).get("/ket-qua")
    for said in ("hẹn làm xong", "xin lỗi người dân", "đã giải quyết", "chưa giải quyết"):
        assert results.count(said) >= 1, said
    kept = [await Reader(office).get(f"/ket-qua/{code}") for code in codes]
    assert ["hẹn làm xong chậm nhất" in page for _, page, _ in kept] == [True, True]
    assert ["xin lỗi người dân" in page for _, page, _ in kept] == [False, True]
    reader = office.citizen()
    await reader.sends(choice=f"result:{(await broken_case(office, codes[1])).id}")
    reader.sees("xin lỗi người dân")


async def broken_case(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    return case


async def test_a_card_and_a_list_say_what_was_promised_broken_and_opened_again(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await drafts(desk, WILL)
    await desk.official.presses("Gửi: sẽ làm xong")
    await desk.official.says("4/12/2026")
    desk.clerk.sees(desk.code, "hẹn làm xong thứ Sáu 04/12/2026")
    await desk.official.says(f"/xem {desk.code}")
    desk.official.sees("Đã trả lời, hẹn làm xong thứ Sáu 04/12/2026")
    await office.time_passes(datetime(2026, 12, 7, 9, tzinfo=ZONE))
    await desk.official.says(f"/xem {desk.code}")
    desk.official.sees("Đã trả lời, lỡ hẹn thứ Sáu 04/12/2026")
    await desk.citizen.presses("Chưa xong")
    await desk.citizen.says("Vẫn chưa thấy ai đến làm")
    await desk.citizen.presses("Xong")
    await desk.official.says("/viec")
    desk.official.sees(desk.code, "🔁 mở lại lần 1", "⚠️ đã lỡ hẹn")
    await desk.official.says(f"/xem {desk.code}")
    desk.official.sees("🔁 mở lại lần 1", "⚠️ đã lỡ hẹn")
    await drafts(desk, "Đoạn này thuộc quốc lộ nên huyện không sửa được.")
    await desk.official.presses("Gửi: không làm được")
    await desk.official.says("Quốc lộ do Khu Quản lý đường bộ III giữ, xin gọi 0236 3822 500.")
    desk.clerk.sees(desk.code, "báo không làm được")


async def test_what_was_asked_stands_on_the_card_until_it_is_worked_on(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await desk.leader.says(f"/xem {desk.code}")
    desk.leader.sees("cơ quan hỏi thêm", "gần nhà ai ạ")
    await desk.citizen.says("Cột số 5")
    await desk.citizen.presses("Xong")
    await desk.leader.says(f"/xem {desk.code}")
    desk.leader.sees("gần nhà ai ạ", "Cột số 5")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (WILL, date(2026, 12, 15)),
        ("Dự kiến hoàn thành trong ngày 5/1", date(2027, 1, 5)),
        ("Đèn được thay xong ngày 30/11/2026.", None),
        ("Phòng sẽ phối hợp giải quyết theo Nghị định 20/2008/NĐ-CP", None),
        ("Sẽ làm trước 31/02/2027", None),
    ],
)
def test_a_promise_is_a_day_to_come(text: str, day: date | None) -> None:
    assert day_promised_in(text, date(2026, 11, 30)) == day


def test_a_day_is_typed_with_or_without_its_year() -> None:
    today = date(2026, 11, 30)
    assert day_typed("15/12", today) == day_typed("ngày 15-12-2026", today) == date(2026, 12, 15)
    assert day_typed("mai", today) is None
