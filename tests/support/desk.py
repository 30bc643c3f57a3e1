"""What officials, leaders and the office do in many stories."""

from __future__ import annotations

from datetime import date, datetime

from bot.event import Reply
from rules.answer_term import answer_rule_for
from rules.deadline import add_working_days
from rules.local_time import ZONE
from rules.log_reading import episodes_as_of
from rules.timeline import Moment
from storage import case_events, cases
from storage.models import Case
from tests.support import scenes
from tests.support.story import OfficeUnderTest, Talker, files_a_report

LAND = "Xin cấp sổ đỏ, giấy chứng nhận quyền sử dụng đất mãi chưa xong"
"""An answer about land waits for a signature."""
ANSWER = "Đã kiểm tra tại chỗ, đèn được thay xong ngày 30/11/2026."
BOILERPLATE = "Phòng đã ghi nhận và sẽ phối hợp các bên liên quan giải quyết theo quy định."
HELP_GIVEN = "Điện lực đã cắt điện đoạn này để đội thi công thay cột vào ngày 28/11."


class Desk:
    """An office, an agency with an official and perhaps a leader, a citizen with a case."""

    clerk: Talker
    official: Talker
    leader: Talker
    """The clerk where there is none."""
    citizen: Talker
    code: str

    def __init__(self, office: OfficeUnderTest) -> None:
        self.office = office

    async def opens(
        self,
        *,
        leader: bool = False,
        text: str = "",
        remind: bool = True,
        forwarded: bool = True,
    ) -> Desk:
        async def play() -> scenes.Cast:
            return await self._play(leader, text, remind, forwarded)

        key = ("desk", leader, text, remind, forwarded)
        vars(self).update(await scenes.begin(self.office, key, play))
        return self

    async def _play(self, leader: bool, text: str, remind: bool, forwarded: bool) -> scenes.Cast:
        clerk = await self.office.staff("office", name="Chị Văn phòng")
        official = await self.office.staff("official", "KTHT", "Anh Hạ tầng")
        above = clerk
        if leader:
            above = await self.office.staff("leader", "KTHT", "Chị Trưởng phòng")
        citizen = self.office.citizen()
        if text:
            code = await files_a_report(citizen, text, remind=remind)
            await clerk.says(f"/chuyen {code} KTHT")
        else:
            code = await files_a_report(citizen, remind=remind)
            if forwarded:
                await clerk.presses("Chuyển Kinh tế")
        return {
            "clerk": clerk,
            "official": official,
            "leader": above,
            "citizen": citizen,
            "code": code,
        }

    def today(self) -> date:
        return self.office.app.clock.now().astimezone(ZONE).date()

    async def case(self) -> Case:
        async with self.office.app.db.read() as db:
            found = await cases.case_by_code(db, self.code)
        assert found is not None
        return found

    async def log(self) -> list[str]:
        async with self.office.app.db.read() as db:
            return [line.action for line in await case_events.events_of_case(db, await self.case())]

    async def days_pass(self, days: int) -> None:
        day = add_working_days(self.today(), days, self.office.app.office.calendar)
        await self.office.time_passes(datetime(day.year, day.month, day.day, 9, tzinfo=ZONE))


async def presses_more(person: Talker, label: str) -> None:
    await person.presses("Việc khác")
    await person.presses(label)


async def promised(desk: Desk) -> object:
    case = await desk.case()
    async with desk.office.app.db.read() as db:
        log = [
            Moment(line.at, line.action, line.data)
            for line in await case_events.events_of_case(db, case)
        ]
    office = desk.office.app.office
    rule = answer_rule_for(office, case.field, case.deadline)
    return episodes_as_of(office, rule, log, desk.office.app.clock.now())[-1].due


def labels(card: Reply) -> list[str]:
    return [choice.label for row in card.choices for choice in row]


async def answers(person: Talker, code: str, text: str) -> None:
    await person.says(f"/traloi {code} {text}")
    await person.presses("Xong")
    await person.presses("Gửi cho người dân")


async def answered(office: OfficeUnderTest, *, leader: bool = False, remind: bool = True) -> Desk:
    desk = await Desk(office).opens(leader=leader, remind=remind)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    return desk


async def lifts_restriction(clerk: Talker, case_id: int) -> None:
    """By two: a colleague of the clerk agrees."""
    second = await clerk.office.staff("office", name="Chị Hai")
    await clerk.sends(choice=f"unseal:{case_id}")
    await clerk.presses("niêm phong nhầm")
    await second.presses("Đồng ý đổi")


async def opens_own(desk: Desk) -> None:
    await desk.citizen.says("/cuatoi")
    await desk.citizen.presses(desk.code)


async def goes_away(person: Talker, first: str, last: str, deputy: str) -> None:
    await person.says(f"/vang {first} {last}")
    await person.presses(deputy)
    person.sees("Người làm thay: " + deputy)


async def asks_in(person: Talker, desk: Desk) -> None:
    await person.says(f"/xem {desk.code}")
    await person.presses("Việc khác")
    await person.presses("Mời cơ quan phối hợp")
    await person.presses("Điện lực")
    await person.says("Cần biết bao giờ cắt điện được để thay cột")


async def with_a_helper(office: OfficeUnderTest) -> tuple[Desk, Talker]:
    desk = await Desk(office).opens(leader=True)
    helper = await office.staff("official", "DIENLUC", "Anh Điện lực")
    await desk.official.presses("Nhận xử lý")
    await asks_in(desk.leader, desk)
    return desk, helper


async def proposes(clerk: Talker, code: str) -> None:
    await clerk.says(f"/tuchoi {code}")
    await clerk.presses("Nội dung chưa rõ")
    await clerk.presses("Bỏ qua")


async def press_staff(person: Talker, name: str, label: str) -> None:
    """What can be done about a colleague, confirmed; open cases go back to the pool."""
    await person.says("/nguoi")
    await person.presses(name)
    await person.presses(label)
    if any("Giao cho ai?" in reply.text for reply in person.latest):
        await person.presses("Trả về việc chung")
    if any("Xác nhận:" in reply.text for reply in person.latest):
        await person.presses("Đồng ý")
    await another_agrees(person)


async def another_agrees(person: Talker) -> None:
    """Where what somebody wants takes a second person: whoever was asked last says yes."""
    if any("cần hai người" in reply.text for reply in person.latest):
        address, yes = next(
            (address, choice.value)
            for address, reply in reversed(person.office.paper.sent)
            for row in reply.choices
            for choice in row
            if choice.value.startswith(("staff_agree:", "confirm:"))
        )
        await Talker(person.office, address).sends(choice=yes)
