"""The operator and the highest roles: one line sets up, later two people give them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from bot.cli.main import app as command_line
from storage import invitations, people, role_assignments, staff, staff_log
from storage.database import Database
from storage.vault import Vault

KEY = "only for tests, and long enough for it"
Found = TypeVar("Found")


class Operator:
    """A command line, and the database it works on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def runs(self, *line: str, exits: int = 0) -> str:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PAKN_")}
        own = {"PAKN_DATA_DIR": str(self.folder / "data"), "PAKN_SECRET_KEY": KEY}
        with (
            patch.dict(os.environ, clean | own, clear=True),
            patch("bot.cli.running.configure_logging"),  # what it sets would outlive the test
            chdir(self.folder),
        ):
            done = CliRunner().invoke(command_line, list(line))
        assert done.exit_code == exits, done.output
        return done.output

    def asks(self, do: Callable[[AsyncSession], Awaitable[Found]]) -> Found:
        async def within() -> Found:
            url = f"sqlite+aiosqlite:///{self.folder}/data/pakn.sqlite3"
            database = Database(url, Vault(KEY))
            try:
                async with database.begin() as db:
                    return await do(db)
            finally:
                await database.close()

        return asyncio.run(within())

    def holds(self, name: str) -> set[str]:
        async def look(db: AsyncSession) -> set[str]:
            found = [one.id for one in await staff.staff_members(db) if one.name == name]
            return {role.role for role in await role_assignments.roles_in_force_of(db, *found)}

        return self.asks(look)


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


async def takes_office(db: AsyncSession) -> int:
    """Whoever was invited first is a clerk now."""
    now = datetime.now(UTC)
    known = await people.person_at_address(db, "paper:1", now)
    (open_one, *_) = await invitations.pending_invitations(db, now)
    assert await invitations.use_invitation(db, open_one, known.person, now)
    await role_assignments.assign_role(db, known.person, "office", "", "Chị Văn phòng", now)
    return known.person.id


async def invites_a_colleague(db: AsyncSession) -> int:
    made, _ = await invitations.create_invitation(
        db, "office", "", "Cô Lan", datetime.now(UTC), 7, by=1, confirmed=False
    )
    return made.id


def test_one_line_sets_up_and_the_next_clerk_or_chair_wants_a_second_person(
    operator: Operator,
) -> None:
    assert "cần hai người" not in operator.runs("invite", "--role", "office")
    operator.asks(takes_office)
    assert "cần hai người" not in operator.runs("invite", "--role", "official", "--agency", "KTHT")
    assert "cần hai người" in operator.runs("invite", "--role", "chair")
    assert "chờ người thứ hai" in operator.runs("invite", "--list")
    operator.runs("invite", "--confirm", "3", exits=1)


def test_the_operator_is_the_second_of_what_a_clerk_began(operator: Operator) -> None:
    operator.runs("invite", "--role", "office")
    operator.asks(takes_office)
    number = operator.asks(invites_a_colleague)
    operator.runs("invite", "--confirm", str(number))
    operator.runs("invite", "--confirm", str(number), exits=1)
    lines = operator.asks(staff_log.staff_log_lines)
    assert [(line.action, line.actor) for line in lines][-2:] == [
        ("invited", 1),
        ("confirmed", None),
    ]


def test_the_operator_suspends_resumes_and_ends_whom_nobody_in_the_chat_may(
    operator: Operator,
) -> None:
    operator.runs("invite", "--role", "office")
    number = str(operator.asks(takes_office))
    assert "Chị Văn phòng, office" in operator.runs("staff")
    operator.runs("staff", "--suspend", number)
    assert operator.holds("Chị Văn phòng") == set()
    assert "(tạm ngừng)" in operator.runs("staff")
    operator.runs("staff", "--resume", number)
    assert operator.holds("Chị Văn phòng") == {"office"}
    operator.runs("staff", "--end", number)
    operator.runs("staff", "--end", number, exits=2)
    assert "nguyên vẹn" in operator.runs("verify-log")
    assert "cần hai người" not in operator.runs("invite", "--role", "office")
