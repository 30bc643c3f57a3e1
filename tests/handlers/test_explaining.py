"""How a date was counted is one tap away, in words and as a picture."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.clock import Due, inbound_of_due
from storage import failed_updates
from tests.support.story import OfficeUnderTest, files_a_report

PNG = b"\x89PNG"


async def test_the_citizen_and_the_official_see_how_the_date_was_counted(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    citizen = office.citizen()
    code = await files_a_report(citizen)
    await clerk.presses("Chuyển Kinh tế")
    await citizen.says(f"/tracuu {code}")
    for person in (citizen, official):
        await person.presses("Cách tính hạn")
        await office.quiet()
        said = person.sees("ngày thứ nhất là thứ Tư 25/11/2026", "Căn cứ", "Ngày Văn hóa")
        assert "17:00 thứ Ba 15/12/2026 (dự kiến)" in said.text
        (picture,) = person.sees("Lịch tính hạn").media
        assert office.app.media.read(picture.sha256).startswith(PNG)


async def test_below_a_file_stands_the_question_that_was_open_while_its_reader_may_answer_it(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    code = await files_a_report(office.citizen())
    await clerk.presses("Chuyển Kinh tế")
    why = official.button("Cách tính hạn").value
    await official.presses("Nhận")
    await official.says(f"/traloi {code}")
    await official.sends(choice=why)
    await office.quiet()
    official.sees("Lịch tính hạn")
    assert official.latest[-1].text.startswith("Xin viết câu trả lời")
    await clerk.sends(choice=f"{why.replace('why', 'forward')}:NNPTNT")
    # It was asked for before, and drawn after the case went elsewhere.
    official.seen = len(office.paper.sent)
    drawn = Due("why", "drawn later", int(why.split(":")[1]), official.address)
    await office.app.receiver.accept([inbound_of_due(drawn)])
    await office.quiet()
    (picture,) = official.latest
    assert "Lịch tính hạn" in picture.text
    async with office.app.db.read() as db:
        assert await failed_updates.count_failed_updates(db) == 0


async def test_a_stranger_is_not_told(office: OfficeUnderTest) -> None:
    await office.staff("office", name="Chị Văn phòng")
    await files_a_report(office.citizen())
    stranger = office.citizen()
    await stranger.sends(choice="why:1")
    stranger.sees_key("desk.not_yours")
    await office.quiet()
    stranger.sees_nothing_of("Lịch tính hạn")


async def test_a_digest_comes_once_whoever_looks_and_how_often(office: OfficeUnderTest) -> None:
    """Two workers look at once; then one is restarted and has forgotten everything."""
    clerk = await office.staff("office", name="Chị Văn phòng")
    await files_a_report(office.citizen())
    clerk.seen = len(office.paper.sent)
    office.app.clock.jump_to(datetime(2026, 11, 30, 1, 0, tzinfo=UTC))
    await office.app.clock_channel.look()
    for _ in range(2):
        # What it remembers of what it found is only a short cut.
        office.app.clock_channel._accepted.clear()
        await office.app.clock_channel.look()
        await office.quiet()
    digests = [reply.text for reply in clerk.latest if "Hôm nay ở Văn phòng" in reply.text]
    assert len(digests) == 1
