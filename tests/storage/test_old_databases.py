"""A database of every earlier version, filled to the last column, is brought to today's schema:
nothing in it is lost, and its cases go on."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, func, insert, select, text, update

from bot.app import App
from bot.audit_log import verify_audit_log
from bot.event import Reply
from bot.settings import Settings
from rules.log_chain import CHAIN_START, STAFF_LOG_CODE, chain_hash, line_hash
from rules.public_dates import public_receipt
from storage import migrations
from storage.models import (
    Base,
    EncryptedAddress,
    EncryptedId,
    EncryptedJson,
    EncryptedName,
    EncryptedNumber,
    EncryptedText,
)
from storage.models.base import padded
from tests.support.filled import CODES, CONTACT, LONG_AGO, VAULT, Filler, sealed
from tests.support.machine import MONDAY_MORNING, administer
from tests.support.old_schema import go_to, on
from tests.support.story import OfficeUnderTest, Talker, files_a_report

HISTORY = [
    script.revision
    for script in reversed(
        [*ScriptDirectory.from_config(migrations._config()).walk_revisions()],
    )
]
"""Every version of the schema, the oldest first."""
OLDER = HISTORY[:-1]
NAMES_HIDDEN = "0022_names_hidden"
SIZES_HIDDEN = "0027_sizes_hidden"
NO_MOMENT = "0032_no_moment"
HIDDEN_SINCE = {
    **dict.fromkeys(
        (
            *("cases.about", "cases.accused", "cases.accused_id", "cases.kept_out"),
            *("case_events.data", "denunciations.code"),
        ),
        "0033_accused_hidden",
    ),
    "rating_slips.words": "0039_rating_words_hidden",
}
"""Columns that were there in plain words, and the version that encrypts them."""
TURNS = dict.fromkeys(
    (
        "0001_start",
        "0003_ratings",
        "0006_clock",
        "0010_periods",
        "0020_web_sessions",
        "0021_kiosk_devices",
        OLDER[-1],
    )
)
"""The last before a version that changes rows or columns that were there, and the last of all."""
CODE = "PAKN.20260302.0001"
TEXT = "Cầu treo làng Cột gãy ván, trẻ em đi học phải lội suối"

PLAUSIBLE = CODES | {
    "absences.ended_at": LONG_AGO + timedelta(days=9),
    "addresses.address": lambda number: f"paper:{number}",
    "agency_groups.address": lambda number: f"paper:-{number}",
    "agency_groups.agency": "TNMT",
    "answer_templates.agency": "TNMT",
    "answers.state": "sent",
    "case_events.action": "receive",
    "case_media.sha256": lambda number: f"{number:064x}",
    "case_media.size": 710,
    "case_notes.kind": "addition",
    "cases.address": lambda number: f"paper:{number}",
    "cases.code": lambda number: f"PAKN.20260302.{number}",
    "cases.contact": sealed(CONTACT),
    "cases.kind": "report",
    "cases.latitude": 14.09,
    "cases.level": 1,
    "cases.longitude": 107.97,
    "cases.publication": "published",
    "cases.sealed": False,
    "cases.source": "chat",
    "cases.status": "in_progress",
    "consents.purpose": "handle",
    "conversations.address": lambda number: f"paper:{number}",
    "conversations.stack": sealed([]),
    "counters.name": lambda number: f"PAKN.20260302.{number}",
    "denunciations.content": lambda number: sealed(
        {"person_id": number, "text": f"Tố cáo {number}", "media": [], "contact": None}
    ),
    "grants.agency": "TNMT",
    "grants.role": "official",
    "inbox.lane": lambda number: f"paper:{number}",
    "inbox.state": "done",
    "invitations.agency": "TNMT",
    "invitations.role": "official",
    "outbox.lane": lambda number: f"paper:{number}",
    "outbox.reply": sealed(Reply(text="Đã nhận")),
    "outbox.state": "sent",
    "own_files.sha256": lambda number: f"{number:064x}",
    "people.contact": sealed(CONTACT),
    "publications.code": lambda number: f"PAKN.20260302.{number}",
    "publications.commune": "ia-phi",
    "publications.field": "datdai",
    "publications.agency": "TNMT",
    "publications.folded": lambda number: f"cau treo lang cot {number}",
    "publications.photos": [],
    "publications.state": "published",
    "rating_days.n1": 0,
    "rating_slips.media": [],
    "rating_slips.overall": 4,
    "rating_tasks.low": 2,
    "ratings.score": 4,
    "talk_lines.said": sealed({"text": "Chào cán bộ"}),
    "talks.address": lambda number: f"paper:{number}",
    "talks.state": "ended",
}
"""What an office of ours would have there; any other column takes anything of its type."""

Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
"""Of each table, by primary key."""


def tables_of(connection: Connection) -> dict[str, Table]:
    """The tables as they are, whatever the models say."""
    metadata = MetaData()
    metadata.reflect(
        connection,
        only=lambda name, _: (
            name != "alembic_version" and migrations.is_of_the_models(name, "table", {})
        ),
    )
    return dict(metadata.tables)


def fill(connection: Connection, revision: str) -> None:
    """Two rows or more in every table, and one open case whose owner can be talked to."""
    clear = {"stored": partial(encrypted, revision)} if is_encrypted(revision) else {}
    tables, filler = tables_of(connection), Filler(connection, PLAUSIBLE, **clear)
    # Nothing about it wants a second person's signature.
    plain = {"field": "moitruong", "about": "", "urgent": False, "level": 0, "accused": ""}
    told = {"code": CODE, "text": TEXT, "status": "forwarded", "publication": "none"}
    case = filler.add(tables["cases"], whole=False, **plain, **told)
    filler.add(tables["addresses"], address=case["address"], person_id=case["person_id"])
    for action in ("receive", "forward", "accept"):
        # One that was written by the clock, and with nothing to say.
        filler.add(tables["case_events"], case_id=case["id"], actor_id=None, action=action, data={})
    for table in tables.values():
        for _ in range(2):
            filler.add(table)
    events, cases = tables["case_events"], tables["cases"]
    for (id_,) in connection.execute(select(cases.c.id).except_(select(events.c.case_id))).all():
        filler.add(events, case_id=id_)  # as whoever filed it did
    if "hash" in events.c:
        seal_log(connection, tables)
    if "staff_events" in tables:
        chain_staff_log(connection, tables)
    if connection.dialect.name == "postgresql":
        for table in tables.values():
            if "id" in table.c:
                last = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id))"
                connection.execute(text(f"{last} FROM {table.name}"))


def seal_log(connection: Connection, tables: dict[str, Table]) -> None:
    """The log of a version that chained it is chained."""
    events, codes = tables["case_events"], tables["cases"]
    query = select(events, codes.c.code).join(codes, codes.c.id == events.c.case_id)
    chain, last = CHAIN_START, dict[str, tuple[int, str]]()
    rows = connection.execute(query.order_by(events.c.id)).all()
    for place, row in enumerate(rows, 1):
        number, before = last.get(row.code, (0, CHAIN_START))
        at = row.at.replace(tzinfo=row.at.tzinfo or UTC)
        data = _line(row.data) if isinstance(row.data, str) else row.data
        line = line_hash(before, row.code, number + 1, at, row.actor_id, row.action, data)
        last[row.code], chain = (number + 1, line), chain_hash(chain, line)
        values = {"number": number + 1, "hash": line, "position": place, "chain": chain}
        connection.execute(update(events).where(events.c.id == row.id).values(**values))
    heads = tables["log_heads"]
    connection.execute(heads.delete())
    for place in (1, len(rows)):
        at_place = select(events.c.chain).where(events.c.position == place)
        values = {
            "day": (LONG_AGO + timedelta(days=place)).date(),
            "position": place,
            "hash": connection.execute(at_place).scalar_one(),
        }
        connection.execute(insert(heads).values(**values))


def chain_staff_log(connection: Connection, tables: dict[str, Table]) -> None:
    """The log of who works here gave every role that is held."""
    events, heads, grants = (tables[n] for n in ("staff_events", "staff_log_heads", "grants"))
    for table in (events, heads):
        connection.execute(table.delete())
    before = chain = CHAIN_START
    for number, row in enumerate(connection.execute(select(grants)).all(), 1):
        data = {"person": row.person_id, "role": row.role, "agency": row.agency}
        if row.absence_id is None:
            action = "granted"
        else:
            roles = [[row.role, row.agency]]
            data = {"absence": row.absence_id, "deputy": row.person_id, "roles": roles}
            action = "absence_began"
        at, by = LONG_AGO + timedelta(days=number), row.person_id
        before = line_hash(before, STAFF_LOG_CODE, number, at, by, action, data)
        chain = chain_hash(chain, before)
        line = {"number": number, "at": at, "actor_id": by, "action": action, "data": data}
        connection.execute(insert(events).values(**line, hash=before, chain=chain))
        head = {"day": at.date(), "position": number, "hash": chain}
        connection.execute(insert(heads).values(**head))


def rows_of(connection: Connection) -> Rows:
    return {
        name: {
            tuple(row[key.name] for key in table.primary_key): dict(row)
            for row in connection.execute(select(table)).mappings()
        }
        for name, table in tables_of(connection).items()
    }


def is_before(revision: str, other: str) -> bool:
    return HISTORY.index(revision) < HISTORY.index(other)


def is_encrypted(revision: str) -> bool:
    return not is_before(revision, "0016_at_rest")


def expected(rows: Rows, revision: str) -> Rows:
    """What the migrations mean to change: everything else stays as it was."""
    found = {name: {key: dict(row) for key, row in there.items()} for name, there in rows.items()}
    if is_before(revision, "0004_publication"):
        # What was published went through another gate: the office checks it again.
        del found["publications"]
        for case in found["cases"].values():
            if case["publication"] == "published":
                case["publication"] = "waiting"
    elif is_before(revision, "0009_open311"):
        for row in found["publications"].values():
            row["folded"] += f" xmonth{row['published_at']:%y%m}"
    if is_before(revision, "0019_public_receipt"):
        # Strangers know the day of receipt, or the week, and no hour: neither do the pages.
        for row in found.get("publications", {}).values():
            at = row["received_at"]
            coarse = public_receipt(at.replace(tzinfo=UTC), week_only=not row["commune"])
            row["received_at"] = coarse.astimezone(UTC).replace(tzinfo=at.tzinfo)
    for version, forget in FORGOTTEN.items():
        if is_before(revision, version):
            forget(found)
    return found


def _forget_moments(found: Rows) -> None:
    """Nothing says when somebody came first, or how often they began something."""
    for row in found["people"].values():
        row["created_at"] = datetime(1970, 1, 1, tzinfo=row["created_at"].tzinfo)
    for row in found["addresses"].values():
        del row["created_at"]
    for row in found["conversations"].values():
        del row["runs"]


def _forget_sizes(found: Rows) -> None:
    """How large files are is kept of new ones."""
    for row in found["case_media"].values():
        del row["size"]


def _forget_minutes(found: Rows) -> None:
    """When a denunciation was handed over, and what became of it, is known to the hour."""
    for row in found.get("denunciations", {}).values():
        row |= {name: _hour(row[name]) for name in ("received_at", "answered_at")}
    for row in found.get("denunciation_steps", {}).values():
        row["at"] = _hour(row["at"])


FORGOTTEN = {
    NAMES_HIDDEN: _forget_minutes,
    SIZES_HIDDEN: _forget_sizes,
    NO_MOMENT: _forget_moments,
}
"""What a version keeps no longer."""


def _hour(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(minute=0, second=0, microsecond=0)


def opened(rows: Rows, revision: str = HISTORY[-1]) -> Rows:
    """With what is encrypted since it was written as it was then."""
    found: Rows = {}
    for name, there in rows.items():
        for row in there.values():
            row |= {column: _way(revision, name, column, "decrypt")(row[column]) for column in row}
        keys = Base.metadata.tables[name].primary_key
        found[name] = {tuple(row[key.name] for key in keys): row for row in there.values()}
    return found


def encrypted(revision: str, table: str, column: str, value: Any) -> Any:
    return _way(revision, table, column, "encrypt")(value)


def _way(revision: str, table: str, column: str, way: str) -> Callable[[Any], Any]:
    columns = Base.metadata.tables[table].c
    hidden_later = HIDDEN_SINCE.get(f"{table}.{column}", HISTORY[0])
    if column not in columns or is_before(revision, hidden_later):
        return _as_it_is
    kind = type(columns[column].type)
    if kind is EncryptedName and is_before(revision, NAMES_HIDDEN):
        kind = EncryptedAddress if table == "inbox" else str
    if kind is EncryptedNumber and column == "size" and is_before(revision, SIZES_HIDDEN):
        kind = int
    encrypt, decrypt = _both_ways(table, column).get(kind, (_as_it_is, _as_it_is))
    return decrypt if way == "decrypt" else encrypt


def _both_ways(
    table: str, column: str
) -> dict[type, tuple[Callable[[Any], Any], Callable[[Any], Any]]]:
    return {
        EncryptedId: (lambda value: value and _hidden(table, column, str(value)), _person),
        EncryptedJson: (lambda said: VAULT.encrypt_text(json.dumps(said)), _line),
        EncryptedName: (partial(_hidden, table, column), _named),
        EncryptedAddress: (
            lambda value: value and VAULT.encrypt_address(value),
            lambda value: value and VAULT.decrypt_address(value),
        ),
        EncryptedNumber: (
            lambda value: value and VAULT.encrypt_text(str(value)),
            lambda value: value and float(VAULT.decrypt_text(value)),
        ),
        EncryptedText: (VAULT.encrypt_text, VAULT.decrypt_text),
    }


def _as_it_is(value: Any) -> Any:
    return value


def _person(stored: str | None) -> int | None:
    return None if stored is None else int(_named(stored))


def _line(stored: str) -> Any:
    return json.loads(VAULT.decrypt_text(stored) or "{}")


def _named(stored: str) -> str:
    return stored and VAULT.decrypt_address(stored).partition(":")[2].rstrip("\0")


def _hidden(table: str, column: str, name: str) -> str:
    label = Base.metadata.tables[table].c[column].type.label  # type: ignore[attr-defined]
    return name and VAULT.encrypt_address(f"{label}:{padded(name)}")


def lost(before: Rows, after: Rows) -> Iterator[str]:
    for name, rows in before.items():
        for key, row in rows.items():
            there = after[name].get(key)
            if there is None:
                yield f"{name} {key} is gone"
                continue
            for column, value in row.items():
                if there[column] != value:
                    yield f"{name}.{column} of {key} was {value!r} and is {there[column]!r}"


def orphans(connection: Connection) -> Iterator[str]:
    """Rows that refer to nothing."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            parent, child = key.column.table.alias("parent"), table.alias("child")
            there = select(parent.c[key.column.name]).where(
                parent.c[key.column.name] == child.c[key.parent.name]
            )
            query = select(func.count()).where(
                child.c[key.parent.name].is_not(None), ~there.correlate(child).exists()
            )
            number = connection.execute(query).scalar_one()
            if number:
                yield f"{number} rows of {table.name}.{key.parent.name}"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/pakn.sqlite3"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    server, name = request.getfixturevalue("postgres"), f"o{uuid.uuid4().hex}"
    asyncio.run(administer(server, f"CREATE DATABASE {name}"))
    return f"{server}{name}"


