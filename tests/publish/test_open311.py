"""Other systems read what is public and file cases, as Open311 GeoReport v2 says.

The schemas below say the specification's tables (wiki.open311.org/GeoReport_v2) in our words: the
consortium's own schema files carry no licence and are kept out of the repository.
"""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from jsonschema import Draft202012Validator

from storage import api_submissions
from storage.models import ApiSubmission, Case
from tests.support.open311 import WORDS, System
from tests.support.portal import publishes
from tests.support.story import OfficeUnderTest, Talker

TEXT = {"type": ["string", "null"]}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
NUMBER = {"type": ["number", "null"]}


def a_list(needs: list[str], **properties: Any) -> dict[str, Any]:
    item = {
        "type": "object",
        "required": needs,
        "properties": properties,
        "additionalProperties": False,
    }
    return {"type": "array", "items": item}


SERVICES = a_list(
    ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"],
    service_code={"type": "string"},
    service_name={"type": "string"},
    description=TEXT,
    metadata={"type": "boolean"},
    type={"enum": ["realtime", "batch", "blackbox"]},
    keywords=TEXT,
    group=TEXT,
)
DATATYPES = ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
DEFINITION = {
    "type": "object",
    "required": ["service_code", "attributes"],
    "properties": {
        "service_code": {"type": "string"},
        "attributes": a_list(
            ["variable", "code", "datatype", "required", "order", "description"],
            variable={"type": "boolean"},
            code={"type": "string"},
            datatype={"enum": DATATYPES},
            required={"type": "boolean"},
            datatype_description=TEXT,
            order={"type": "integer", "minimum": 1},
            description=TEXT,
            values=a_list(["key", "name"], key={"type": "string"}, name={"type": "string"}),
        ),
    },
    "additionalProperties": False,
}
REQUESTS = a_list(
    ["service_request_id", "status", "service_code", "service_name", "requested_datetime"],
    service_request_id={"type": "string"},
    status={"enum": ["open", "closed"]},
    status_notes=TEXT,
    service_name=TEXT,
    service_code={"type": "string"},
    description={"type": ["string", "null"], "maxLength": 4000},
    agency_responsible=TEXT,
    service_notice=TEXT,
    requested_datetime=MOMENT,
    updated_datetime=MOMENT,
    expected_datetime={"anyOf": [MOMENT, {"type": "null"}]},
    address=TEXT,
    address_id=TEXT,
    zipcode=TEXT,
    lat=NUMBER,
    long=NUMBER,
    media_url=TEXT,
)
UPDATES = a_list(
    ["update_id", "service_request_id", "status", "updated_datetime", "description"],
    update_id={"type": "string"},
    service_request_id={"type": "string"},
    status={"enum": ["open", "closed"]},
    updated_datetime=MOMENT,
    description={"type": "string"},
    media_url=TEXT,
)
ERRORS = a_list(
    ["code", "description"],
    code={"type": "integer"},
    description={"type": "string", "minLength": 5},
)
DISCOVERY = {
    "type": "object",
    "required": ["changeset", "contact", "key_service", "endpoints"],
    "properties": {
        "endpoints": a_list(
            ["specification", "url", "changeset", "type", "formats"],
            specification={"const": "http://wiki.open311.org/GeoReport_v2"},
            url={"type": "string", "pattern": "[^/]$"},
            changeset=MOMENT,
            type={"enum": ["production", "test"]},
            formats={"type": "array", "contains": {"const": "text/xml"}},
        )
    },
}


def fits(schema: dict[str, Any], value: Any) -> Any:
    Draft202012Validator(schema).validate(value)
    return value


@pytest.fixture
async def system(office: OfficeUnderTest) -> System:
    async with office.app.db.begin() as db:
        _, key = await api_submissions.add_api_key(db, "FixMyStreet", 3, office.app.clock.now())
    return System(office, key)


async def the_case(office: OfficeUnderTest, code: str) -> Case:
    from sqlalchemy import select

    async with office.app.db.read() as db:
        return (await db.execute(select(Case).where(Case.code == code))).scalar_one()


async def clerk_of(office: OfficeUnderTest) -> Talker:
    return await office.staff("office", name="Chị Văn phòng")


async def test_a_stranger_finds_the_way_from_discovery_to_every_service(system: System) -> None:
    found = fits(DISCOVERY, await system.gets("discovery"))
    assert datetime.fromisoformat(found["changeset"]) <= system.office.app.clock.now()
    services = fits(SERVICES, await system.gets("v2/services"))
    assert len(services) == len(system.office.app.office.fields)
    for service in services[:3]:
        definition = await system.gets(f"v2/services/{service['service_code']}")
        fits(DEFINITION, definition)
        assert definition["service_code"] == service["service_code"]
        consent = next(one for one in definition["attributes"] if one["code"] == "consent")
        assert consent["required"]


