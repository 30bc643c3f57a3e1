"""Known advisories about what we depend on: `python -m tools.advisories PIP_AUDIT`.

Fails on one that `tools/advisories.toml` does not excuse. Where the advisory service is not
reachable it says so and fails nothing: a machine without a network proves nothing either way.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

LOCKED = "requirements.txt"
EXCUSED = Path(__file__).with_suffix(".toml")
ANSWER_WITHIN = 5
"""Seconds for one answer of the service; see LONGEST."""
LONGEST = 60
"""Seconds for all of them."""


class Advisory(msgspec.Struct):
    id: str
    fix_versions: list[str] = []
    aliases: list[str] = []


class AuditedPackage(msgspec.Struct):
    """What pip-audit says of one package: asked about, or why not."""

    name: str
    version: str = ""
    vulns: list[Advisory] = []
    skip_reason: str = ""


class AuditAnswer(msgspec.Struct):
    """What `pip-audit --format json` writes."""

    dependencies: list[AuditedPackage]


class Excuse(msgspec.Struct, forbid_unknown_fields=True):
    """An advisory that does not fail the build, why, and until which day."""

    id: str
    reason: str
    until: date


class AuditVerdict(msgspec.Struct):
    lines: list[str]
    failed: bool = False


NOT_REACHABLE = AuditVerdict(["advisories: the advisory service is not reachable, nothing checked"])


def judge_advisories(answer: bytes, excuses: Sequence[Excuse], today: date) -> AuditVerdict:
    """What an answer of pip-audit means. A service that knows no package was not reached."""
    try:
        packages = msgspec.json.decode(answer, type=AuditAnswer).dependencies
    except msgspec.DecodeError:
        return NOT_REACHABLE
    asked = [one for one in packages if not one.skip_reason]
    if not asked:
        return NOT_REACHABLE
    in_force = {one.id: one for one in excuses if one.until >= today}
    found = [(one, advisory) for one in asked for advisory in one.vulns]
    told = [_told(one, advisory, in_force) for one, advisory in found]
    skipped = [f"{one.name}: {one.skip_reason}" for one in packages if one.skip_reason]
    failed = any(_excuse(advisory, in_force) is None for _, advisory in found)
    summary = f"advisories: {len(asked)} packages checked, {len(found)} known advisories"
    return AuditVerdict([*told, *skipped, summary], failed)


def _excuse(advisory: Advisory, in_force: Mapping[str, Excuse]) -> Excuse | None:
    return next(
        (in_force[id_] for id_ in (advisory.id, *advisory.aliases) if id_ in in_force), None
    )


def _told(package: AuditedPackage, advisory: Advisory, in_force: Mapping[str, Excuse]) -> str:
    line = f"{package.name} {package.version}: {advisory.id}"
    excuse = _excuse(advisory, in_force)
    if excuse is not None:
        return f"{line}, excused until {excuse.until}: {excuse.reason}"
    fixed = ", ".join(advisory.fix_versions) or "no version yet"
    return f"{line}, mended by {fixed}"


def excused_advisories(text: str) -> list[Excuse]:
    return msgspec.convert(tomllib.loads(text).get("excused", []), list[Excuse])


def ask_pip_audit(program: str, longest: float = LONGEST) -> bytes:
    """What pip-audit answers, or nothing when it does not in time or cannot."""
    command = [program, "--requirement", LOCKED, "--disable-pip", "--require-hashes"]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", str(ANSWER_WITHIN)]
    try:
        # What it complains of is for whoever reads the log.
        done = subprocess.run(  # noqa: S603 - a program the Makefile names, by constants
            [*command, *options], stdout=subprocess.PIPE, timeout=longest, check=False
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.advisories", description=__doc__)
    parser.add_argument("pip_audit", help="the program")
    program: str = parser.parse_args(arguments).pip_audit
    excuses = excused_advisories(EXCUSED.read_text(encoding="utf-8"))
    verdict = judge_advisories(ask_pip_audit(program), excuses, datetime.now(UTC).date())
    print("\n".join(verdict.lines))
    return int(verdict.failed)


if __name__ == "__main__":
    sys.exit(main())
