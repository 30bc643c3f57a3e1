"""The figures everybody reads: page, CSV, JSON, the sheet of a counter, and /thongke in chat."""

from __future__ import annotations

import csv
import io
import time
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest

from storage import heartbeat, people, rating_tasks
from tests.support.machine import MONDAY_MORNING
from tests.support.ratings import opens, rated
from tests.support.story import OfficeUnderTest, Talker


async def test_a_time_the_system_was_down_is_told_in_public(office: OfficeUnderTest) -> None:
    assert "ngừng phục vụ" not in (await opens(office, "/thong-ke")).decode()
    longest = timedelta(minutes=15)
    async with office.app.db.begin() as db:
        # The program's own last beat is some seconds old.
        await heartbeat.record_heartbeat(
            db, time.time() + 40 * 60 + 10, office.app.clock.now(), longest
        )
    # Another address: what was shown a moment ago is remembered for a second.
    page = (await opens(office, "/thong-ke?ky=")).decode()
    assert "hệ thống ngừng phục vụ 40 phút" in page


async def rows(office: OfficeUnderTest, query: str = "") -> dict[tuple[str, str], dict[str, Any]]:
    import msgspec

    content = msgspec.json.decode(await opens(office, f"/thong-ke.json{query}"))
    return {(row["kind"], row["code"]): row for row in content["rows"]}


async def test_what_citizens_say_of_their_matters_is_open_data(office: OfficeUnderTest) -> None:
    import msgspec

    content = msgspec.json.decode(await opens(office, "/thong-ke.json"))
    nobody = {"resolved": 0, "said": 0, "unsaid": 0}
    day = {"until": "2026-11-22", "step": 5}
    assert content["settled"] == {"whole": nobody, "agencies": {}, **day}
    assert content["filing"]["minutes"] is None


async def test_an_empty_month_says_so_and_names_no_percentage(office: OfficeUnderTest) -> None:
    page = (await opens(office, "/thong-ke")).decode()
    assert "Chưa có đánh giá nào trong kỳ này." in page
    assert "Chưa mục nào đủ 10 người trả lời để nêu tỷ lệ." in page
    assert '<svg class="bar"' not in page
    assert "Tháng 11/2026 (01/11/2026 - 30/11/2026), toàn huyện" in page


async def test_the_page_shows_index_n_interval_plan_and_verdict(office: OfficeUnderTest) -> None:
    await rated(office.app, [5] * 9 + [3], s20=4)
    page = (await opens(office, "/thong-ke")).decode()
    for part in (
        "90%",
        "9 trên 10 lượt đánh giá, 0 không hài lòng",
        "59,5 đến 98,3%",
        "Khảo sát chính thức năm 2021: 98%",
        "Chỉ tiêu gần nhất (năm 2022): từ 100%",
        "Chưa thể nói đạt hay chưa đạt: khoảng tin cậy",
        "không cộng chung",
    ):
        assert part in page, part
    bars = page.count('<svg class="bar"')
    assert 0 < bars < 10  # of what has a percentage; the others stand in one sentence
    assert "Chưa đủ 10 người trả lời để nêu tỷ lệ: " in page


async def test_too_few_answers_are_said_and_never_a_percentage(office: OfficeUnderTest) -> None:
    await rated(office.app, [5] * 9)
    page = (await opens(office, "/thong-ke")).decode()
    assert "chưa đủ số liệu" in page
    assert '<svg class="bar"' not in page
    assert "100%<" not in page
    found = await rows(office)
    assert found["overall", "overall"]["percent"] is None
    assert found["overall", "overall"]["n"] == 9


async def test_periods_and_places_choose_what_is_shown(office: OfficeUnderTest) -> None:
    await rated(office.app, [5] * 10)
    await rated(office.app, [1] * 10, counter="ia-ka", day=date(2026, 10, 5))
    assert (await rows(office))["overall", "overall"]["percent"] == 100.0
    october = await rows(office, "?ky=2026-10")
    assert october["overall", "overall"]["percent"] == 0.0
    quarter = await rows(office, "?ky=2026-Q4")
    assert quarter["overall", "overall"]["percent"] == 50.0
    assert quarter["commune", "ia-ka"]["n"] == 10
    one = await rows(office, "?ky=2026&noi=ia-ka")
    assert (one["overall", "overall"]["percent"], one["overall", "overall"]["n"]) == (0.0, 10)
    assert ("counter", "huyen") not in one
    for bad in ("?ky=2026-13", "?ky=x", "?noi=khong-co", "?ky=2026-11%27"):
        await opens(office, f"/thong-ke{bad}", 404)


async def test_csv_and_json_say_the_same(office: OfficeUnderTest) -> None:
    await rated(office.app, [5] * 9 + [2], s1=2)
    table = list(
        csv.DictReader(io.StringIO((await opens(office, "/thong-ke.csv")).decode("utf-8-sig")))
    )
    found = await rows(office)
    assert len(table) == len(found) > 30
    for row in table:
        same = found[row["kind"], row["code"]]
        assert row["n"] == str(same["n"])
        assert row["percent"] == ("" if same["percent"] is None else str(same["percent"]))