async def old_database(url: str, revision: str) -> Rows:
    await on(url, go_to, revision)
    await on(url, fill, revision)
    rows: Rows = await on(url, rows_of)
    if is_encrypted(revision):
        rows = opened(rows, revision)
    empty = [name for name, there in rows.items() if len(there) < 2]
    assert empty == []
    unsaid = {
        f"{name}.{column}"
        for name, there in rows.items()
        for column in next(iter(there.values()))
        if all(row[column] is None for row in there.values())
    }
    assert unsaid == set()
    return rows


async def upgraded(url: str, revision: str) -> Rows:
    """A filled database of an older version is brought to today's; returns what was in it."""
    before = await old_database(url, revision)
    await migrations.upgrade_database(url, VAULT)
    assert await migrations.revision_of_database(url) == migrations.needed_revision()
    after = await on(url, rows_of)
    assert list(lost(expected(before, revision), opened(after))) == []
    assert await on(url, lambda sync: list(orphans(sync))) == []
    return before


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What changed nothing that was there: every third on each run, all when all is asked for."""
    if "quiet_revision" in metafunc.fixturenames:
        share = 1 if metafunc.config.getoption("thorough") else 3
        quiet = [one for one in OLDER if one not in TURNS]
        metafunc.parametrize("quiet_revision", quiet[::share])


async def test_a_filled_database_of_an_older_version_loses_nothing(
    sqlite_url: str, quiet_revision: str
) -> None:
    await upgraded(sqlite_url, quiet_revision)


@pytest.mark.parametrize("revision", TURNS)
async def test_a_filled_database_of_an_older_version_loses_nothing_and_its_cases_go_on(
    empty_url: str, revision: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await upgraded(empty_url, revision)
    settings = Settings(
        data_dir=tmp_path,
        database_url=empty_url,
        port=0,
        secret_key="only for tests",
        now=MONDAY_MORNING,
    )
    app = App(settings)
    office = OfficeUnderTest(app)
    async with app.running():
        clerk = await a_story_goes_on(office, str(before["cases"][_first_case(before)]["address"]))
        if is_before(revision, "0021_kiosk_devices"):
            # Tablets may stand at its counters.
            await clerk.says("/mayquay")
            clerk.sees("mọi liên kết máy tại quầy cấp trước khi nâng cấp")
        await app.anchoring.anchor()
        assert (await verify_audit_log(app.db))[1] == []
    assert "exception" not in capsys.readouterr().out


def _first_case(rows: Rows) -> tuple[Any, ...]:
    return next(key for key, row in rows["cases"].items() if row["code"] == CODE)


async def a_story_goes_on(office: OfficeUnderTest, address: str) -> Talker:
    await office.quiet()
    clerk = await office.staff("office", name="Chị Văn phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    # What is old is found, and ends as it should.
    owner = Talker(office, address)
    await owner.says("/cuatoi")
    owner.sees(CODE)
    await clerk.says(f"/chuyen {CODE} KTHT")
    official.sees(TEXT)
    await official.says(f"/traloi {CODE} Ván cầu đã được thay mới ngày 20/11/2026.")
    await official.presses("Xong")
    await official.presses("Gửi")
    owner.sees(CODE, "Ván cầu đã được thay mới")
    # What is new begins.
    code = await files_a_report(office.citizen())
    clerk.sees(code)
    return clerk
