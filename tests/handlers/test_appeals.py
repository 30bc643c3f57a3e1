"""An appeal is decided by the chair: the answer stands, they answer, or an agency looks again."""

from __future__ import annotations

from datetime import datetime

from rules.deadline import add_working_days
from rules.local_time import ZONE
from tests.support.desk import Desk, answered, labels, opens_own, promised
from tests.support.story import OfficeUnderTest, Talker

DECISIONS = [
    "Giữ nguyên câu trả lời",
    "Trả lời thay",
    "Giao cơ quan xem lại, có hạn",
]
WHY = "Vốn năm nay đã phân bổ hết, đường này có trong kế hoạch năm sau."


async def appealed(office: OfficeUnderTest) -> tuple[Desk, Talker]:
    desk = await answered(office)
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await opens_own(desk)
    await desk.citizen.presses("Xin cấp trên")
    await desk.citizen.says("Trả lời không đúng việc tôi hỏi, xin chủ tịch cho biết bao giờ làm")
    await desk.citizen.presses("Xong")
    return desk, chair


async def test_an_appeal_says_what_it_is_to_the_chair_and_is_upheld_with_reasons(
    office: OfficeUnderTest,
) -> None:
    desk, chair = await appealed(office)
    case = await desk.case()
    await chair.says("/viec")
    chair.sees("Xin cấp trên xem xét", "⬆️ xin cấp trên xem xét", desk.code)
    next_day = add_working_days(desk.today(), 1, office.app.office.calendar)
    chair.seen = len(office.paper.sent)
    await office.time_passes(datetime(*next_day.timetuple()[:3], 9, tzinfo=ZONE))
    morning = chair.sees("1 vụ việc người dân xin cấp trên xem xét", desk.code)
    assert "Văn phòng" not in morning.text
    await chair.sends(choice=f"open:{case.id}")
    shown = labels(chair.sees("⬆️ Người dân xin cấp trên xem xét", "bao giờ làm"))
    assert shown[:3] == DECISIONS
    assert not [label for label in shown if label.startswith("Chuyển")]
    # A clerk sorts it, but does not decide it.
    await desk.clerk.sends(choice=f"open:{case.id}")
    assert not set(DECISIONS) & set(labels(desk.clerk.latest[-1]))
    for action in ("uphold", "answer_appeal", "assign_appeal"):
        await desk.clerk.sends(choice=f"{action}:{case.id}")
        desk.clerk.sees("không có quyền")
    await chair.presses("Giữ nguyên")
    chair.sees("Vì sao câu trả lời giữ nguyên")
    await chair.says(WHY)
    await chair.presses("Gửi cho người dân")
    desk.citizen.sees("Lãnh đạo UBND huyện Chư Păh trả lời", "giữ nguyên", WHY)
    desk.official.sees("lãnh đạo đã xem xét, giữ nguyên")
    decided = await desk.case()
    assert (decided.status, decided.level, decided.verdict) == ("answered", 1, "waiting")
    # It was decided above: whose answer it was about does not look at it again.
    for action, why in (("reopen", "followup.decided_above"), ("appeal", "followup.appealed")):
        await desk.citizen.sends(choice=f"{action}:{case.id}")
        desk.citizen.sees_key(why)
    await opens_own(desk)
    desk.citizen.sees("lãnh đạo xem xét, trả lời")


async def test_the_chair_answers_and_may_change_the_words_first(office: OfficeUnderTest) -> None:
    desk, chair = await appealed(office)
    await chair.presses("Mở vụ việc")
    await chair.presses("Trả lời thay")
    await chair.says("Ngắn")
    chair.sees("Xin viết")
    await chair.says("Huyện sẽ làm đường này trong quý I năm sau.")
    await chair.presses("Sửa")
    await chair.says(WHY)
    await chair.presses("Gửi cho người dân")
    told = desk.citizen.sees("Lãnh đạo UBND huyện Chư Păh trả lời", WHY)
    assert "quý I" not in told.text
    assert labels(told)[:2] == ["Xong rồi", "Chưa xong"]


async def test_an_agency_looks_again_by_the_day_the_chair_sets(office: OfficeUnderTest) -> None:
    desk, chair = await appealed(office)
    other = await office.staff("official", "TNMT", "Chị Môi trường")
    await chair.presses("Mở vụ việc")
    await chair.presses("Giao cơ quan")
    await chair.presses(office.app.office.agencies["TNMT"].short)
    await chair.presses("3 ngày")
    due = add_working_days(desk.today(), 3, office.app.office.calendar)
    assert await promised(desk) == due
    desk.citizen.sees("đã chuyển đến", f"{due:%d/%m/%Y}")
    other.sees("Lãnh đạo giao xem lại trong 3 ngày")
    assert (await desk.case()).agency == "TNMT"
    assert not desk.official.latest or "Lãnh đạo giao" not in desk.official.latest[-1].text


async def test_what_was_not_appealed_no_chair_decides(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(forwarded=False)
    chair = await office.staff("chair")
    await chair.sends(choice=f"uphold:{(await desk.case()).id}")
    chair.sees("không có quyền")
    assert (await desk.case()).status == "received"
