"""A case about the only one who could act on it: somebody owns it all the same, or it is said."""

from __future__ import annotations

from datetime import timedelta

from handlers.deadlines import no_eligible_handler
from storage import case_events, cases
from storage.models import Case
from tests.support.accused import CONDUCT, Accused, becomes_one, reports_conduct
from tests.support.desk import ANSWER
from tests.support.story import OfficeUnderTest, Talker, files_a_report

ASKED = "Cần khảo sát thêm hiện trường và xin ý kiến huyện"


class Alone:
    """A case about the only clerk there is, in which they named themselves."""

    def __init__(self, office: OfficeUnderTest) -> None:
        self.office = office

    async def opens(self) -> Alone:
        office = self.office
        self.clerk = await office.staff("office", name="Chị Duy Nhất")
        self.leader = await office.staff("leader", "KTHT", "Chị Hạ tầng")
        self.other = await office.staff("leader", "NOIVU", "Anh Nội vụ")
        self.citizen = office.citizen()
        self.code = await reports_conduct(self.citizen)
        await self.clerk.says("/phanloai")
        await self.clerk.presses("Mở 1")
        await self.clerk.presses("Nêu người bị phản ánh")
        await self.clerk.presses("Chị Duy Nhất")
        await self.looks()
        return self

    async def looks(self) -> None:
        await self.office.time_passes(self.office.app.clock.now() + timedelta(seconds=1))

    async def case(self) -> Case:
        async with self.office.app.db.read() as db:
            found = await cases.case_by_code(db, self.code)
        assert found is not None
        return found


def hears_where_to_go(citizen: Talker, code: str) -> int:
    office = citizen.office.app.office
    return sum(
        code in reply.text
        and office.conflicts.above in reply.text
        and office.conflicts.above_place in reply.text
        and office.reception.place in reply.text
        for reply in citizen.replies()
    )


async def test_when_nobody_else_is_there_its_reporter_hears_once_where_to_go(
    office: OfficeUnderTest,
) -> None:
    alone = await Alone(office).opens()
    assert hears_where_to_go(alone.citizen, alone.code) == 1
    await office.time_passes(office.app.clock.now() + timedelta(days=2))
    assert hears_where_to_go(alone.citizen, alone.code) == 1
    case = await alone.case()
    async with office.app.db.read() as db:
        log = await case_events.events_of_case(db, case)
    assert [line.action for line in log].count("left_alone") == 1
    assert case.status == "received"


async def test_who_comes_later_finds_the_case_and_takes_it_up(office: OfficeUnderTest) -> None:
    alone = await Alone(office).opens()
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await office.time_passes(office.app.clock.now() + timedelta(days=2))
    digest = next(reply for reply in chair.replies() if "phản ánh chính Văn phòng" in reply.text)
    assert alone.code in digest.text
    await chair.says("/viec")
    chair.sees("Chờ phân loại", alone.code)
    await chair.presses("Mở 1")
    chair.sees(CONDUCT)
    await chair.presses("Chuyển Nội vụ")
    alone.other.sees(alone.code)
    assert (await alone.case()).status == "forwarded"
    assert any("đã chuyển đến Phòng Nội vụ" in reply.text for reply in alone.citizen.replies())


