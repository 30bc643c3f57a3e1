"""Which version runs, as an operator asks for it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from bot import version

ROOT = Path(__file__).resolve().parent.parent.parent
WRITTEN = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_command_line_tells_the_version_of_the_checkout_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--version"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"pakn {WRITTEN}\n", "")
    assert not list(tmp_path.iterdir())


def test_a_checkout_tells_its_own_version_whatever_was_installed_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metadata, "version", lambda _name: "0.0.1")
    assert version.running_version() == WRITTEN


@pytest.mark.parametrize("neighbour", ["", '[project]\nname = "another"\nversion = "9.9"\n', "[x]"])
def test_what_was_installed_tells_the_version_it_was_installed_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, neighbour: str
) -> None:
    if neighbour:
        (tmp_path / "pyproject.toml").write_text(neighbour, encoding="utf-8")
    monkeypatch.setattr(version, "CHECKOUT", tmp_path / "pyproject.toml")
    monkeypatch.setattr(metadata, "version", {"pakn": "1.2.3"}.__getitem__)
    assert version.running_version() == "1.2.3"