async def test_what_is_not_there_is_said_as_the_standard_says_it(system: System) -> None:
    for path in ("v2/services/none", "v2/requests/PAKN.1", "v2/tokens/x"):
        errors = fits(ERRORS, await system.gets(path, 404))
        assert errors[0]["code"] == 404
    assert "<errors><error><code>404" in await system._ask("get", "v2/nothing.xml", 404)
    await system.gets("v2/services", 404, jurisdiction_id="elsewhere.org")
    here = system.office.app.office.website
    assert await system.gets("v2/services", jurisdiction_id=here)
    assert await system.gets("v2/services", jurisdiction_id="")


async def test_only_what_passed_the_gate_can_be_read(
    office: OfficeUnderTest, system: System
) -> None:
    one = await publishes(office, 1, "Đường xã có ổ gà <b>to</b> & sâu ]]>")
    two = await publishes(office, 2, "Đèn đường tắt", field="matdien", commune="")
    rows = fits(REQUESTS, await system.gets("v2/requests"))
    assert [row["service_request_id"] for row in rows] == [two, one]
    assert rows[1]["description"] == "Đường xã có ổ gà <b>to</b> & sâu ]]>"
    assert rows[1]["status_notes"].startswith("=1+1")
    assert rows[1]["address_id"] == "phu-hoa"
    assert rows[0]["address"] == office.app.office.place
    assert (rows[0]["lat"], rows[0]["address_id"]) == (None, None)
    assert [rows[1]] == await system.gets(f"v2/requests/{one.lower()}")
    async with office.app.db.begin() as db:
        (await db.get(Case, 1)).sealed = True
    await system.gets(f"v2/requests/{one}", 404)
    left = await system.gets("v2/requests", status="closed")
    assert [row["service_request_id"] for row in left] == [two]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"service_code": "duong"}, [1]),
        ({"service_code": "duong,matdien"}, [2, 1]),
        ({"service_code": "nope"}, []),
        ({"status": "open"}, [2]),
        ({"status": "closed"}, [1]),
        ({"status": "open,closed"}, [2, 1]),
        ({"start_date": "2026-11-23T00:00:00+07:00", "end_date": "2026-11-23T23:59:59Z"}, [2, 1]),
        ({"start_date": "2026-11-23T00:00:01 07:00"}, []),
        ({"end_date": "2026-11-22T16:59:59Z"}, []),
        ({"end_date": "2026-11-22T17:00:00Z"}, [2, 1]),
        ({"service_request_id": "PAKN.20261123.0001,PAKN.20261123.0009", "status": "open"}, [1]),
        ({"page": "2", "page_size": "1"}, [1]),
        ({"page": "99999999999999999999", "page_size": "-3"}, [2, 1]),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_list_is_narrowed_by_everything_the_standard_names(
    office: OfficeUnderTest, system: System, query: dict[str, str], found: list[int]
) -> None:
    await publishes(office, 1, "Đường xã có ổ gà")
    await publishes(office, 2, "Đèn đường tắt", field="matdien")
    async with office.app.db.begin() as db:
        (await db.get(Case, 2)).status = "in_progress"
    rows = await system.gets("v2/requests", **query)
    assert [int(row["service_request_id"][-4:]) for row in rows] == found


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "yesterday"},
        {"start_date": "2026-11-23"},
        {"end_date": "9999-99-99T00:00:00Z"},
        {"status": "half"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_question_nobody_understands_is_refused(
    system: System, query: dict[str, str]
) -> None:
    fits(ERRORS, await system.gets("v2/requests", 400, **query))


async def test_a_filed_case_is_a_real_case(office: OfficeUnderTest, system: System) -> None:
    clerk = await clerk_of(office)
    clerk.seen = len(office.paper.sent)
    (row,) = await system.files()
    code = row["service_request_id"]
    assert code in row["service_notice"]
    await office.quiet()
    clerk.sees(code, WORDS)
    case = await the_case(office, code)
    assert (case.source, case.kind, case.status) == ("open311", "report", "received")
    assert (case.commune, case.latitude, case.may_publish) == ("phu-hoa", 14.09, False)
    await clerk.says(f"/chuyen {code} KTHT")
    again = await system.files(form="xml")
    assert again[0]["service_request_id"] == code


async def test_the_system_that_filed_a_case_reads_its_answer_and_nobody_else_does(
    office: OfficeUnderTest, system: System
) -> None:
    clerk = await clerk_of(office)
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    code = (await system.files())[0]["service_request_id"]
    path = f"v2/requests/{code}"
    await system.gets(path, 404)
    (row,) = fits(REQUESTS, await system.gets(path, api_key=system.key))
    assert (row["status"], row["description"], row["lat"]) == ("open", WORDS, 14.09)
    assert row["expected_datetime"] > row["requested_datetime"]
    await clerk.says(f"/chuyen {code} KTHT")
    await official.says(f"/traloi {code} Đã thay bóng đèn hôm nay.")
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")
    (row,) = await system.gets(path, api_key=system.key)
    assert (row["status"], row["status_notes"]) == ("closed", "Đã thay bóng đèn hôm nay.")
    updates = fits(UPDATES, await system.gets("v2/servicerequestupdates", api_key=system.key))
    assert [one["status"] for one in updates] == ["open", "closed"]
    assert updates[-1]["description"] == "Đã thay bóng đèn hôm nay."
    assert all(re.fullmatch(rf"{code}\.[0-9a-f]{{16}}", one["update_id"]) for one in updates)
    assert await system.gets("v2/servicerequestupdates") == []
    other = await _another(office)
    await other.gets(path, 404, api_key=other.key)
    assert await other.gets("v2/servicerequestupdates", api_key=other.key) == []
    await system.gets(path, 403, api_key="guess")


async def _another(office: OfficeUnderTest) -> System:
    async with office.app.db.begin() as db:
        _, key = await api_submissions.add_api_key(db, "Another", 3, office.app.clock.now())
    return System(office, key)


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "guess"}, 403, "api_key"),
        ({"jurisdiction_id": "elsewhere"}, 404, "jurisdiction"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "none"}, 404, "none"),
        ({"description": "hỏng"}, 400, "description"),
        ({"description": "dài quá " * 600}, 400, "dài quá"),
        ({"lat": "", "long": "", "address_string": ""}, 400, "lat"),
        ({"lat": "914", "long": "107"}, 400, "WGS84"),
        ({"lat": "nan", "long": "107"}, 400, "WGS84"),
        ({"lat": "14"}, 400, "WGS84"),
        ({"address_id": "nowhere"}, 400, "address_id"),
        ({"attribute[consent]": ""}, 400, "consent"),
        ({"attribute[consent]": "no"}, 400, "consent"),
        ({"attribute[commune]": "nowhere"}, 400, "commune"),
        ({"phone": "12"}, 400, "phone"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"description": "Tôi làm đơn tố cáo ông chủ tịch xã nhận hối lộ"}, 400, "no_complaint"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_may_not_be_filed_is_refused_in_words(
    system: System, changes: dict[str, str], status: int, said: str
) -> None:
    if changes.get("lat") == "14":
        changes = {**changes, "long": ""}
    errors = fits(ERRORS, await system.files(status, **changes))
    assert any(said in error["description"] for error in errors)
    assert errors[0]["code"] == status
    assert not await _cases(system)


