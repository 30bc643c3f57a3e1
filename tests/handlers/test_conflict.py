"""A case about a person or a unit is never handled by them alone, and it says so."""

from __future__ import annotations

from bot.jobs import JobContext
from handlers.workspace.pending_decisions import decisions_waiting
from publish.reports.report_source import AgencyWaiting
from storage import cases, people
from tests.support.accused import CONDUCT, Accused, reports_conduct
from tests.support.desk import ANSWER, labels
from tests.support.story import OfficeUnderTest, Talker


async def test_the_card_says_why_another_agency_is_proposed(office: OfficeUnderTest) -> None:
    accused = await Accused(office).opens()
    accused.clerk.sees(
        "⚖️ Nói về người của Phòng Kinh tế - Hạ tầng", accused.code, "Đề xuất: Phòng Nội vụ"
    )
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    accused.clerk.sees("phản ánh nói về chính nơi đó", "Đề xuất: Phòng Nội vụ")
    await accused.clerk.presses("Chuyển Nội vụ")
    accused.other.sees(accused.code)
    for person in (accused.official, accused.leader):
        person.sees_nothing_of(accused.code)


async def test_a_named_official_neither_sees_nor_touches_the_case_that_stays_in_the_agency(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    await accused.names_by_two("Anh Hạ tầng")
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    accused.colleague.sees(accused.code, "Nói về Anh Hạ tầng")
    accused.official.sees_nothing_of(accused.code)
    case = await accused.case()
    for button in ("accept", "answer", "identity", "ask", "return", "extension"):
        await accused.official.sends(choice=f"{button}:{case.id}")
        accused.official.sees_key("desk.not_yours")
        assert "0912345678" not in accused.official.latest[-1].text
    for command in ("xem", "nhan", "lienhe"):
        await accused.official.says(f"/{command} {accused.code}")
        assert CONDUCT not in accused.official.latest[-1].text
    assert (await accused.case()).status == "forwarded"


async def test_an_answer_about_a_named_official_waits_for_the_leader(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    await accused.names_by_two("Anh Hạ tầng")
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    await accused.leader.says(f"/phancong {accused.code}")
    labels = [choice.label for row in accused.leader.latest[-1].choices for choice in row]
    assert labels == ["Anh Kế", "Hủy"]
    await accused.leader.presses("Anh Kế")
    await accused.colleague.says(f"/traloi {accused.code} {ANSWER}")
    await accused.colleague.presses("Xong")
    await accused.colleague.presses("Gửi cho người dân")
    accused.leader.sees("chờ anh/chị duyệt", ANSWER)
    accused.official.sees_nothing_of(ANSWER)


async def test_an_accused_leader_does_not_sign_the_office_does(office: OfficeUnderTest) -> None:
    second = await office.staff("office", name="Chị Hai")
    accused = await Accused(office).opens()
    await accused.names_by_two("Anh Hạ tầng")
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    await accused.colleague.says(f"/traloi {accused.code} {ANSWER}")
    await accused.colleague.presses("Xong")
    await accused.clerk.sends(choice=f"accuse:{(await accused.case()).id}")
    await accused.clerk.presses("Chị Trưởng phòng")
    await accused.clerk.presses("nay đã rõ")
    await second.presses("Đồng ý đổi")
    second.sees("Xin chuyển sang cơ quan khác")
    await accused.colleague.presses("Gửi cho người dân")
    accused.clerk.sees("chờ anh/chị duyệt", ANSWER)
    await accused.leader.sends(choice=f"approve:{(await accused.case()).id}")
    accused.leader.sees_key("desk.not_yours")
    assert (await accused.case()).status == "answer_pending"
    await accused.clerk.presses("Duyệt và gửi")
    assert (await accused.case()).status == "answered"


async def test_about_the_office_itself_the_chair_is_told(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Ông Chủ tịch")
    accused = await Accused(office).opens()
    receiver = office.app.office.receiver
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, accused.code)
        assert case is not None
        case.accused = case.agency = receiver
    await accused.clerk.says(f"/chuyen {accused.code} {receiver}")
    accused.clerk.sees_key("desk.not_yours")
    await chair.sends(choice=f"forward:{case.id}:{receiver}")
    chair.sees("phản ánh nói về chính nơi đó")


class AboutOffice(Accused):
    """A case about one of the office, who is named."""

    async def opens(self) -> AboutOffice:
        self.chair = await self.office.staff("chair", name="Ông Chủ tịch")
        self.accused = await self.office.staff("office", name="Anh Bị Tố")
        await super().opens()
        return self

    async def second(self) -> Talker:
        return self.chair


async def test_one_of_the_office_who_is_accused_neither_sees_nor_touches_the_case(
    office: OfficeUnderTest,
) -> None:
    about = await AboutOffice(office).opens()
    before = len(office.paper.sent)
    await about.names_by_two("Anh Bị Tố")
    case = await about.case()
    assert case.accused == office.app.office.receiver
    assert CONDUCT not in about.accused.card(about.code).text
    await about.accused.says("/phanloai")
    about.accused.sees_key("queues.nothing")
    buttons = ("refuse", "redirect", "seal", "other", "ask", "accuse", "identity", "forward")
    for button in (*buttons, "extend", "unseal", "publish"):
        await about.accused.sends(choice=f"{button}:{case.id}:NOIVU")
        about.accused.sees_key("desk.not_yours")
    for said in ("tuchoi {}", "gop {0} {0}", "xem {}", "lienhe {} Tôi muốn biết ai tố cáo tôi"):
        await about.accused.says("/" + said.format(about.code))
        assert "0912" not in about.accused.latest[-1].text
        assert CONDUCT not in about.accused.latest[-1].text
    await about.accused.says(f"/chan {about.code} nói xấu cán bộ")
    about.accused.sees_key("desk.not_yours")
    assert (await about.case()).status == "received"
    told = [reply for reply in about.chair.replies(since=before) if CONDUCT in reply.text]
    assert told


async def test_a_colleague_in_the_office_may_decide_about_the_one_who_is_named(
    office: OfficeUnderTest,
) -> None:
    about = await AboutOffice(office).opens()
    await about.names_by_two("Anh Bị Tố")
    await about.clerk.says(f"/tuchoi {about.code}")
    await about.clerk.presses("Nội dung chưa rõ")
    await about.clerk.presses("Bỏ qua")
    assert (await about.case()).status == "received"
    await about.chair.presses("Đồng ý từ chối")
    assert (await about.case()).status == "refused"


async def test_about_the_office_at_large_only_the_chair_refuses_or_sees_who_reported(
    office: OfficeUnderTest,
) -> None:
    about = await AboutOffice(office).opens()
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, about.code)
        assert case is not None
        case.accused = case.agency = office.app.office.receiver
    for said in ("tuchoi {}", "gop {} PAKN.20261123.0009", "lienhe {} Cần gọi hỏi thêm"):
        await about.clerk.says("/" + said.format(about.code))
        assert "0912" not in about.clerk.latest[-1].text
    for button in ("refuse", "redirect", "seal", "identity"):
        await about.clerk.sends(choice=f"{button}:{case.id}")
        about.clerk.sees_key("desk.not_yours")
    await about.chair.says(f"/xem {about.code}")
    about.chair.sees(about.code, CONDUCT)
    await about.chair.presses("Từ chối, có lý do")
    await about.chair.presses("Nội dung chưa rõ")
    await about.chair.presses("Bỏ qua")
    about.chair.sees("Đã từ chối")
    assert (await about.case()).status == "refused"
    assert "Không tiếp nhận" in about.chair.card(about.code).text


async def test_the_chair_sends_a_case_about_the_office_on_and_signs_nothing_else(
    office: OfficeUnderTest,
) -> None:
    about = await AboutOffice(office).opens()
    case = await about.case()
    await about.chair.sends(choice=f"forward:{case.id}:NOIVU")
    about.chair.sees_key("desk.not_yours")
    await about.names_by_two("Anh Bị Tố")
    await about.chair.presses("Chuyển Kinh tế")
    about.official.sees(about.code)
    assert (await about.case()).status == "forwarded"


async def test_a_named_leader_hears_nothing_of_the_case_in_what_waits_and_what_is_counted(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    second = await office.staff("leader", "KTHT", "Anh Phó")
    await accused.names_by_two("Chị Trưởng phòng")
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    waiting = {}
    async with office.app.db.read() as db:
        making = JobContext(db=db, world=office.app.world, now=office.app.clock.now())
        for leader in (accused.leader, second):
            known = await people.known_person_at_address(db, leader.address)
            assert known is not None
            found = await decisions_waiting(making, "KTHT", known.person.id)
            assert isinstance(found, AgencyWaiting)
            waiting[leader.name] = found.unassigned
    assert waiting == {"Chị Trưởng phòng": [], "Anh Phó": [accused.code]}
    await accused.leader.says("/solieu")
    accused.leader.sees("Không có vụ việc nào")
    await second.says("/solieu")
    second.sees("1 vụ việc", accused.code)


async def test_an_answer_about_the_office_is_the_chairs_to_approve_whoever_wrote_it(
    office: OfficeUnderTest,
) -> None:
    about = await AboutOffice(office).opens()
    head = await office.staff("leader", "NOIVU", "Chị Nội vụ")
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, about.code)
        assert case is not None
        case.accused = case.agency = office.app.office.receiver
    await about.chair.sends(choice=f"forward:{case.id}:NOIVU")
    await head.says(f"/traloi {about.code} {ANSWER}")
    await head.presses("Xong")
    await head.presses("Gửi cho người dân")
    assert (await about.case()).status == "answer_pending"
    about.chair.sees("chờ anh/chị duyệt", ANSWER)
    await head.sends(choice=f"approve:{case.id}")
    head.sees_key("desk.not_yours")
    await about.chair.presses("Duyệt và gửi")
    assert (await about.case()).status == "answered"


async def test_a_case_lies_with_nobody_who_may_not_read_it(office: OfficeUnderTest) -> None:
    moved = await office.staff("official", "KTHT", "Anh Chuyển Đi")
    head = await office.staff("leader", "NOIVU", "Chị Nội vụ trưởng")
    clerk = await office.staff("office", name="Chị Văn phòng")
    code = await reports_conduct(office.citizen())
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        case.accused = case.agency = "KTHT"
    await clerk.says("/nguoi")
    for label in ("Anh Chuyển Đi", "Chuyển", "cán bộ xử lý", "Nội vụ", "Đồng ý"):
        await clerk.presses(label)
    inner = await office.staff("official", "NOIVU", "Anh Nội vụ")
    await clerk.says(f"/chuyen {code} NOIVU")
    await head.says(f"/phancong {code}")
    assert labels(head.latest[-1]) == ["Anh Nội vụ", "Hủy"]
    await head.presses("Anh Nội vụ")
    # To the heir of all that somebody has this one does not go.
    await head.says("/nguoi")
    for label in ("Anh Nội vụ", "Bàn giao", "Anh Chuyển Đi"):
        await head.presses(label)
    moved.seen = len(office.paper.sent)
    await head.presses("Đồng ý")
    moved.sees_nothing()
    await inner.says(f"/nhan {code}")
    inner.sees("Đã nhận", code)
