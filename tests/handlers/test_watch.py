"""The watch over open cases agrees with reading everything, whatever happened in between."""

from __future__ import annotations

from datetime import timedelta

from handlers.case.open_cases import OpenCase, OpenCases
from storage import case_events, cases
from storage.models import Case
from tests.support.story import OfficeUnderTest, files_a_report


async def seen(office: OfficeUnderTest, watch: OpenCases) -> list[OpenCase]:
    async with office.app.db.read() as db:
        return await watch.open_cases(db, office.app.office, office.app.clock.now())


async def agrees(office: OfficeUnderTest, watch: OpenCases) -> list[OpenCase]:
    found = await seen(office, watch)
    assert found == await seen(office, OpenCases())
    return found


async def test_what_happens_is_seen_at_the_next_look(office: OfficeUnderTest) -> None:
    watch = OpenCases()
    assert await agrees(office, watch) == []
    clerk = await office.staff("office", name="Chị Văn phòng")
    await files_a_report(office.citizen())
    ((case, episode),) = await agrees(office, watch)
    assert (case.status, episode.stage) == ("received", "forward")
    await clerk.presses("Chuyển Kinh tế")
    neighbour = office.citizen()
    other = await files_a_report(neighbour, "Rác trước chợ ba ngày chưa ai dọn, rất hôi")
    assert [case.status for case, _ in await agrees(office, watch)] == ["forwarded", "received"]
    await neighbour.says(f"/tracuu {other}")
    await neighbour.presses("Rút phản ánh")
    await neighbour.presses("Rút")
    assert len(await agrees(office, watch)) == 1
    await office.time_passes(office.app.clock.now() + timedelta(days=40))
    ((_, episode),) = await agrees(office, watch)
    assert episode.days_late


async def test_what_was_undone_is_forgotten(office: OfficeUnderTest) -> None:
    watch = OpenCases()
    await files_a_report(office.citizen())
    await agrees(office, watch)
    app = office.app
    try:
        async with app.db.begin() as db:
            case = await db.get(Case, 1)
            assert case is not None
            await cases.update_case(db, case, status="in_progress")
            await case_events.add_case_event(db, case, "accept", None, app.clock.now())
            ((inside, _),) = await watch.open_cases(db, app.office, app.clock.now())
            assert inside.status == "in_progress"
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    ((after, _),) = await agrees(office, watch)
    assert after.status == "received"
