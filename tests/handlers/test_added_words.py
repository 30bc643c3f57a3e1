"""Words that are added later keep out whom they name, as the first words would have."""

from __future__ import annotations

import itertools
import re

from tests.support.accused import becomes_one, reports_conduct
from tests.support.desk import ANSWER, Desk, answered, opens_own, presses_more
from tests.support.story import OfficeUnderTest, Talker, files_a_report
from tests.support.wall import every_door, tries_doors

SHARE = 60
"""Each person tries every 60th door, each time the next ones."""
NAMED = "Chính anh Hạ tầng ở phòng kinh tế chửi tôi và đòi tiền mới chịu làm"
CLERK = "Chị Lan ở Văn phòng đuổi tôi về, đòi tiền mới nhận hồ sơ"


async def adds(desk: Desk, label: str, words: str) -> None:
    await opens_own(desk)
    await desk.citizen.presses(label)
    await desk.citizen.says(words)
    await desk.citizen.presses("Xong")


async def stands_before_a_wall(desk: Desk, person: Talker, words: str) -> None:
    """Neither the words nor the rest of the case, by any way."""
    await person.says(f"/xem {desk.code}")
    person.sees_key("desk.not_yours")
    case = await desk.case()
    for button in ("thread", "identity", "answer", "not_conduct"):
        await person.sends(choice=f"{button}:{case.id}")
        person.sees_key("desk.not_yours")
    person.sees_nothing_of(words)


