"""Nobody reads who complains about them: by no state, no command, no button, no detour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from offices import load_office
from rules.named_units import agencies_named
from storage import cases, people
from storage.models import Case
from tests.support.accused import CONDUCT, Accused, reports_conduct
from tests.support.desk import ANSWER, Desk, answers, opens_own, presses_more, proposes
from tests.support.machine import MONDAY_MORNING
from tests.support.story import OfficeUnderTest, Talker, files_a_report
from tests.support.wall import every_door, tries_doors

CONTACT = ("Rơ Châm", "0912345678")
INSISTED = "Cán bộ Phòng Nội vụ đòi tiền bồi dưỡng mới chịu ký giấy tờ cho nhà tôi"
COUNTER = "Cán bộ bộ phận một cửa huyện hách dịch, quát mắng người dân khi nộp hồ sơ"


async def stored(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    return case


async def tries_everything(person: Talker, case: Case) -> str:
    """All that somebody read who tried the doors of a case that open most, and of the others each
    third; tests/test_who_sees.py has everybody try them.
    """
    since = len(person.replies())
    for name in ("xem", "lienhe", "nhan", "traloi", "tralai", "hoithem", "giahan", "phancong"):
        await person.says(f"/{name} {case.code} cần gọi hỏi thêm cho rõ việc này")
        await person.says("/huy")
    await tries_doors(person, every_door(case, case.code)[::3])
    await person.office.quiet()
    return "\n".join(reply.text for reply in person.replies()[since:])


async def test_the_agency_the_router_proposes_learns_nothing_before_the_office_sorted(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(forwarded=False)
    case = await desk.case()
    assert case.agency == "KTHT"
    read = await tries_everything(desk.official, case)
    for secret in (*CONTACT, "Đèn đường"):
        assert secret not in read
    assert (await desk.case()).status == "received"
    await desk.clerk.presses("Chuyển Kinh tế")
    desk.official.sees(desk.code, "Đèn đường")


@pytest.mark.parametrize("back", ["given back", "appealed"])
async def test_who_had_a_case_has_no_right_to_it_while_the_office_sorts_it_again(
    office: OfficeUnderTest, back: str
) -> None:
    desk = await Desk(office).opens()
    if back == "given back":
        await presses_more(desk.official, "Trả lại")
        await desk.official.presses("Nội vụ")
        await desk.official.says("Việc này thuộc về phòng khác, không phải chỗ chúng tôi")
    else:
        await answers(desk.official, desk.code, ANSWER)
        await opens_own(desk)
        await desk.citizen.presses("Xin cấp trên")
        await desk.citizen.says("Đèn vẫn không sáng, xin cấp trên xem lại giúp")
        await desk.citizen.presses("Xong")
    assert (await desk.case()).status == "received"
    await desk.official.says(f"/lienhe {desk.code} cần gọi hỏi thêm cho rõ việc")
    assert CONTACT[1] not in desk.official.latest[-1].text
    await desk.official.says(f"/xem {desk.code}")
    assert "Đèn đường" not in desk.official.latest[-1].text


async def test_words_about_officials_stay_about_somebody_although_the_citizen_says_no(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    nam = await office.staff("official", "NOIVU", "Anh Nam")
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.answers("intake", describe=INSISTED, lawful="report", publish="no")
    code = citizen.sees("Đã tiếp nhận").case
    case = await stored(office, code)
    assert (case.status, case.accused) == ("received", "NOIVU")
    clerk.sees(code, "⚖️")
    await clerk.says(f"/chuyen {code} NOIVU")
    clerk.sees("phản ánh nói về chính nơi đó")
    read = await tries_everything(nam, case)
    assert "bồi dưỡng" not in read
    assert CONTACT[1] not in read


async def test_a_complaint_about_the_counter_goes_to_the_chair_and_clerks_hear_a_number(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.answers("intake", describe=COUNTER, about="conduct", publish="no")
    code = citizen.sees("Đã tiếp nhận").case
    chair.sees(code, "hách dịch")
    clerk.sees_nothing_of("hách dịch")
    clerk.sees_nothing_of(code)
    read = await tries_everything(clerk, await stored(office, code))
    assert "hách dịch" not in read
    assert CONTACT[1] not in read
    await clerk.says("/viec")
    assert code not in "".join(reply.text for reply in clerk.latest)
    # By the week: a number of each morning would tell on which day somebody complained.
    heard = []
    for days in (1, 3, 7, 8):
        await office.time_passes(MONDAY_MORNING + timedelta(days=days))
        heard.append(sum("phản ánh về chính Văn phòng" in reply.text for reply in clerk.replies()))
    assert heard == [0, 0, 1, 1]


async def test_whoever_is_meant_the_office_hears_nothing_at_that_second_and_a_number_by_the_week(
    office: OfficeUnderTest,
) -> None:
    """Else the second would tell of whom: with a chair here, only that the chair is meant."""
    clerk = await office.staff("office", name="Chị Lan")
    citizen = office.citizen()

    async def complains(text: str, **how: str) -> None:
        await citizen.says("/gopy")
        since = len(clerk.replies())
        await citizen.answers("intake", describe=text, publish="no", **how)
        citizen.sees("Đã tiếp nhận")
        assert len(clerk.replies()) == since

    await complains(COUNTER, about="conduct")
    week = MONDAY_MORNING + timedelta(days=7)
    await office.time_passes(week)
    clerk.sees("1 phản ánh về chính Văn phòng", "chưa có lãnh đạo UBND")
    await office.staff("chair", name="Ông Siu Thành")
    await complains(
        "Ông Siu Thành bao che nhà thầu, nhận tiền nên đường làng làm dối", lawful="report"
    )
    await office.time_passes(week + timedelta(days=7))
    clerk.sees("2 phản ánh về chính Văn phòng; Văn phòng không mở được")


async def test_whoever_of_the_office_is_named_in_the_words_is_left_out_at_once(
    office: OfficeUnderTest,
) -> None:
    named = await office.staff("office", name="Nguyễn Thị Mẫu Đơn")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    citizen = office.citizen()
    await citizen.says("/gopy")
    text = "Chi nguyen thi mau don hach dich, bat toi di lai nhieu lan moi nhan ho so dat"
    await citizen.answers("intake", describe=text, about="conduct", publish="no")
    code = citizen.sees("Đã tiếp nhận").case
    assert (await stored(office, code)).accused == office.app.office.receiver
    chair.sees(code)
    named.sees_nothing_of("hach dich")


async def test_the_accused_agency_is_asked_for_no_help(office: OfficeUnderTest) -> None:
    accused = await Accused(office).opens()
    head = await office.staff("leader", "NOIVU", "Chị Nội vụ")
    await accused.clerk.says(f"/chuyen {accused.code} NOIVU")
    await head.sends(choice=f"involve:{(await accused.case()).id}")
    offered = [choice.label for row in head.latest[-1].choices for choice in row]
    short = office.app.office.agencies["KTHT"].short
    assert offered
    assert short not in offered
    await head.sends(choice="f:1:agency:KTHT")
    accused.official.sees_nothing_of(accused.code)
    await head.says("/huy")
    await accused.other.sends(choice=f"return:{(await accused.case()).id}")
    assert short not in [one.label for row in accused.other.latest[-1].choices for one in row]


async def test_an_official_of_the_accused_agency_is_it_whatever_else_they_are(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    both = await office.staff("office", name="Anh Hai Vai")
    await both.says(f"/start moi-{await office.invite('official', 'KTHT', 'Anh Hai Vai')}")
    await both.says(f"/xem {accused.code}")
    assert CONDUCT not in "".join(reply.text for reply in both.latest)


async def test_the_contact_of_a_case_about_somebody_is_opened_by_two(
    office: OfficeUnderTest,
) -> None:
    second = await office.staff("office", name="Chị Hai")
    accused = await Accused(office).opens()
    clerk, case = accused.clerk, await accused.case()
    await clerk.says(f"/lienhe {accused.code} cần gọi hỏi thêm cho rõ việc")
    clerk.sees_key("identity.waits")
    clerk.sees_nothing_of(CONTACT[1])
    await clerk.sends(choice=f"agree_contact:{case.id}:{await number_of(clerk)}")
    clerk.sees_nothing_of(CONTACT[1])
    await accused.official.sends(choice=f"agree_contact:{case.id}:{await number_of(clerk)}")
    clerk.sees_nothing_of(CONTACT[1])
    await second.presses("Đồng ý cho xem")
    second.sees_nothing_of(CONTACT[1])
    assert CONTACT[1] in clerk.replies()[-1].text
    told = len(clerk.replies())
    await second.presses("Đồng ý cho xem")
    second.sees_key("identity.request_over")
    assert len(clerk.replies()) == told


async def test_a_request_to_see_the_contact_ends_by_itself(office: OfficeUnderTest) -> None:
    second = await office.staff("office", name="Chị Hai")
    accused = await Accused(office).opens()
    await accused.clerk.says(f"/lienhe {accused.code} cần gọi hỏi thêm cho rõ việc")
    hours = office.app.office.limits.contact_request_hours + 1
    await office.time_passes(office.app.clock.now() + timedelta(hours=hours))
    await second.presses("Đồng ý cho xem")
    second.sees_key("identity.request_over")
    accused.clerk.sees_nothing_of(CONTACT[1])


async def test_a_colleague_without_the_case_in_hand_does_not_see_who_reported(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    colleague = await office.staff("official", "KTHT", "Anh Kế")
    await desk.official.presses("Nhận xử lý")
    await colleague.says(f"/lienhe {desk.code} cần gọi hỏi thêm cho rõ việc")
    colleague.sees_key("identity.take_it_first")
    await desk.official.says(f"/lienhe {desk.code} cần gọi hỏi thêm cho rõ việc")
    desk.official.sees(CONTACT[1])


async def test_what_waits_for_the_citizen_goes_on_where_it_stood_whatever_was_done_meanwhile(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Xin cho biết cột đèn nào, gần nhà ai trong làng?")
    await desk.clerk.says(f"/suaphanloai {desk.code}")
    for label in ("Sửa nội dung", "Về quy định", "Lưu"):
        await desk.clerk.presses(label)
    assert (await desk.case()).status == "needs_info"
    await desk.citizen.sends(choice=f"supplement:{(await desk.case()).id}")
    await desk.citizen.says("Cột đèn trước nhà văn hóa làng, cạnh quán nước")
    await desk.citizen.presses("Xong")
    assert (await desk.case()).status == "forwarded"


async def number_of(person: Talker) -> int:
    async with person.office.app.db.read() as db:
        return (
            await people.person_at_address(db, person.address, person.office.app.clock.now())
        ).person.id


async def test_conduct_is_said_of_the_agency_that_is_named_before_the_one_of_the_field(
    office: OfficeUnderTest,
) -> None:
    await office.staff("office", name="Chị Lan")
    code = await reports_conduct(office.citizen())
    assert (await stored(office, code)).accused == "KTHT"


async def lifts(clerk: Talker, code: str) -> None:
    """Asks that a case be said to be about nobody's conduct."""
    await clerk.says(f"/suaphanloai {code}")
    for label in ("Sửa nội dung", "Không phải", "Lưu"):
        await clerk.presses(label)
    if "Vì sao đổi" in clerk.latest[-1].text:
        await clerk.presses("nói về việc")


