"""The receipt: its secret part is its owner's, and whoever has none learns nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.case_code import read_case_code
from storage import cases, receipt_tries
from tests.support.accused import reports_conduct
from tests.support.desk import ANSWER, Desk, answers, opens_own
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
    assert (typed.code, len(typed.secret)) == (code, 6)
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
        relative.sees(desk.code, "Tình trạng: Đã chuyển")
    relative.sees_nothing_of("Đèn đường")
    relative.sees_nothing_of(whole)
    await relative.says(f"/start pakn-{whole}")
    relative.sees(desk.code, "Tình trạng: Đã chuyển")


async def test_the_owner_needs_no_secret_part_in_their_own_chat(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    for typed in (desk.code, f"{desk.code}-CCCCCC", desk.code.lower().replace(".", "")):
        await desk.citizen.says(f"/tracuu {typed}")
        desk.citizen.sees(desk.code, "Đèn đường")


async def test_a_code_from_before_is_its_owner_s_alone(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, desk.code)
        assert case is not None
        case.code, case.receipt_secret = "PAKN.20261102.0001", ""
    stranger = office.citizen()
    for typed in ("PAKN.20261102.0001", "PAKN.20261102.0001-CCCCCC"):
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
        await guesser.says(f"/tracuu {desk.code}-CCCCCC")
        guesser.sees_key("tracking.unknown")
        await other.says(f"/tracuu {desk.code[:-4]}9999-CCCCCC")
        other.sees_key("tracking.unknown")
    said = []
    for one, typed in ((guesser, whole), (guesser, f"{desk.code}-CCCCCC"), (other, whole)):
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


async def test_strangers_who_guess_at_one_code_keep_neither_its_owner_nor_an_account_from_it(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    whole, limits = await receipt_of(desk.citizen), office.app.office.limits
    assert limits.receipt_tries_of_code >= 10 * limits.receipt_tries_of_person
    async with office.app.db.begin() as db:
        for number in range(1, limits.receipt_tries_of_code):
            whose = [f"web:{number}", desk.code]
            await receipt_tries.count_wrong_try(db, MONDAY_MORNING.date(), whose)
    guesser, browser, account = (office.citizen() for _ in range(3))
    assert limits.receipt_tries_of_code >= 10 * limits.receipt_tries_of_network
    await browser.says(f"/tracuu {whole}", sender="web:honest")
    browser.sees("Tình trạng")
    await guesser.says(f"/tracuu {desk.code}-CCCCCC", sender="web:0")
    guesser.sees_key("tracking.unknown")
    await browser.says(f"/tracuu {whole}", sender="web:honest")
    browser.sees("quá nhiều lần", office.app.office.desk)
    for _ in range(2):
        await account.says(f"/tracuu {whole}")
        account.sees("Tình trạng")
    await desk.citizen.says(f"/tracuu {whole}")
    desk.citizen.sees("Đèn đường")


async def test_one_network_full_of_new_browsers_locks_nobody_elses_receipt(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    whole, limits = await receipt_of(desk.citizen), office.app.office.limits
    async with office.app.db.begin() as db:
        for number in range(1, limits.receipt_tries_of_network):
            whose = [f"web:{number}", desk.code, "their network"]
            await receipt_tries.count_wrong_try(db, MONDAY_MORNING.date(), whose)
    guesser, relative = office.citizen(), office.citizen()
    wrong = f"/tracuu {desk.code}-CCCCCC"
    await guesser.says(wrong, sender="web:0", crowd="their network")
    guesser.sees_key("tracking.unknown")
    await guesser.says(wrong, sender="web:new", crowd="their network")
    guesser.sees("quá nhiều lần", office.app.office.desk)
    await relative.says(f"/tracuu {whole}", sender="web:honest", crowd="another network")
    relative.sees("Tình trạng")


async def test_a_case_about_conduct_and_a_restricted_one_are_followed_from_their_own_chat_only(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen, restricted = await office.staff("office"), office.citizen(), office.citizen()
    await reports_conduct(citizen)
    code = await files_a_report(restricted)
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    await clerk.sends(choice=f"seal:{case.id}")
    await clerk.presses("Niêm phong")
    for owner in (citizen, restricted):
        whole = await receipt_of(owner)
        stranger = office.citizen()
        await stranger.says(f"/tracuu {whole}")
        stranger.sees_key("tracking.unknown")
        await owner.says(f"/tracuu {whole}")
        owner.sees(whole)


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


DOORS_BY_CODE = ("/tracuu {}", "/tracuu {}-CCCCCC", "/start pakn-{}", "tra cứu mã {}", "/xem {}")


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
