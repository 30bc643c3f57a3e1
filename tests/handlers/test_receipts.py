"""The receipt: its secret part is its owner's, and whoever has none learns nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from rules.case_code import SIGNS_ON_RECEIPT, read_case_code
from storage import cases, denunciations, receipt_tries
from storage.models import Case
from tests.support.accused import reports_conduct
from tests.support.desk import ANSWER, Desk, answers, labels, opens_own
from tests.support.machine import MONDAY_MORNING
from tests.support.screens import CASE_BUTTONS, NOWHERE, screen_after
from tests.support.story import OfficeUnderTest, Talker, files_a_report


async def receipt_of(citizen: Talker) -> str:
    """The whole code on the newest receipt."""
    await citizen.says("/cuatoi")
    await citizen.presses(citizen.latest[-1].choices[0][0].label)
    return citizen.latest[-1].text.partition(":")[0]


async def test_a_new_code_has_the_office_s_own_prefix_and_a_secret_part_for_its_owner(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    code = await files_a_report(citizen)
    assert code == "CPAH.20261123.0001"
    whole = await receipt_of(citizen)
    typed = read_case_code(whole)
    assert typed is not None
    assert (typed.code, len(typed.secret)) == (code, SIGNS_ON_RECEIPT)
    # It stays the same, and stands in the list too.
    assert await receipt_of(citizen) == whole
    await citizen.says("/cuatoi")
    citizen.sees(whole)


async def test_nobody_of_the_staff_sees_the_secret_part(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    whole = await receipt_of(desk.citizen)
    secret = whole.rpartition("-")[2]
    await desk.clerk.says(f"/xem {desk.code}")
    await answers(desk.official, desk.code, ANSWER)
    for address, reply in office.paper.sent:
        if address != desk.citizen.address:
            assert secret not in reply.text + str(reply.choices)


async def test_staff_may_type_the_whole_code_a_citizen_reads_to_them(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    whole = await receipt_of(desk.citizen)
    await desk.official.says(f"/xem {whole.lower()}")
    desk.official.sees(desk.code, "Đèn đường")


async def test_who_holds_the_receipt_reads_where_it_stands_and_nothing_else(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    whole = await receipt_of(desk.citizen)
    relative = office.citizen()
    for typed in (whole, whole.lower().replace(".", " ").replace("-", " ")):
        await relative.says(f"/tracuu {typed}")
        relative.sees(desk.code, "Tình trạng: Đã chuyển cơ quan phụ trách")
    relative.sees_nothing_of("Đèn đường")
    relative.sees_nothing_of(whole)
    await relative.says(f"/start pakn-{whole}")
    relative.sees(desk.code, "Tình trạng: Đã chuyển")


async def test_the_owner_needs_no_secret_part_in_their_own_chat(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    for typed in (desk.code, f"{desk.code}-CCCCCCCCCC", desk.code.lower().replace(".", "")):
        await desk.citizen.says(f"/tracuu {typed}")
        desk.citizen.sees(desk.code, "Đèn đường")


async def test_a_code_from_before_is_its_owner_s_alone(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, desk.code)
        assert case is not None
        case.code, case.receipt_secret = "PAKN.20261102.0001", ""
    stranger = office.citizen()
    for typed in ("PAKN.20261102.0001", "PAKN.20261102.0001-CCCCCCCCCC"):
        await stranger.says(f"/tracuu {typed}")
        stranger.sees_key("tracking.unknown")
    await desk.citizen.says("/tracuu pakn.20261102.0001")
    desk.citizen.sees("PAKN.20261102.0001: ", "Đèn đường")
    await desk.official.says("/xem PAKN.20261102.0001")
    desk.official.sees("PAKN.20261102.0001", "Đèn đường")


async def test_guessing_is_over_after_a_few_tries_and_says_so_also_to_who_guesses_right_then(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    whole, limits = await receipt_of(desk.citizen), office.app.office.limits
    guesser, other = office.citizen(), office.citizen()
    for _ in range(limits.receipt_tries_of_person):
        await guesser.says(f"/tracuu {desk.code}-CCCCCCCCCC")
        guesser.sees_key("tracking.unknown")
        await other.says(f"/tracuu {desk.code[:-4]}9999-CCCCCCCCCC")
        other.sees_key("tracking.unknown")
    said = []
    for one, typed in ((guesser, whole), (guesser, f"{desk.code}-CCCCCCCCCC"), (other, whole)):
        await one.says(f"/tracuu {typed}")
        one.sees("quá nhiều lần", "thứ Ba 24/11/2026", office.app.office.desk)
        said.append(one.latest[-1].text)
    assert len(set(said)) == 1
    relative = office.citizen()
    await relative.says(f"/tracuu {whole}")
    relative.sees("Tình trạng")
    await office.time_passes(office.app.clock.now() + timedelta(days=1))
    await guesser.says(f"/tracuu {whole}")
    guesser.sees("Tình trạng")


async def test_nobody_is_kept_from_a_receipt_by_what_others_guess(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    whole, guesser = await receipt_of(desk.citizen), office.citizen()
    async with office.app.db.begin() as db:
        for _ in range(600):
            whose = [desk.code, "shared network"]
            await receipt_tries.count_wrong_try(db, MONDAY_MORNING.date(), whose)
    for number in range(office.app.office.limits.receipt_tries_of_person + 1):
        wrong = f"/tracuu {desk.code}-CCCCCCCCCC"
        await guesser.says(wrong, sender=f"web:{number}", crowd="shared network")
        guesser.sees_key("tracking.unknown")
    relative, account = office.citizen(), office.citizen()
    await relative.says(f"/tracuu {whole}", sender="web:honest", crowd="shared network")
    relative.sees("Tình trạng")
    await account.says(f"/tracuu {whole}")
    account.sees("Tình trạng")
    await desk.citizen.says(f"/tracuu {whole}")
    desk.citizen.sees("Đèn đường")


async def test_a_receipt_of_any_kind_of_case_reads_alike_and_opens_the_same(
    office: OfficeUnderTest,
) -> None:
    clerk, stranger = await office.staff("office"), office.citizen()
    await office.staff("official", "KTHT")
    await office.staff("official", "NOIVU")
    restricted = await files_a_report(office.citizen())
    ordinary, conduct = office.citizen(), office.citizen()
    codes = [await files_a_report(ordinary, remind=False), await reports_conduct(conduct)]
    slips = [one.sees("Đã tiếp nhận") for one in (ordinary, conduct)]
    seen = [(masked(slip.text), labels(slip)) for slip in slips]
    assert seen[0] == seen[1]
    await clerk.sends(choice=f"seal:{(await stored(office, restricted)).id}")
    await clerk.presses("Niêm phong")
    waiting = [await look(stranger, await stored(office, code)) for code in (*codes, restricted)]
    assert len(set(waiting)) == 1
    assert "chờ phân loại" in waiting[0]
    for code, agency in zip(codes, ("KTHT", "NOIVU"), strict=True):
        await clerk.says(f"/chuyen {code} {agency}")
    moved = [await look(stranger, await stored(office, code)) for code in codes]
    assert len(set(moved)) == 1
    assert "Tình trạng: Đã chuyển cơ quan phụ trách" in moved[0]


async def stored(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    return case


async def look(stranger: Talker, case: Case) -> str:
    await stranger.says(f"/tracuu {case.code}-{case.receipt_secret}")
    return masked(stranger.latest[-1].text)


def masked(text: str) -> str:
    return re.sub(r"CPAH\.\d{8}\.\d{4}(-\w+)?", "CODE", text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_stranger_who_walks_all_codes_of_a_week_by_every_door_cannot_tell_one_from_none(
    office: OfficeUnderTest,
) -> None:
    several = await week_of_cases(office)
    stranger = office.citizen()
    differences, shown = [], {}
    for code, case_id in several.items():
        nothing = code[:-4] + "9999"
        doors = [
            *(("text", said, code, nothing) for said in DOORS_BY_CODE),
            *(("text", said, case_id, NOWHERE) for said in ("/start vu-{}", "/start gan-{}")),
            *(("choice", f"{name}:{{}}:4", case_id, NOWHERE) for name in CASE_BUTTONS),
        ]
        for by, said, there, nowhere in doors:
            if (said, nowhere) not in shown:
                shown[said, nowhere] = await screen_after(stranger, **{by: said.format(nowhere)})
            seen = await screen_after(stranger, **{by: said.format(there)})
            if seen != shown[said, nowhere]:
                differences.append((said, code, seen, shown[said, nowhere]))
    assert not differences


DOORS_BY_CODE = (
    "/tracuu {}",
    "/tracuu {}-CCCCCCCCCC",
    "/start pakn-{}",
    "tra cứu mã {}",
    "/xem {}",
)


async def week_of_cases(office: OfficeUnderTest) -> dict[str, int]:
    """The ids of the cases of a week, of each kind, by code."""
    desk = await Desk(office).opens(leader=True)
    conduct = await reports_conduct(office.citizen())
    restricted = await files_a_report(desk.citizen, "Việc cần giữ kín: đèn đường hỏng đã lâu")
    await office.time_passes(office.app.clock.now() + timedelta(days=1))
    withdrawn = await files_a_report(desk.citizen, "Việc sẽ rút: rác đổ đầy đường làng")
    published = await files_a_report(desk.citizen, "Việc công khai: cầu treo gãy ván")
    found = {}
    async with office.app.db.read() as db:
        for code in (desk.code, conduct, restricted, withdrawn, published):
            case = await cases.case_by_code(db, code)
            assert case is not None
            found[code] = case.id
    await desk.clerk.sends(choice=f"seal:{found[restricted]}")
    await desk.clerk.presses("Niêm phong")
    desk.code = withdrawn
    await opens_own(desk)
    await desk.citizen.presses("Rút")
    await desk.citizen.presses("Rút")
    await desk.clerk.says(f"/chuyen {published} KTHT")
    await answers(desk.official, published, ANSWER)
    await desk.clerk.says(f"/congkhai {published}")
    await desk.clerk.presses("Công khai bản này")
    return found


@pytest.mark.codes_by_lot
async def test_ids_in_buttons_and_links_are_drawn_so_that_who_reads_some_counts_none(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Lan")
    citizen = office.citizen()
    texts = [f"{what} trước chợ Phú Hòa hỏng hai tuần nay" for what in ("Đèn", "Loa", "Ống nước")]
    codes = []
    for text in texts:
        codes.append(await files_a_report(citizen, text))
        await office.time_passes(office.app.clock.now() + timedelta(minutes=1))
    async with office.app.db.begin() as db:
        ids = [found.id for code in codes if (found := await cases.case_by_code(db, code))]
        content = denunciations.DenunciationContent(1, "Nhận tiền", (), None)
        for _ in range(2):
            row = await denunciations.file_denunciation(db, content, office.app.clock.now())
            ids.append(row.id)
    assert len(set(ids)) == 5
    assert min(ids) > 1000  # by lot once in 200,000 runs not so
    assert max(ids) < 10**9
    # What was sorted by them is sorted by when it came.
    await citizen.says("/cuatoi")
    own = citizen.latest[-1].text
    assert sorted(codes, key=own.index) == codes[::-1]
    await clerk.says("/phanloai")
    told = clerk.latest[-1].text
    assert sorted(codes, key=told.index) == codes
    await clerk.says(f"/start vu-{ids[0]}")
    clerk.sees(codes[0])


@pytest.mark.codes_by_lot
async def test_numbers_of_a_day_are_drawn_so_that_no_gap_tells_of_a_hidden_case(
    office: OfficeUnderTest,
) -> None:
    texts = ("Đèn đường", "Loa phường", "Ống nước", "Rãnh thoát nước", "Biển báo")
    codes = [
        await files_a_report(office.citizen(), f"{what} trước chợ Phú Hòa hỏng hai tuần nay")
        for what in texts
    ]
    numbers = [int(code.rpartition(".")[2]) for code in codes]
    assert len(set(numbers)) == len(codes)
    assert numbers != list(range(1, len(codes) + 1))


def test_a_day_with_many_cases_has_longer_numbers_and_room_between_them() -> None:
    for count, most in ((1, 9_999), (999, 9_999), (1000, 99_999), (10_000, 999_999)):
        drawn = {cases.draw_number(count) for _ in range(200)}
        assert min(drawn) >= 1
        assert max(drawn) <= most
        assert most > 9 * count
