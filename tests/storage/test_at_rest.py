"""Who reads the database's file without its key reads nobody's address and no citizen's words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Text, select, text

from bot.event import Reply
from storage import migrations, outbox, people
from storage.database import Database
from storage.models import AddressRow, Base, OutboxRow
from storage.vault import Vault, WrongKeyError
from tests.support.old_schema import go_to, on

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MINE = "telegram:700700700"


def test_an_address_shows_its_channel_and_is_always_stored_the_same() -> None:
    vault, other = Vault("one"), Vault("two")
    stored = vault.encrypt_address(MINE)
    assert stored == vault.encrypt_address(MINE) != other.encrypt_address(MINE)
    assert stored.startswith("telegram:")
    assert "700700700" not in stored
    assert vault.decrypt_address(stored) == MINE
    for wrong in (stored.replace("telegram", "zalo"), stored[:-4] + "AAAA", "telegram:700700700"):
        with pytest.raises(WrongKeyError):
            vault.decrypt_address(wrong)
    with pytest.raises(WrongKeyError):
        other.decrypt_address(stored)


def test_what_signs_a_cookie_is_no_key_of_the_data_and_one_from_before_is_still_known() -> None:
    now = Vault("two", ["one"])
    signs = URLSafeSerializer(now.signing_keys(b"web chat"), salt="s")
    for secret in ("one", "two"):
        assert signs.loads(URLSafeSerializer(secret, salt="s").dumps("9f")) == "9f"
        with pytest.raises(BadSignature):
            URLSafeSerializer(secret, salt="s").loads(signs.dumps("9f"))
    other = URLSafeSerializer(now.signing_keys(b"ratings"), salt="s")
    with pytest.raises(BadSignature):
        other.loads(signs.dumps("9f"))


@pytest.mark.parametrize("plain", ["", "nobody", "clock:PAKN.20261123.0001", "none:"])
def test_what_names_nobody_is_stored_as_it_is(plain: str) -> None:
    vault = Vault("one")
    assert vault.encrypt_address(plain) == plain == vault.decrypt_address(plain)


async def _knows(database: Database) -> int:
    async with database.begin() as db:
        known = await people.person_at_address(db, MINE, NOW)
        await outbox.add_replies(db, [(MINE, Reply(text="Chào"))], NOW)
    async with database.read() as db:
        row = await db.get(AddressRow, MINE)
        assert row is not None
        assert await people.addresses_of_person(db, known.person.id) == [MINE]
        assert [one.reply.text for one in await outbox.sent_replies(db, MINE, after=0, limit=9)]
    return known.person.id


async def test_two_offices_of_one_process_share_sql_and_no_key(
    database_url: str, tmp_path: Path
) -> None:
    here = Database(database_url, Vault("here"))
    there = Database(f"sqlite+aiosqlite:///{tmp_path}/there.sqlite3", Vault("there"))
    await migrations.upgrade_database(f"sqlite+aiosqlite:///{tmp_path}/there.sqlite3")
    again = f"sqlite+aiosqlite:///{tmp_path}/again.sqlite3"
    await migrations.upgrade_database(again)
    third = Database(again, Vault("third"))
    for database in (here, there, third, here):
        await _knows(database)
    for database in (here, there, third):
        async with database.read() as db:
            stored = await db.scalar(text("SELECT address FROM addresses"))
            assert stored == database.vault.encrypt_address(MINE)
            assert await db.scalar(text("SELECT lane FROM outbox LIMIT 1")) == stored
    async with here.read():
        with pytest.raises(RuntimeError):
            async with there.begin():
                pass
    for database in (here, there, third):
        await database.close()


async def test_another_key_is_told_before_a_row_is_read(database_url: str) -> None:
    database = Database(database_url, Vault("here"))
    await _knows(database)
    database.vault = Vault("there")
    async with database.read() as db:
        assert await db.get(AddressRow, MINE) is None
        with pytest.raises(WrongKeyError):
            (await db.execute(select(OutboxRow))).all()
    await database.close()


async def test_an_older_database_is_encrypted_with_its_own_key_or_not_at_all(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/old.sqlite3"
    vault = Vault("its own")
    await on(url, go_to, "0015_denunciations")
    await on(url, _was_used, vault.mark)
    for wrong in (None, Vault("another")):
        with pytest.raises(WrongKeyError):
            await migrations.upgrade_database(url, wrong)
        assert await migrations.revision_of_database(url) == "0015_denunciations"
    await migrations.upgrade_database(url, vault)
    database = Database(url, vault)
    async with database.read() as db:
        assert await people.addresses_of_person(db, 1) == [MINE]
    await database.close()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"700700700" not in left


def _was_used(connection: object, mark: int) -> None:
    for statement in (
        f"INSERT INTO counters (name, value) VALUES ('vault', {mark})",
        "INSERT INTO people (id, name, created_at) VALUES (1, '', '2026-11-23 02:00:00')",
        f"INSERT INTO addresses VALUES ('{MINE}', 1, 1, '2026-11-23 02:00:00')",
    ):
        connection.execute(text(statement))  # type: ignore[attr-defined]


IN_PLAIN = {
    "answer_templates.text",  # the office's own
    "filings.notice",  # what another system reads of its own mistake
    "publications.answer",
    "publications.folded",
    "publications.note",
    "publications.question",
    "rating_tasks.done",  # published, too
}
"""All the words that are nobody's secret."""


def test_every_column_of_words_is_encrypted_but_what_everybody_may_read() -> None:
    found = {
        f"{one.name}.{column.name}"
        for one in Base.metadata.tables.values()
        for column in one.columns
        if type(column.type) is Text
    }
    assert found == IN_PLAIN