async def _cases(system: System) -> list[Any]:
    from sqlalchemy import select

    async with system.office.app.db.read() as db:
        return list((await db.execute(select(Case))).scalars())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_all_that_is_wrong_is_said_at_once(system: System) -> None:
    errors = await system.files(400, description="", service_code="", phone="x")
    assert len(errors) == 3


async def test_limits_hold_for_a_key_and_a_reporter_but_danger_gets_through(
    office: OfficeUnderTest, system: System
) -> None:
    for number in range(3):
        await system.files(description=f"{WORDS}, cột số {number}", email=f"{number}@example.org")
    errors = await system.files(400, description=f"{WORDS}, cột số 9")
    assert "3 phản ánh" in errors[0]["description"]
    (row,) = await system.files(description="Dây điện đứt rơi xuống đường, đang chập cháy")
    assert "113" in row["service_notice"]
    assert (await the_case(office, row["service_request_id"])).urgent
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=1))
    await system.files(description=f"{WORDS}, cột số 9")


async def test_without_a_full_contact_it_is_kept_for_reference_and_never_published(
    office: OfficeUnderTest, system: System
) -> None:
    changes = {"attribute[residence]": "", "attribute[publish]": "yes"}
    (row,) = await system.files(**changes)
    case = await the_case(office, row["service_request_id"])
    assert (case.kind, case.may_publish) == ("reference", False)
    assert "tham khảo" in row["service_notice"]


async def test_a_report_about_officials_is_kept_from_their_agency(
    office: OfficeUnderTest, system: System
) -> None:
    (row,) = await system.files(**{"attribute[about]": "conduct", "attribute[publish]": "yes"})
    case = await the_case(office, row["service_request_id"])
    assert (case.about, case.accused) == ("conduct", case.agency)
    assert case.may_publish


