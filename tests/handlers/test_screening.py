"""What may be filed is asked in plain words; what may not is stopped and forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from rules.local_time import ZONE
from storage import cases
from storage.models import Conversation, InboxRow
from tests.support.desk import answered
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo


async def begun(office: OfficeUnderTest) -> Talker:
    citizen = office.citizen()
    await citizen.says("/gopy")
    return citizen


async def test_a_denunciation_is_stopped_and_nothing_of_it_stays(
    office: OfficeUnderTest,
) -> None:
    office.paper.keeps_history = True
    citizen = await begun(office)
    await citizen.says("Tôi tố cáo ông Mẫu nhận hối lộ của dân")
    citizen.sees("Tố cáo: báo người vi phạm pháp luật")
    await citizen.presses("Tố cáo")
    stopped = citizen.sees("đã được xóa khỏi hệ thống", "Luật Tố cáo", "Tiếp công dân")
    assert "15/12/2026" in stopped.text
    async with office.app.db.read() as db:
        payloads = (await db.execute(select(InboxRow.payload))).scalars().all()
        stacks = (await db.execute(select(Conversation.stack))).scalars().all()
    texts = [office.app.db.vault.decrypt(one).decode() for one in (*payloads, *stacks) if one]
    assert not [text for text in texts if "Mẫu" in text]
    await citizen.says("/cuatoi")
    citizen.sees("chưa gửi phản ánh nào")


async def test_words_that_only_sound_like_a_complaint_are_filed_after_one_question(
    office: OfficeUnderTest,
) -> None:
    citizen = await begun(office)
    await citizen.says("Bà con khiếu nại mãi mà đèn đường chợ Phú Hòa vẫn hỏng")
    await citizen.presses("Phản ánh, kiến nghị")
    citizen.sees("Họ và tên")


async def test_who_calls_a_dark_lamp_a_complaint_is_asked_once_and_heard_like_others(
    office: OfficeUnderTest,
) -> None:
    official = await office.staff("official", "KTHT", "Anh Bình")
    clerk = await office.staff("office", name="Chị Lan")
    said = {
        "Tôi khiếu nại cái đèn đường thôn 3 Nghĩa Hưng hư cả tháng": True,
        "Tôi khiếu nại Phòng Kinh tế - Hạ tầng hứa lèo, đèn đường thôn 3 vẫn tắt": False,
    }
    for words, ordinary in said.items():
        citizen = office.citizen()
        await citizen.says(words)
        asked = citizen.sees("hiếu nại").text
        assert ("hay khiếu nại một quyết định" in asked) is ordinary
        await citizen.presses("Phản ánh, kiến nghị")
        await citizen.answers("intake", until="confirm")
        expected = "Phòng Kinh tế - Hạ tầng" if ordinary else "nơi không bị phản ánh"
        citizen.sees(f"Chuyển đến: {expected}")
        await citizen.presses("Gửi")
        code = citizen.sees("Đã tiếp nhận phản ánh").case
        async with office.app.db.read() as db:
            case = await cases.case_by_code(db, code)
        assert case is not None
        assert (case.about == case.accused == "") == ordinary
        await clerk.says(f"/chuyen {code} KTHT")
        if ordinary:
            official.sees(code, "đèn đường thôn 3")
        else:
            official.sees_nothing_of(code)


async def test_danger_brings_the_emergency_numbers_at_once_and_marks_the_case(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("Dây điện đứt rơi xuống đường trước cổng trường, nguy hiểm lắm")
    citizen.sees("113", "114", "115")
    # What can wait is not asked: neither for consent, a field nor publication.
    assert await citizen.answers("alarm") == {"place", "phone"}
    code = citizen.sees("Đã tiếp nhận").case
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    assert case.urgent
    citizen.sees("trong 4 giờ")


async def test_who_does_not_want_to_live_gets_kind_words_and_somebody_to_talk_to(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("em muốn chết")
    kind = citizen.sees("không phải chịu một mình", "115")
    assert [choice.label for row in kind.choices for choice in row] == ["Gặp cán bộ"]
    assert "096" not in kind.text  # nobody of the office confirmed that number yet
    await citizen.presses("Gặp cán bộ")
    citizen.sees("115")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("abc xyz", "Xin chào bà con"),
        ("gui phan anh kien nghii", "Có phải anh/chị muốn"),
        ("sửa đèn chợ tới đâu rồi ạ", "Có phải anh/chị muốn"),
    ],
)
async def test_who_is_not_understood_is_told_whom_to_call(
    office: OfficeUnderTest, said: str, answer: str
) -> None:
    citizen = office.citizen()
    await citizen.says("/start")
    await citizen.says(said)
    citizen.sees(answer, "113, 114, 115")


@pytest.mark.parametrize(
    "said", ["ảnh giấy tờ của tôi đây", "cccd cua em do", "đó là hai mặt căn cước ạ"]
)
async def test_a_bare_photo_is_known_for_a_paper_by_what_is_said_right_after_it(
    office: OfficeUnderTest, said: str
) -> None:
    citizen = await begun(office)
    await citizen.says("Đèn đường chợ Phú Hòa hỏng hai tuần nay", media=(photo(1),))
    await citizen.says(media=(photo(2),))
    await citizen.says(media=(photo(3),))
    citizen.sees_nothing_of("giấy tờ tùy thân")
    await citizen.says(said)
    citizen.sees("giấy tờ tùy thân")
    await citizen.presses("Bỏ ảnh giấy tờ")
    citizen.sees("1 ảnh")


async def test_a_photo_is_no_paper_because_papers_are_what_it_is_about(
    office: OfficeUnderTest,
) -> None:
    citizen = await begun(office)
    await citizen.says(media=(photo(1),))
    await citizen.says("Làm căn cước ở công an xã phải chờ cả buổi")
    citizen.sees_nothing_of("giấy tờ tùy thân")


async def test_a_question_is_taken_without_asking_who_and_is_no_report(
    office: OfficeUnderTest,
) -> None:
    citizen = await begun(office)
    await citizen.says("Cho hỏi làm căn cước cho cháu 14 tuổi cần giấy tờ gì?")
    citizen.sees("không cần tên", "«Gửi và đồng ý» là cho")
    await citizen.presses("Đọc đủ")
    citizen.sees("Bên giữ dữ liệu")
    await citizen.presses("Chỉ hỏi: gửi và đồng ý")
    citizen.sees("Đã nhận câu hỏi", "không tính là phản ánh")
    await citizen.says("/gopy")
    await citizen.says("Cho hỏi nộp hồ sơ khai sinh ở đâu, mấy giờ làm việc ạ")
    assert "đồng ý" not in citizen.sees("không cần tên").text
    await citizen.presses("Chỉ hỏi: gửi luôn")
    citizen.sees("Đã nhận câu hỏi")


async def test_somebody_without_a_name_may_still_leave_a_note(office: OfficeUnderTest) -> None:
    citizen = await begun(office)
    await citizen.says("Đèn đường chợ Phú Hòa hỏng hai tuần nay")
    await citizen.answers("intake", until="name")
    await citizen.presses("Tôi không muốn để tên")
    citizen.sees("không nhận là phản ánh, kiến nghị được")
    await citizen.presses("Giữ để tham khảo")
    asked = await citizen.answers("intake")
    assert not {"name", "phone", "address", "publish"} & asked
    note = citizen.sees("Đã giữ thông tin để tham khảo")
    assert "Hạn trả lời" not in note.text


async def test_conduct_is_taken_from_the_words_and_one_press_says_that_it_is_none(
    office: OfficeUnderTest,
) -> None:
    citizen = await begun(office)
    await citizen.says("Thái độ cán bộ ở quầy hách dịch, bắt đi lại nhiều lần")
    await citizen.answers("intake", until="confirm")
    citizen.sees("Loại: phản ánh (về cán bộ)", "nơi không bị phản ánh")
    await citizen.presses("Không phải về cán bộ")
    assert "(về cán bộ)" not in citizen.sees("Xin xem lại trước khi gửi").text
    # Whoever it may be about is kept out all the same, until the office decides.
    citizen.sees("nơi không bị phản ánh")
    await citizen.presses("Là về cán bộ")
    citizen.sees("(về cán bộ)")


async def test_the_same_words_again_are_no_second_report(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    code = await files_a_report(citizen)
    with pytest.raises(AssertionError, match="đã gửi đúng nội dung này rồi"):
        await files_a_report(citizen)
    citizen.sees(code)


async def test_a_draft_is_reminded_of_once_and_dropped_after_a_week(
    office: OfficeUnderTest,
) -> None:
    citizen = await begun(office)
    await citizen.says("Đèn đường chợ Phú Hòa hỏng hai tuần nay")
    await citizen.answers("intake", until="confirm", remind="yes")
    tuesday = datetime(2026, 11, 24, 10, tzinfo=ZONE)
    citizen.seen = len(office.paper.sent)
    await office.time_passes(tuesday)
    citizen.sees("còn một phản ánh viết dở")
    await office.time_passes(tuesday + timedelta(days=1))
    assert len([reply for reply in citizen.latest if "viết dở" in reply.text]) == 1
    await citizen.presses("Viết tiếp")
    citizen.sees("Xin xem lại trước khi gửi", "hỏng hai tuần nay")
    citizen.seen = len(office.paper.sent)
    await office.time_passes(tuesday + timedelta(days=9))
    citizen.sees("đã quá hạn giữ")


async def test_too_many_reports_a_day_wait_until_tomorrow(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = office.citizen()
    for number in range(10):
        await files_a_report(citizen, f"Đèn đường số {number} trước chợ Phú Hòa hỏng")
    with pytest.raises(AssertionError, match="là mức tối đa trong một ngày"):
        await files_a_report(citizen, "Đèn đường số mười một trước chợ hỏng")


async def test_reminders_and_invitations_are_a_purpose_of_their_own(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office, remind=False)
    citizen = desk.citizen
    citizen.sees("trả lời anh/chị")
    assert not [reply for reply in citizen.latest if "hài lòng đến mức nào" in reply.text]
    # Nobody asks, and yet whoever wants to may rate.
    await citizen.presses("Đánh giá câu trả lời")
    await citizen.presses("Hài lòng")
    citizen.sees("Đã ghi: Hài lòng")


async def test_an_insult_is_answered_politely_once(office: OfficeUnderTest) -> None:
    citizen = await begun(office)
    await citizen.says("đồ ngu, đèn hỏng hai tuần không ai sửa")
    citizen.sees("hiểu anh/chị đang bực")
    await citizen.says("đồ ngu, nhanh lên")
    assert not [reply for reply in citizen.latest if "đang bực" in reply.text]