async def test_a_criterion_that_few_answered_at_a_place_is_in_no_row_and_in_no_sum(
    office: OfficeUnderTest,
) -> None:
    await rated(office.app, [5] * 6, counter="ia-ka")
    await rated(office.app, [1], counter="ia-ka", day=date(2026, 11, 20), s1=1)
    await rated(office.app, [5] * 5, s1=5)
    factor = office.app.office.ratings.questions["s1"][1].factor
    for query, few in (("?noi=ia-ka", 0), ("?noi=huyen", 5), ("", 5)):
        found = await rows(office, query)
        for row in (found["criterion", "s1"], found["factor", factor]):
            shown = [row[name] for name in ("people", "n", "dissatisfied", "n_with_marked")]
            assert shown == [few, few, 0, few], query
    assert found["counter", "ia-ka"]["n"] == 7


async def test_what_dissatisfies_is_named_in_the_words_several_used(
    office: OfficeUnderTest,
) -> None:
    await rated(office.app, [1, 2, 2, *[5] * 7], s1=2, words="Không có ghế ngồi, số 0912345678")
    await rated(office.app, [1, 1], counter="ia-ka", words="Bà Hlan ở làng Mẫu rất buồn")
    page = (await opens(office, "/thong-ke")).decode()
    assert "“ghế ngồi” (3 phiếu; kỳ trước: 0)" in page
    assert "0912345678" not in page
    assert "Hlan" not in page
    assert "làng mẫu" not in page.lower()


async def test_the_sheet_of_a_counter_tells_what_was_done(office: OfficeUnderTest) -> None:
    await rated(office.app, [5] * 9 + [2])
    async with office.app.db.begin() as db:
        known = await people.person_at_address(db, "paper:boss", MONDAY_MORNING)
        task = await rating_tasks.create_rating_task(
            db, "huyen", "VP", MONDAY_MORNING.date(), 1, MONDAY_MORNING
        )
        assert task is not None
        await db.flush()
        done = "Đã kê thêm ghế ở phòng chờ"
        await rating_tasks.complete_rating_task(db, task, done, known.person.id, MONDAY_MORNING)
    pdf = await opens(office, "/thong-ke/huyen.pdf")
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    for part in (
        "Tháng 11/2026 (01/11/2026 - 30/11/2026), Bộ phận Một cửa huyện",
        "90%",
        done,
        "không phải khảo sát chính",
    ):
        assert part in text, part
    assert done in (await opens(office, "/thong-ke?noi=huyen")).decode()
    assert done not in (await opens(office, "/thong-ke?noi=ia-ka")).decode()
    await opens(office, "/thong-ke/khong-co.pdf", 404)


async def test_low_scores_are_public_as_the_figures_count_them_and_never_of_one_person(
    office: OfficeUnderTest,
) -> None:
    async def tells(label: str, who: Talker) -> None:
        await who.says("/start danhgia-ia-ka")
        await who.presses(label)

    leader = await office.staff("leader", "XA", place="ia-ka")
    await tells("Rất không hài lòng", office.citizen())
    await office.time_passes(MONDAY_MORNING + timedelta(days=7))
    leader.sees("1 phiếu đánh giá thấp")
    await leader.presses("Nêu đã làm gì")
    await leader.says("Đã kê thêm ghế ở phòng chờ")
    page = (await opens(office, "/thong-ke?ky=2026-11")).decode()
    for told in ("phiếu đánh giá thấp", "thêm ghế"):
        assert told not in page
    await tells("Rất không hài lòng", leader)  # set apart
    for _ in range(4):
        await tells("Hài lòng", office.citizen())
    await office.time_passes(MONDAY_MORNING + timedelta(days=8))
    page = (await opens(office, "/thong-ke?ky=2026-11&noi=ia-ka")).decode()
    for told in ("Ia Ka: 1 phiếu đánh giá thấp", "thêm ghế"):
        assert told in page


async def test_chat_shows_a_picture_and_three_sentences_to_each_role_its_own(
    office: OfficeUnderTest,
) -> None:
    await rated(office.app, [5] * 9 + [2], s1=3)
    await rated(office.app, [1] * 10, counter="ia-ka", s1=3)
    citizen = office.citizen()
    await citizen.says("/thongke")
    reply = citizen.sees(
        "toàn huyện: 45%", "trên 20 lượt", "chưa hài lòng nhất", "không phải khảo sát"
    )
    (image,) = reply.media
    assert image.kind == "photo"
    assert office.app.media.read(image.sha256).startswith(b"\x89PNG")
    leader = await office.staff("leader", "XA")
    await leader.says("thống kê")
    leader.sees("UBND các xã, thị trấn: 0%", "trên 10 lượt")
    chair = await office.staff("chair")
    for asked in ("2026-Q4", "quý 4/2026", "quý này"):
        await chair.says(f"/thongke {asked}")
        chair.sees("Quý 4/2026 (01/10/2026 - 31/12/2026), toàn huyện: 45%")
    for asked, told in (
        ("tuần này", "Chưa hiểu kỳ"),
        ("quý 9", "Không có quý 9"),
        ("13", "Chưa hiểu kỳ"),
    ):
        await chair.says(f"/thongke {asked}")
        chair.sees(told)
    official = await office.staff("official", "THUE")
    await official.says("/thongke 2026-10")
    official.sees_key("figures.chat.no_counter")
    official.sees("chưa đủ số liệu, mới có 0 lượt")


@pytest.mark.parametrize("path", ["/thong-ke", "/danh-gia", "/danh-gia/huyen"])
async def test_no_page_asks_a_third_party_for_anything(office: OfficeUnderTest, path: str) -> None:
    page = (await opens(office, path)).decode()
    assert 'src="http' not in page
    assert "style=" not in page
