"""Nothing of a case is forgotten: each column goes along to another office and into the owner's
export, or stands below with the reason why it does not.

A case is filled to its last column, with values nothing else says, and those are looked for.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import Settings
from bot.several_offices import SeveralOffices
from handlers.office import transfer
from handlers.privacy import export_content
from messages_vi import written
from storage import case_media, cases, migrations, notes, ratings
from storage.models import Base, Case
from storage.vault import Vault
from tests.support.filled import CODES, CONTACT, VAULT, Filler, sealed
from tests.support.machine import MONDAY_MORNING
from tests.support.story import OfficeUnderTest, Talker, files_a_report

PASSING, EXPORT = "another office", "the owner's export"
ONCE = {PASSING: transfer, EXPORT: export_content}
"""Where each is made."""
BOTH = (PASSING, EXPORT)


class Exempt(NamedTuple):
    """Columns that are not told, to whom, and why."""

    to: tuple[str, ...]
    columns: str
    why: str


EXEMPT = (
    Exempt(
        BOTH,
        "cases.id cases.person_id case_events.id case_events.case_id case_media.id "
        "case_media.case_id case_notes.id case_notes.case_id answers.id answers.case_id "
        "ratings.id ratings.case_id",
        "numbers of our rows, which lead to nothing outside this database",
    ),
    Exempt(
        (PASSING,),
        "cases.address",
        "the other office reaches the citizen through us until they open a chat there",
    ),
    Exempt(
        (PASSING,),
        "cases.agency cases.status cases.source cases.deadline",
        "the other office counts its own way anew: its agencies, its terms, received from us",
    ),
    Exempt(
        (EXPORT,),
        "cases.deadline",
        "a row of the office's data; the date that comes of it is told and explained by /cuatoi",
    ),
    Exempt(
        BOTH,
        "cases.accused cases.accused_id cases.kept_out",
        "whom the office takes the case to be about: a claim about somebody else, which may be "
        "wrong; the owner has their own words, another office has other people",
    ),
    Exempt(
        BOTH,
        "cases.sealed",
        "who may read the case inside the office; a restricted case is not passed on at all",
    ),
    Exempt(
        BOTH,
        "cases.handler_id case_notes.author_id case_events.actor_id answers.author_id "
        "answers.signed_by",
        "who of the officials did it: the office answers for it, not a person",
    ),
    Exempt(
        BOTH,
        "cases.status_before cases.level cases.publication",
        "where the case stands in our own procedure; each turn of it is a step in the log, whose "
        "date the owner gets, and the other office begins its own",
    ),
    Exempt(
        (PASSING,),
        "answers.solution answers.solve_by answers.solved_on",
        "what our answer said was done; a case is passed on for the other office to answer",
    ),
    Exempt(
        (PASSING,),
        "cases.verdict cases.verdict_at",
        "what its owner said of our answer; the other office gives its own",
    ),
    Exempt(
        BOTH,
        "cases.receipt_secret",
        "the key to the case, shown in the owner's own chat; a file lies about, and another office "
        "gives a receipt of its own",
    ),
    Exempt(
        BOTH,
        "cases.merged_into",
        "the case of somebody else; a merged case is closed here and not passed on",
    ),
    Exempt(
        (PASSING,),
        "case_events.at case_events.action",
        "our log is proof of what we did and stays; the other office begins one of its own",
    ),
    Exempt(
        BOTH,
        "case_events.data case_events.number case_events.hash case_events.position "
        "case_events.chain",
        "how the log is kept and proved, with the names of agencies and of those who act",
    ),
    Exempt(
        (EXPORT,),
        "case_media.part case_media.kind case_media.sha256 case_media.mime case_media.size",
        "how our store keeps a file; the owner has it in the chat it came from, and its name here",
    ),
    Exempt(
        (PASSING,),
        "case_media.part",
        "what a file belongs to is said by where it stands in the parcel",
    ),
    Exempt(
        (PASSING,),
        "case_media.name",
        "what a citizen called a file is shown to nobody else: see bot.file_names",
    ),
    Exempt(
        BOTH,
        "case_links.id case_links.token_hash case_links.case_id case_links.created_at "
        "case_links.expires_at case_links.used_at case_links.used_by",
        "a key to the case, of which we keep a hash only; the other office makes its own",
    ),
    Exempt(
        BOTH,
        "case_agencies.case_id case_agencies.agency case_agencies.added_at",
        "how the office divides the work; who answers for it is told",
    ),
    Exempt(
        (PASSING,),
        "answers.text answers.at",
        "an answer ends a case, and what has ended is not passed on",
    ),
    Exempt(
        BOTH,
        "answers.state answers.digest",
        "how drafts and the same words are told apart; only what was sent is given",
    ),
    Exempt(
        (EXPORT,),
        "answers.at",
        "the step `answer` or `approve` has the date",
    ),
    Exempt(
        (PASSING,),
        "ratings.score ratings.words ratings.rated_at",
        "a rating is of our answer",
    ),
    Exempt(
        BOTH,
        "publications.id publications.case_id publications.code publications.state "
        "publications.field publications.agency publications.commune publications.question "
        "publications.answer publications.folded publications.photos publications.received_at "
        "publications.forwarded_at publications.answered_at publications.due_on "
        "publications.on_time publications.extended publications.opened_on "
        "publications.reopened publications.published_at publications.published_by "
        "publications.changed_at publications.note",
        "what everybody reads on our page, made of the case and with nobody's data in it",
    ),
    Exempt(
        BOTH,
        "publication_drafts.case_id publication_drafts.token_hash publication_drafts.proposal "
        "publication_drafts.changed_at",
        "what the office has not decided yet",
    ),
    Exempt(
        BOTH,
        "filings.id filings.key_id filings.token_hash filings.case_id filings.notice filings.at",
        "the receipt of the system through which it came, which has it",
    ),
    Exempt(
        BOTH,
        "people.blocked_for",
        "of the person, not of the case: why this office takes no new reports of theirs",
    ),
)


def hanging() -> dict[str, list[str]]:
    """The columns of cases and of all that hangs on them, by table."""
    found = {"cases": [*Base.metadata.tables["cases"].columns.keys()]}
    found["people"] = []
    grew = True
    while grew:
        grew = False
        for table in Base.metadata.sorted_tables:
            to = {key.column.table.name: key.parent.name for key in table.foreign_keys}
            if table.name not in found and set(to) & (set(found) - {"people"}):
                found[table.name], grew = [*table.columns.keys()], True
    people = Base.metadata.tables["people"]
    found["people"] = [key.parent.name for key in people.foreign_keys]
    return found


def columns() -> list[str]:
    return [f"{table}.{name}" for table, names in hanging().items() for name in names]


def exempt(to: str) -> dict[str, str]:
    return {name: one.why for one in EXEMPT if to in one.to for name in one.columns.split()}


Marks = dict[str, Any]
"""What each column says, by its name with the table's."""


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value in something, with the name it stands under."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner, name)
    else:
        yield name, value


