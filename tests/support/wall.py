"""An office with a case of every kind, secrets planted in each, and everybody who may want them."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers import TABLES
from rules.who_sees import CaseKind, CaseStage, CaseWitness
from storage import cases
from storage.models import Case
from tests.support.desk import goes_away, press_staff
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo

WORDS = {
    CaseKind.ORDINARY: "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay, chỗ {}, dấu {}",
    CaseKind.CONDUCT: "Cán bộ Phòng Kinh tế Hạ tầng hách dịch, hẹn đi hẹn lại, chỗ {}, dấu {}",
    CaseKind.NAMED: "Cán bộ Phòng Kinh tế Hạ tầng quát mắng, không chịu giải quyết, chỗ {}, dấu {}",
    CaseKind.ABOUT_OFFICE: "Cán bộ bộ phận một cửa huyện hách dịch, quát mắng dân, chỗ {}, dấu {}",
    CaseKind.APPEALED: "Bóng đèn đường ngã tư Phú Hòa không sáng cả tháng nay, chỗ {}, dấu {}",
    CaseKind.RESTRICTED: "Đèn đường trong làng hỏng hai tuần nay, tối om, chỗ {}, dấu {}",
}
NOBODY = (CaseKind.ORDINARY, CaseKind.APPEALED, CaseKind.RESTRICTED)
"""About nobody of ours."""
GROUP = "paper:-100"
FILES = {"baocao", "poster", "chotky"}
"""Commands that make files: another test reads those."""
OF_STAFF = {"back", "staff", "staff_agree", "person", "group", "revoke", "confirm"}
"""Buttons whose number is a colleague's, an absence's or a group's: whoever may press them changes
who is what here, and other tests press them."""
SEARCHING = ("viec", "quahan", "solieu", "phanloai", "ketqua", "cuatoi", "tracuu")
"""Commands that look for what is named after them."""
REASON = "cần gọi hỏi thêm cho rõ việc này"


@dataclass
class Planted:
    """A case and what is secret of it."""

    kind: CaseKind
    code: str
    search: str
    """A word of the text by which it is looked for; it is no secret to who types it."""
    word: str
    name: str
    phone: str
    photo: str

    def told(self, text: str) -> set[str]:
        """Which secrets stand in a text."""
        return {"words"} & {"words" if self.word in text else ""} | {"contact"} & {
            "contact" if self.name in text or self.phone in text else ""
        }


@dataclass
class Wall:
    """Everybody, and a case of every kind that still is to be sorted."""

    office: OfficeUnderTest
    cases: dict[CaseKind, Planted] = field(default_factory=dict)
    owners: dict[CaseKind, Talker] = field(default_factory=dict)

    async def opens(self) -> Wall:
        made = self.office.staff
        self.clerk = await made("office", name="Chị Lan")
        self.second = await made("office", name="Anh Hai")
        self.chair = await made("chair", name="Ông Chủ tịch")
        self.named = await made("official", "KTHT", "Anh Bị Nói")
        self.handler = await made("official", "KTHT", "Anh Đang Làm")
        self.deputy = await made("official", "KTHT", "Anh Thay")
        self.colleague = await made("official", "KTHT", "Anh Kế")
        self.suspended = await made("official", "KTHT", "Anh Nghỉ")
        self.head = await made("leader", "KTHT", "Chị Trưởng")
        self.inner = await made("official", "NOIVU", "Chị Nội vụ")
        self.inner_colleague = await made("official", "NOIVU", "Anh Nội vụ")
        self.helper = await made("official", "TNMT", "Anh Môi trường")
        self.former = await made("official", "YTE", "Chị Y tế")
        self.neighbour = await made("official", "GDDT", "Anh Giáo dục")
        self.stranger = self.office.citizen()
        await self.stranger.says("/start")
        await self.head.says("/nhom KTHT", address=GROUP, private=False)
        await goes_away(self.named, "23/11", "27/11/2026", "Anh Thay")
        for number, kind in enumerate(CaseKind, 1):
            await self._files(kind, number)
        await self.clerk.sends(choice=f"accuse:{(await self.case(CaseKind.NAMED)).id}")
        await self.clerk.presses("Anh Bị Nói")
        await self.clerk.presses("nay đã rõ")
        await self.second.presses("Đồng ý đổi")
        async with self.office.app.db.begin() as db:
            appealed = await cases.case_by_code(db, self.cases[CaseKind.APPEALED].code)
            assert appealed is not None
            appealed.level = 1
        await self.clerk.sends(choice=f"seal:{(await self.case(CaseKind.RESTRICTED)).id}")
        await self.clerk.presses("Niêm phong")
        await press_staff(self.head, "Anh Nghỉ", "Tạm ngừng")
        return self

    async def _files(self, kind: CaseKind, number: int) -> None:
        owner = self.owners[kind] = self.office.citizen()
        search, word, phone = f"tim{number}w", f"mat{number}qx{number}", f"09{number}3450{number}67"
        about = {"about": "conduct"} if kind not in NOBODY else {}
        name = f"Siu Kín {'ABCDEF'[number - 1] * 3}"
        picture = photo(900 + number)
        words = {"text": WORDS[kind].format(search, word), "media": (picture,)}
        code = await files_a_report(owner, words, name=name, phone=phone, publish="no", **about)
        self.cases[kind] = Planted(kind, code, search, word, name, phone, picture.sha256)

    async def forwarded(self) -> Wall:
        """The same cases, each with the agency that handles it."""
        clerk, of = self.clerk, self.cases
        ordinary = of[CaseKind.ORDINARY].code
        await clerk.says(f"/chuyen {ordinary} YTE")
        await self.former.says(f"/tralai {ordinary}")
        await self.former.presses("Kinh tế")
        await self.former.says("Việc này thuộc phòng khác, không phải chỗ chúng tôi")
        await clerk.says(f"/chuyen {ordinary} KTHT")
        await self.handler.says(f"/nhan {ordinary}")
        await clerk.sends(choice=f"involve:{(await self.case(CaseKind.ORDINARY)).id}")
        await clerk.presses(self.office.app.office.agencies["TNMT"].short)
        await clerk.says("Nhờ phòng cho biết khu vực này có cây xanh che đèn không")
        await self.chair.sends(choice=f"forward:{(await self.case(CaseKind.APPEALED)).id}:KTHT")
        await self.handler.says(f"/nhan {of[CaseKind.APPEALED].code}")
        await clerk.says(f"/chuyen {of[CaseKind.CONDUCT].code} NOIVU")
        await self.inner.says(f"/nhan {of[CaseKind.CONDUCT].code}")
        await clerk.says(f"/chuyen {of[CaseKind.NAMED].code} KTHT")
        await self.handler.says(f"/nhan {of[CaseKind.NAMED].code}")
        await self.chair.sends(
            choice=f"forward:{(await self.case(CaseKind.ABOUT_OFFICE)).id}:NOIVU"
        )
        await self.inner.says(f"/nhan {of[CaseKind.ABOUT_OFFICE].code}")
        await goes_away(self.inner, "23/11", "27/11/2026", "Anh Nội vụ")
        self.follower = self.office.citizen()
        same = await files_a_report(self.follower, "Đèn đường chợ Phú Hòa tối om mấy tuần rồi")
        await clerk.says(f"/gop {same} {ordinary}")
        return self

    async def ended(self) -> Wall:
        """Everybody took their case back; what agencies had read of it they had read."""
        for kind, owner in self.owners.items():
            await owner.sends(choice=f"withdraw:{(await self.case(kind)).id}")
            await owner.presses("Rút")
            assert (await self.case(kind)).status == "withdrawn"
        return self

    async def case(self, kind: CaseKind) -> Case:
        async with self.office.app.db.read() as db:
            found = await cases.case_by_code(db, self.cases[kind].code)
        assert found is not None
        return found

    def witnesses(self, kind: CaseKind, stage: CaseStage) -> list[tuple[CaseWitness, Talker]]:
        """Who is what to the case of a kind."""
        who, sorting = CaseWitness, stage is CaseStage.SORTING
        found = [
            *((who.STRANGER, self.stranger), (who.NEIGHBOUR, self.neighbour)),
            *((who.SUSPENDED, self.suspended), (who.CLERK, self.clerk), (who.CHAIR, self.chair)),
            (who.OWNER, self.owners[kind]),
        ]
        if kind in NOBODY and sorting:
            found += [(who.PROPOSED, self.colleague), (who.PROPOSED, self.head)]
        if kind is CaseKind.ORDINARY and not sorting:
            found += [(who.HANDLER, self.handler), (who.COLLEAGUE, self.colleague)]
            found += [(who.HELPER, self.helper), (who.FORMER, self.former)]
            found += [(who.FOLLOWER, self.follower)]
        if kind is CaseKind.APPEALED and not sorting:
            found += [(who.HANDLER, self.handler), (who.COLLEAGUE, self.colleague)]
        if kind is CaseKind.CONDUCT:
            found += [(who.ACCUSED_AGENCY, one) for one in (self.colleague, self.head)]
        if kind is CaseKind.NAMED:
            # Who stands in for the one who is named is a colleague like any other.
            found += [(who.ACCUSED, self.named)]
            found += [(who.PROPOSED if sorting else who.COLLEAGUE, self.deputy)]
            found += [(who.PROPOSED, self.colleague) if sorting else (who.HANDLER, self.handler)]
        if kind is CaseKind.ABOUT_OFFICE:
            found += [(who.CLERK, self.second)]
        if kind in (CaseKind.CONDUCT, CaseKind.ABOUT_OFFICE) and not sorting:
            found += [(who.HANDLER, self.inner), (who.DEPUTY, self.inner_colleague)]
        return found


def every_door(case: Case, search: str) -> list[dict[str, str]]:
    """Every button there is and every command, about a case: what to send for it."""
    pressed = sorted(TABLES.actions.keys() - OF_STAFF)
    typed = sorted(TABLES.commands.keys() - FILES)
    return [
        *({"choice": f"{name}:{case.id}{rest}"} for name in pressed for rest in ("", ":KTHT")),
        *({"text": f"/{name} {case.code} {REASON}"} for name in typed),
        *({"text": f"/{name} {search}"} for name in SEARCHING),
        *({"text": words} for words in (f"/start vu-{case.id}", case.code, search)),
    ]


async def tries_doors(person: Talker, doors: list[dict[str, str]]) -> None:
    """Waits for nothing; at the end whatever was begun is dropped."""
    for door in doors:
        await person.sends(**door, wait=False)
    await person.says("/huy", wait=False)