async def test_a_linked_file_is_shown_to_the_office_and_never_fetched(
    office: OfficeUnderTest, system: System
) -> None:
    clerk = await clerk_of(office)
    clerk.seen = len(office.paper.sent)
    await system.files(media_url="http://127.0.0.1:1/anh.jpg")
    await office.quiet()
    clerk.sees("gửi kèm tệp", "FixMyStreet")
    assert clerk.button("Mở tệp").url == "http://127.0.0.1:1/anh.jpg"


async def test_the_same_words_in_other_letters_are_the_case_there_is(system: System) -> None:
    (first,) = await system.files()
    (again,) = await system.files(description=f"  {WORDS.upper()}!")
    assert again["service_request_id"] == first["service_request_id"]
    assert "đã được tiếp nhận trước đó" in again["service_notice"]
    (other,) = await system.files(email="another@example.org")
    assert other["service_request_id"] != first["service_request_id"]


async def test_a_link_to_another_file_makes_another_case_and_the_same_link_again_does_not(
    office: OfficeUnderTest, system: System
) -> None:
    clerk = await clerk_of(office)
    (bare,) = await system.files()
    clerk.seen = len(office.paper.sent)
    (shown,) = await system.files(media_url="http://127.0.0.1:1/anh.jpg")
    assert shown["service_request_id"] != bare["service_request_id"]
    await office.quiet()
    clerk.sees("gửi kèm tệp", shown["service_request_id"])
    (again,) = await system.files(media_url="http://127.0.0.1:1/anh.jpg")
    assert again["service_request_id"] == shown["service_request_id"]
    assert len(await _cases(system)) == 2


async def test_who_cannot_wait_gets_a_token_and_asks_again(
    office: OfficeUnderTest, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publish.open311 import filer as open311_filer

    monkeypatch.setattr(open311_filer, "PATIENCE", 0.0)
    (row,) = await system.files()
    assert set(row) == {"token"}
    await office.quiet()
    (found,) = await system.gets(f"v2/tokens/{row['token']}")
    assert found["token"] == row["token"]
    assert (await the_case(office, found["service_request_id"])).text == WORDS
    (same,) = await system.files()
    (found,) = await system.gets(f"v2/tokens/{row['token']}")
    await office.quiet()
    (second,) = await system.gets(f"v2/tokens/{same['token']}")
    assert second["service_request_id"] == found["service_request_id"]


async def test_an_ended_key_files_nothing(office: OfficeUnderTest, system: System) -> None:
    async with office.app.db.begin() as db:
        assert await api_submissions.end_api_key(db, 1, office.app.clock.now())
        assert not await api_submissions.end_api_key(db, 1, office.app.clock.now())
    await system.files(403)
    async with office.app.db.read() as db:
        assert await db.get(ApiSubmission, 1) is None
        assert await api_submissions.api_keys_in_force(db) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_too_fast_is_refused(system: System) -> None:
    most = system.office.app.office.open311.per_minute
    codes = {(await system.files(400, description=""))[0]["code"] for _ in range(most + 10)}
    assert codes == {400, 429}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"\xff\xfe=1", "application/x-www-form-urlencoded; charset=utf-9"),
        (b"description=%ED%A0%80%00&api_key=%FF", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"a=" + b"x" * 2_000_000, "application/x-www-form-urlencoded"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_broken_form_is_refused_and_breaks_nothing(
    system: System, body: bytes, kind: str
) -> None:
    url = f"http://127.0.0.1:{system.office.app.port}/open311/v2/requests.json"
    headers = {"Content-Type": kind}
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=io.BytesIO(body), headers=headers) as answer,
    ):
        assert answer.status in {400, 403}
        fits(ERRORS, await answer.json())


async def test_updates_tell_of_publishing_correcting_and_taking_down(
    office: OfficeUnderTest, system: System
) -> None:
    from storage import publications

    code = await publishes(office, 1, "Đường xã có ổ gà")
    office.app.clock.jump_to(office.app.clock.now() + timedelta(minutes=5))
    (row,) = fits(UPDATES, await system.gets("v2/servicerequestupdates"))
    assert (row["service_request_id"], row["status"]) == (code, "closed")
    # Which day, and no hour: neither said nor found by asking for less than a day.
    assert "T00:00:00" in row["updated_datetime"]
    noon = f"{row['updated_datetime'][:10]}T23:00:00+07:00"
    asked = {"start_date": noon, "end_date": noon}
    assert await system.gets("v2/servicerequestupdates", **asked) == [row]
    office.app.clock.jump_to(office.app.clock.now() + timedelta(hours=2))
    async with office.app.db.begin() as db:
        case = await db.get(Case, 1)
        await publications.take_down_publication(
            db, case, "Người gửi xin rút lại", office.app.clock.now()
        )
    (row,) = await system.gets("v2/servicerequestupdates")
    assert row["description"] == "Người gửi xin rút lại"
    assert await system.gets("v2/requests") == []