def tells(there: Any, column: str, mark: Any) -> bool:
    """Whether a value is found; a flag, of which there are only two, under its own name."""
    found = [(name, comparable(value)) for name, value in leaves(there)]
    if isinstance(mark, bool):
        return (column.partition(".")[2], mark) in found
    values = [value for _, value in found if not isinstance(value, bool)]
    return all(comparable(one) in values for _, one in leaves(mark))


def comparable(value: Any) -> Any:
    """A time that is written down is the same time, and a day its first moment."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def undecided(to: str, there: Any, marks: Marks) -> list[str]:
    """What is neither found nor exempt, and what is exempt and found all the same."""
    reasons, made_by = exempt(to), ONCE[to].__name__
    forgotten = [
        f"{column} does not reach {to}: pass it on in {made_by}, or name it in EXEMPT of "
        f"{__name__} with the reason why not"
        for column in columns()
        if column not in reasons and not tells(there, column, marks[column])
    ]
    leaked = [
        f"{column} reaches {to}, though it must not ({reasons[column]}): take it out of {made_by}, "
        f"or off EXEMPT of {__name__}"
        for column in columns()
        if column in reasons and tells(there, column, marks[column])
    ]
    return forgotten + leaked


async def fill(db: AsyncSession, case: Case, file: dict[str, Any], **fixed: object) -> Marks:
    """Say something in each column of a case, and hang a row of each kind on it."""
    connection = await db.connection()
    told = {
        "case_media": file,
        "case_notes": {"kind": notes.ADDITION, "author_id": case.person_id},
        "answers": {"state": "sent"},
    }

    def do(connection: Any) -> Marks:
        filler, marks = Filler(connection, KNOWN), Marks()
        table = Base.metadata.tables["cases"]
        kept = {"id", "code", "person_id", "address", *fixed}
        row = {c.name: filler.value(c) for c in table.columns if c.name not in kept}
        connection.execute(update(table).where(table.c.id == case.id).values(row | fixed))
        there = select(table).where(table.c.id == case.id)
        marks |= named(table, dict(connection.execute(there).mappings().one()))
        for name in hanging():
            if name not in {"cases", "people"}:
                other = Base.metadata.tables[name]
                references: Marks = {
                    key.parent.name: case.id
                    for key in other.foreign_keys
                    if key.column.table is table
                }
                marks |= named(other, filler.add(other, **references, **told.get(name, {})))
        people = Base.metadata.tables["people"]
        blocked = people.c.id == case.person_id
        connection.execute(update(people).where(blocked).values(blocked_for=case.id))
        return {**marks, "people.blocked_for": case.id}

    return await connection.run_sync(do)


def named(table: Table, row: dict[str, Any]) -> Marks:
    return {f"{table.name}.{name}": opened(value) for name, value in row.items()}


def opened(value: Any, vault: Vault = VAULT) -> Any:
    return msgspec.json.decode(vault.decrypt(value)) if isinstance(value, bytes) else value


KNOWN = CODES | {
    "cases.contact": sealed(CONTACT),
    "publications.photos": lambda number: [f"publications.photos {number}"],
}


async def begins_far_off(office: OfficeUnderTest) -> None:
    """The ids of this story's people and cases are numbers that stand nowhere else."""
    async with office.app.db.begin() as db:
        connection = await db.connection()
        cases_ = Base.metadata.tables["cases"]
        ids = {"id": 800_001, "status": "withdrawn", "kind": "reference"}
        await connection.run_sync(lambda sync: Filler(sync, KNOWN).add(cases_, whole=False, **ids))


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """What is told of a case is told alike whatever database keeps it: one kind is enough."""
    (tmp_path / "pakn.sqlite3").write_bytes(sqlite_template.read_bytes())
    return f"sqlite+aiosqlite:///{tmp_path}/pakn.sqlite3"


