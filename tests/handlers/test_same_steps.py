"""What is done to colleagues takes two, whoever tries: it tells nobody that a case names them."""

from __future__ import annotations

import re
from datetime import timedelta

from bot import audit_log
from storage import case_events, cases, people
from tests.support.accused import Accused
from tests.support.desk import another_agrees
from tests.support.story import OfficeUnderTest, Talker

GROUP = "paper:-77"


class Attempts:
    """Everything that somebody may try at their colleagues, and what they hear of it."""

    def __init__(self, who: Talker) -> None:
        self.who, self.heard = who, list[str]()

    async def all(self, colleague: str) -> list[str]:
        for label in ("Tạm ngừng", "Kết thúc các phiên web", "Thôi việc"):
            await press_staff_alone(self.who, colleague, label)
            self._hears()
        await self._says_away(colleague)
        await self._invites()
        await self.who.sends(text="/nhom KTHT", address=GROUP, private=False)
        await self.who.sends(text="/nhom thoi", address=GROUP, private=False)
        self._hears()
        return self.heard

    async def _says_away(self, colleague: str) -> None:
        await self.who.says("/nguoi")
        for label in (colleague, "Báo vắng", "thứ Hai 23/11", "thứ Hai 23/11", "Anh Hạ tầng"):
            await self.who.presses(label)
        self._hears()

    async def _invites(self) -> None:
        await self.who.says("/moi")
        for label in ("cán bộ xử lý", "Kinh tế"):
            await self.who.presses(label)
        await self.who.says("Anh Mới")
        self._hears()
        await self.who.says("/nguoi")
        await self.who.presses("Thu hồi lời mời: Anh Mới")
        self._hears()

    def _hears(self) -> None:
        said = "\n".join(reply.text for reply in self.who.latest)
        self.heard.append(re.sub(r"moi-\S+|/start \S+", "…", said))


async def press_staff_alone(person: Talker, name: str, label: str) -> None:
    await person.says("/nguoi")
    for pressed in (name, label, "Đồng ý"):
        await person.presses(pressed)


async def held_by(person: Talker) -> set[tuple[str, str]]:
    async with person.office.app.db.read() as db:
        known = await people.known_people_at_addresses(db, {person.address})
    return set(known[person.address].roles)


async def becomes_about(town: Accused, person: Talker) -> None:
    """Somebody of the office named a person in the case."""
    office, now = town.office, town.office.app.clock.now()
    async with office.app.db.begin() as db:
        named = (await people.person_at_address(db, person.address, now)).person.id
        case = await cases.case_by_code(db, town.code)
        assert case is not None
        case.accused_id = named
        await case_events.add_case_event(db, case, "accuse", None, now)


async def test_whoever_tries_at_colleagues_hears_the_same_whether_a_case_names_them_or_not(
    office: OfficeUnderTest,
) -> None:
    town = await Accused(office).opens()
    await office.staff("office", name="Chị Hai")
    for one in (town.leader, town.clerk):
        before = await Attempts(one).all("Anh Kế")
        await becomes_about(town, one)
        assert await Attempts(one).all("Anh Kế") == before
        assert "Việc này cần hai người" in before[0]


async def test_who_is_named_agrees_and_ends_an_absence_with_the_words_anybody_hears(
    office: OfficeUnderTest,
) -> None:
    town = await Accused(office).opens()
    second = await office.staff("office", name="Chị Hai")

    async def heard() -> list[str]:
        said = []
        for label in ("Tạm ngừng", "Cho làm lại"):
            await town.leader.says("/nguoi")
            for pressed in ("Anh Kế", label, *(["Đồng ý"] if label == "Tạm ngừng" else [])):
                await town.leader.presses(pressed)
            await second.presses("Đồng ý, làm ngay")
            said += [reply.text for reply in second.latest]
            town.leader.sees("Chị Hai đã đồng ý và đã làm")
            await second.presses("Đồng ý, làm ngay")
            second.sees_key("staff_changes.over")
        await town.clerk.says("/nguoi")
        for label in ("Anh Kế", "Báo vắng", "thứ Hai 23/11", "thứ Hai 23/11", "Anh Hạ tầng"):
            await town.clerk.presses(label)
        await another_agrees(town.clerk)
        await second.presses("Hết vắng")
        said += [reply.text for reply in second.latest]
        await another_agrees(second)
        town.colleague.sees_key("deputies.welcome_back")
        return said

    before = await heard()
    await becomes_about(town, second)
    assert await heard() == before


async def test_a_second_person_is_another_one_who_may_do_it_and_in_time(
    office: OfficeUnderTest,
) -> None:
    town = await Accused(office).opens()
    second = await office.staff("office", name="Chị Hai")
    await press_staff_alone(town.clerk, "Anh Kế", "Tạm ngừng")
    yes = second.button("Đồng ý, làm ngay").value
    for person in (town.clerk, town.leader, town.colleague, office.citizen()):
        await person.sends(choice=yes)
        person.sees_key("staffing.not_yours")
    office.app.clock.jump_to(office.app.clock.now() + timedelta(hours=25))
    await second.sends(choice=yes)
    second.sees_key("staff_changes.over")
    assert await held_by(town.colleague) == {("official", "KTHT")}
    await town.clerk.says("/nguoi")
    for pressed in ("Anh Kế", "Chuyển cơ quan", "cán bộ xử lý", "Y tế", "Đồng ý"):
        await town.clerk.presses(pressed)
    second.sees("Chị Văn phòng đề nghị", "cán bộ xử lý, Phòng Y tế", "Anh Kế")
    await second.presses("Đồng ý, làm ngay")
    assert await held_by(town.colleague) == {("official", "YTE")}
    assert (await audit_log.verify_audit_log(office.app.db))[1] == []
