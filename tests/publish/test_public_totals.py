"""Who reloads what is public before and after sees no case come in, be restricted or be opened."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec

from publish.reports.brief import BriefWriter
from publish.web.public_figures import PublicFigures
from rules.local_time import local_date
from rules.office import Office
from storage import case_events, cases
from storage.models import Case
from tests.support.desk import ANSWER, Desk, answers, lifts_restriction
from tests.support.portal import Reader
from tests.support.reports import report_of
from tests.support.story import OfficeUnderTest, files_a_report

WATCHED = (
    *("/", "/co-quan/ktht", "/ket-qua", "/loi-xin-loi", "/thong-ke", "/sitemap-0.xml"),
    *("/du-lieu/ket-qua-2026.csv", "/open311/v2/servicerequestupdates.json"),
)


class Watcher:
    """Somebody who reloads all that is public."""

    def __init__(self, office: OfficeUnderTest) -> None:
        self.reader, self.loads = Reader(office), 0

    async def reads(self) -> dict[str, str]:
        # Each time by an address of its own: a page is kept for a second.
        self.loads += 1
        seen = {}
        for path in WATCHED:
            _, text, _ = await self.reader.get(f"{path}?w={self.loads}")
            seen[path] = re.sub(r"w=\d+", "", text)
        return seen

    async def figures(self, path: str = "/") -> list[str]:
        self.loads += 1
        _, text, _ = await self.reader.get(f"{path}?w={self.loads}")
        return re.findall(r"<dd>([^<]*)</dd>", text)[:2]


async def test_how_long_reporting_took_is_public_from_a_crowd_on_and_names_no_day(
    office: OfficeUnderTest,
) -> None:
    for _ in range(2):
        await office.citizen().says("/gopy")
    slow = office.citizen()
    await slow.says("/gopy")
    await office.time_passes(office.app.clock.now() + timedelta(minutes=4))
    await slow.answers("intake")
    slow.sees("Đã tiếp nhận")
    now, figures = office.app.clock.now, PublicFigures(office.app.db, every(office))
    assert (await figures.filing(now())).began == 0, "today is not over"
    office.app.clock.jump_to(now() + timedelta(days=1))
    told = await figures.filing(now())
    assert (told.began, told.filed, told.minutes) == (3, 1, 5)
    few = await PublicFigures(office.app.db, office.app.office).filing(now())
    assert (few.began, few.filed, few.minutes) == (0, 0, None)
    _, page, _ = await Reader(office).get("/thong-ke")
    assert "chưa đủ 5 lượt gửi xong" in page
    source = await report_of(office, local_date(now()))
    brief = BriefWriter(office.app.office, office.app.world.texts).written(source)
    assert "1/3 lượt bắt đầu kể có mã biên nhận, một nửa trong vòng 5 phút" in brief


def every(office: OfficeUnderTest) -> Office:
    single = msgspec.structs.replace(office.app.office.publishing, least_group=1)
    return msgspec.structs.replace(office.app.office, publishing=single)


async def test_nothing_public_moves_when_a_case_comes_in_is_restricted_or_ends(
    office: OfficeUnderTest,
) -> None:
    desk, watcher = await Desk(office).opens(), Watcher(office)
    before = await watcher.reads()
    secret = await files_a_report(office.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")
    case = await stored(office, secret)
    await desk.clerk.sends(choice=f"seal:{case.id}")
    await desk.clerk.presses("Niêm phong")
    desk.clerk.sees("Đã niêm phong")
    assert await watcher.reads() == before
    await lifts_restriction(desk.clerk, case.id)
    await desk.clerk.says(f"/chuyen {secret} KTHT")
    await desk.clerk.sends(choice=f"seal:{case.id}")
    await desk.clerk.presses("Niêm phong")
    # What was looked at first on a day is that day's figure: a restart changes none of it.
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=1))
    morning = await watcher.reads()
    await lifts_restriction(desk.clerk, case.id)
    assert await watcher.reads() == morning


async def test_public_totals_count_every_case_alike_and_move_by_a_whole_crowd(
    office: OfficeUnderTest,
) -> None:
    desk, watcher = await Desk(office).opens(), Watcher(office)
    assert await watcher.figures() == ["dưới 5", "dưới 5"]
    await copies(office, desk.code, 3, sealed=True)
    await next_day(office)
    assert await watcher.figures() == ["dưới 5", "dưới 5"]
    await copies(office, desk.code, 1)
    await next_day(office)
    assert await watcher.figures() == ["từ 5", "từ 5"]
    assert await watcher.figures("/co-quan/ktht") == ["từ 5", "từ 5"]
    # Proposed only, or about the agency itself: not among what its people know.
    await copies(office, desk.code, 5, status="received", status_before="")
    await copies(office, desk.code, 5, accused="KTHT")
    await next_day(office)
    assert await watcher.figures() == ["từ 15", "từ 15"]
    assert await watcher.figures("/co-quan/ktht") == ["từ 5", "từ 5"]


async def test_a_restart_tells_nothing_of_what_ended_or_was_opened_again_since_midnight(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    one = msgspec.structs.replace(office.app.office.publishing, least_group=1)
    alone = msgspec.structs.replace(office.app.office, publishing=one)

    async def after_a_restart() -> int:
        figures = PublicFigures(office.app.db, alone)
        return (await figures.totals(office.app.clock.now())).open

    await desk.days_pass(1)
    assert await after_a_restart() == 1
    await answers(desk.official, desk.code, ANSWER)
    assert await after_a_restart() == 1
    await desk.days_pass(1)
    assert await after_a_restart() == 0
    await desk.citizen.sends(choice=f"reopen:{(await desk.case()).id}")
    await desk.citizen.says("Đèn thay xong lại tắt, đường vẫn tối như trước")
    await desk.citizen.presses("Xong")
    assert (await desk.case()).status == "forwarded"
    assert await after_a_restart() == 0
    await desk.days_pass(1)
    assert await after_a_restart() == 1


async def test_an_agency_has_what_was_sent_to_it_and_not_what_is_proposed_or_given_back(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(forwarded=False)
    figures: list[int] = []

    async def theirs() -> int:
        await desk.days_pass(1)
        now = office.app.clock.now()
        counted = await PublicFigures(office.app.db, every(office)).totals(now, "KTHT")
        figures.append(counted.received)
        return counted.received

    assert await theirs() == 0, "it is only proposed"
    await desk.clerk.says(f"/chuyen {desk.code} KTHT")
    assert await theirs() == 1
    await desk.official.sends(choice=f"return:{(await desk.case()).id}")
    await desk.official.presses("Điện lực")
    await desk.official.says("Việc này của Điện lực, đường dây của họ")
    assert (await desk.case()).status == "received"
    assert await theirs() == 0
    await desk.clerk.says(f"/chuyen {desk.code} KTHT")
    await answers(desk.official, desk.code, ANSWER)
    await desk.citizen.sends(choice=f"appeal:{(await desk.case()).id}")
    await desk.citizen.says("Trả lời chưa đúng, xin cấp trên xem giúp vì đèn vẫn tối")
    await desk.citizen.presses("Xong")
    assert (await desk.case()).status == "received"
    assert await theirs() == 1, "it answered, whoever looks at the answer now"


async def next_day(office: OfficeUnderTest) -> None:
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=1))


async def stored(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    return case


async def copies(office: OfficeUnderTest, code: str, n: int, **values: object) -> None:
    """So many cases as one is, but for `values`, received now."""
    like, now = await stored(office, code), office.app.clock.now()
    names = ("status", "person_id", "address", "field", "agency", "commune", "text")
    async with office.app.db.begin() as db:
        for number in range(n):
            same = {name: getattr(like, name) for name in names} | values
            label = f"{now:%m%d}{len(values)}{number}"
            case = Case(code=f"CPAH.{label}", received_at=now, **same)
            db.add(case)
            await db.flush()
            if case.status != "received":
                await case_events.add_case_event(db, case, "forward", None, now, agency=case.agency)