@pytest.fixture
async def province(database_url: str, tmp_path: Path) -> AsyncIterator[SeveralOffices]:
    """The office, and another one of the same deployment."""
    shared = Settings(port=0, now=MONDAY_MORNING, secret_key="only for tests")
    second = f"sqlite+aiosqlite:///{tmp_path}/second.sqlite3"
    await migrations.upgrade_database(second)
    here, there = (
        dataclasses.replace(
            shared,
            database_url=url,
            data_dir=tmp_path / name,
            public_url=f"http://{name}.example.test",
        )
        for name, url in (("here", database_url), ("there", second))
    )
    both = SeveralOffices({"here": here, "there": there}, shared)
    async with both.running():
        yield both


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)


async def filled(
    office: OfficeUnderTest, citizen: Talker, part: str = case_media.REPORT, **fixed: object
) -> tuple[str, Marks]:
    """A citizen's case of which every column says something, with a picture."""
    await begins_far_off(office)
    code = await files_a_report(citizen)
    picture = await office.app.media.keep("photo", "image/png", "cột điện.png", PICTURE)
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        file = {**msgspec.to_builtins(picture), "part": part}
        return code, await fill(db, case, file, **fixed)


KINDS = [value for name, value in vars(notes).items() if name.isupper() and isinstance(value, str)]
"""Every kind of note there is."""


