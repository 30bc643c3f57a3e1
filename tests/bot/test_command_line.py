"""`python -m bot` as an operator meets it: sentences, no tracebacks, exit status 0, 1 or 2."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import uuid
from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli.main import app
from bot.key_files import is_guessable
from bot.settings import SHIPPED_OFFICE
from storage import inbox
from storage.database import Database
from storage.models import InboxRow
from storage.vault import Vault
from tests.support.machine import MONDAY_MORNING, administer

ROOT = Path(__file__).resolve().parent.parent.parent


def bot(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PAKN_")}
    own = {"PAKN_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=clean | own | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def quickly(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same command in this process: to start one takes longer than most of what they do."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PAKN_")}
    own = {"PAKN_DATA_DIR": str(folder / "data")}
    with (
        patch.dict(os.environ, clean | own | environment, clear=True),
        patch("bot.cli.running.configure_logging"),  # what it sets would outlive the test
        chdir(folder),
    ):
        done = CliRunner().invoke(app, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def test_help_stands_everywhere_and_nothing_at_all_is_a_request_for_it(tmp_path: Path) -> None:
    whole = bot(tmp_path, "--help")
    assert whole.returncode == 0
    for command in ("demo", "run", "check", "invite", "migrate"):
        assert command in whole.stdout
        one = bot(tmp_path, command, "--help")
        assert one.returncode == 0
        assert "--help" in one.stdout
    assert "invite" in bot(tmp_path).stdout + bot(tmp_path).stderr
    assert not (tmp_path / "data").exists()


def test_an_unknown_command_or_option_is_status_2(tmp_path: Path) -> None:
    assert bot(tmp_path, "nonsense").returncode == 2
    assert bot(tmp_path, "run", "--nonsense").returncode == 2


WRONG = {
    "PAKN_PORT": "eighty",
    "PAKN_NOW": "tomorrow",
    "PAKN_OFFICE": "/nowhere/at/all",
    "PAKN_TELEGRAM_MODE": "carrier pigeon",
    "PAKN_SECRET_KEY_FILE": "/nowhere/key",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_named_and_is_status_2(tmp_path: Path, name: str) -> None:
    done = bot(tmp_path, "run", **{name: WRONG[name]})
    assert done.returncode == 2
    assert name in done.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("run", "demo"):
            done = bot(tmp_path, command, PAKN_PORT=port)
            assert done.returncode == 2
            assert port in done.stderr
            assert "PAKN_PORT" in done.stderr


def test_a_database_written_with_another_key_is_refused_before_anything_is_lost(
    tmp_path: Path,
) -> None:
    made = quickly(
        tmp_path,
        "invite",
        "--role",
        "office",
        PAKN_SECRET_KEY="the right one, and nobody guesses it",
    )
    assert made.returncode == 0, made.stderr
    for command in (("run",), ("invite", "--role", "office")):
        done = quickly(tmp_path, *command, PAKN_SECRET_KEY="another one that nobody guesses either")
        assert done.returncode == 2
        assert "PAKN_SECRET_KEY" in done.stderr


@pytest.mark.parametrize("weak", ["a", "x" * 40])
def test_a_key_somebody_may_guess_is_refused_with_the_command_that_makes_a_good_one(
    tmp_path: Path, weak: str
) -> None:
    done = bot(tmp_path, "run", PAKN_SECRET_KEY=weak)
    assert done.returncode == 2
    assert "PAKN_SECRET_KEY" in done.stderr
    command = re.search(r"python3 -c '(.+)'", done.stderr.replace("\n", " "))
    assert command is not None
    made = subprocess.run([sys.executable, "-c", command[1]], capture_output=True, check=True)
    assert not is_guessable(made.stdout.decode().strip())
    assert not (tmp_path / "data").exists()


def test_an_empty_key_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret.key").touch()
    done = bot(tmp_path, "run")
    assert done.returncode == 2
    assert "secret.key" in done.stderr
    assert not (tmp_path / "data" / "pakn.sqlite3").exists()


def test_what_a_command_makes_is_for_its_owner_alone_and_what_was_open_is_closed(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    (data / "media" / "ab").mkdir(parents=True)
    (data / "media" / "ab" / "photo").touch()
    (data / "notes").touch()
    for path in (data, *data.rglob("*")):
        path.chmod(0o777)
    bot(tmp_path, "invite", "--role", "office")
    bot(tmp_path, "verify-log", "--export", str(tmp_path / "log.jsonl"))
    bot(tmp_path, "report", "--out", str(tmp_path / "reports"))
    made = [data, *data.rglob("*"), tmp_path / "log.jsonl", *(tmp_path / "reports").rglob("*")]
    assert len(made) > 10
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_an_address_anybody_reads_along_at_is_warned_of(tmp_path: Path) -> None:
    for url, warned in (
        ("http://phananh.example.vn", True),
        ("https://phananh.example.vn", False),
        ("http://127.0.0.1:8080", False),
        ("", False),
    ):
        assert ("là http" in quickly(tmp_path, "check", PAKN_PUBLIC_URL=url).stdout) is warned


def test_the_sealed_key_is_to_lie_elsewhere_and_another_one_is_refused(tmp_path: Path) -> None:
    quickly(tmp_path, "invite", "--role", "office")
    key = tmp_path / "data" / "sealed.key"
    assert str(key) in quickly(tmp_path, "check").stdout
    moved = key.rename(tmp_path / "with the chair")
    assert "sealed.key" not in quickly(tmp_path, "check").stdout
    for place in (str(moved), str(tmp_path / "taken away")):
        done = quickly(tmp_path, "invite", "--role", "office", PAKN_SEALED_KEY_FILE=place)
        assert done.returncode == 0, done.stderr
    for content in ("", "no key", moved.read_text()[::-1]):
        (tmp_path / "wrong").write_text(content)
        wrong = str(tmp_path / "wrong")
        done = quickly(tmp_path, "invite", "--role", "office", PAKN_SEALED_KEY_FILE=wrong)
        assert done.returncode == 2
        assert wrong in done.stderr.replace("\n", "")
    assert not key.exists()


def test_a_key_is_changed_by_two_variables_and_a_command(tmp_path: Path) -> None:
    assert quickly(tmp_path, "rekey").returncode == 2
    quickly(tmp_path, "invite", "--role", "office")
    keys = {
        "PAKN_SECRET_KEY": "a new key that is long enough for us",
        "PAKN_SECRET_KEY_OLD_FILE": str(tmp_path / "data" / "secret.key"),
    }
    assert "python -m bot rekey" in quickly(tmp_path, "check", **keys).stdout
    done = quickly(tmp_path, "rekey", "--end-sessions", **keys)
    assert done.returncode == 0, done.stderr
    assert "python -m bot rekey" not in quickly(tmp_path, "check", **keys).stdout
    assert quickly(tmp_path, "invite", "--list", **keys).returncode == 0
    assert quickly(tmp_path, "invite", "--list").returncode == 2  # the old one opens nothing


def test_a_tablet_is_offered_a_code_and_ended_and_links_of_before_are_told_of(
    tmp_path: Path,
) -> None:
    now = {"PAKN_NOW": "2026-11-23T09:00:00+07:00"}
    assert quickly(tmp_path, "kiosk", "--counter", "nowhere", **now).returncode == 2
    made = quickly(tmp_path, "kiosk", "--counter", "huyen", "--name", "Cạnh cửa", **now).stdout
    assert re.search(r"/may-quay\?ma=[A-Z0-9]{8}\b.*09:30", made.replace("\n", " "))
    assert "Chưa có máy nào" in quickly(tmp_path, "kiosk", **now).stdout
    assert "liên kết cũ" not in quickly(tmp_path, "check", **now).stdout
    with sqlite3.connect(tmp_path / "data" / "pakn.sqlite3") as db:
        row = "('', '', '2026-11-23 02:00:00.000000')"
        db.execute(f"INSERT INTO kiosk_devices (counter, name, enrolled_at) VALUES {row}")
    assert "chạy được đến Chủ nhật 21/02/2027" in quickly(tmp_path, "check", **now).stdout
    assert "Số 2: mọi liên kết" in quickly(tmp_path, "kiosk", **now).stdout
    assert quickly(tmp_path, "kiosk", "--end", "2", **now).returncode == 0
    assert quickly(tmp_path, "kiosk", "--end", "2", **now).returncode == 1
    assert "liên kết cũ" not in quickly(tmp_path, "check", **now).stdout


def test_an_old_schema_on_a_server_is_refused_until_it_is_migrated(
    tmp_path: Path, postgres: str
) -> None:
    name = f"old{uuid.uuid4().hex}"
    asyncio.run(administer(postgres, f"CREATE DATABASE {name}"))
    url = f"{postgres}{name}"
    done = quickly(tmp_path, "run", PAKN_DATABASE_URL=url)
    assert done.returncode == 2
    assert "python -m bot migrate" in done.stderr
    assert quickly(tmp_path, "migrate", PAKN_DATABASE_URL=url).returncode == 0
    again = quickly(tmp_path, "invite", "--role", "office", PAKN_DATABASE_URL=url)
    assert again.returncode == 0, again.stderr


def test_a_database_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    for url in (
        "postgresql+asyncpg://app@127.0.0.1:1/none",
        f"sqlite+aiosqlite:///{tmp_path}/no/such",
        "nonsense",
    ):
        if "sqlite" in url:
            (tmp_path / "no").write_text("a file where a folder should be")
        done = bot(tmp_path, "run", PAKN_DATABASE_URL=url)
        assert done.returncode == 2, (url, done.stderr)
        assert "PAKN_DATABASE_URL" in done.stderr


def test_a_fault_in_the_offices_data_is_named_with_file_and_line(tmp_path: Path) -> None:
    office = tmp_path / "office"
    shutil.copytree(SHIPPED_OFFICE, office)
    text = (office / "fields.toml").read_text(encoding="utf-8")
    line = next(n for n, it in enumerate(text.splitlines(), 1) if it.startswith("agency"))
    lines = text.splitlines()
    lines[line - 1] = 'agency = "NOBODY"'
    (office / "fields.toml").write_text("\n".join(lines), encoding="utf-8")
    for arguments in (("check", "--office", str(office)), ("run",)):
        done = bot(tmp_path, *arguments, PAKN_OFFICE=str(office))
        assert done.returncode == 2
        assert re.search(rf"fields\.toml:{line}: .*NOBODY", done.stdout + done.stderr)


def test_the_shipped_office_is_sound_and_says_what_is_still_to_be_confirmed(tmp_path: Path) -> None:
    done = bot(tmp_path, "check")
    assert done.returncode == 0, done.stderr
    assert "deadlines.toml:" in done.stdout + done.stderr


def test_invitations_are_made_listed_and_revoked(tmp_path: Path) -> None:
    assert quickly(tmp_path, "invite").returncode == 2
    assert quickly(tmp_path, "invite", "--role", "king").returncode == 2
    assert quickly(tmp_path, "invite", "--role", "official").returncode == 2
    assert quickly(tmp_path, "invite", "--role", "official", "--agency", "NOBODY").returncode == 2
    made = quickly(tmp_path, "invite", "--role", "official", "--agency", "ktht", "--name", "An")
    assert made.returncode == 0, made.stderr
    assert "/chat?start=moi-" in made.stdout
    token = made.stdout.split("moi-")[1].split()[0]
    listed = quickly(tmp_path, "invite", "--list")
    assert "KTHT" in listed.stdout
    assert token not in listed.stdout
    assert quickly(tmp_path, "invite", "--revoke", "1").returncode == 0
    assert quickly(tmp_path, "invite", "--revoke", "1").returncode == 1


def test_what_if_shows_what_a_new_file_would_move_and_writes_nothing(tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    calendar = (SHIPPED_OFFICE / "calendar.toml").read_text(encoding="utf-8")
    (new / "calendar.toml").write_text(calendar, encoding="utf-8")
    nothing = quickly(tmp_path, "check", "--what-if", str(new))
    assert nothing.returncode == 2
    assert "migrate" in nothing.stderr
    assert not (tmp_path / "data").exists()
    assert quickly(tmp_path, "migrate").returncode == 0
    done = quickly(tmp_path, "check", "--what-if", str(new))
    assert done.returncode == 0
    assert "0 trong 0 vụ việc đang mở đổi hạn" in done.stdout
    (new / "calendar.toml").write_text(calendar.replace("[5, 6]", "[5, 7]"), encoding="utf-8")
    assert quickly(tmp_path, "check", "--what-if", str(new)).returncode == 2


def test_a_report_is_of_the_last_whole_period_or_up_to_a_day(tmp_path: Path) -> None:
    assert quickly(tmp_path, "migrate").returncode == 0
    whole = quickly(
        tmp_path, "report", "tuần", "--out", "files", PAKN_NOW="2026-11-25T09:00:00+07:00"
    )
    assert whole.returncode == 0, whole.stderr
    assert "(16/11/2026 - 22/11/2026)" in whole.stdout
    assert {path.suffix for path in (tmp_path / "files").iterdir()} == {
        ".png",
        ".docx",
        ".pdf",
        ".xlsx",
    }
    now = {"PAKN_NOW": "2026-11-25T09:00:00+07:00"}
    part = quickly(tmp_path, "report", "month", "--day", "20/11/2026", "--out", "files", **now)
    assert "20/11/2026" in part.stdout


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["tuan-le"], "week (tuần)"),
        (["--agency", "KTHT2"], "KTHT, "),
        (["--day", "0001-01-01"], "--day"),
        (["--day", "1/1/2030"], "--day"),
        (["--day", "hôm kia"], "--day"),
        (["--out", "taken"], "--out"),
        ([], "PAKN_DATA_DIR"),
    ],
)
def test_a_report_that_cannot_be_made_names_what_to_change(
    tmp_path: Path, arguments: list[str], named: str
) -> None:
    (tmp_path / "taken").write_text("a file")
    if arguments:
        assert quickly(tmp_path, "migrate").returncode == 0
    now = "2026-11-25T09:00:00+07:00"
    told = quickly(tmp_path, "report", *arguments, PAKN_NOW=now)
    assert told.returncode == 2, told.stdout
    assert named in told.stderr
    assert arguments or not (tmp_path / "data" / "pakn.sqlite3").exists()


def test_the_sealed_key_is_changed_with_both_at_hand_and_never_with_one(tmp_path: Path) -> None:
    quickly(tmp_path, "invite", "--role", "office")
    old, new = tmp_path / "data" / "sealed.key", tmp_path / "chair" / "sealed.key"
    for returncode in (0, 2):  # never over another
        done = quickly(tmp_path, "rekey", "--new-sealed-key", str(new))
        assert done.returncode == returncode
    gone = str(tmp_path / "gone")
    for now, before in ((gone, old), (old, gone)):
        one = {"PAKN_SEALED_KEY_FILE": str(now), "PAKN_SEALED_KEY_OLD_FILE": str(before)}
        done = quickly(tmp_path, "rekey", **one)
        assert done.returncode == 2
        assert "đừng hủy khóa cũ" in done.stderr.replace("\n", " ")
    both = {"PAKN_SEALED_KEY_FILE": str(new), "PAKN_SEALED_KEY_OLD_FILE": str(old)}
    for _ in range(2):
        assert quickly(tmp_path, "rekey", **both).returncode == 0
    assert quickly(tmp_path, "check", PAKN_SEALED_KEY_FILE=str(new)).returncode == 0
    done = quickly(tmp_path, "invite", "--role", "office")
    assert done.returncode == 2, "the old key is that of no database any more"


async def leaves_a_failed_update(data: Path) -> None:
    vault = Vault((data / "secret.key").read_text().strip())
    database = Database(f"sqlite+aiosqlite:///{data}/pakn.sqlite3", vault)
    async with database.begin() as db:
        arrival = inbox.UpdateArrival("a", "paper:1", b"", "", MONDAY_MORNING)
        await inbox.add_updates(db, [arrival])
        await inbox.mark_updates_failed(
            db, [(await db.execute(select(InboxRow))).scalar_one()], "abc"
        )
    await database.close()


def test_what_failed_is_listed_and_run_again_by_its_number(tmp_path: Path) -> None:
    assert "Không có tin nào" in quickly(tmp_path, "retry").stdout
    asyncio.run(leaves_a_failed_update(tmp_path / "data"))
    listed = quickly(tmp_path, "retry").stdout
    (number,) = re.findall(r"Số (\d+): paper", listed)
    assert "mã lỗi abc" in listed
    assert "python -m bot retry" in quickly(tmp_path, "check").stdout
    assert quickly(tmp_path, "retry", "999").returncode == 1
    assert "chạy lại 1 tin" in quickly(tmp_path, "retry", number).stdout
    assert "Không có tin nào" in quickly(tmp_path, "retry").stdout
