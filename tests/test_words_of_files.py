"""What stands in a file and in its name beside what is seen reaches nobody but who sent it."""

from __future__ import annotations

from bot.event import Media
from tests.support.desk import ANSWER
from tests.support.duty import talking
from tests.support.somebody import OnPage
from tests.support.story import OfficeUnderTest, files_a_report
from tests.support.told_by_files import PLACE, PLANTED, told_film, told_picture

NAME = f"{PLANTED} trước cửa nhà"
PDF = b"%PDF-1.4\n" + b"1 0 obj" * 50
TELLING = (PLANTED.encode(), b"SM-A055F", b"GPS", PLACE)


async def files_of(office: OfficeUnderTest) -> tuple[Media, ...]:
    """A photo, a film and a paper, each full of its maker and called after them."""
    told = (("jpg", told_picture("JPEG")), ("mp4", told_film()), ("pdf", PDF))
    keep = office.app.media.keep
    return tuple([await keep("document", "", f"{NAME}.{end}", what) for end, what in told])


def names_shown(office: OfficeUnderTest) -> set[str]:
    """Of all files anybody was sent, of which none tells who made it."""
    sent = [item for _, reply in office.paper.sent for item in reply.media]
    for item in sent:
        content = office.app.media.read(item.sha256)
        assert not [word for word in TELLING if word in content]
    assert not [reply for _, reply in office.paper.sent if PLANTED in reply.text]
    return {item.name for item in sent}


async def test_no_colleague_and_no_citizen_reads_who_made_a_file_or_what_they_called_it(
    office: OfficeUnderTest,
) -> None:
    citizen, files = office.citizen(), await files_of(office)
    clerk, official = await office.staff("office"), await office.staff("official", "KTHT")
    words = {"text": "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay", "media": files}
    code = await files_a_report(citizen, words)
    await clerk.says(f"/chuyen {code} KTHT")
    await official.says(f"/nhan {code}")
    await official.says(f"/traloi {code}")
    await official.says(ANSWER, media=files)
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")
    assert len(citizen.sees(ANSWER).media) == len(files)
    assert names_shown(office) == {"ảnh-1.jpg", "video-1.mp4", "tệp-1.pdf"}


async def test_who_sends_a_paper_is_told_before_it_goes_that_it_may_hold_their_name(
    office: OfficeUnderTest,
) -> None:
    files, warned = await files_of(office), "ghi kèm tên người tạo"
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.says("Đèn đường trước chợ Phú Hòa hỏng hai tuần nay", media=files[:2])
    citizen.sees_nothing_of(warned)
    for _ in ("first", "again"):
        await citizen.says(media=files[2:])
    assert [warned in one.text for one in citizen.replies()].count(True) == 1


async def test_in_a_live_chat_neither_side_reads_what_the_other_called_a_file(
    office: OfficeUnderTest,
) -> None:
    citizen, clerk = await talking(office)
    files = await files_of(office)
    for speaker, hearer in ((citizen, clerk), (clerk, citizen)):
        await speaker.says("Tệp đây ạ", media=files)
        assert len(hearer.sees("Tệp đây ạ").media) == len(files)
    assert names_shown(office) == {"ảnh-1.jpg", "video-1.mp4", "tệp-1.pdf"}


async def test_who_sent_a_file_finds_it_under_their_own_name_in_their_history(
    office: OfficeUnderTest,
) -> None:
    page = await OnPage(f"http://127.0.0.1:{office.app.port}").opens()
    token = await page._upload(told_picture("JPEG"), "nha-ong-siu.jpg", "image/jpeg")
    await page._sends(text="Xem ảnh", media=[token])
    await page.sees("")
    headers = {"Origin": page.base}
    async with page._http.ws_connect(f"{page.base}/chat/ws", headers=headers) as again:
        await again.send_str('{"type":"hello"}')
        while (frame := await again.receive_json())["type"] != "own":
            pass
    await page.closes()
    assert [item["name"] for item in frame["media"]] == ["nha-ong-siu.jpg"]
