"""A case about the conduct of an agency's people, and everybody it may concern."""

from __future__ import annotations

from rules.lifecycle import MERGED
from storage import cases
from storage.models import Case
from tests.support.story import OfficeUnderTest, Talker

CONDUCT = "Cán bộ Phòng Kinh tế Hạ tầng hách dịch, hẹn đi hẹn lại nhiều lần không giải quyết"


class Accused:
    """A case about KTHT, with everybody it may concern."""

    def __init__(self, office: OfficeUnderTest) -> None:
        self.office = office

    async def opens(self) -> Accused:
        office = self.office
        self.clerk = await office.staff("office", name="Chị Văn phòng")
        self.leader = await office.staff("leader", "KTHT", "Chị Trưởng phòng")
        self.official = await office.staff("official", "KTHT", "Anh Hạ tầng")
        self.colleague = await office.staff("official", "KTHT", "Anh Kế")
        self.other = await office.staff("official", "NOIVU", "Anh Nội vụ")
        self.code = await reports_conduct(office.citizen())
        async with office.app.db.begin() as db:
            case = await cases.case_by_code(db, self.code)
            assert case is not None
            case.accused = case.agency = "KTHT"
        await self.clerk.says("/phanloai")
        await self.clerk.presses("Mở 1")
        return self

    async def case(self) -> Case:
        async with self.office.app.db.read() as db:
            found = await cases.case_by_code(db, self.code)
        assert found is not None
        return found

    async def names(self, name: str) -> None:
        await self.clerk.presses("Nêu người bị phản ánh")
        await self.clerk.presses(name)
        self.clerk.sees("Đã ghi cho", name)

    async def names_by_two(self, name: str, second: Talker | None = None) -> None:
        """The rest of the agency that was accused may read it then."""
        second = second or await self.second()
        await self.names(name)
        await self.clerk.presses("nay đã rõ")
        await second.presses("Đồng ý đổi")

    async def second(self) -> Talker:
        """Somebody who may agree with the clerk."""
        return await self.office.staff("office", name="Chị Đồng Ý")


async def reports_conduct(citizen: Talker) -> str:
    await citizen.says("/gopy")
    await citizen.answers("intake", describe=CONDUCT, about="conduct", publish="no")
    return citizen.sees("Đã tiếp nhận").case


async def becomes_one(office: OfficeUnderTest, code: str, same: str) -> None:
    """The second case was merged into the first."""
    async with office.app.db.begin() as db:
        kept, merged = await cases.case_by_code(db, code), await cases.case_by_code(db, same)
        assert kept is not None
        assert merged is not None
        merged.status, merged.merged_into = MERGED, kept.id
