"""Who is away has a deputy: nothing waits on them, and the deputy's signature says so."""

from __future__ import annotations

import io
from datetime import datetime

import pypdfium2
import pytest

from rules.local_time import ZONE
from storage import case_answers, case_events, cases
from tests.support.accused import Accused
from tests.support.desk import ANSWER, LAND, Desk, answers, goes_away
from tests.support.story import OfficeUnderTest, Talker, files_a_report


async def with_a_deputy(office: OfficeUnderTest, first: str = "23/11") -> tuple[Desk, Talker]:
    """The leader of KTHT is away until Friday; somebody of the agency stands in."""
    desk = await Desk(office).opens(leader=True, text=LAND)
    deputy = await office.staff("official", "KTHT", "Anh Phó")
    await goes_away(desk.leader, first, "27/11/2026", "Anh Phó")
    return desk, deputy


async def hands_in(desk: Desk) -> None:
    await desk.official.presses("Trả lời")
    await desk.official.says(ANSWER)
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi")


async def test_the_draft_goes_to_the_deputy_whose_signature_is_marked(
    office: OfficeUnderTest,
) -> None:
    desk, deputy = await with_a_deputy(office)
    deputy.sees("làm thay Chị Trưởng phòng")
    desk.leader.seen = len(office.paper.sent)
    await hands_in(desk)
    desk.leader.sees_nothing()
    deputy.sees("chờ anh/chị duyệt", ANSWER)
    await deputy.presses("Duyệt và gửi")
    desk.official.sees("đã được duyệt (Anh Phó, ký thay Chị Trưởng phòng)")
    async with office.app.db.read() as db:
        case = await desk.case()
        line = (await case_events.events_of_case(db, case))[-1]
        answer = await case_answers.answer_of_case(db, case)
    assert (line.action, line.actor_id) == ("approve", answer and answer.signed_by)
    assert line.data["for"] != line.actor_id


async def test_the_deputy_who_answers_what_a_leader_signs_does_so_in_their_place(
    office: OfficeUnderTest,
) -> None:
    desk, deputy = await with_a_deputy(office)
    await answers(deputy, desk.code, ANSWER)
    async with office.app.db.read() as db:
        log = await case_events.events_of_case(db, await desk.case())
    (line,) = [line for line in log if line.action == "answer"]
    assert line.data["for"] != line.actor_id


async def test_the_deputy_signs_no_more_when_the_leader_is_back(office: OfficeUnderTest) -> None:
    desk, deputy = await with_a_deputy(office)
    await hands_in(desk)
    await desk.leader.says("/vang")
    await desk.leader.presses("Hết vắng")
    deputy.sees_key("deputies.deputy_no_more")
    await deputy.presses("Duyệt và gửi")
    deputy.sees_key("desk.not_yours")
    await desk.leader.says(f"/duyet {desk.code}")
    assert (await desk.case()).status == "answered"


async def test_an_absence_begins_and_ends_with_its_days(office: OfficeUnderTest) -> None:
    desk, deputy = await with_a_deputy(office, first="25/11/2026")
    await hands_in(desk)
    desk.leader.sees("chờ anh/chị duyệt")
    await deputy.sends(choice=f"approve:{(await desk.case()).id}")
    deputy.sees_key("desk.not_yours")
    await office.time_passes(datetime(2026, 11, 25, 8, 30, tzinfo=ZONE))
    deputy.sees("làm thay Chị Trưởng phòng")
    await deputy.sends(choice=f"reject:{(await desk.case()).id}")
    deputy.sees_key("signing.rejecting.words.ask")
    await office.time_passes(datetime(2026, 11, 28, 8, 30, tzinfo=ZONE))
    deputy.sees_key("deputies.deputy_no_more")
    await deputy.says("Xin nêu rõ ngày thay đèn")
    assert (await desk.case()).status == "answer_pending"


