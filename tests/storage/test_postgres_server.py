"""The server our own tests run on: alone in its folder, gone with its run, missed aloud."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import postgres
from tests.support.postgres import Server

OTHER_RUN = """
import sys, time
from pathlib import Path
from tests.support import postgres
with postgres.kept() as folder:
    print(folder, postgres.Server(folder).url(), flush=True)
    time.sleep(600)
"""


def _eventually_gone(folder: Path) -> bool:
    for _ in range(600):
        if not folder.exists():
            return True
        time.sleep(0.1)
    return False


def test_a_run_that_is_killed_takes_its_server_along_and_no_other(postgres_server: Server) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_RUN], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        folder, url = other.stdout.readline().split()
        assert url != postgres_server.url()
        assert _answers(url)
    finally:
        os.killpg(other.pid, signal.SIGKILL)
        other.communicate()
    assert _eventually_gone(Path(folder))
    assert not _answers(url)
    assert _answers(postgres_server.url())


def _answers(url: str) -> bool:
    return postgres._answers(int(url.rstrip("/").rpartition(":")[2]))


def test_a_server_that_died_is_reported_once_with_the_end_of_its_log(
    postgres_server: Server,
) -> None:
    with postgres.kept() as folder:
        one, another, idle = Server(folder), Server(folder), Server(folder)
        assert one.url() == another.url()
        assert not one.fault()
        os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGTERM)
        while not (fault := one.fault()):
            time.sleep(0.05)
        assert "database system is shut down" in fault
        assert len(another.fault().splitlines()) == 1
        assert not idle.fault()
    assert not folder.exists()


def test_a_server_that_does_not_start_tells_why(
    postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "KEEPER", "echo no room left >log; exit 1")
    with postgres.kept() as folder:
        server = Server(folder)
        with pytest.raises(RuntimeError, match="does not start"):
            server.url()
        assert "no room left" in server.fault()
    assert not folder.exists()


def test_small_memory_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(postgres, "ROOMY", 1 << 60)
    assert postgres.room() == tmp_path
    monkeypatch.setattr(postgres, "ROOMY", 0)
    monkeypatch.setattr(postgres, "IN_MEMORY", tmp_path / "memory")
    assert postgres.room() == tmp_path
    (tmp_path / "memory").mkdir()
    assert postgres.room() == tmp_path / "memory"
