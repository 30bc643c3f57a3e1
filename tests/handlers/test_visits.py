"""A citizen rates a one-stop counter: one tap, anonymous, and as much more as they like."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from rules.rating_report import build_rating_report
from rules.rating_words import is_praise_of_counter
from rules.text import fold_text
from rules.vote_honesty import believable_phones
from storage import satisfaction_statistics
from storage.models import Case, RatingDay, RatingSalt, RatingTask, SurveyResponse
from tests.support.machine import MONDAY_MORNING
from tests.support.ratings import counted
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo

DAY = timedelta(days=1)


async def slips_of(office: OfficeUnderTest) -> list[SurveyResponse]:
    async with office.app.db.read() as db:
        return list(
            (await db.execute(select(SurveyResponse).order_by(SurveyResponse.id))).scalars()
        )


async def overall(office: OfficeUnderTest) -> tuple[int, int]:
    """(satisfied, n) of the overall question, unmarked."""
    await counted(office.app, office.app.clock.now().date())
    async with office.app.db.read() as db:
        day = MONDAY_MORNING.date()
        now = await satisfaction_statistics.rating_tallies_between(db, day - DAY, day + 30 * DAY)
    share = build_rating_report(office.app.office, now, []).overall.share
    return share.satisfied, share.n


async def rates(citizen: Talker, label: str, counter: str = "huyen") -> None:
    await citizen.says(f"/start danhgia-{counter}")
    await citizen.presses(label)


async def test_scanning_the_code_of_a_counter_takes_one_tap(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/start danhgia-huyen")
    assert citizen.sees("Bộ phận Một cửa huyện").choices[0][0].label == "Rất hài lòng"
    await citizen.presses("Hài lòng")
    citizen.sees("Đã ghi: Hài lòng", "không ghi tên")
    (slip,) = await slips_of(office)
    assert (slip.counter, slip.agency, slip.commune) == ("huyen", "VP", "phu-hoa")
    assert slip.answers == {"overall": 4}


async def test_without_a_code_the_place_is_asked_and_a_label_may_be_typed(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("đánh giá")
    await citizen.says("chỗ nào đó")
    citizen.sees_key("visits.rating.place.again")
    await citizen.says("xa ia ka")
    await citizen.says("rat khong hai long")
    citizen.sees("Rất không hài lòng", "xã Ia Ka")


async def test_praise_of_a_counter_in_words_is_offered_the_five_faces_and_the_words_are_kept(
    office: OfficeUnderTest,
) -> None:
    named, unnamed, short = (office.citizen() for _ in range(3))
    await named.says("cán bộ một cửa huyện phục vụ tốt lắm, cảm ơn")
    named.sees("Bấm một nút là xong", "Bộ phận Một cửa huyện")
    await named.presses("Rất hài lòng")
    await unnamed.says("cho tôi 5 sao bộ phận một cửa")
    unnamed.sees_key("visits.rating.place.ask")
    await unnamed.presses("Xã Ia Ka")
    await unnamed.presses("Rất hài lòng")
    await short.says("hai long")
    short.sees_key("visits.rating.place.ask")
    found = [(slip.counter, slip.overall, slip.words) for slip in await slips_of(office)]
    assert found == [
        ("huyen", 5, "cán bộ một cửa huyện phục vụ tốt lắm, cảm ơn"),
        ("ia-ka", 5, "cho tôi 5 sao bộ phận một cửa"),
    ]
    praise = ("làm tốt lắm", "làm rất tốt", "làm việc rất tốt", "làm nhanh lắm")
    told = ["bộ phận một cửa xã Ia Nhin làm tốt", *(f"một cửa huyện {one}" for one in praise)]
    judged = office.app.office
    for words in told:
        for typed in (words, fold_text(words)):
            assert is_praise_of_counter(typed, judged.ratings, judged.intents.short), typed
        for more in (
            "không",
            "đi",
            "hơn giúp dân",
            "nhưng thu tiền",
            "thì đâu ai nói",
            "hai tháng",
        ):
            wanting = f"{words} {more}"
            assert not is_praise_of_counter(wanting, judged.ratings, judged.intents.short), wanting
    praising = office.citizen()
    await praising.says(told[1])
    praising.sees("Bấm một nút là xong", "Bộ phận Một cửa huyện")
    for complaint in (
        "Cán bộ một cửa huyện đòi tiền bồi dưỡng mới cho hài lòng",
        "Một cửa huyện đường trước cổng hỏng hai tháng nay chưa ai sửa",
    ):
        teller = office.citizen()
        await teller.says(complaint)
        teller.sees_nothing_of("Bấm một nút là xong")


async def test_a_dossier_counts_once_whoever_rates_it(office: OfficeUnderTest) -> None:
    citizen, stranger = office.citizen(), office.citizen()
    await citizen.says("/danhgia h21.65-260914-0011")
    citizen.sees_key("visits.rating.counter.ask")
    await citizen.presses("Một cửa huyện")
    await citizen.presses("Hài lòng")
    await stranger.says("/danhgia H21.65-260914-0011")
    await stranger.presses("Một cửa huyện")
    await stranger.presses("Rất không hài lòng")
    stranger.sees_key("visits.dossier_rated")
    await stranger.says("Đèn đường trước chợ hỏng hai tuần nay")
    stranger.sees_key("intake.place.ask")
    (slip,) = await slips_of(office)
    assert slip.overall == 4
    assert "0011" not in repr([vars(slip)])


async def test_the_same_device_counter_and_day_changes_the_rating_instead_of_adding(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await rates(citizen, "Rất không hài lòng")
    await rates(citizen, "Rất hài lòng")
    citizen.sees("Đã đổi thành: Rất hài lòng")
    assert await overall(office) == (1, 1)
    await rates(citizen, "Hài lòng", "ia-ka")
    assert await overall(office) == (2, 2)
    await office.time_passes(MONDAY_MORNING + DAY)
    await rates(citizen, "Bình thường")
    assert await overall(office) == (2, 3)


async def test_every_question_may_be_answered_skipped_or_left(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await rates(citizen, "Hài lòng")
    await citizen.presses("Tiếp cận dịch vụ")
    citizen.sees("đủ chỗ ngồi", "còn 5 câu")
    await citizen.presses("Không hài lòng")
    await citizen.presses("Bỏ qua")
    await citizen.presses("Rất hài lòng")
    await citizen.presses("Dừng ở đây")
    citizen.sees_key("visits.criterion.stopped")
    (slip,) = await slips_of(office)
    assert slip.answers == {"overall": 4, "s1": 2, "s3": 5}


async def test_a_section_answered_whole_is_not_offered_again(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await rates(citizen, "Hài lòng")
    await citizen.presses("Kết quả giải quyết")
    for _ in range(4):
        await citizen.presses("Hài lòng")
    labels = [row[0].label for row in citizen.sees_key("visits.more.what.ask").choices]
    assert "Kết quả giải quyết" not in labels
    assert labels[-1] == "Xong"
    await citizen.presses("Xong")
    citizen.sees("72 giờ")


async def test_a_dossier_also_gets_the_nine_indicators_and_its_band(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/danhgia H21.65-260914-0011")
    await citizen.presses("Một cửa huyện")
    await citizen.presses("Rất hài lòng")
    await citizen.presses("Chín chỉ tiêu")
    await citizen.presses("Đúng hẹn")
    await citizen.presses("Đúng")
    for label in ("1 lần", "1 cơ quan", "Tốt", "Tốt", "Công khai đầy đủ", "Tốt", "Tốt"):
        await citizen.presses(label)
    (slip,) = await slips_of(office)
    assert sum(slip.answers[f"d{number}"] for number in range(1, 10)) == 16
    assert slip.answers["mot-cua"] == 4


async def test_words_and_a_photo_are_kept_with_what_identifies_masked(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await rates(citizen, "Bình thường")
    await citizen.says("Ghế ít quá, gọi tôi số 0912 345 678")
    citizen.sees_key("visits.words_kept")
    await citizen.says(media=(photo(),))
    (slip,) = await slips_of(office)
    assert slip.words == "Ghế ít quá, gọi tôi số [số điện thoại]"
    assert len(slip.media) == 1


async def test_what_is_said_much_later_is_a_report_and_not_about_the_rating(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await rates(citizen, "Hài lòng")
    await office.time_passes(MONDAY_MORNING + DAY)
    await citizen.says("Đèn đường trước chợ hỏng hai tuần nay")
    citizen.sees_key("intake.place.ask")
    (slip,) = await slips_of(office)
    assert slip.words == ""


async def test_a_bad_rating_becomes_a_report_with_everything_filled_in(
    office: OfficeUnderTest,
) -> None:
    clerk, chair = await office.staff("office"), await office.staff("chair")
    citizen = office.citizen()
    await rates(citizen, "Rất không hài lòng")
    await citizen.presses("Công chức ở")
    await citizen.presses("Rất không hài lòng")
    await citizen.presses("Dừng ở đây")
    await rates(citizen, "Không hài lòng")
    await citizen.says("Trả lời cộc lốc")
    await citizen.presses("Gửi phản ánh ngay")
    asked = await citizen.answers("intake", until="confirm", publish="no")
    assert not {"describe", "place", "field"} & asked
    citizen.sees("Bộ phận Một cửa huyện", "giao tiếp lịch sự", "Trả lời cộc lốc", "Phú Hòa")
    await citizen.presses("Gửi")
    chair.sees("Trả lời cộc lốc")
    clerk.sees_nothing_of("Trả lời cộc lốc")  # it is about the counter of their own office
    async with office.app.db.read() as db:
        case = (await db.execute(select(Case))).scalar_one()
    assert (case.field, case.commune) == ("canbo", "phu-hoa")


async def test_a_good_rating_does_not_push_a_report(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await rates(citizen, "Bình thường")
    labels = [row[0].label for row in citizen.sees_key("visits.more.what.ask").choices]
    assert not any("phản ánh ngay" in label for label in labels)


async def test_a_rating_is_editable_for_72_hours_from_the_same_device_only(
    office: OfficeUnderTest,
) -> None:
    citizen, stranger = office.citizen(), office.citizen()
    await rates(citizen, "Không hài lòng")
    await citizen.says("/huy")
    await office.time_passes(MONDAY_MORNING + 2 * DAY)
    await citizen.says("/danhgia")
    edit = citizen.button("Sửa: Một cửa huyện, Không hài lòng")
    await stranger.sends(choice=edit.value)
    stranger.sees_key("visits.closed")
    await citizen.sends(choice=edit.value)
    await citizen.presses("Hài lòng")
    citizen.sees("Đã đổi thành: Hài lòng")
    assert await overall(office) == (1, 1)
    await citizen.says("/huy")
    await office.time_passes(MONDAY_MORNING + 3 * DAY + timedelta(minutes=1))
    await citizen.sends(choice=edit.value)
    citizen.sees_key("visits.closed")


async def test_nothing_kept_leads_to_the_citizen_once_the_salt_is_gone(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen("Rơ Châm Thử")
    await rates(citizen, "Không hài lòng")
    await citizen.presses("Xong")
    columns = {column.name for column in SurveyResponse.__table__.columns}
    assert not columns & {"person_id", "address", "sender", "name"}
    (slip,) = await slips_of(office)
    assert citizen.address not in repr(vars(slip))
    await office.time_passes(MONDAY_MORNING + 9 * DAY)
    await rates(office.citizen(), "Hài lòng")
    async with office.app.db.read() as db:
        days = list((await db.execute(select(RatingSalt.day))).scalars())
    assert days == [(MONDAY_MORNING + 9 * DAY).date()]
    old = (await slips_of(office))[0]
    assert (old.device, old.rated_at.hour, old.day) == ("", 0, MONDAY_MORNING.date())


async def test_the_excess_of_a_burst_at_a_counter_is_set_apart_and_shown_so(
    office: OfficeUnderTest,
) -> None:
    ratings = office.app.office.ratings
    most = believable_phones(ratings.honesty, ratings.visitors("huyen")).in_minutes
    for _ in range(most + 1):
        await rates(office.citizen(), "Rất hài lòng")
    assert await overall(office) == (most, most)
    assert [slip.mark for slip in await slips_of(office)] == [""] * most + ["burst"]
    await counted(office.app)
    async with office.app.db.read() as db:
        now = await satisfaction_statistics.rating_tallies_between(
            db, MONDAY_MORNING.date(), MONDAY_MORNING.date()
        )
    found = build_rating_report(office.app.office, now, [])
    assert found.overall.with_marked == (most + 1, most + 1)
    assert found.marked == 1


async def test_what_carries_a_dossier_is_set_apart_only_beyond_what_one_person_has(
    office: OfficeUnderTest,
) -> None:
    """A burst beside it does no harm; codes that somebody makes up by the dozen do no good."""
    for _ in range(8):
        await rates(office.citizen(), "Rất hài lòng")
    eager, most = office.citizen(), office.app.office.ratings.honesty.dossier_day_count
    for number in range(most + 2):
        await eager.says(f"/danhgia H21.65-260914-{number + 1:04d}")
        await eager.presses("Một cửa huyện")
        await eager.presses("Không hài lòng")
    marks = [slip.mark for slip in await slips_of(office) if slip.overall == 2]
    assert marks == [""] * most + ["series"] * 2


async def test_what_somebody_who_works_here_gives_is_set_apart(office: OfficeUnderTest) -> None:
    await rates(await office.staff("official", "VP"), "Rất hài lòng")
    await rates(office.citizen(), "Hài lòng")
    assert [slip.mark for slip in await slips_of(office)] == ["staff", ""]
    assert await overall(office) == (1, 1)


async def test_a_series_from_one_device_is_marked_and_others_are_not(
    office: OfficeUnderTest,
) -> None:
    eager, other = office.citizen(), office.citizen()
    await rates(other, "Hài lòng")
    for counter in ("huyen", "ia-ka", "ia-ly", "ia-phi"):
        await rates(eager, "Rất hài lòng", counter)
    marks = [slip.mark for slip in await slips_of(office)]
    assert marks == ["", "series", "series", "series", "series"]
    assert await overall(office) == (1, 1)


async def test_the_rating_of_an_answer_counts_in_the_fifth_factor(office: OfficeUnderTest) -> None:
    await office.staff("office")
    official = await office.staff("official", "KTHT")
    citizen = office.citizen()
    code = await files_a_report(citizen)
    await (await office.staff("office")).says(f"/chuyen {code} KTHT")
    await official.says(f"/traloi {code} Chúng tôi đã thay bóng đèn ngày 24/11")
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")
    await citizen.presses("Đánh giá")
    await citizen.presses("Rất hài lòng")
    await citizen.presses("Bình thường")
    await counted(office.app)
    async with office.app.db.read() as db:
        rows = (await db.execute(select(RatingDay))).scalars()
        found = {(row.question, row.agency, row.counter): (row.n3, row.n5) for row in rows}
    # A road is no matter of procedures: not in the fifth factor.
    assert found == {("a2", "KTHT", ""): (1, 0)}


async def test_tallies_are_always_what_adding_up_the_slips_gives(office: OfficeUnderTest) -> None:
    citizens = [office.citizen() for _ in range(5)]
    for place, citizen in enumerate(citizens):
        await rates(citizen, ("Rất hài lòng", "Không hài lòng")[place % 2])
        if place % 3 == 0:
            await citizen.presses("Kết quả giải quyết")
            await citizen.presses("Hài lòng")
            await citizen.presses("Không hài lòng")
    await counted(office.app)
    await rates(citizens[3], "Bình thường")
    await rates(office.citizen(), "Hài lòng")
    await counted(office.app)
    expected: dict[tuple[str, bool, str], int] = {}
    for slip in await slips_of(office):
        for question, value in slip.answers.items():
            key = question, bool(slip.mark), f"n{value}"
            expected[key] = expected.get(key, 0) + 1
    async with office.app.db.read() as db:
        rows = list((await db.execute(select(RatingDay))).scalars())
    sums = {
        (row.question, row.marked, f"n{value}"): n
        for row in rows
        for value in range(6)
        if (n := getattr(row, f"n{value}"))
    }
    assert sums == expected


async def test_low_scores_reach_the_leader_of_the_place_in_threes_or_by_the_week_without_a_name(
    office: OfficeUnderTest,
) -> None:
    boss, clerk = await office.staff("leader", "VP", "Chị Trưởng"), await office.staff("office")
    citizen = office.citizen("Rơ Châm Thử")
    await rates(citizen, "Không hài lòng")
    await citizen.says("Chờ lâu, không có ghế ngồi")
    await rates(office.citizen(), "Rất hài lòng")
    await office.time_passes(MONDAY_MORNING + 2 * DAY)  # Tuesday is a day off
    boss.sees_nothing_of("đánh giá thấp")  # one alone would tell whose it is
    for _ in range(2):
        await rates(office.citizen(), "Không hài lòng")
    await office.time_passes(MONDAY_MORNING + 3 * DAY - timedelta(hours=2))
    boss.sees_nothing_of("đánh giá thấp")
    await office.time_passes(MONDAY_MORNING + 3 * DAY)
    task = boss.replies()[-1]
    assert "25/11/2026: 3 phiếu đánh giá thấp" in task.text
    assert "Chờ lâu, không có ghế ngồi" in task.text
    assert "Rơ Châm" not in task.text
    await office.time_passes(MONDAY_MORNING + 3 * DAY + timedelta(minutes=5))
    assert sum("đánh giá thấp" in reply.text for reply in boss.replies()) == 1

    await boss.presses("Nêu đã làm gì")
    await boss.says("Đã rõ")
    boss.sees_key("low_scores.doing.words.again")
    await boss.says("Đã kê thêm mười hai ghế ở phòng chờ")
    boss.sees("Bảng tháng sẽ công khai", "mười hai ghế")
    async with office.app.db.read() as db:
        (kept,) = (await db.execute(select(RatingTask))).scalars()
    assert kept.done == "Đã kê thêm mười hai ghế ở phòng chờ"
    await boss.says("/diemthap")
    boss.sees_key("low_scores.none")

    await rates(office.citizen(), "Rất không hài lòng")
    await office.time_passes(MONDAY_MORNING + 4 * DAY)
    assert sum("đánh giá thấp" in reply.text for reply in boss.replies()) == 1
    await office.time_passes(MONDAY_MORNING + 7 * DAY)
    assert "29/11/2026: 1 phiếu đánh giá thấp" in boss.replies()[-1].text
    clerk.sees_nothing_of("đánh giá thấp")


async def test_a_low_score_changed_after_it_was_told_is_told_again_and_one_mended_is_noted(
    office: OfficeUnderTest,
) -> None:
    boss = await office.staff("leader", "VP", "Chị Trưởng")
    angry, calm, more = (office.citizen() for _ in range(3))
    for citizen in (angry, calm, more):
        await rates(citizen, "Không hài lòng")
        await citizen.says("/huy")
    await office.time_passes(MONDAY_MORNING + 2 * DAY)
    boss.sees("3 phiếu đánh giá thấp")
    for citizen, label in ((calm, "Hài lòng"), (angry, "Rất không hài lòng")):
        await citizen.says("/danhgia")
        await citizen.presses("Sửa: Một cửa huyện")
        await citizen.presses(label)
        await citizen.says("Họ mắng tôi thậm tệ" if citizen is angry else "Đã được xin lỗi")
    await office.time_passes(MONDAY_MORNING + 3 * DAY)
    again = boss.replies()[-1].text
    assert "nay được sửa hoặc nói thêm" in again
    assert "Rất không hài lòng" in again
    assert "mắng" not in again  # about somebody: the chair's
    await boss.says("/diemthap")
    boss.sees("3 phiếu đánh giá thấp", "Sau đó đổi thành: Hài lòng")


async def test_each_commune_reads_and_answers_its_own_low_scores_and_no_clerk_any(
    office: OfficeUnderTest,
) -> None:
    """Without a leader of that very place the chair reads them; with nobody they wait."""
    clerk = await office.staff("office", name="Cô Lan")
    leaders = {
        place: await office.staff("leader", "XA", f"Ông {place}", place=place)
        for place in ("ha-tay", "ia-ly")
    }
    for counter in ("ha-tay", "ia-ka"):
        for _ in range(3):
            await rates(office.citizen(), "Không hài lòng", counter)
    await office.time_passes(MONDAY_MORNING + 2 * DAY)
    leaders["ha-tay"].sees("xã Hà Tây", "3 phiếu đánh giá thấp")
    button = leaders["ha-tay"].button("Nêu đã làm gì").value
    for stranger in (leaders["ia-ly"], clerk):
        stranger.sees_nothing_of("đánh giá thấp.")
        await stranger.sends(choice=button)
        stranger.sees_key("low_scores.not_yours")
    await office.time_passes(MONDAY_MORNING + 7 * DAY)
    clerk.sees("Ia Ka có phiếu đánh giá thấp đang chờ", "/moi")
    chair = await office.staff("chair", name="Ông Chủ tịch")
    await office.time_passes(MONDAY_MORNING + 8 * DAY)
    chair.sees("xã Ia Ka", "3 phiếu đánh giá thấp")


async def test_words_about_somebody_are_read_by_the_chair_and_by_nobody_of_the_desk(
    office: OfficeUnderTest,
) -> None:
    leader = await office.staff("leader", "VP", "Chị Trưởng")
    clerk = await office.staff("office", name="Cô Lan")
    chair = await office.staff("chair", name="Ông Siu Thành")
    other = await office.staff("chair", name="Bà Rơ Châm Mai")
    for words in (
        "Cán bộ ở đây nhận tiền mới nhận hồ sơ",
        "Ông Siu Thành quát mắng, bắt tôi chờ",
        "Bà Hồ Thị Lan bảo tôi đi về, không hướng dẫn",
        "Chờ lâu, không có ghế ngồi",
    ):
        citizen = office.citizen()
        await rates(citizen, "Không hài lòng")
        await citizen.says(words)
    await office.time_passes(MONDAY_MORNING + 2 * DAY)
    leader.sees("4 phiếu đánh giá thấp", "không có ghế ngồi")
    for person in (leader, clerk):
        person.sees_nothing_of("bắt tôi chờ")
        person.sees_nothing_of("nhận tiền")
        person.sees_nothing_of("đi về")
    clerk.sees_nothing_of("ghế ngồi")
    for _ in ("told", "asked"):
        chair.sees("lời về cán bộ", "nhận tiền", "đi về")
        other.sees("nhận tiền", "bắt tôi chờ")
        chair.sees_nothing_of("ghế ngồi")
        chair.sees_nothing_of("bắt tôi chờ")
        await chair.says("/diemthap")
        await other.says("/diemthap")


async def test_every_word_on_a_slip_reaches_somebody_by_the_week(office: OfficeUnderTest) -> None:
    page = office.app.texts("tap.words_who")
    leader = await office.staff("leader", "XA", "Ông Ka", place="ia-ka")
    desk = await office.staff("official", "XA", "Chị Ka", place="ia-ka")
    elsewhere = await office.staff("official", "XA", "Chị Ly", place="ia-ly")
    clerk, chair = await office.staff("office"), await office.staff("chair")
    named = await office.staff("chair", name="Ông Siu Thành")
    for label, words in (
        ("Rất hài lòng", "Cô Hồ Thị Lan ở quầy hướng dẫn rất tận tình"),
        ("Rất hài lòng", "Cán bộ đòi 500 nghìn tiền bồi dưỡng mới ký"),
        ("Bình thường", "Nên có thêm quạt"),
        ("Hài lòng", "Ông Siu Thành quát mắng người già"),
    ):
        citizen = office.citizen()
        await rates(citizen, label, "ia-ka")
        asked = citizen.sees_key("visits.more.what.ask").text
        for reader in ("lãnh đạo UBND", "Bình thường thì Văn phòng", "Hài lòng thì cả cán bộ"):
            assert reader in asked
            assert reader in page
        await citizen.says(words)
    await office.time_passes(MONDAY_MORNING + 7 * DAY)
    for reader in (leader, clerk):
        reader.sees("Ia Ka: 2 phiếu có lời", "rất tận tình", "thêm quạt")
    desk.sees("Bà con khen", "rất tận tình")
    chair.sees("cách làm việc của cán bộ", "500 nghìn", "quát mắng")
    named.sees("500 nghìn")
    named.sees_nothing_of("quát mắng")
    for person in (leader, clerk, desk, elsewhere):
        person.sees_nothing_of("500 nghìn")
    desk.sees_nothing_of("quạt")
    elsewhere.sees_nothing_of("tận tình")
    told = len(leader.replies())
    await office.time_passes(MONDAY_MORNING + 8 * DAY)
    assert len(leader.replies()) == told


async def test_a_score_mended_before_the_morning_is_no_task(office: OfficeUnderTest) -> None:
    leader = await office.staff("leader", "VP")
    citizen = office.citizen()
    await rates(citizen, "Không hài lòng")
    await rates(citizen, "Hài lòng")
    await office.time_passes(MONDAY_MORNING + 2 * DAY)
    leader.sees_nothing_of("đánh giá thấp")