async def noted(office: OfficeUnderTest, code: str, *, by_owner: bool) -> None:
    """A note of each kind, of one word, its kind, and with a picture."""
    picture = await office.app.media.keep("photo", "image/png", "cột điện.png", PICTURE)
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        author = case.person_id if by_owner else None
        for kind in KINDS:
            await notes.add_note(db, case, kind, kind, author, MONDAY_MORNING, [picture])


async def exports(citizen: Talker) -> tuple[str, Any]:
    """The file to read, and the one for machines."""
    await citizen.says("/dulieu")
    await citizen.presses("Tải dữ liệu")
    read = citizen.office.app.media.read
    page, data = (read(file.sha256) for file in citizen.sees("một tệp để đọc").media)
    return page.decode(), json.loads(data)


async def passes_on(clerk: Talker, *both: OfficeUnderTest) -> dict[str, Any]:
    """Returns the parcel, opened."""
    channel = both[0].app.channels["office"]
    parcels: list[Any] = []
    real = channel.send

    async def noted(address: str, reply: Any) -> str:
        parcels.append({"case": json.loads(reply.text), "files": msgspec.to_builtins(reply.media)})
        return await real(address, reply)

    channel.send = noted  # type: ignore[method-assign]
    second = await both[0].staff("office")
    await clerk.presses("Chuyển đơn vị khác")
    await clerk.presses("UBND huyện Chư Păh")
    await clerk.says("Đường liên thôn do xã quản lý")
    await clerk.presses("Chuyển")
    await second.presses("Đồng ý đổi")
    for _ in range(4):
        for office in both:
            await office.quiet()
    (parcel,) = parcels
    return dict(parcel)


async def arrived(office: OfficeUnderTest, clerk: Talker) -> dict[str, Any]:
    """All another office knows of the case that came."""
    tables = {name: Base.metadata.tables[name] for name in ("cases", "case_media", "case_notes")}
    async with office.app.db.read() as db:
        rows = {
            name: [
                {key: opened(value, office.app.db.vault) for key, value in row.items()}
                for row in (await db.execute(select(table))).mappings()
            ]
            for name, table in tables.items()
        }
    return {**rows, "said": [reply.text for reply in clerk.replies()]}


async def test_every_column_of_a_case_reaches_the_office_it_is_passed_to_or_is_exempt(
    province: SeveralOffices,
) -> None:
    here, there = (OfficeUnderTest(app) for app in province.apps.values())
    clerk, other = await here.staff("office"), await there.staff("office")
    citizen = here.citizen()
    _, marks = await filled(here, citizen, sealed=False)
    parcel = await passes_on(clerk, here, there)
    assert undecided(PASSING, parcel, marks) == []
    known = await arrived(there, other)
    told = "\n".join(known.pop("said"))
    lost = [
        f"{column} is in the parcel, but the other office does not take it in"
        for column in columns()
        if column not in exempt(PASSING)
        and column != "case_media.sha256"  # the other store has a name of its own for it
        and not tells(known, column, marks[column])
        and str(written(marks[column])) not in told
    ]
    assert lost == []


