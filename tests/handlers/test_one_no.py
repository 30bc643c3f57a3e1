"""A case that is not there and a case one may not know of are answered by the same words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from handlers.case import lookup
from storage import case_events, cases, people
from storage.models import Case
from tests.support.accused import Accused
from tests.support.desk import ANSWER, Desk, answers, opens_own
from tests.support.screens import CASE_BUTTONS, NOWHERE, Screen, screen_after
from tests.support.story import OfficeUnderTest, Talker, files_a_report

NO_CODE = "CPAH.20261123.9999"
COMMANDS = (
    *("nhan", "traloi", "phancong", "hoithem", "tralai", "giahan", "duyet", "sualai", "gop"),
    *("chuyen", "suaphanloai", "tuchoi", "giulai", "thoigiu", "chan", "bochan", "lienhe", "xem"),
    *("congkhai", "aixem"),
)


class SeveralCases(Accused):
    """A case of each kind, none of which concerns the neighbours."""

    async def opens(self) -> SeveralCases:
        desk = await Desk(self.office).opens()
        self.desk = desk
        await super().opens()
        await self.names("Anh Kế")
        codes = {"conduct": self.code, "forwarded": desk.code}
        for kind in ("restricted", "withdrawn", "published"):
            codes[kind] = await files_a_report(desk.citizen, f"Việc {kind}: đèn đường hỏng đã lâu")
            await desk.clerk.says(f"/chuyen {codes[kind]} KTHT")
        self.codes = codes
        await desk.clerk.sends(choice=f"seal:{(await self.named('restricted')).id}")
        await desk.clerk.presses("Niêm phong")
        desk.code = codes["withdrawn"]
        await opens_own(desk)
        await desk.citizen.presses("Rút")
        await desk.citizen.presses("Rút")
        for kind in ("published",):
            await answers(desk.official, codes[kind], ANSWER)
        await desk.clerk.says(f"/congkhai {codes['published']}")
        await desk.clerk.presses("Công khai bản này")
        return self

    async def named(self, kind: str) -> Case:
        async with self.office.app.db.read() as db:
            found = await cases.case_by_code(db, self.codes[kind])
        assert found is not None
        return found


DETAILS = {"choice": ("", ":NOIVU"), "text": ("", " KTHT Cần gọi cho người dân để hỏi rõ thêm")}
"""What stands after a button's number and a command's code."""
SHARES = 7


@dataclass
class Prober:
    """Tells by which doors a case that is there differs from one that is not."""

    person: Talker
    thorough: bool
    """Whether all doors are tried each time, or a seventh of them, another one each time."""
    _times: Iterator[int] = field(default_factory=itertools.count)
    _nowhere: dict[str, Screen] = field(default_factory=dict)
    """What a door showed about no case; it shows the same to this person each time."""

    async def differences(self, case: Case) -> list[str]:
        share = slice(None) if self.thorough else slice(next(self._times) % SHARES, None, SHARES)
        doors = [
            *(("choice", f"{name}:{{}}", case.id, NOWHERE) for name in CASE_BUTTONS),
            *(("text", f"/{name} {{}}", case.code, NO_CODE) for name in COMMANDS),
        ]
        found = []
        for (by, door, there, nowhere), detail in [*product(doors, (0, 1))][share]:
            said = door + DETAILS[by][detail]
            if said not in self._nowhere:
                self._nowhere[said] = await screen_after(self.person, **{by: said.format(nowhere)})
            shown = await screen_after(self.person, **{by: said.format(there)})
            if shown != self._nowhere[said]:
                found.append(f"{said}: {shown} != {self._nowhere[said]}")
        return found


async def test_an_official_of_another_agency_cannot_tell_a_case_from_none(
    office: OfficeUnderTest, thorough: bool
) -> None:
    several = await SeveralCases(office).opens()
    neighbour = await office.staff("official", "DIENLUC", "Anh Điện lực")
    probe = Prober(neighbour, thorough)
    for kind in several.codes:
        assert not await probe.differences(await several.named(kind)), kind


async def test_the_accused_cannot_tell_the_case_about_them_from_none(
    office: OfficeUnderTest, thorough: bool
) -> None:
    several = await SeveralCases(office).opens()
    case = await several.named("conduct")
    probe = Prober(several.colleague, thorough)
    assert not await probe.differences(case)
    await several.clerk.says(f"/chuyen {case.code} KTHT")
    assert not await probe.differences(case)


OF_THE_OFFICE = (
    *("see_refusal", "sign_refusal", "reject_refusal", "agree_contact", "agree_change", "more"),
    *("extend", "deny", "gate", "unmerge", "unblock", "keep_block", "is_conduct", "seal", "read"),
)


async def test_the_chair_hears_of_a_case_of_others_what_is_said_of_none(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    chair = await office.staff("chair", name="Ông Chủ tịch")
    for button in OF_THE_OFFICE:
        await chair.sends(choice=f"{button}:{(await desk.case()).id}")
        chair.sees_key("desk.not_yours")


async def test_an_accused_clerk_cannot_tell_the_restricted_case_about_them_from_none(
    office: OfficeUnderTest, thorough: bool
) -> None:
    accused = await office.staff("office", name="Anh Bị Tố")
    several = await SeveralCases(office).opens()
    now = office.app.clock.now()
    async with office.app.db.begin() as db:
        accused_id = (await people.person_at_address(db, accused.address, now)).person.id
        for kind in ("forwarded", "restricted"):
            case = await cases.case_by_code(db, several.codes[kind])
            assert case is not None
            case.about, case.accused, case.accused_id = "conduct", "VP", accused_id
            await case_events.add_case_event(db, case, "accuse", None, now)
    probe = Prober(accused, thorough)
    for kind in ("forwarded", "restricted"):
        assert not await probe.differences(await several.named(kind)), kind


async def test_who_is_refused_stands_in_the_log_of_the_case_once_a_day(
    office: OfficeUnderTest,
) -> None:
    several = await SeveralCases(office).opens()
    case = await several.named("conduct")
    for _ in range(3):
        await several.colleague.says(f"/xem {case.code}")
        await several.colleague.sends(choice=f"identity:{case.id}")
    stranger = office.citizen()
    await stranger.sends(choice=f"open:{case.id}")
    async with office.app.db.read() as db:
        lines = [
            line.data
            for line in await case_events.events_of_case(db, case)
            if line.action == lookup.REFUSED_LOOK
        ]
    assert [(line["why"], line["attempt"]) for line in lines] == [
        ("accused", "look"),
        ("accused", "identity"),
    ]


async def test_what_was_refused_moves_nothing_and_is_no_step_of_the_case(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    neighbour = await office.staff("official", "DIENLUC", "Anh Điện lực")
    await neighbour.says(f"/xem {desk.code}")
    await desk.official.presses("Nhận xử lý")
    await neighbour.says(f"/xem {desk.code}")
    await desk.official.says(f"/nhan {desk.code}")
    desk.official.sees("Anh Hạ tầng", "làm bước gần nhất")
    await opens_own(desk)
    desk.citizen.sees_nothing_of("Anh Điện lực")
