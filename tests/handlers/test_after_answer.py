"""After an answer: done or not by the citizen's own word, and words that belong to it."""

from __future__ import annotations

import msgspec
import pytest

from publish.reports.writer import ReportWriter
from publish.web.public_figures import PublicFigures
from storage import cases, notes
from storage.models import Case
from storage.models.cases import CONDUCT
from tests.support.desk import ANSWER, Desk, answered, answers, labels
from tests.support.reports import report_of
from tests.support.story import OfficeUnderTest, Talker, files_a_report


async def kept_words(desk: Desk) -> list[tuple[str, str]]:
    async with desk.office.app.db.read() as db:
        found = await notes.notes_of_case(db, await desk.case())
    return [(note.kind, note.text) for note in found]


async def case_of(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        found = await cases.case_by_code(db, code)
    assert found is not None
    return found


async def test_under_an_answer_one_says_whether_it_is_done_and_may_change_ones_mind(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    assert labels(desk.citizen.sees(ANSWER)) == ["Xong rồi", "Chưa xong", "Đánh giá câu trả lời"]
    assert (await desk.case()).verdict == "waiting"
    await desk.citizen.presses("Xong rồi")
    desk.citizen.sees("đã ghi là việc đã xong")
    await desk.citizen.presses("Hài lòng")
    assert (await desk.case()).verdict == "resolved"
    await desk.citizen.presses("Bỏ qua")
    await desk.citizen.presses("Chưa xong")
    assert (await desk.case()).verdict == "unresolved"
    await desk.citizen.says("Đèn vẫn tối, chưa ai đến thay")
    await desk.citizen.presses("Xong")
    desk.official.sees("chưa hài lòng", "Đèn vẫn tối")
    assert (await desk.case()).status == "forwarded"
    # Another answer: what was said of the one before is over.
    await answers(desk.official, desk.code, ANSWER)
    assert (await desk.case()).verdict == "waiting"
    await office.citizen().sends(choice=f"verdict:{(await desk.case()).id}:resolved")
    assert (await desk.case()).verdict == "waiting"


async def test_who_did_not_say_is_asked_once_and_never_in_the_middle_of_something(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    later = await files_a_report(silent := office.citizen(), remind=False)
    await desk.clerk.says(f"/chuyen {later} KTHT")
    await answers(desk.official, later, ANSWER)
    question = "đã xong chưa ạ"

    def asked(person: Talker) -> int:
        return sum(question in one.text for one in person.replies())

    await desk.days_pass(2)
    assert not asked(desk.citizen)
    await desk.citizen.says("/gopy")
    await desk.days_pass(1)
    assert not asked(desk.citizen), "a report is being told"
    await desk.citizen.says("/huy")
    await desk.days_pass(1)
    assert labels(desk.citizen.sees(question, desk.code))[:2] == ["Xong rồi", "Chưa xong"]
    await desk.days_pass(4)
    assert (asked(desk.citizen), asked(silent)) == (1, 0)
    assert {(await desk.case()).verdict, (await case_of(office, later)).verdict} == {"asked"}
    await desk.citizen.presses("Xong rồi")
    assert (await desk.case()).verdict == "resolved"


async def test_displeasure_typed_after_an_answer_is_about_it(office: OfficeUnderTest) -> None:
    desk = await answered(office)
    said = "vẫn chưa nhận được gì hết, trả lời vậy ai mà chịu"
    await desk.citizen.says(said)
    shown = desk.citizen.sees("Về câu trả lời", desk.code)
    assert labels(shown)[:5] == [
        "Chưa hài lòng, xin xem lại",
        "Xin cấp trên xem xét",
        "Việc đã xong rồi",
        "Bổ sung nội dung, ảnh",
        "Đây là phản ánh mới",
    ]
    await desk.citizen.presses("Chưa hài lòng, xin xem lại")
    desk.official.sees("chưa hài lòng", said)
    case = await desk.case()
    assert (case.status, case.verdict) == ("forwarded", "unresolved")


@pytest.mark.parametrize(
    "said",
    [
        "toi khong dong y, toi muon chu tich huyen xem lai",
        "xin cap tren xem xet",
        "khong dong y voi cau tra loi nay, den van tat",
        "khieu nai cau tra loi nay",
    ],
)
async def test_displeasure_in_whatever_words_leads_to_the_appeal_in_one_question(
    office: OfficeUnderTest, said: str
) -> None:
    desk = await answered(office)
    chair = await office.staff("chair")
    await desk.citizen.says(said)
    desk.citizen.sees("Về câu trả lời", desk.code)
    await desk.citizen.presses("Xin cấp trên xem xét")
    desk.citizen.sees_key("followup.appeal_done")
    chair.sees("xin cấp trên xem xét", said)


async def test_an_appeal_that_names_somebody_is_about_them(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await office.staff("official", "KTHT", "Nguyễn Thanh Tùng")
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.says("tôi khiếu nại ông Nguyễn Thanh Tùng, trả lời sai hết, không đồng ý")
    await desk.citizen.presses("Xin cấp trên xem xét")
    assert (await desk.case()).accused == "KTHT"


async def test_displeasure_long_after_an_answer_or_before_any_is_no_new_report(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.citizen.says("tôi không đồng ý")
    desk.citizen.sees(desk.code, "Hạn trả lời")
    await answers(desk.official, desk.code, ANSWER)
    await desk.days_pass(office.app.office.deadlines["reopen"].days + 3)
    await desk.citizen.says("tôi không đồng ý, xin cấp trên xem xét")
    assert labels(desk.citizen.sees("Về câu trả lời", desk.code))[0] == "Xin cấp trên xem xét"


async def test_a_denunciation_or_danger_after_an_answer_is_still_a_matter_of_its_own(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    for said in ("tôi tố cáo cán bộ xã nhận hối lộ", "cháy nhà rồi, có người kẹt bên trong"):
        await desk.citizen.says(said)
        assert not [one for one in desk.citizen.latest if "Về câu trả lời" in one.text], said
        await desk.citizen.says("/huy")


async def test_words_after_an_answer_are_passed_on_without_opening_the_case_again(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    await desk.citizen.says("nhớ thay luôn cột bên cạnh")
    await desk.citizen.presses("Bổ sung nội dung, ảnh")
    desk.official.sees("cột bên cạnh")
    assert (await desk.case()).status == "answered"
    await desk.citizen.says("Đường vào làng Kép lầy lội, xe không vào được")
    await desk.citizen.presses("Đây là phản ánh mới")
    await desk.citizen.answers("intake")
    code = desk.citizen.sees("Đã tiếp nhận").case
    assert "làng Kép" in (await case_of(office, code)).text


async def test_a_few_words_after_an_answer_may_be_about_it_though_another_case_is_open(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await files_a_report(desk.citizen, "Rác đổ đầy ngã ba chợ, mùi hôi thối")
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.says("đèn nhà tôi có sáng đâu")
    await desk.citizen.presses(desk.code)
    await desk.citizen.presses("Chưa hài lòng, xin xem lại")
    assert ("reopen", "đèn nhà tôi có sáng đâu") in await kept_words(desk)


async def test_adding_while_the_case_closes_ends_loses_nothing_and_names_no_colleague(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.citizen.says("/cuatoi")
    await desk.citizen.presses(desk.code)
    await desk.citizen.presses("Bổ sung")
    await desk.citizen.says("Cột số 5 gần ngã ba, mất cả bóng")
    done = desk.citizen.button("Xong")
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.sends(choice=done.value)
    desk.citizen.sees("Đã bổ sung", desk.code)
    desk.official.sees("người dân bổ sung", "mất cả bóng")
    assert not [one for one in desk.citizen.latest if "Anh Hạ tầng" in one.text]
    assert ("addition", "Cột số 5 gần ngã ba, mất cả bóng") in await kept_words(desk)


async def test_taking_back_a_case_that_is_over_is_said_once_and_not_asked_for_ever(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.citizen.says("/cuatoi")
    await desk.citizen.presses(desk.code)
    await desk.citizen.presses("Rút phản ánh")
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.presses("Rút")
    desk.citizen.sees(desk.code)
    assert not [one for one in desk.citizen.latest if "Rút" in labels(one)]


async def test_the_citizens_word_is_the_first_figure_of_report_and_page_beside_who_did_not_say(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    other = await files_a_report(quiet := office.citizen())
    await desk.clerk.says(f"/chuyen {other} KTHT")
    await desk.official.says(f"/traloi {other} Phòng sẽ thay bóng đèn trong tuần tới.")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi: sẽ làm xong")
    await desk.official.presses("Trước hết")
    quiet.sees("hẹn làm xong")
    await desk.citizen.presses("Xong rồi")
    await desk.clerk.says("/baocao tuần này")
    await office.quiet(120)
    brief = desk.clerk.sees("Tóm tắt")
    assert brief.text.splitlines()[2] == (
        "• 1/1 người dân nói việc đã xong; 1 người được trả lời chưa nói. "
        "Cơ quan báo đã làm xong 1/2 lần trả lời."
    )
    source = await report_of(office, desk.today())
    report = ReportWriter(office.app.office, office.app.world.texts)
    assert report.document(source).paragraphs[0] == brief.text.splitlines()[2].removeprefix("• ")
    rows = report.workbook(source).tables[0].rows
    assert [row[1] for row in rows[:3]] == [1, 0, 1]
    await desk.days_pass(1)
    found = PublicFigures(office.app.db, office.app.office)
    counted = await found.verdicts(office.app.clock.now())
    # One person is no crowd.
    assert (counted.whole, counted.agencies) == ((0, 0, 0), {})
    single = msgspec.structs.replace(office.app.office.publishing, least_group=1)
    every = msgspec.structs.replace(office.app.office, publishing=single)
    counted = await PublicFigures(office.app.db, every).verdicts(office.app.clock.now())
    assert (counted.whole, counted.agencies) == ((1, 1, 1), {"KTHT": (1, 1, 1)})
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, desk.code)
        assert case is not None
        case.about = CONDUCT
    counted = await PublicFigures(office.app.db, every).verdicts(office.app.clock.now())
    # What is about officials would be missed among those they know.
    assert (counted.whole, counted.agencies) == ((1, 1, 1), {})


async def test_a_rating_may_be_changed_for_three_days_from_the_first_and_a_new_answer_is_rated_anew(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office)
    case_id = (await desk.case()).id

    async def rates(score: int) -> None:
        await desk.citizen.sends(choice=f"rate:{case_id}:{score}")

    await rates(2)
    await desk.days_pass(1)  # two days, for one is off
    await rates(3)
    desk.citizen.sees_key("rating.changed")
    await desk.days_pass(2)
    await rates(5)
    desk.citizen.sees("Đã quá 72 giờ")
    await desk.citizen.sends(choice=f"reopen:{case_id}")
    await desk.citizen.says("Đèn thay xong lại tắt, đường vẫn tối như trước")
    await desk.citizen.presses("Xong")
    await answers(desk.official, desk.code, ANSWER + " Đã đi dây mới.")
    await rates(5)
    desk.citizen.sees_key("rating.thanks")