@pytest.mark.parametrize("by_owner", [True, False])
async def test_the_other_office_gets_what_the_citizen_added_and_nothing_from_among_us(
    province: SeveralOffices, by_owner: bool
) -> None:
    here, there = (OfficeUnderTest(app) for app in province.apps.values())
    clerk, other = await here.staff("office"), await there.staff("office")
    await noted(here, await files_a_report(here.citizen()), by_owner=by_owner)
    parcel = await passes_on(clerk, here, there)
    added = {"question", "supplement", "addition", "reopen"} if by_owner else {"question"}
    assert {one["text"] for one in parcel["case"]["added"]} == added
    known = await arrived(there, other)
    assert {one["text"] for one in known["case_notes"]} == added
    (case,) = known["cases"]
    writers = {one["kind"]: one["author_id"] for one in known["case_notes"]}
    assert writers == dict.fromkeys(added, case["person_id"]) | {"question": None}
    # Each has its picture, also the same one.
    assert [one["part"].partition(":")[0] for one in known["case_media"]] == ["note"] * len(added)
    told = [one for one in other.replies() if "trước khi chuyển" in one.text]
    assert {one.text.rpartition(": ")[2] for one in told} == added
    assert all([item.name for item in one.media] == ["ảnh-1.png"] for one in told)


async def test_a_restricted_case_is_not_passed_on(province: SeveralOffices) -> None:
    here, there = (OfficeUnderTest(app) for app in province.apps.values())
    clerk, other = await here.staff("office"), await there.staff("office")
    code, _ = await filled(here, here.citizen(), sealed=True)
    await clerk.presses("Chuyển đơn vị khác")
    clerk.sees(code, "niêm phong")
    assert (await arrived(there, other))["cases"] == []


async def test_every_column_of_a_case_is_in_its_owners_export_or_is_exempt(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    _, marks = await filled(office, citizen, source="chat")
    _, export = await exports(citizen)
    assert undecided(EXPORT, export, marks) == []


async def test_the_owner_reads_what_the_case_is_and_what_they_thought_of_the_answer(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    code, marks = await filled(office, citizen, kind="report")
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        await ratings.save_rating(db, case, 4, MONDAY_MORNING)
    page, _ = await exports(citizen)
    assert "\nLoại: kiến nghị\nChủ yếu về: quy định, thủ tục\n" in page
    rated = f"4 trên 5 điểm, lúc {written(MONDAY_MORNING)}. {marks['ratings.words']}"
    assert f"\nĐánh giá của tôi: {rated}" in page


@pytest.mark.parametrize("by_owner", [True, False])
async def test_the_owner_gets_their_own_words_and_our_questions_but_nothing_from_among_us(
    office: OfficeUnderTest, by_owner: bool
) -> None:
    citizen = office.citizen()
    await noted(office, await files_a_report(citizen), by_owner=by_owner)
    page, data = await exports(citizen)
    told = {note["text"] for case in data["cases"] for note in case["said"]}
    assert told == (set(KINDS) if by_owner else {notes.QUESTION})
    file = "cột điện.png" if by_owner else "photo"
    assert {kind for kind in KINDS if f": {kind} {file}" in page} == told


def test_what_is_exempt_exists_and_has_a_reason() -> None:
    named_twice = [
        (to, name)
        for to in BOTH
        for one in EXEMPT
        if to in one.to
        for name in one.columns.split()
        if sum(name in other.columns.split() for other in EXEMPT if to in other.to) > 1
    ]
    assert named_twice == []
    assert [name for to in BOTH for name in exempt(to) if name not in columns()] == []
    assert all(len(one.why.split()) >= 2 for one in EXEMPT)


def test_a_new_column_without_a_decision_is_named_with_what_to_do() -> None:
    marks = dict.fromkeys(columns(), "said nowhere else")
    (first, *_) = undecided(EXPORT, {}, marks)
    assert first == (
        "cases.code does not reach the owner's export: "
        f"pass it on in {export_content.__name__}, or name it in EXEMPT of "
        f"{__name__} with the reason why not"
    )