async def test_the_chair_hears_what_the_office_would_of_a_case_about_the_only_clerk(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Ông Chủ tịch")
    alone = await Alone(office).opens()
    assert hears_where_to_go(alone.citizen, alone.code) == 0
    await chair.presses("Chuyển Nội vụ")
    case = await alone.case()
    await alone.other.sends(choice=f"extension:{case.id}")
    await alone.other.presses("3 ngày")
    await alone.other.says(ASKED)
    chair.sees("3 ngày", ASKED)
    await chair.presses("Không đồng ý")
    before = len(office.paper.sent)
    await alone.other.says(f"/tralai {alone.code}")
    await alone.other.presses("Tư pháp")
    await alone.other.says("Việc này của phòng khác")
    assert [one for one in chair.replies(since=before) if "trả lại" in one.text]
    assert not any(CONDUCT in one.text for one in alone.clerk.replies(since=before))


async def test_naming_the_only_chair_later_sends_all_whose_matter_it_is_above_and_to_no_chair(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Ông Siu Thành")
    clerk = await office.staff("office", name="Chị Văn phòng")
    citizen, neighbour = office.citizen(), office.citizen()
    code, same = await reports_conduct(citizen), await reports_conduct(neighbour)
    await becomes_one(office, code, same)
    since = len(office.paper.sent)
    await citizen.says(f"/tracuu {code}")
    await citizen.presses("Bổ sung")
    await citizen.says("Ông Siu Thành đòi tiền mới cho thay đèn, tôi đã nói rồi")
    await citizen.presses("Xong")
    await office.time_passes(office.app.clock.now() + timedelta(seconds=1))
    for person, own in ((citizen, code), (neighbour, same)):
        told = [one.text for one in person.replies(since=since) if own in one.text]
        assert any("chưa ai ở đây xem được" in text for text in told)
        above = next(text for text in told if office.app.office.conflicts.above in text)
        assert office.app.office.reception.place not in above
    for person in (chair, clerk):
        assert not person.replies(since=since)
    # Whoever has such a case goes on with it, and its owner hears that nobody else here reads it.
    await office.staff("official", "KTHT", "Anh Hạ tầng")
    code = await files_a_report(citizen)
    await clerk.says(f"/chuyen {code} KTHT")
    await citizen.says(f"/tracuu {code}")
    await citizen.presses("Bổ sung")
    await citizen.says("Ông Siu Thành đòi tiền mới cho thay đèn, tôi đã nói rồi")
    await citizen.presses("Xong")
    citizen.sees("chỉ Phòng Kinh tế - Hạ tầng", "xem được", office.app.office.conflicts.above)
    async with office.app.db.read() as db:
        assert await no_eligible_handler.lone_chairs(db, office.app.office) == 1
    await office.staff("chair", name="Bà Rơ Châm Mai")
    async with office.app.db.read() as db:
        assert await no_eligible_handler.lone_chairs(db, office.app.office) is None


async def test_an_agency_that_can_still_answer_keeps_the_case(office: OfficeUnderTest) -> None:
    alone = await Alone(office).opens()
    other = await reports_conduct_in(office)
    await alone.clerk.says(f"/chuyen {other.code} NOIVU")
    await alone.clerk.sends(choice=f"accuse:{other.id}")
    await alone.clerk.presses("Chị Duy Nhất")
    await alone.looks()
    await alone.other.says(f"/traloi {other.code} {ANSWER}")
    await alone.other.presses("Xong")
    await alone.other.presses("Gửi cho người dân")
    async with office.app.db.read() as db:
        log = await case_events.events_of_case(db, other)
    assert [line.action for line in log][-1] == "answer"
    assert "left_alone" not in [line.action for line in log]


async def reports_conduct_in(office: OfficeUnderTest) -> Case:
    code = await reports_conduct(office.citizen())
    async with office.app.db.read() as db:
        found = await cases.case_by_code(db, code)
    assert found is not None
    return found


async def test_the_leader_hears_of_a_case_about_the_only_official(office: OfficeUnderTest) -> None:
    accused = Accused(office)
    accused.clerk = await office.staff("office", name="Chị Văn phòng")
    leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    accused.code = await reports_conduct(office.citizen())
    await accused.clerk.says("/phanloai")
    await accused.clerk.presses("Mở 1")
    await accused.names_by_two("Anh Hạ tầng")
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    leader.sees(accused.code, CONDUCT)
    official.sees_nothing_of(accused.code)
    assert not any("chưa có cán bộ nào" in one.text for one in accused.clerk.latest)


async def test_an_agency_without_another_leader_does_not_get_a_case_about_its_own(
    office: OfficeUnderTest,
) -> None:
    accused = Accused(office)
    accused.clerk = await office.staff("office", name="Chị Văn phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    accused.code = await reports_conduct(office.citizen())
    await accused.clerk.says("/phanloai")
    await accused.clerk.presses("Mở 1")
    await accused.names_by_two("Anh Hạ tầng")
    assert any("không có ai khác ở đó duyệt" in one.text for one in accused.clerk.replies())
    await accused.clerk.says(f"/chuyen {accused.code} KTHT")
    accused.clerk.sees("phản ánh nói về chính nơi đó", "Phòng Nội vụ")
    official.sees_nothing_of(accused.code)