async def test_the_morning_digest_of_who_is_away_goes_to_the_deputy(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.official.presses("Nhận xử lý")
    deputy = await office.staff("official", "KTHT", "Anh Phó")
    await goes_away(desk.official, "23/11", "31/12/2026", "Anh Phó")
    desk.official.seen = len(office.paper.sent)
    await office.time_passes(datetime(2026, 12, 21, 8, 0, tzinfo=ZONE))
    assert [reply.text for reply in desk.official.latest] == []
    deputy.sees(desk.code)


async def test_new_cases_are_not_shown_to_who_is_away(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    deputy = await office.staff("official", "KTHT", "Anh Phó")
    await goes_away(desk.official, "23/11", "27/11", "Anh Phó")
    desk.official.seen = len(office.paper.sent)
    code = await files_a_report(office.citizen(), "Mương thoát nước đường số 5 bị tắc lâu ngày")
    await desk.clerk.presses("Chuyển")
    deputy.sees(code)
    desk.official.sees_nothing_of(code)


async def test_wrong_days_and_nobody_to_stand_in_are_refused(office: OfficeUnderTest) -> None:
    alone = await office.staff("leader", "YTE", "Chị Y tế")
    await alone.says("/vang 24/11 25/11")
    alone.sees_key("deputies.nobody")
    await office.staff("official", "YTE", "Anh Y sĩ")
    never = ("45/45", "31/02", "31/12/9999", "31/12/9999 31/12/9999", "01/01/0001 31/12/9999")
    for args in ("01/01/2026 02/01/2026", "28/11 26/11", *never):
        await alone.says(f"/vang {args}")
        assert "Ai làm thay" not in alone.latest[-1].text, args
    await alone.says("/vang")
    await alone.presses("thứ Hai 23/11/2026")
    await alone.says("trước hôm nay")
    alone.sees("Không hiểu ngày")
    await alone.says("31/12/9999")
    alone.sees_key("deputies.wrong_days")
    await alone.says("24/11")
    await alone.presses("Anh Y sĩ")
    alone.sees("Người làm thay: Anh Y sĩ")


async def test_two_people_cannot_stand_in_for_each_other_on_the_same_days(
    office: OfficeUnderTest,
) -> None:
    one = await office.staff("official", "YTE", "Anh Một")
    two = await office.staff("official", "YTE", "Anh Hai")
    await goes_away(one, "24/11", "26/11", "Anh Hai")
    await two.says("/vang 25/11 25/11")
    await two.presses("Anh Một")
    two.sees("cũng vắng trong những ngày đó")


def text_of(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    return str(page.get_textpage().get_text_range())


@pytest.mark.parametrize("signer", ["leader", "deputy", "clerk"])
async def test_the_paper_of_an_apology_says_who_signed_and_in_whose_place(
    office: OfficeUnderTest, signer: str
) -> None:
    desk = await Desk(office).opens(leader=signer != "clerk")
    deputy = await office.staff("official", "KTHT", "Anh Phó")
    await desk.days_pass(16)
    if signer == "deputy":
        day = f"{desk.today():%d/%m/%Y}"
        await goes_away(desk.leader, day, day, "Anh Phó")
    who = {"leader": desk.leader, "deputy": deputy, "clerk": desk.clerk}[signer]
    drafted = desk.leader.button("Ký và gửi lời xin lỗi")
    await who.sends(choice=drafted.value)
    await office.quiet()
    desk.citizen.seen = 0
    item = desk.citizen.sees("Phiếu xin lỗi").media[0]
    said = " ".join(text_of(office.app.media.read(item.sha256)).split())
    wanted = {
        "leader": "THỦ TRƯỞNG CƠ QUAN Chị Trưởng phòng",
        "deputy": "KT. THỦ TRƯỞNG CƠ QUAN Anh Phó",
        "clerk": "TL. CHÁNH VĂN PHÒNG Chị Văn phòng",
    }
    assert wanted[signer] in said
    assert ("KT." in said) == (signer == "deputy")
    assert "Phòng Kinh tế - Hạ tầng chưa trả lời được" in said


async def test_who_is_named_keeps_nobody_out_by_making_them_a_deputy(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    await accused.names("Anh Hạ tầng")
    await _with_their_agency(accused)
    await accused.colleague.says(f"/nhan {accused.code}")
    for deputy in ("Chị Trưởng phòng", "Anh Kế"):
        await goes_away(accused.official, "23/11", "27/11/2026", deputy)
        await answers(accused.colleague, accused.code, ANSWER)
        for person in (accused.leader, accused.colleague):
            await person.says(f"/xem {accused.code}")
            person.sees(accused.code, "Kinh tế")
        await accused.leader.sends(choice=f"reject:{(await accused.case()).id}")
        await accused.leader.says("Xin nêu rõ ngày đã xin lỗi người dân")
        accused.leader.sees_key("signing.rejected")
        await accused.official.says("/vang")
        await accused.official.presses("Hết vắng")


async def test_what_a_named_leader_lends_counts_on_no_case_about_them(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    await accused.names("Chị Trưởng phòng")
    await office.staff("leader", "KTHT", "Chị Phó phòng")
    await _with_their_agency(accused)
    await goes_away(accused.leader, "23/11", "27/11/2026", "Anh Kế")
    await accused.official.says(f"/nhan {accused.code}")
    await answers(accused.official, accused.code, ANSWER)
    await accused.colleague.says(f"/xem {accused.code}")
    accused.colleague.sees(accused.code, "Kinh tế")
    await accused.colleague.sends(choice=f"approve:{(await accused.case()).id}")
    accused.colleague.sees_key("desk.not_yours")


async def _with_their_agency(accused: Accused) -> None:
    """As a second person agrees, in another story."""
    async with accused.office.app.db.begin() as db:
        named = await cases.case_by_code(db, accused.code)
        assert named is not None
        named.kept_out = ""
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")


async def test_what_comes_in_passes_by_a_deputy_whom_it_is_about_and_reaches_the_next_who_may_know(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    await accused.names("Anh Hạ tầng")
    await _with_their_agency(accused)
    await accused.colleague.says(f"/nhan {accused.code}")
    case = await accused.case()
    citizen = Talker(office, case.address)
    for away, told in ((accused.colleague, accused.leader), (accused.leader, accused.clerk)):
        await goes_away(away, "23/11", "27/11/2026", "Anh Hạ tầng")
        accused.official.sees("trừ việc phải giao người khác")
        told.seen = len(office.paper.sent)
        await citizen.sends(choice=f"add:{case.id}")
        await citizen.says(f"Hôm nay tôi lại lên hỏi {away.name} và vẫn chưa được giải quyết")
        await citizen.presses("Xong")
        told.sees(accused.code)
    accused.official.sees_nothing_of(accused.code)
