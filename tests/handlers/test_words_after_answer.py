"""Plain words after an answer are a verdict and a rating, and are kept."""

from __future__ import annotations

import pytest

from storage import notes, ratings
from tests.support.desk import ANSWER, Desk, answered, answers, labels, presses_more
from tests.support.story import OfficeUnderTest, files_a_report


async def kept(desk: Desk) -> tuple[str, str, list[str], tuple[int, str] | None]:
    """The case's status and verdict, the words kept with it, its rating."""
    case = await desk.case()
    async with desk.office.app.db.read() as db:
        said = [f"{note.kind}: {note.text}" for note in await notes.notes_of_case(db, case)]
        rated = await ratings.rating_of_case(db, case.id)
    score = None if rated is None else (rated.score, str(rated.words))
    return case.status, case.verdict, said, score


async def promises(desk: Desk, day: str) -> None:
    await desk.official.says(f"/traloi {desk.code} Phòng sẽ thay bóng trước {day}.")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi: sẽ làm xong")
    await desk.official.presses("Trước hết")


async def test_that_it_is_done_is_kept_confirmed_rated_and_taken_back_if_it_was_not_meant_so(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    words = "den sang trung roi, may anh gioi qua"
    await desk.citizen.says(words)
    shown = desk.citizen.sees("đã ghi là việc đã xong, đánh giá «Rất hài lòng»", desk.code)
    assert (len(desk.citizen.latest), labels(shown)) == (1, ["Không phải vậy"])
    assert await kept(desk) == ("answered", "resolved", [f"addition: {words}"], (5, words))
    await desk.citizen.says("không phải vậy")
    shown = desk.citizen.sees("đã bỏ ghi ấy", desk.code)
    assert labels(shown)[:2] == ["Xong rồi", "Chưa xong"]
    assert (await kept(desk))[1] == "waiting"
    await desk.citizen.says("/chamtraloi")
    desk.citizen.sees("hài lòng đến mức nào")
    await desk.citizen.says("/daxong")
    desk.citizen.sees_key("verdict.thanks")
    await desk.citizen.says("sửa xong rồi")
    assert (await kept(desk))[1] == "resolved"
    await desk.citizen.presses("Không phải vậy")
    await desk.citizen.presses("Đây là phản ánh mới")
    await desk.citizen.answers("intake", until="confirm")
    desk.citizen.sees("sửa xong rồi")


async def test_a_rating_in_words_asks_in_the_same_sentence_whether_it_is_done(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.says("tam duoc")
    shown = desk.citizen.sees("đã ghi đánh giá «Bình thường». Việc đã xong chưa ạ?")
    assert labels(shown) == ["Xong rồi", "Chưa xong", "Không phải vậy"]
    assert await kept(desk) == ("answered", "waiting", ["addition: tam duoc"], (3, "tam duoc"))
    await desk.citizen.says("xong rồi")
    desk.citizen.sees("đã ghi là việc đã xong")
    assert not [one for one in desk.citizen.latest if "hài lòng đến mức nào" in one.text]


async def test_that_it_is_not_done_is_the_reason_of_another_look_without_a_further_word(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.says("vẫn y nguyên")
    desk.citizen.sees("đã ghi là việc chưa xong", desk.code)
    assert "Không phải vậy" in labels(desk.citizen.latest[-1])
    assert (await kept(desk))[:2] == ("answered", "unresolved")
    await desk.citizen.presses("Không phải vậy")
    desk.citizen.sees("đã bỏ ghi ấy")
    assert await kept(desk) == ("answered", "waiting", ["addition: vẫn y nguyên"], None)
    await desk.citizen.says("chua het dau")
    await desk.citizen.presses("Xong")
    desk.official.sees("chưa hài lòng", "chua het dau")
    assert (await kept(desk))[:2] == ("forwarded", "unresolved")


async def test_a_button_pressed_after_doubtful_words_takes_them_along(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    said = "đèn sáng được một hôm rồi lại tắt"
    await desk.citizen.says(said)
    asked = desk.citizen.sees("Về câu trả lời", desk.code)
    assert "Việc đã xong rồi" in labels(asked)
    await desk.citizen.presses("Chưa xong")
    desk.official.sees("chưa hài lòng", said)
    assert (await kept(desk))[:3] == ("forwarded", "unresolved", [f"reopen: {said}"])
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.says("hôm nay đèn có sáng hơn trước")
    await desk.citizen.presses("Việc đã xong rồi")
    desk.citizen.sees("đã ghi là việc đã xong")
    status, verdict, words, _ = await kept(desk)
    assert (status, verdict, words[1:]) == (
        "answered",
        "resolved",
        ["addition: hôm nay đèn có sáng hơn trước"],
    )


async def test_words_that_may_say_more_are_asked_of_and_are_the_reason_not_those_before(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.says("Sáng đèn rồi nha, tối qua đi về nhìn rõ đường lắm")
    await desk.citizen.presses("Việc đã xong rồi")
    await desk.citizen.says("hom nay lai tat nua roi ne")
    desk.citizen.sees("là để làm gì?")
    await desk.citizen.presses("Chưa hài lòng")
    status, verdict, said, _ = await kept(desk)
    assert (status, verdict) == ("forwarded", "unresolved")
    assert said[-1] == "reopen: hom nay lai tat nua roi ne"
    desk.official.sees("hom nay lai tat nua roi ne")


async def test_of_several_answers_one_is_asked_which_and_what_is_open_counts_as_not_done(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    other = await files_a_report(desk.citizen, "Rác đổ đầy ngã ba chợ, mùi hôi thối")
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.says("chưa xong đâu")
    assert {desk.code, other} <= {one.split(":")[0] for one in labels(desk.citizen.latest[-1])}
    await desk.citizen.presses(desk.code)
    await desk.citizen.presses("Hủy")
    assert (await kept(desk))[1] == "unresolved"
    await desk.clerk.says(f"/chuyen {other} KTHT")
    await answers(desk.official, other, "Đã gom rác tại ngã ba chợ ngày 30/11/2026.")
    await desk.citizen.says("/huy")
    await desk.citizen.says("đèn sáng rồi")
    desk.citizen.sees("đã ghi là việc đã xong", desk.code)
    await desk.citizen.says("5 sao")
    desk.citizen.sees("đã ghi đánh giá", other)


@pytest.mark.parametrize(
    "said",
    [
        "cháy rồi, cứu với",
        "rác chợ Phú Hòa chưa ai dọn, hôi thối lắm",
        "đèn ở xã Ia Phí vẫn tắt",
        "cán bộ tên Tùng đòi tiền mới sửa",
    ],
)
async def test_another_matter_another_place_and_danger_are_no_verdict(
    office: OfficeUnderTest, said: str
) -> None:
    desk = await answered(office)
    await desk.citizen.says(said)
    assert (await kept(desk))[1:] == ("waiting", [], None)


async def test_under_a_promise_one_waits_and_done_is_asked_once_more(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await promises(desk, "15/12/2026")
    told = desk.citizen.sees("hẹn làm xong chậm nhất")
    assert labels(told) == ["Tôi chờ", "Chưa đồng ý", "Đánh giá câu trả lời"]
    await desk.citizen.presses("Tôi chờ")
    desk.citizen.sees("15/12/2026", "báo lại")
    old = f"verdict:{(await desk.case()).id}:resolved"
    for press in ({"choice": old}, {"text": "xong rồi"}):
        await desk.citizen.sends(**press)
        assert labels(desk.citizen.sees("thật rồi ạ")) == ["Đã làm xong rồi", "Tôi chờ"]
        assert (await kept(desk))[1] == "waiting"
    await desk.citizen.says("chua xong dau")
    assert labels(desk.citizen.sees("chậm nhất"))[:2] == ["Tôi chờ", "Chưa đồng ý"]
    await desk.citizen.presses("Chưa đồng ý")
    await desk.citizen.presses("Xong")
    desk.official.sees("chưa hài lòng", "chua xong dau")


async def test_promised_work_that_is_done_early_is_done_by_the_citizens_word(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await promises(desk, "15/12/2026")
    await desk.citizen.says("sửa xong rồi, cảm ơn")
    await desk.citizen.presses("Đã làm xong rồi")
    assert (await kept(desk))[:2] == ("answered", "resolved")


async def test_with_nothing_answered_the_same_words_are_no_verdict(
    office: OfficeUnderTest,
) -> None:
    stranger = office.citizen()
    await stranger.says("sửa xong rồi")
    stranger.sees_key("plain.welcome")
    await stranger.says("5 sao luôn")
    stranger.sees("muốn đánh giá nơi nào")
    desk = await Desk(office).opens()
    await desk.citizen.says("chưa ai đến")
    desk.citizen.sees(desk.code, "Hạn trả lời")
    await desk.citizen.says("/chuaxong")
    desk.citizen.sees(desk.code, "Hạn trả lời")
    await desk.citizen.says("sửa xong rồi")
    desk.citizen.sees("Bổ sung cho", desk.code)
    await desk.citizen.presses("Xong")
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn đã sáng lại chưa ạ?")
    await desk.citizen.says("chưa xong đâu")
    await desk.citizen.presses("Xong")
    desk.official.sees("người dân trả lời", "chưa xong đâu")


async def test_in_the_middle_of_a_report_they_are_words_of_the_report(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.says("/gopy")
    for words in ("Cống trước chợ Phú Hòa nghẹt", "chưa ai tới sửa"):
        await desk.citizen.says(words)
    await desk.citizen.answers("intake", until="confirm")
    desk.citizen.sees("Cống trước chợ", "chưa ai tới sửa")
    assert (await kept(desk))[1] == "waiting"
