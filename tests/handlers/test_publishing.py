"""The gate: what the office checks, and what strangers can read afterwards."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from storage import case_events, cases, people
from storage.models import Case
from tests.support.publication import Scene, opens
from tests.support.story import OfficeUnderTest


@pytest.fixture
def scene(office: OfficeUnderTest) -> Scene:
    return Scene(office)


async def test_everything_found_is_listed_masked_and_can_be_shown_with_one_tap(
    scene: Scene,
) -> None:
    code = await scene.prepare()
    card = await opens(scene.clerk, code)
    masked, found = card.split("———")
    for hidden in ("0987", "Siu Thử", "số 15", "Phú Hòa"):
        assert hidden not in masked
        assert hidden in found
    assert "không nêu xã" in found
    await scene.clerk.presses("Hiện: cạnh chợ Phú Hòa")
    assert "Phú Hòa" in scene.clerk.sees("Bà con").text.split("———")[0]
    await scene.clerk.presses("Che: cạnh chợ Phú Hòa")
    assert "Phú Hòa" not in scene.clerk.sees("Bà con").text.split("———")[0]


async def test_in_a_small_group_the_village_is_hidden_like_the_commune(scene: Scene) -> None:
    code = await scene.prepare(text="Đường vào làng Mrông hư hỏng nặng, xóm Ngó Đông đi lại khó")
    masked, found = (await opens(scene.clerk, code)).split("———")
    assert "Mrông" not in masked
    assert "Ngó Đông" not in masked
    assert "làng Mrông" in found
    await scene.clerk.presses("Hiện: làng Mrông")
    assert "làng Mrông" in scene.clerk.sees("Bà con").text.split("———")[0]


async def test_strangers_read_what_was_checked_and_nothing_else(scene: Scene) -> None:
    code = await scene.prepare()
    await opens(scene.clerk, code)
    preview = scene.clerk.button("Xem trước").url
    preview = preview[preview.index("/xem-truoc") :]
    status, before = await scene.page(preview)
    assert status == 200
    assert "chưa công khai" in before
    assert (await scene.page(await scene.public(code)))[0] == 404
    await scene.clerk.presses("Che thêm")
    await scene.clerk.says("thả rác")
    await scene.clerk.presses("Công khai bản này")
    scene.citizen.sees(await scene.public(code))
    status, page = await scene.page(await scene.public(code))
    assert status == 200
    assert "[đã che]" in page
    for secret in ("0987", "Siu", "Rơ Châm", "0912", "thả rác", "Ia Mơ Nông"):
        assert secret not in page


async def test_an_edit_of_several_messages_is_kept_whole(scene: Scene) -> None:
    code = await scene.prepare()
    await opens(scene.clerk, code)
    await scene.clerk.presses("Sửa phần trả lời")
    long = "Đường đã sửa xong. " * 200
    await scene.clerk.says(long)
    await scene.clerk.says("Hết phần hai.")
    await scene.clerk.presses("Xong")
    await scene.clerk.presses("Công khai bản này")
    page = (await scene.page(await scene.public(code)))[1]
    assert long.strip() in page
    assert "Hết phần hai." in page


async def test_an_answer_that_does_not_fit_goes_back_to_the_agency(scene: Scene) -> None:
    code = await scene.prepare()
    await opens(scene.clerk, code)
    await scene.clerk.presses("Trả lại cơ quan")
    await scene.clerk.says("Chưa nói bao giờ dọn rác đã đổ")
    scene.official.sees(code, "Chưa nói bao giờ dọn rác")
    scene.citizen.sees(code, "đã đề nghị Phòng Kinh tế - Hạ tầng trả lời lại")
    await scene.answers(code, "Rác đã đổ sẽ được dọn trong tuần này")
    assert "dọn trong tuần này" in await opens(scene.clerk, code)


async def test_a_page_is_corrected_and_taken_down_with_a_visible_note(scene: Scene) -> None:
    code = await scene.prepare()
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")
    await opens(scene.clerk, code)
    await scene.clerk.presses("Sửa phần trả lời")
    await scene.clerk.says("Đã lập biên bản và dọn sạch.")
    await scene.clerk.presses("Xong")
    await scene.clerk.presses("Đăng bản sửa")
    await scene.clerk.says("Thêm kết quả dọn rác")
    page = (await scene.page(await scene.public(code)))[1]
    assert "dọn sạch" in page
    assert "Thêm kết quả dọn rác" in page
    await opens(scene.clerk, code)
    await scene.clerk.presses("Gỡ khỏi trang")
    await scene.clerk.says("Người gửi xin rút lại")
    status, page = await scene.page(f"{await scene.public(code)}?x=1")
    assert status == 410
    assert "Người gửi xin rút lại" in page
    assert "dọn sạch" not in page
    assert code not in (await scene.page("/ket-qua"))[1]


@pytest.mark.parametrize(
    ("publish", "field", "why"),
    [("no", "", "không đồng ý"), ("yes", "Trường học", "không công khai")],
)
async def test_some_cases_are_never_published(
    office: OfficeUnderTest, publish: str, field: str, why: str
) -> None:
    scene = Scene(office)
    if field:
        text = "Trường học thu tiền quỹ lớp của học sinh quá cao"
        code = await scene.prepare(publish=publish, text=text)
    else:
        code = await scene.prepare(publish=publish)
    await scene.clerk.says(f"/congkhai {code}")
    scene.clerk.sees(code, why)
    assert (await scene.page(await scene.public(code)))[0] == 404


OF_A_CHILD = "Cháu Kpuih Nam 7 tuổi học lớp 2 bị bệnh da liễu vì đống rác ở chợ Phú Hòa"


async def events_of(office: OfficeUnderTest, code: str) -> list[tuple[str, object]]:
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
        return [
            (line.action, line.data.get("personal"))
            for line in await case_events.events_of_case(db, case)
        ]


async def test_what_is_of_a_child_or_of_health_is_never_published_whatever_its_field(
    scene: Scene,
) -> None:
    code = await scene.prepare(text=OF_A_CHILD)
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")
    asked = scene.clerk.sees("Có phải chuyện của trẻ em hoặc sức khỏe của một người?")
    for words in ("Cháu Kpuih", "7 tuổi", "lớp 2", "da liễu"):
        assert words in asked.text
    assert (await scene.page(await scene.public(code)))[0] == 404
    await scene.clerk.presses("Phải")
    scene.clerk.sees(code, "không bao giờ công khai")
    assert ("withhold", True) in await events_of(scene.office, code)
    await scene.clerk.says(f"/congkhai {code}")
    scene.clerk.sees(code, "không công khai được")
    # Neither an old button nor another answer opens the way again.
    await scene.clerk.presses("Công khai bản này")
    scene.clerk.sees(code, "không công khai được")
    assert (await scene.page(await scene.public(code)))[0] == 404


async def test_a_mention_of_children_is_published_once_an_official_says_it_is_of_none(
    scene: Scene,
) -> None:
    code = await scene.prepare(text="Rác chất đống ở chợ Phú Hòa, trẻ em đi qua phải bịt mũi")
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")
    scene.clerk.sees("trẻ em", "Có phải chuyện của trẻ em")
    await scene.clerk.presses("Không phải")
    assert (await scene.page(await scene.public(code)))[0] == 200
    assert ("publish", False) in await events_of(scene.office, code)
    # A correction is asked about anew; a yes then takes the page down for good.
    await opens(scene.clerk, code)
    await scene.clerk.presses("Đăng bản sửa")
    await scene.clerk.says("Sửa ngày hoàn thành")
    await scene.clerk.presses("Phải")
    assert (await scene.page(f"{await scene.public(code)}?x=1"))[0] == 410
    await scene.clerk.says(f"/congkhai {code}")
    scene.clerk.sees(code, "không công khai được")


async def test_words_an_official_edits_away_still_ask(scene: Scene) -> None:
    code = await scene.prepare(text=OF_A_CHILD)
    await opens(scene.clerk, code)
    await scene.clerk.presses("Sửa phần phản ánh")
    await scene.clerk.says("Đống rác ở chợ Phú Hòa chưa được dọn")
    await scene.clerk.presses("Xong")
    await scene.clerk.presses("Công khai bản này")
    scene.clerk.sees("Có phải chuyện của trẻ em")


async def test_withholding_needs_a_reason_and_an_official_may_not_publish(scene: Scene) -> None:
    code = await scene.prepare()
    await opens(scene.clerk, code)
    button = scene.clerk.button("Công khai bản này").value
    await scene.official.sends(choice=button)
    scene.official.sees_key("desk.not_yours")
    await scene.clerk.presses("Không công khai")
    await scene.clerk.says("ngắn")
    scene.clerk.sees("ít nhất 10")
    await scene.clerk.says("Chuyện riêng của một gia đình")
    scene.clerk.sees("sẽ không công khai")
    assert (await scene.page(await scene.public(code)))[0] == 404


async def test_every_follower_is_told_when_it_is_published_corrected_and_taken_down(
    office: OfficeUnderTest,
) -> None:
    scene = Scene(office)
    code = await scene.prepare()
    neighbours = [office.citizen(name) for name in ("Một", "Hai")]
    async with office.app.db.begin() as db:
        first = await cases.case_by_code(db, code)
        for at, neighbour in enumerate(neighbours):
            known = await people.person_at_address(db, neighbour.address, office.app.clock.now())
            twin = Case(
                code=f"PAKN.20261123.900{at}", status="merged", publication="none", text="như vậy",
                person_id=known.person.id, address=neighbour.address, merged_into=first.id,
                received_at=office.app.clock.now(),
            )  # fmt: skip
            await cases.file_case(db, twin, None, (), office.app.clock.now())
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")
    for neighbour in neighbours:
        neighbour.sees("đã có kết quả chung", code)
    await opens(scene.clerk, code)
    await scene.clerk.presses("Sửa phần trả lời")
    await scene.clerk.says("Đã lập biên bản và dọn sạch.")
    await scene.clerk.presses("Xong")
    await scene.clerk.presses("Đăng bản sửa")
    await scene.clerk.says("Thêm kết quả dọn rác")
    for neighbour in neighbours:
        neighbour.sees("vừa được sửa", code)
    await opens(scene.clerk, code)
    await scene.clerk.presses("Gỡ khỏi trang")
    await scene.clerk.says("Người gửi xin rút lại")
    for neighbour in neighbours:
        neighbour.sees("đã được gỡ", "Người gửi xin rút lại")


async def test_a_photo_is_published_only_when_a_person_says_so_and_holds_pixels_only(
    scene: Scene, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret maker"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (640, 480), "red").save(tmp_path / "photo", "JPEG", exif=exif)
    content = (tmp_path / "photo").read_bytes()
    kept = await scene.office.app.media.keep("photo", "image/jpeg", "anh.jpg", content)
    code = await scene.prepare(files=(kept,))
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")
    picture = f"{await scene.public(code)}/hinh/1.jpg"
    assert "<img" not in (await scene.page(await scene.public(code)))[1]
    assert (await scene.page(picture))[0] == 404
    await opens(scene.clerk, code)
    await scene.clerk.presses("Đăng ảnh 1")
    scene.clerk.button("Bỏ ảnh 1")
    preview = scene.clerk.button("Xem trước").url
    preview = preview[preview.index("/xem-truoc") :]
    assert f"{preview}/hinh/1.jpg" in (await scene.page(preview))[1]
    seen_before = await scene.content(f"{preview}/hinh/1.jpg")
    for wrong in (f"{preview}/hinh/2.jpg", "/xem-truoc/guess/hinh/1.jpg"):
        assert (await scene.page(wrong))[0] == 404
    await scene.clerk.presses("Đăng bản sửa")
    await scene.clerk.says("Thêm ảnh hiện trường")
    assert picture in (await scene.page(f"{await scene.public(code)}?x=1"))[1]
    body = await scene.content(f"{picture}?x=1")
    assert body == seen_before
    assert b"Secret" not in body
    small = await scene.content(f"{await scene.public(code)}/nho.jpg")
    with Image.open(io.BytesIO(small)) as listed:
        assert (max(listed.size), dict(listed.getexif())) == (192, {})
    assert "/nho.jpg" in (await scene.page("/ket-qua?x=1"))[1]
    with Image.open(io.BytesIO(body)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((640, 480), {})


def test_a_public_photo_holds_pixels_only(tmp_path) -> None:
    from publish.web.result_images import stripped_photo

    exif = Image.Exif()
    exif[0x010F] = "Secret maker"
    exif.get_ifd(0x8825)[1] = "N"
    path = tmp_path / "photo"
    Image.new("RGB", (64, 48), "red").save(path, "JPEG", exif=exif)
    assert b"Secret maker" in path.read_bytes()
    body = stripped_photo(path.read_bytes())
    (tmp_path / "clean").write_bytes(body)
    with Image.open(tmp_path / "clean") as picture:
        assert picture.size == (64, 48)
        assert not picture.getexif()
    assert b"Secret" not in body
