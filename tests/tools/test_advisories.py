"""A known advisory fails the build unless it is excused; a service that is not there does not."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest

from tools import advisories
from tools.advisories import EXCUSED, ask_pip_audit, excused_advisories, judge_advisories

TODAY = date(2026, 11, 30)
EXCUSE = '[[excused]]\nid = "CVE-2026-1"\nreason = "we do not call it"\nuntil = 2026-12-31\n'


def answer(*packages: dict[str, object]) -> bytes:
    return json.dumps({"dependencies": list(packages), "fixes": []}).encode()


SOUND = {"name": "aiohttp", "version": "3.14.5", "vulns": []}
UNKNOWN = {"name": "ours", "skip_reason": "not found"}
AFFECTED = {
    "name": "jinja2",
    "version": "3.1.6",
    "vulns": [{"id": "GHSA-x", "aliases": ["CVE-2026-1"], "fix_versions": ["3.1.7"]}],
}


def test_a_known_advisory_fails_and_says_what_mends_it() -> None:
    verdict = judge_advisories(answer(SOUND, AFFECTED), [], TODAY)
    assert verdict.failed
    assert "jinja2 3.1.6: GHSA-x, mended by 3.1.7" in verdict.lines
    assert not judge_advisories(answer(SOUND), [], TODAY).failed


@pytest.mark.parametrize(("day", "failed"), [(TODAY, False), (date(2027, 1, 1), True)])
def test_an_excuse_holds_by_any_of_its_names_until_its_day(day: date, failed: bool) -> None:
    verdict = judge_advisories(answer(AFFECTED), excused_advisories(EXCUSE), day)
    assert verdict.failed is failed


@pytest.mark.parametrize("nothing", [b"", b"<html>no</html>", answer(UNKNOWN), answer()])
def test_a_service_that_does_not_answer_is_said_to_be_not_reachable(nothing: bytes) -> None:
    verdict = judge_advisories(nothing, [], TODAY)
    assert not verdict.failed
    assert "not reachable" in verdict.lines[0]


def test_a_package_nobody_knows_is_named_beside_those_that_were_checked() -> None:
    verdict = judge_advisories(answer(SOUND, UNKNOWN), [], TODAY)
    assert "ours: not found" in verdict.lines


def test_a_program_that_hangs_is_waited_for_no_longer_than_said(tmp_path: Path) -> None:
    program = tmp_path / "hangs"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o700)
    began = time.monotonic()
    assert ask_pip_audit(str(program), longest=0.5) == b""
    assert time.monotonic() - began < 10


def test_the_excuses_of_the_repository_can_be_read() -> None:
    assert all(one.reason for one in excused_advisories(EXCUSED.read_text(encoding="utf-8")))


def test_it_ends_with_what_it_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(advisories, "ask_pip_audit", lambda _: answer(AFFECTED))
    assert advisories.main(["pip-audit"]) == 1
    assert "1 known advisories" in capsys.readouterr().out