async def test_an_addition_about_who_works_on_the_case_goes_to_the_office_and_the_case_lives_on(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    second = await office.staff("office", name="Anh Hai")
    await desk.official.presses("Nhận xử lý")
    await adds(desk, "Bổ sung", NAMED)
    desk.citizen.sees("nói về cán bộ nên chỉ Văn phòng")
    for person in (desk.official, desk.leader):
        await stands_before_a_wall(desk, person, "chửi tôi")
    case = await desk.case()
    assert (case.status, case.accused, case.about) == ("forwarded", "KTHT", "")
    desk.clerk.sees("có thể nói về cán bộ", "Phòng Kinh tế")
    desk.clerk.sees("người dân bổ sung", "chửi tôi")
    await desk.clerk.says(f"/chuyen {desk.code} KTHT")
    desk.clerk.sees("phản ánh nói về chính nơi đó")
    await desk.clerk.sends(choice=f"not_conduct:{case.id}")
    await desk.clerk.presses("nói về việc")
    await second.presses("Đồng ý đổi")
    desk.official.sees(desk.code, "xử lý tiếp")
    await desk.official.says(f"/xem {desk.code}")
    desk.official.sees("chửi tôi")


async def test_an_answer_to_a_question_and_words_while_it_is_sorted_do_not_reach_whom_they_name(
    office: OfficeUnderTest,
) -> None:
    chair = await office.staff("chair", name="Ông Siu Thành")
    asked = await Desk(office).opens()
    await presses_more(asked.official, "Hỏi thêm")
    await asked.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await adds(asked, "Trả lời câu hỏi", NAMED)
    await stands_before_a_wall(asked, asked.official, "chửi tôi")
    assert (await asked.case()).status == "forwarded"

    sorting, lan = Desk(office), await office.staff("office", name="Chị Lan")
    sorting.citizen = office.citizen()
    sorting.code = await files_a_report(sorting.citizen)
    await adds(sorting, "Bổ sung", CLERK)
    sorting.citizen.sees("chỉ lãnh đạo UBND")
    for clerk in (lan, asked.clerk):
        await stands_before_a_wall(sorting, clerk, "đuổi tôi về")
    chair.sees("có thể nói về cán bộ", "Văn phòng")
    await adds(sorting, "Bổ sung", "Cán bộ Phòng Nội vụ cũng hách dịch, quát mắng tôi")
    case = await sorting.case()
    assert (case.accused, case.kept_out, case.sealed) == ("VP", "NOIVU", False)
    await adds(sorting, "Bổ sung", "Cán bộ Phòng Y tế cũng hách dịch, quát mắng tôi")
    assert (await sorting.case()).kept_out == "NOIVU YTE"


async def test_who_is_not_content_names_nobody_to_themselves(office: OfficeUnderTest) -> None:
    chair = await office.staff("chair", name="Ông Siu Thành")
    desk = await answered(office, leader=True)
    await adds(desk, "Chưa hài lòng", "Anh Hạ tầng đòi phong bì mới làm")
    for person in (desk.official, desk.leader):
        await stands_before_a_wall(desk, person, "phong bì")
    case = await desk.case()
    assert (case.status, case.accused) == ("forwarded", "KTHT")
    await desk.clerk.says(f"/chuyen {desk.code} NOIVU")
    other = await office.staff("official", "NOIVU", "Chị Nội vụ")
    await other.says(f"/traloi {desk.code} Đã kiểm tra, đèn được thay xong ngày 30/11/2026.")
    await other.presses("Xong")
    await other.presses("Gửi cho người dân")
    desk.clerk.sees("đòi phong bì mới làm", "thay xong ngày 30/11/2026")
    await desk.clerk.presses("Duyệt và gửi")
    await adds(desk, "Xin cấp trên", "Ông Siu Thành bao che, đòi tiền tôi mới cho làm")
    await stands_before_a_wall(desk, chair, "bao che")
    desk.clerk.sees_nothing_of("bao che")
    desk.citizen.sees("chưa ai ở đây xem được")
    case = await desk.case()
    assert (case.accused, case.kept_out, case.sealed) == ("VP", "KTHT VP", False)
    for person in (desk.official, desk.leader, desk.clerk):
        await stands_before_a_wall(desk, person, "bao che")


async def test_whoever_is_named_is_kept_out_however_many_at_first_and_later(
    office: OfficeUnderTest,
) -> None:
    first = await office.staff("chair", name="Ông Siu Thành")
    second = await office.staff("chair", name="Bà Rơ Châm Hương")
    third = await office.staff("chair", name="Ông Ksor Bảy")
    clerk = await office.staff("office", name="Chị Văn phòng")
    units = [
        await office.staff("leader", agency, f"Chị {agency}")
        for agency in ("NOIVU", "YTE", "TUPHAP")
    ]
    words = "Cán bộ Phòng Nội vụ, Phòng Y tế và Phòng Tư pháp đều hách dịch, quát mắng tôi"
    chairs = "Ông Siu Thành và bà Rơ Châm Hương cũng quát mắng, coi thường tôi"

    async def only_the_third_chair_reads(desk: Desk) -> None:
        for person in (*units, clerk, first, second):
            await stands_before_a_wall(desk, person, "quát mắng")
        case = await desk.case()
        assert (case.kept_out.split()[:4], case.sealed) == (["NOIVU", "TUPHAP", "VP", "YTE"], False)
        await third.says(f"/xem {desk.code}")
        third.sees("Phòng Nội vụ", "Phòng Y tế", "Phòng Tư pháp", "Hương")

    filed = Desk(office)
    filed.citizen = office.citizen()
    await filed.citizen.says("/gopy")
    await filed.citizen.answers(
        "intake", describe=f"{words}. {chairs}", about="other", publish="no"
    )
    filed.code = filed.citizen.sees("Đã tiếp nhận").case
    await only_the_third_chair_reads(filed)

    added = Desk(office)
    added.citizen = office.citizen()
    added.code = await files_a_report(added.citizen)
    for said in (chairs, words):
        await adds(added, "Bổ sung", said)
    await only_the_third_chair_reads(added)


async def test_what_is_told_after_an_alarm_keeps_out_whom_it_names(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    await office.staff("chair", name="Ông Siu Thành")
    citizen = office.citizen()
    await citizen.says("Cháy nhà ở làng Mẫu, có người mắc kẹt trong nhà")
    clerk.sees("KHẨN")
    await citizen.says(CLERK)
    citizen.sees("chỉ lãnh đạo UBND")
    clerk.sees_nothing_of("đuổi tôi về")


async def test_who_reported_the_same_hears_who_reads_it_when_more_is_said(
    office: OfficeUnderTest,
) -> None:
    """Who wrote the words, and all whose case it is as well."""
    await office.staff("office", name="Chị Lan")
    await office.staff("chair", name="Ông Siu Thành")
    citizen, neighbour = office.citizen(), office.citizen()
    codes = [await reports_conduct(one) for one in (citizen, neighbour)]
    await becomes_one(office, *codes)
    since = len(office.paper.sent)
    await citizen.says(f"/tracuu {codes[0]}")
    await citizen.presses("Bổ sung")
    await citizen.says(CLERK)
    await citizen.presses("Xong")
    citizen.sees(codes[0], "phần này nói về cán bộ nên chỉ lãnh đạo UBND")
    (told,) = neighbour.replies(since=since)
    assert "nay có phần nói về cán bộ nên chỉ lãnh đạo UBND" in told.text
    assert codes[1] in told.text
    assert codes[0] not in told.text


async def test_no_question_ends_what_is_about_somebody(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(forwarded=False)
    second = await office.staff("office", name="Anh Hai")
    code = await files_a_report(
        desk.citizen,
        "Cán bộ Phòng Nội vụ chậm trễ, hẹn mãi chưa trả giấy tờ hộ tịch cho nhà tôi",
        about="other",
        publish="no",
    )
    await desk.clerk.says(f"/chuyen {desk.code} KTHT")
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    ordinary, desk.code = desk.code, code
    await desk.clerk.says(f"/hoithem {code}")
    await desk.clerk.says("Xin cho biết ngày nộp giấy tờ ạ?")
    desk.citizen.sees("vụ việc không tự khép lại")
    for _ in range(14):
        await desk.days_pass(1)
    assert (await desk.case()).status == "received"
    desk.citizen.sees(code, "không khép lại vì vậy")
    desk.clerk.sees(code, "hết thời gian chờ")
    assert second
    desk.code = ordinary
    assert (await desk.case()).status == "refused"


async def test_a_question_of_whom_it_turns_out_to_be_about_is_asked_no_more(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Anh Hai")
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    case = await desk.case()
    await desk.clerk.sends(choice=f"accuse:{case.id}")
    await desk.clerk.presses("Anh Hạ tầng")
    await second.presses("Đồng ý đổi")
    case = await desk.case()
    assert (case.status, case.accused) == ("forwarded", "KTHT")
    desk.citizen.sees("không còn cần trả lời")


async def in_hand(desk: Desk, *words: str) -> None:
    """Another case of another citizen, which the official has in hand."""
    desk.citizen = desk.office.citizen()
    for said in words:
        await desk.citizen.says(said)
    told = re.search(r"CPAH\.\d+\.\d+", "".join(one.text for one in desk.citizen.latest))
    desk.code = told[0] if told else await files_a_report(desk.citizen)
    await desk.clerk.says(f"/chuyen {desk.code} KTHT")
    await desk.official.sends(choice=f"accept:{(await desk.case()).id}")
    assert (await desk.case()).handler_id is not None


async def test_whoever_has_a_case_in_hand_and_is_named_later_has_it_no_longer_whatever_the_way(
    office: OfficeUnderTest,
) -> None:
    """And reads the words by no door there is, of which each way tries others."""
    desk, fire = await Desk(office).opens(), "Cháy nhà ở làng Mẫu, có người mắc kẹt trong nhà"
    colleague, turn = await office.staff("leader", "KTHT", "Chị Trưởng"), itertools.count()

    async def has_it_no_longer(way: str) -> None:
        case = await desk.case()
        assert (case.accused, case.handler_id) == ("KTHT", None), way
        doors = every_door(case, "chửi")
        for person in (desk.official, colleague):
            await tries_doors(person, doors[next(turn) % SHARE :: SHARE])
        await office.quiet()
        for person in (desk.official, colleague):
            person.sees_nothing_of("chửi tôi")
        assert (await desk.case()).status == case.status

    await in_hand(desk)
    await adds(desk, "Bổ sung", NAMED)
    await has_it_no_longer("an addition")

    await in_hand(desk)
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await adds(desk, "Trả lời câu hỏi", NAMED)
    await has_it_no_longer("an answer to a question")

    for button in ("Chưa hài lòng", "Xin cấp trên"):
        await in_hand(desk)
        await desk.official.says(f"/traloi {desk.code} {ANSWER}")
        await desk.official.presses("Xong")
        await desk.official.presses("Gửi cho người dân")
        await adds(desk, button, NAMED)
        await has_it_no_longer(button)

    await in_hand(desk)
    await desk.clerk.says(f"/chan {desk.code} gửi quảng cáo nhiều lần")
    await desk.citizen.presses("Xin xem lại")
    await desk.citizen.says(NAMED)
    await has_it_no_longer("a word against a block")

    await in_hand(desk, fire)
    await desk.citizen.says(NAMED)
    await has_it_no_longer("words after an alarm")

    await in_hand(desk, "/gapcanbo", fire)
    await desk.citizen.says(f"{fire}. {NAMED}")
    await has_it_no_longer("words to the officer on duty")

    await in_hand(desk)
    case = await desk.case()
    await desk.official.sends(choice=f"transcribe:{case.id}")
    await desk.official.says(f"Người dân nói: {NAMED}")
    await desk.official.sends(choice=f"thread:{case.id}")
    desk.official.sees_key("desk.not_yours")
    desk.citizen.sees("nói về cán bộ nên chỉ Văn phòng")
    await has_it_no_longer("a recording written down")
    assert "add" not in await desk.log()