async def test_no_clerk_alone_takes_from_a_case_that_it_is_about_somebody(
    office: OfficeUnderTest,
) -> None:
    second = await office.staff("office", name="Chị Hai")
    accused = await Accused(office).opens()
    await lifts(accused.clerk, accused.code)
    accused.clerk.sees_key("agreed_change.waits")
    assert (await accused.case()).accused == "KTHT"
    await accused.clerk.sends(
        choice=f"agree_change:{(await accused.case()).id}:{await number_of(accused.clerk)}"
    )
    assert (await accused.case()).accused == "KTHT"
    await second.presses("Đồng ý đổi")
    case = await accused.case()
    assert (case.about, case.accused) == ("", "")
    await second.presses("Đồng ý đổi")
    second.sees_key("agreed_change.over")


async def test_alone_in_the_office_nobody_takes_it_away(office: OfficeUnderTest) -> None:
    accused = await Accused(office).opens()
    await lifts(accused.clerk, accused.code)
    accused.clerk.sees_key("agreed_change.nobody")
    assert (await accused.case()).accused == "KTHT"


async def test_who_was_named_is_not_named_otherwise_by_a_colleague_alone(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Ông Chủ tịch")
    named = await office.staff("office", name="Anh Bị Tố")
    await office.staff("office", name="Chị Ba")
    accused = await Accused(office).opens()
    await accused.names_by_two("Anh Bị Tố", chair)
    before = await accused.case()
    await accused.clerk.sends(choice=f"accuse:{before.id}")
    await accused.clerk.presses("Chị Ba")
    await accused.clerk.presses("lần trước ghi nhầm")
    assert (await accused.case()).accused_id == before.accused_id
    named.sees_nothing_of("hách dịch và")
    await chair.presses("Đồng ý đổi")
    assert (await accused.case()).accused_id != before.accused_id


async def test_no_clerk_stops_a_case_by_naming_a_colleague_while_nobody_is_the_chair(
    office: OfficeUnderTest,
) -> None:
    named = await office.staff("office", name="Anh Bị Tố")
    second = await office.staff("office", name="Chị Hai")
    await office.staff("office", name="Chị Ba")
    accused = await Accused(office).opens()
    await accused.names("Anh Bị Tố")
    before = await accused.case()
    await accused.clerk.sends(choice=f"accuse:{before.id}")
    await accused.clerk.presses("Chị Ba")
    await accused.clerk.presses("lần trước ghi nhầm")
    asked = f"agree_change:{before.id}:{await number_of(accused.clerk)}"
    await named.sends(choice=asked)
    named.sees_key("desk.not_yours")
    await second.sends(choice=asked)
    assert (await accused.case()).accused_id != before.accused_id


async def test_a_case_about_officials_vanishes_in_no_other_and_silences_nobody(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    other = await files_a_report(office.citizen())
    await accused.clerk.says(f"/gop {accused.code} {other}")
    accused.clerk.sees_key("closing.about_somebody")
    await accused.clerk.says(f"/chan {accused.code} nói xấu cán bộ cơ quan")
    accused.clerk.sees_key("blocking.about_somebody")


async def test_said_to_be_about_conduct_again_it_is_about_the_same_people(
    office: OfficeUnderTest,
) -> None:
    second = await office.staff("office", name="Chị Hai")
    accused = await Accused(office).opens()
    await lifts(accused.clerk, accused.code)
    await second.presses("Đồng ý đổi")
    await accused.clerk.says(f"/suaphanloai {accused.code}")
    for label in ("Sửa nội dung", "Về cách làm việc", "Lưu"):
        await accused.clerk.presses(label)
    await second.presses("Đồng ý đổi")
    assert (await accused.case()).accused == "KTHT"


def test_an_agency_is_named_with_or_without_a_dash_or_an_and() -> None:
    office = load_office()
    for text in ("cán bộ phòng Kinh tế và Hạ tầng", "phong kinh te ha tang", "Kinh tế - Hạ tầng"):
        assert agencies_named(text, office) == ["KTHT"]


async def test_naming_one_of_them_lets_the_rest_in_only_when_a_second_person_agrees(
    office: OfficeUnderTest,
) -> None:
    second = await office.staff("office", name="Chị Hai")
    accused = await Accused(office).opens()
    case = await accused.case()
    await accused.names("Chị Hai")
    named = await accused.case()
    assert (named.accused, named.kept_out) == (office.app.office.receiver, "KTHT")
    await accused.clerk.sends(choice=f"forward:{case.id}:KTHT")
    accused.clerk.sees("phản ánh nói về chính nơi đó")
    for person in (accused.official, accused.colleague, accused.leader, second):
        assert CONDUCT not in await reads(person, case)
    second.sees_nothing_of("ghi người")


async def test_the_rest_of_the_agency_reads_it_when_two_said_so(office: OfficeUnderTest) -> None:
    accused = await Accused(office).opens()
    await accused.names_by_two("Anh Kế")
    assert (await accused.case()).kept_out == ""
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    accused.official.sees(accused.code)
    accused.colleague.sees_nothing_of(accused.code)


async def test_who_was_of_the_accused_agency_stays_out_wherever_they_are_moved(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    await accused.clerk.says("/nguoi")
    for label in ("Anh Hạ tầng", "Chuyển cơ quan", "cán bộ xử lý", "Nội vụ", "Đồng ý"):
        await accused.clerk.presses(label)
    accused.official.seen = len(office.paper.sent)
    await accused.clerk.says(f"/chuyen {accused.code} NOIVU")
    accused.other.sees(accused.code, "hách dịch")
    accused.official.sees_nothing_of(accused.code)
    assert CONDUCT not in await reads(accused.official, await accused.case())
    later = await files_a_report(
        office.citizen(), "Cán bộ Phòng Nội vụ hách dịch, quát mắng dân", about="conduct"
    )
    assert (await stored(office, later)).accused == "NOIVU"
    ordinary = await files_a_report(office.citizen())
    await accused.clerk.says(f"/chuyen {ordinary} NOIVU")
    accused.official.sees(ordinary, "Đèn đường")


async def reads(person: Talker, case: Case) -> str:
    """What somebody reads who asks for a case in the ways most at hand."""
    since = len(person.replies())
    for button in ("open", "accept", "answer", "identity"):
        await person.sends(choice=f"{button}:{case.id}")
    for command in ("xem", "lienhe"):
        await person.says(f"/{command} {case.code} cần gọi hỏi thêm cho rõ việc")
    await person.says("/huy")
    return "\n".join(reply.text for reply in person.replies()[since:])


async def test_a_case_about_somebody_is_closed_by_two_whatever_the_closing_is_called(
    office: OfficeUnderTest,
) -> None:
    second = await office.staff("office", name="Chị Hai")
    accused = await Accused(office).opens()
    case = await accused.case()
    await accused.clerk.sends(choice=f"redirect:{case.id}")
    first = accused.clerk.latest[-1].choices[0][0]
    await accused.clerk.presses(first.label)
    assert (await accused.case()).status == "received"
    second.sees("kết thúc, hướng dẫn người dân gửi nơi khác", first.label)
    await second.presses("Đồng ý đổi")
    assert (await accused.case()).status == "redirected"
    codes = [await reports_conduct(office.citizen()) for _ in range(2)]
    await accused.clerk.says(f"/gop {codes[0]} {codes[1]}")
    assert (await stored(office, codes[0])).status == "received"
    await second.presses("Đồng ý đổi")
    assert (await stored(office, codes[0])).status == "merged"


async def test_alone_in_the_office_nobody_closes_a_case_about_somebody(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    await accused.clerk.sends(choice=f"redirect:{(await accused.case()).id}")
    await accused.clerk.presses(accused.clerk.latest[-1].choices[0][0].label)
    accused.clerk.sees_key("agreed_change.nobody")
    await proposes(accused.clerk, accused.code)
    accused.clerk.sees_key("agreed_change.nobody")
    assert (await accused.case()).status == "received"
