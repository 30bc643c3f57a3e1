"""Whoever works on a case reads all that was said in it; its owner reads it without our names."""

from __future__ import annotations

from tests.support.desk import ANSWER, Desk, answers, labels
from tests.support.story import OfficeUnderTest, photo

ADDED = "Cột số 5 gần ngã ba, mất cả bóng"
AGAIN = "Đèn vẫn tắt, chưa ai đến thay"
APPEAL = "Hai lần trả lời đều không đúng việc tôi hỏi"


async def test_the_card_says_the_newest_words_first_and_the_thread_all_of_them_in_order(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    chair = await office.staff("chair", name="Ông Chủ tịch")
    case = await desk.case()
    await desk.citizen.sends(choice=f"add:{case.id}")
    await desk.citizen.says(ADDED, media=(photo(7),))
    await desk.citizen.presses("Xong")
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.presses("Chưa xong")
    await desk.citizen.says(AGAIN)
    await desk.citizen.sends(choice=desk.citizen.button("Xong").value)
    await desk.official.says(f"/xem {desk.code}")
    card = desk.official.sees(AGAIN, case.text)
    assert card.text.index(AGAIN) < card.text.index(ANSWER) < card.text.index(case.text)
    await answers(desk.official, desk.code, "Đã cử người đến thay bóng lần nữa sáng nay.")
    await desk.citizen.sends(choice=f"appeal:{case.id}")
    await desk.citizen.says(APPEAL)
    await desk.citizen.sends(choice=desk.citizen.button("Xong").value)
    everything = [case.text, ADDED, ANSWER, AGAIN, "thay bóng lần nữa", APPEAL]
    for person in (chair, desk.clerk, desk.citizen):
        await person.sends(choice=f"thread:{case.id}")
        thread = person.sees(*everything, "xin cấp trên xem xét")
        places = [thread.text.index(one) for one in everything]
        assert places == sorted(places)
        assert photo(7).sha256 in {item.sha256 for item in thread.media}
        for name in ("Anh Hạ tầng", "Chị Trưởng phòng", "Chị Văn phòng"):
            assert name not in thread.text
    for nobody in (office.citizen(), await office.staff("official", "YTE", "Chị Y tế")):
        await nobody.sends(choice=f"thread:{case.id}")
        assert not [one for one in nobody.latest if ADDED in one.text]


async def test_a_card_without_further_words_has_no_thread_to_show(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await desk.official.says(f"/xem {desk.code}")
    assert "Diễn biến" not in labels(desk.official.sees(desk.code))
