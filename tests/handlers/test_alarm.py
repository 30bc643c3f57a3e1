"""Danger to somebody: told to those who must act at the first message, and never asked twice."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import msgspec
from sqlalchemy import select

from rules.local_time import ZONE
from storage import cases
from storage.models import Case
from storage.people import Contact
from tests.support.desk import Desk, answered, answers, labels, opens_own
from tests.support.story import HERE, OfficeUnderTest, Talker, files_a_report, photo

WIRE = "Dây điện đứt rơi xuống đường trước cổng trường, nguy hiểm lắm"
BY_POLICE = "Công an xã đánh người chảy máu ở trụ sở, đang đánh"
FIRE = "Nhà tôi đang cháy lớn, có người mắc kẹt bên trong, cứu với"
MAYBE = "mạng xã hội đồn có bắt cóc trẻ em, xin hỏi đúng không"


async def the_case(office: OfficeUnderTest) -> Case:
    async with office.app.db.read() as db:
        return (await db.execute(select(Case))).scalar_one()


def alarms(reader: Talker) -> list[str]:
    return [one.text for one in reader.replies() if "🚨" in one.text or "KHẨN" in one.text]


async def test_the_first_message_is_a_case_before_anybody_and_brings_the_numbers_last(
    office: OfficeUnderTest,
) -> None:
    clerk, chair = await office.staff("office"), await office.staff("chair")
    electrician, nurse = (
        await office.staff("official", "KTHT"),
        await office.staff("official", "YTE"),
    )
    citizen = office.citizen()
    await citizen.says(WIRE)
    (asked,) = citizen.latest
    numbers = asked.text.splitlines()[-5:]
    assert [line.rpartition(" ")[2] for line in numbers] == ["112", "113", "114", "115", "111"]
    called = [one.url for row in asked.choices for one in row if one.url]
    assert called == ["tel:112", "tel:113", "tel:114", "tel:115", "tel:111"]
    assert "1900" not in asked.text, "nobody of the office confirmed it"
    assert "Điều" not in asked.text, "nor that"
    assert len(asked.text.split()) < 80
    case = await the_case(office)
    assert case.urgent
    assert case.text == WIRE
    clerk.sees(case.code, "KHẨN", WIRE)
    proposed = {"KTHT": electrician, "YTE": nurse}.get(case.agency)
    for other in filter(None, (chair, proposed)):
        (told,) = alarms(other)
        assert WIRE not in told
        assert (case.code in told) == (other is chair), "the chair urges by code, no agency yet"
    await citizen.sends(location=HERE)
    said = citizen.sees("điện thoại").text
    assert "Gọi ngay: 112, 113, 114, 115, 111." in said, "what each is for was read once"
    assert len(said.split()) < 20
    await citizen.says("nhanh lên cháy lan rồi")
    await citizen.sends(media=(photo(),))
    await citizen.says("Siu H'Lan 0912 345 678 làng Kép")
    receipt = citizen.sees("Đã tiếp nhận", "trong 4 giờ", "113")
    assert "Công an:" not in receipt.text
    assert receipt.case == case.code
    case = await the_case(office)
    assert (case.latitude, case.longitude) == (HERE.latitude, HERE.longitude)
    assert case.text.splitlines() == [WIRE, "nhanh lên cháy lan rồi"]
    async with office.app.db.read() as db:
        contact = cases.contact_of_case(db, case)
    assert contact == Contact("Siu H'Lan", "0912345678", "làng Kép")
    await clerk.says(f"/xem {case.code}")
    clerk.sees("nhanh lên")


async def test_who_says_more_than_a_number_is_understood_and_nothing_of_it_is_lost(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says(WIRE)
    await citizen.says("gần chợ Phú Hòa")
    await citizen.says("cháy lan sang nhà bên rồi")
    await citizen.says("0912 345 678 nó đang bắt đầu cháy sang mái")
    citizen.sees("Đã tiếp nhận việc KHẨN")
    case = await the_case(office)
    assert case.text == f"{WIRE}\ncháy lan sang nhà bên rồi\nnó đang bắt đầu cháy sang mái"
    async with office.app.db.read() as db:
        contact = cases.contact_of_case(db, case)
    assert contact is not None
    assert contact.phone == "0912345678"


async def test_who_said_where_it_is_is_asked_for_the_number_alone(office: OfficeUnderTest) -> None:
    await office.staff("office")
    citizen = office.citizen()
    await citizen.says("Cháy nhà ở thôn 3 Nghĩa Hưng rồi, cứu với")
    (asked,) = citizen.latest
    assert "Đã báo ngay cán bộ trực, mã" in asked.text
    assert "Số điện thoại để cán bộ gọi lại" in asked.text
    assert "Đang ở đâu" not in asked.text
    case = await the_case(office)
    assert case.place == "thôn 3 Nghĩa Hưng"
    await citizen.says("0912 345 678")
    assert "Đã báo ngay" not in citizen.sees("Đã tiếp nhận việc KHẨN", "114").text


async def test_where_it_is_not_sure_one_tap_asks_and_either_answer_goes_on(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    calm, caller = office.citizen(), office.citizen()
    for citizen in (calm, caller):
        await citizen.says(MAYBE)
        citizen.sees("Có ai đang gặp nguy hiểm không", "113")
    await calm.presses("Không")
    calm.sees("Họ và tên, số điện thoại, nơi ở")
    assert not alarms(clerk)
    await caller.presses("Có, nguy hiểm")
    caller.sees("Đã báo ngay", "114")
    clerk.sees("KHẨN", MAYBE)


async def test_of_what_may_be_about_officials_nobody_of_theirs_hears(
    office: OfficeUnderTest,
) -> None:
    people = [await office.staff(role, "CATX") for role in ("official", "leader")]
    people.append(await office.staff("chair"))
    citizen = office.citizen()
    await citizen.says("Tôi tố cáo cán bộ đánh dân đang chảy máu, cứu với")
    citizen.sees("chưa báo được cán bộ trực nào")
    assert (await the_case(office)).urgent
    assert [alarms(one) for one in people] == [[], [], []]


async def test_the_alarm_is_repeated_until_somebody_opens_the_case(
    office: OfficeUnderTest,
) -> None:
    clerk, chair, citizen = (
        await office.staff("office"),
        await office.staff("chair"),
        office.citizen(),
    )
    await citizen.says(WIRE)
    begun = office.app.clock.now()
    for minutes in (11, 21):
        await office.time_passes(begun + timedelta(minutes=minutes))
    code = (await the_case(office)).code
    reminded = chair.sees("NHẮC LẠI, tin cũ", code, "đã 21 phút mà chưa ai mở").text
    assert f"{begun.astimezone(ZONE):%H:%M ngày %d/%m/%Y}" in reminded, "when it was told"
    assert "chuyển ngay" not in reminded, "nobody promised that"
    again = [one for one in alarms(clerk) if "chưa ai mở" in one]
    assert len(again) == 2
    await clerk.presses("Mở")
    clerk.sees(WIRE)
    await office.time_passes(begun + timedelta(minutes=61))
    assert len([one for one in alarms(clerk) if "chưa ai mở" in one]) == 2
    await citizen.answers("alarm")
    await citizen.says("nguy hiểm lắm, dây điện đứt rơi trúng người rồi")
    await office.time_passes(begun + timedelta(days=7))
    clerk.sees(code, "6 ngày rồi chưa ai mở")


async def test_what_is_urgent_is_first_and_red_and_counted_in_hours_in_list_and_digest(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    for n in range(2):
        await files_a_report(office.citizen(), f"Rác đầu làng số {n} để cả tuần không ai gom")
    await office.citizen().says(WIRE)
    async with office.app.db.read() as db:
        (urgent,) = (await db.execute(select(Case.code).where(Case.urgent))).scalars()
    await clerk.says("/phanloai")
    first = clerk.sees("Chờ phân loại: 3").text.partition("1. ")[2].splitlines()[0]
    assert urgent in first
    assert "🔴" in first
    assert "còn 4 giờ" in first
    await office.time_passes(office.app.clock.now() + timedelta(days=2))
    digest = clerk.sees("Hôm nay ở Văn phòng").text
    line = next(one for one in digest.splitlines() if "CPAH" in one)
    assert line.startswith(f"🔴 {urgent}: quá hạn 4")


async def test_danger_told_later_is_heard_at_once_like_a_first_message(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    chair = await office.staff("chair")
    await desk.clerk.says(f"/xem {desk.code}")
    await desk.citizen.says("/cuatoi")
    await desk.citizen.presses(desk.code)
    await desk.citizen.presses("Bổ sung")
    begun = office.app.clock.now()
    # No "Xong" is waited for.
    await desk.citizen.says(WIRE)
    assert desk.citizen.sees("Đã báo ngay", desk.code).text.splitlines()[-5:][0].endswith("112")
    for reader in (desk.clerk, desk.official):
        reader.sees("báo thêm nguy hiểm", desk.code)
    desk.official.sees("người dân vừa nhắn thêm", WIRE)
    (told,) = alarms(chair)
    assert WIRE not in told
    assert "BÁO THÊM" in told
    assert (await desk.case()).urgent
    await office.time_passes(begun + timedelta(minutes=11))
    for reader in (desk.clerk, desk.official):
        reader.sees(desk.code, "chưa ai mở")
    await desk.official.says(f"/xem {desk.code}")
    rung = len(alarms(desk.clerk))
    await office.time_passes(begun + timedelta(minutes=31))
    assert len(alarms(desk.clerk)) == rung


async def test_danger_added_again_and_again_rings_once_until_somebody_opens_the_case(
    office: OfficeUnderTest,
) -> None:
    desk, begun = await Desk(office).opens(), office.app.clock.now()

    numbers = itertools.count(1)

    async def adds_danger(times: int) -> None:
        for n in itertools.islice(numbers, times):
            await opens_own(desk)
            await desk.citizen.presses("Bổ sung")
            await desk.citizen.says(f"{WIRE}, cột số {n}")
            desk.citizen.sees("ngay", desk.code)
            desk.official.sees("người dân vừa nhắn thêm", f"cột số {n}")

    def rung() -> int:
        return sum("báo thêm nguy hiểm" in one.text for one in desk.clerk.replies())

    await adds_danger(3)
    assert rung() == 1
    # Nor does it put off the bell that rings until somebody opens it.
    await office.time_passes(begun + timedelta(minutes=8))
    await adds_danger(1)
    await office.time_passes(begun + timedelta(minutes=11))
    desk.clerk.sees(desk.code, "chưa ai mở")
    await desk.official.says(f"/xem {desk.code}")
    await adds_danger(1)
    assert rung() == 2
    # And of all cases together so often in an hour as there are cards.
    limits = msgspec.structs.replace(office.app.office.limits, urgent_cards_per_hour=2)
    once = msgspec.structs.replace(office.app.office, limits=limits)
    office.app.dispatcher.world = replace(office.app.dispatcher.world, office=once)
    await desk.official.says(f"/xem {desk.code}")
    await adds_danger(1)
    assert rung() == 2


async def test_danger_told_after_an_answer_or_to_an_officer_is_a_case_at_once(
    office: OfficeUnderTest,
) -> None:
    desk, chair = await answered(office), await office.staff("chair")
    await desk.citizen.says("đèn nhà tôi có sáng đâu")
    await desk.citizen.says(WIRE)
    desk.citizen.sees("Đã báo ngay", "Đang ở đâu")
    desk.clerk.sees("KHẨN", WIRE)
    assert len(alarms(chair)) == 1
    talker = office.citizen()
    await talker.says("/gapcanbo")
    await desk.clerk.presses("Nhận trò chuyện")
    await talker.says(FIRE)
    talker.sees("Đã báo ngay", "113")
    desk.clerk.sees("KHẨN", FIRE)
    assert len(alarms(chair)) == 2
    assert not any("cháy" in one for one in alarms(chair))


async def test_in_every_list_the_urgent_comes_first_and_is_red(office: OfficeUnderTest) -> None:
    desk, chair = await answered(office, leader=True), await office.staff("chair")
    await office.citizen().says(WIRE)
    async with office.app.db.read() as db:
        (urgent,) = (await db.execute(select(Case.code).where(Case.urgent))).scalars()
    await desk.clerk.says(f"/chuyen {urgent} KTHT")
    await desk.clerk.says("/solieu tuần này")
    red_before(desk.clerk.latest[-1].text, urgent, desk.code)
    await desk.clerk.says("/baocao tuần này")
    await office.quiet(120)
    assert f"🔴 Việc khẩn chưa xong: 1 ({urgent})" in desk.clerk.sees("Tóm tắt").text
    publishable = await files_a_report(office.citizen(), "Rác đổ đầy ngã ba chợ, mùi hôi thối")
    await desk.clerk.says(f"/chuyen {publishable} KTHT")
    await answers(desk.official, publishable, "Đội vệ sinh đã dọn sạch ngã ba chợ sáng nay.")
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, publishable)
        assert case is not None
        case.urgent = True
    await desk.clerk.says("/congkhai")
    red_before(desk.clerk.latest[-1].text, publishable, desk.code)
    await desk.days_pass(15)
    red_before(chair.sees(publishable, desk.code).text, publishable, desk.code)


def red_before(shown: str, urgent: str, other: str) -> None:
    lines = [line for line in shown.splitlines() if urgent in line or other in line]
    assert urgent in lines[0]
    assert "🔴" in lines[0] or "🚨" in lines[0]


async def test_whatever_is_said_after_a_danger_receipt_is_heard_at_once_and_answered_honestly(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen = await office.staff("office"), office.citizen()
    await office.staff("official", "KTHT")
    await citizen.says("chay nha o thon 4 Ia Khuol cuu voi")
    await citizen.says("co ai den chua???")
    citizen.sees("Chưa cán bộ nào mở tin", "114")
    citizen.sees("Số điện thoại để cán bộ gọi lại")
    clerk.sees("người dân vừa nhắn thêm", "co ai den chua")
    await citizen.says("0905 999 888 lan sang nha ben roi")
    citizen.sees("Đã tiếp nhận việc KHẨN")
    clerk.sees("người dân vừa nhắn thêm", "lan sang nha ben roi")
    for words in ("bao lau moi co nguoi den", "con ba gia o trong nha", "duong hong xe khong vao"):
        await citizen.says(words)
        (told,) = citizen.latest
        assert "đã chuyển ngay lời anh/chị" in told.text
        assert "Chưa cán bộ nào mở tin" in told.text
        assert "114" in told.text
        clerk.sees("người dân vừa nhắn thêm", words)
    await citizen.sends(media=(photo(),))
    citizen.sees("đã chuyển ngay")
    assert clerk.latest[-1].media
    await clerk.presses("Mở")
    await citizen.says("co ai den chua")
    citizen.sees("Cán bộ đã mở tin", "chưa được báo là đã có người đến")
    case = await the_case(office)
    await clerk.says(f"/chuyen {case.code} KTHT")
    await citizen.says("sao chua ai den het vay")
    citizen.sees("Đã chuyển Phòng Kinh tế - Hạ tầng, lúc")
    async with office.app.db.read() as db:
        assert len((await db.execute(select(Case))).scalars().all()) == 1


async def test_another_event_is_a_case_of_its_own_and_a_tap_makes_one_of_what_was_added(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen = await office.staff("office"), office.citizen()
    await citizen.says("Cháy nhà ở thôn 3 Nghĩa Hưng rồi, cứu với")
    await citizen.answers("alarm")
    await citizen.says("rác đầu làng để cả tuần không ai gom, hôi lắm")
    clerk.sees("người dân vừa nhắn thêm", "rác đầu làng")
    await citizen.presses("Đây là phản ánh mới")
    citizen.sees("Chuyện xảy ra ở đâu")
    await citizen.says("/huy")
    await citizen.says("Nước cuốn trôi hai người ở Ia Mơ Nông")
    citizen.sees("Đã báo ngay cán bộ trực")
    async with office.app.db.read() as db:
        assert len((await db.execute(select(Case))).scalars().all()) == 2


async def test_danger_has_one_deadline_in_hours_wherever_it_is_shown(
    office: OfficeUnderTest,
) -> None:
    clerk, chair, citizen = (
        await office.staff("office"),
        await office.staff("chair"),
        office.citizen(),
    )
    await office.staff("official", "CA")
    begun = office.app.clock.now()
    until = f"{(begun + timedelta(hours=4)).astimezone(ZONE):%H:%M ngày %d/%m/%Y}"
    await citizen.says("Cháy nhà ở thôn 3 Nghĩa Hưng rồi, cứu với")
    await citizen.answers("alarm")
    code = (await the_case(office)).code
    card = clerk.card(code).text
    assert f"Hạn xử lý: {until} (còn 4 giờ) 🔴 Khẩn" in card
    await clerk.says("/quahan")
    assert code not in clerk.latest[-1].text
    await office.time_passes(begun + timedelta(hours=4, minutes=1))
    for command in ("/quahan", "/phanloai", f"/xem {code}"):
        await clerk.says(command)
        assert "quá hạn 1 giờ" in clerk.sees(code).text
        assert "Trong hạn" not in clerk.sees(code).text
    citizen.sees(code, until, "xin lỗi")
    chair.sees("phải xử lý trước", until, code)
    await clerk.says(f"/chuyen {code} CA")
    citizen.sees("đã chuyển đến Công an", f"Hạn xử lý: {until} (quá hạn 1 giờ)")
    await clerk.says("/solieu quá hạn tuần này")
    clerk.sees(code, "trễ 1 giờ")
    await citizen.says("/cuatoi")
    citizen.sees("quá hạn 1 giờ")
    await citizen.presses(code)
    await citizen.presses("Cách tính hạn")
    citizen.sees("xử lý trong 4 giờ", "Bước 2. Trả lời trong 1 ngày làm việc")
    await office.time_passes(begun + timedelta(days=1, minutes=5))
    await clerk.says("/baocao tuần này")
    await office.quiet(120)
    assert f"{code}, trễ 20 giờ" in clerk.sees("Tóm tắt").text


async def test_by_kind_of_danger_comes_who_can_help_first_and_the_fitting_number_first(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    told = {
        "chay nha o thon 4 Ia Khuol cuu voi": ("Công an", "114"),
        "vo toi dau de ra mau nhieu qua, duong sat lo ko ra duoc, lang Kon Pang": ("Y tế", "115"),
        "Dây điện đứt rơi trước cổng trường mẫu giáo Ia Ly": ("Điện lực", "112"),
        "mấy thanh niên cầm dao chém nhau ở chợ Phú Hòa": ("Công an", "113"),
        "con bị chó dại cắn ở làng Kép chảy máu nhiều": ("Y tế", "115"),
        "nước lũ cuốn trôi hai người ở cầu treo Ia Mơ Nông": ("Nông nghiệp", "112"),
    }
    for text, (agency, number) in told.items():
        citizen = office.citizen()
        await citizen.says(text)
        numbers = citizen.latest[-1].text.partition("Xin gọi ngay:\n")[2].splitlines()
        assert numbers[0].endswith(number), text
        card = next(one for one in reversed(clerk.latest) if text in one.text)
        assert f"Chuyển {agency}" in labels(card), text
        await citizen.answers("alarm")


async def test_an_urgent_card_has_one_tap_to_call_who_told_of_it_and_the_look_is_logged(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen = await office.staff("office"), office.citizen()
    await citizen.says("Cháy nhà ở thôn 3 Nghĩa Hưng rồi, cứu với")
    code = (await the_case(office)).code
    assert "📞 Gọi người báo" not in labels(clerk.card(code)), "nobody left a number yet"
    await citizen.says("Hùng 0912 345 678")
    assert "☎ Gọi trước: Chữa cháy, cứu nạn 114" in clerk.card(code).text
    await clerk.says(f"/xem {code}")
    await clerk.presses("📞 Gọi người báo")
    clerk.sees("Hùng", "0912345678", "đã được ghi lại")
    await clerk.says(f"/chuyen {code} CA")
    assert "nơi giúp được trước hết (Cháy, nổ)" in citizen.sees("đã chuyển đến Công an").text


async def test_danger_sent_where_nobody_is_rings_until_they_are_called_and_is_said_truly(
    office: OfficeUnderTest,
) -> None:
    clerk, chair, citizen = (
        await office.staff("office"),
        await office.staff("chair"),
        office.citizen(),
    )
    begun = office.app.clock.now()
    await citizen.says("Cháy nhà ở thôn 3 Nghĩa Hưng rồi, cứu với")
    await citizen.answers("alarm")
    code = (await the_case(office)).code
    await clerk.says(f"/xem {code}")
    await clerk.says(f"/chuyen {code} CA")
    told = citizen.sees(code, "chưa ai nhận được", "114").text
    assert "để giải quyết" not in told
    clerk.sees("chưa ai ở đó nhận được", code)
    chair.sees(code, "Công an", "Xin đôn đốc gọi họ ngay")
    await citizen.says("co ai den chua")
    citizen.sees("ở đó chưa ai nhận được", "nhắc Văn phòng gọi họ")
    await clerk.says(f"/xem {code}")
    await office.time_passes(begun + timedelta(minutes=21))
    clerk.sees(code, "mà ở đó chưa ai nhận được")
    chair.sees("NHẮC LẠI", "chưa ai nhận được qua bot")
    await office.time_passes(begun + timedelta(hours=4, minutes=5))
    assert "đã nhận được vụ việc" not in citizen.sees("xin lỗi").text
    await clerk.presses("Đã báo họ bằng cách khác")
    citizen.sees(code, "đã báo Công an huyện bằng cách khác")
    rung = len([one for one in alarms(clerk) if "chưa ai nhận được, họ" in one])
    await office.time_passes(begun + timedelta(hours=5))
    assert len([one for one in alarms(clerk) if "chưa ai nhận được, họ" in one]) == rung


async def test_a_no_in_a_sentence_is_a_no_to_the_question_of_danger_and_a_cry_is_none(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    for said in ("nuoc duc thoi chau a, ko sao", "Không có ai", "khong nguy hiem dau", "da khong"):
        citizen = office.citizen()
        await citizen.says(MAYBE)
        await citizen.says(said)
        assert "Có ai đang gặp nguy hiểm không" not in citizen.latest[-1].text, said
    assert not alarms(clerk)
    caller = office.citizen()
    await caller.says(MAYBE)
    await caller.says("không có ai đến cứu, còn đứa nhỏ kẹt trong nhà đang cháy")
    caller.sees("Đã báo ngay cán bộ trực")


async def test_who_says_that_it_was_a_mistake_is_asked_no_more_and_staff_read_that(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    for asked, said in (
        ((), "nhầm rồi"),
        (("làng Kép, Ia Mơ Nông",), "không nguy hiểm đâu"),
        ((), "no bo di roi thoi khong sao nua"),
        (("làng Kép, Ia Mơ Nông", "0912 345 678"), "hắn bỏ đi rồi, không sao nữa"),
        (("làng Kép, Ia Mơ Nông", "0912 345 678"), "xin lỗi tôi báo nhầm, không có cháy"),
    ):
        citizen = office.citizen()
        await citizen.says("Cháy nhà rồi, cứu với")
        for words in asked:
            await citizen.says(words)
        await citizen.says(said)
        (told,) = citizen.latest
        assert "Đã chuyển cán bộ" in told.text, said
        assert "Vụ việc vẫn mở, chờ cán bộ gọi lại" in told.text
        assert "?" not in told.text
        clerk.sees("nói là báo nhầm", said)
        assert "vừa báo thêm nguy hiểm" not in clerk.latest[-1].text
    await citizen.says("nó bỏ đi rồi, nhưng chắc tối nó quay lại")
    citizen.sees("đã chuyển ngay lời anh/chị")
    await citizen.says("cháy thật đó, còn người trong nhà")
    citizen.sees("đã chuyển ngay lời anh/chị")
    await citizen.says("tôi báo nhầm")
    await citizen.presses("Rút tin báo này")
    await citizen.presses("Rút")
    citizen.sees("Đã rút")
    other = office.citizen()
    await other.says("Con tôi uống nhầm thuốc chuột, cứu với")
    await other.says("nó uống nhầm rồi, ói hoài")
    assert "báo nhầm" not in other.latest[-1].text


async def test_who_asks_where_help_is_names_no_place(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("Cháy nhà rồi, cứu với")
    await citizen.says("đang ở đâu rồi")
    citizen.sees("Đang ở đâu? Gửi vị trí")
    assert not (await the_case(office)).place


async def test_an_emergency_number_alone_is_no_word_of_a_case_and_nothing_here_dials_it(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen = await office.staff("office"), office.citizen()
    await citizen.says("gọi 114")
    citizen.sees("bấm gọi 114 ngay trên điện thoại")
    await citizen.says("Cháy nhà ở thôn 3 Nghĩa Hưng rồi, cứu với")
    rung = len(clerk.replies())
    for said in ("📞 114", "114", "gọi 115"):
        await citizen.says(said)
        assert "bấm gọi 11" in citizen.latest[0].text, said
    assert len(clerk.replies()) == rung
    await citizen.answers("alarm")
    rung, filed = len(clerk.replies()), (await the_case(office)).text
    for said in ("☎️ 113", "bấm số 114", "112"):
        await citizen.says(said)
        (told,) = citizen.latest
        assert "ngay trên điện thoại" in told.text, said
    await citizen.presses("Xem vụ việc này")
    await citizen.presses("Bổ sung nội dung, ảnh")
    await citizen.says("📞 114")
    citizen.sees("bấm gọi 114")
    assert (await the_case(office)).text == filed
    assert len(clerk.replies()) == rung
    await citizen.says("gọi 114 giúp tôi")
    clerk.sees("người dân vừa nhắn thêm", "gọi 114 giúp tôi")


async def test_a_shared_place_in_danger_is_heard_at_once_with_its_map_and_stands_on_the_card(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen = await office.staff("office"), office.citizen()
    await citizen.says(WIRE)
    code = (await the_case(office)).code
    await citizen.sends(location=HERE)
    citizen.sees("Đã nhận vị trí, đã chuyển ngay cho cán bộ trực")
    clerk.sees(code, "người dân vừa nhắn thêm", f"mlat={HERE.latitude}&mlon={HERE.longitude}")
    assert "Mở bản đồ" in labels(clerk.card(code))
    assert "📍 có vị trí trên bản đồ" in clerk.card(code).text
    await citizen.says("0912 345 678")
    moved = msgspec.structs.replace(HERE, latitude=14.2)
    await citizen.sends(location=moved)
    citizen.sees("đã nhận vị trí của anh/chị, đã chuyển ngay đến cán bộ")
    clerk.sees(code, f"mlat=14.2&mlon={HERE.longitude}")
    (opens,) = [one for row in clerk.card(code).choices for one in row if one.label == "Mở bản đồ"]
    assert "mlat=14.2" in opens.url
    assert (await the_case(office)).latitude == moved.latitude
