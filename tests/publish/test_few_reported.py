"""Where few reported, what is public leads to none of them: the week, but no day and no code."""

from __future__ import annotations

import csv
import io
import json

import pytest

from storage import cases, publications
from storage.models import Case, Person
from storage.people import Contact
from storage.vault import encrypt
from tests.support.portal import Reader
from tests.support.publication import Scene, opens
from tests.support.story import OfficeUnderTest

LAMPS = "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay"


async def published(office: OfficeUnderTest) -> tuple[Scene, str]:
    scene = Scene(office)
    code = await scene.prepare(text=LAMPS)
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")
    return scene, code


async def neighbours(office: OfficeUnderTest, code: str, *who: tuple[str, str]) -> None:
    """Others of the same commune, field and week: where they came from, and their number."""
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        for number, (address, phone) in enumerate(who):
            person = Person(name="", created_at=case.received_at)
            db.add(person)
            await db.flush()
            twin = Case(
                code=f"CPAH.20261123.{number + 5000}", status="received", person_id=person.id,
                address=address, field=case.field, commune=case.commune, text="cũng vậy",
                received_at=case.received_at,
                contact=encrypt(db, Contact("Siu", phone, "Phú Hòa")) if phone else None,
            )  # fmt: skip
            db.add(twin)


async def commune_on_the_page(office: OfficeUnderTest, *who: tuple[str, str]) -> str:
    scene = Scene(office)
    code = await scene.prepare(text=LAMPS)
    await neighbours(office, code, *who)
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        row = await publications.publication_of_case(db, case)
    assert row is not None
    return row.commune


async def test_every_exit_names_the_week_and_neither_the_day_nor_the_code(
    office: OfficeUnderTest,
) -> None:
    scene, code = await published(office)
    page, reader = await scene.public(code), Reader(office)
    number = page.rpartition("/")[2]
    exits = [
        *("/", "/ket-qua", page, "/ket-qua.atom", "/ket-qua.json", "/sitemap-0.xml"),
        *("/du-lieu/ket-qua-2026.csv", "/du-lieu/ket-qua-2026.json", "/co-quan/ktht"),
        *("/cong-khai/2026-W48", "/cong-khai/2026-W48/loa.txt", "/open311/v2/requests.json"),
        *(f"/open311/v2/requests/{number}.json", "/open311/v2/servicerequestupdates.json"),
    ]
    for path in exits:
        status, text, _ = await reader.get(path)
        assert status == 200, path
        assert code not in text, path
        assert "22/12/2026" not in text, path
        assert "2026-12-22" not in text, path
    _, text, _ = await reader.get(page)
    assert "trong tuần từ thứ Hai 23/11/2026" in text
    assert "chỉ ghi tuần" in text
    _, text, _ = await reader.get("/du-lieu/ket-qua-2026.csv")
    (row,) = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    assert (row["code"], row["received_on"], row["week_only"]) == (number, "2026-11-23", "true")
    assert (row["due_on"], row["forwarded_on"], row["working_days"]) == ("", "", "")
    _, text, _ = await reader.get(f"/open311/v2/requests/{number}.json")
    (request,) = json.loads(text)
    assert request["expected_datetime"] is None
    assert request["requested_datetime"] == "2026-11-23T00:00:00+07:00"


async def test_a_code_leads_to_no_page_and_a_search_for_it_finds_nothing(
    office: OfficeUnderTest,
) -> None:
    scene, code = await published(office)
    reader = Reader(office)
    for there, nowhere in (
        (f"/ket-qua/{code}", f"/ket-qua/{code[:-1]}9"),
        (f"/open311/v2/requests/{code}.json", f"/open311/v2/requests/{code[:-1]}9.json"),
    ):
        found, missed = await reader.get(there), await reader.get(nowhere)
        assert found[0] == missed[0] == 404
        assert found[1].replace(code, "") == missed[1].replace(f"{code[:-1]}9", "")
    page = await scene.public(code)
    _, text, _ = await reader.get(f"/ket-qua?q={code}")
    assert page not in text
    _, text, _ = await reader.get("/ket-qua?q=den+duong")
    assert page in text


async def test_a_page_keeps_its_address_when_it_is_corrected(office: OfficeUnderTest) -> None:
    scene, code = await published(office)
    page = await scene.public(code)
    await opens(scene.clerk, code)
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        await publications.take_down_publication(db, case, "sai", office.app.clock.now())
    assert await scene.public(code) == page


ACCOUNTS = [(f"telegram:{n}", "") for n in range(4)]
PHONES = [(f"web:{n}", f"09123456{n:02}") for n in range(4)]


async def test_people_with_accounts_or_numbers_of_their_own_make_a_crowd(
    office: OfficeUnderTest,
) -> None:
    assert await commune_on_the_page(office, *ACCOUNTS[:2], *PHONES[:2]) == "phu-hoa"


@pytest.mark.parametrize(
    "crowd",
    [
        [(f"web:{n}", "") for n in range(20)],
        [(f"web:{n}", "0912345678") for n in range(20)],
        [(f"web:{n}", ("0912345678", "+84912345678", "0912 345 678")[n % 3]) for n in range(9)],
        [("telegram:1", "0912345678"), *((f"web:{n}", "0912 345 678") for n in range(9))],
    ],
)
async def test_one_who_comes_many_times_is_no_crowd(
    office: OfficeUnderTest, crowd: list[tuple[str, str]]
) -> None:
    assert await commune_on_the_page(office, *crowd) == ""
