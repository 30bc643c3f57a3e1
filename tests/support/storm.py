"""An office whose calendar changed, and the process that was started over with it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from shutil import copytree

from bot.app import App
from offices import SHIPPED
from tests.support.story import OfficeUnderTest

STORM = """
[[calendar.closures]]
first = 2026-12-01
last = 2026-12-02
reason = "Nghỉ tránh bão số 15"
source = "Công điện thử"
"""


def stormy(folder: Path) -> Path:
    """The office's folder with two days closed for a storm."""
    copytree(SHIPPED, folder)
    calendar = folder / "calendar.toml"
    calendar.write_text(calendar.read_text(encoding="utf-8") + STORM, encoding="utf-8")
    return folder


async def restarted(office: OfficeUnderTest, folder: Path) -> OfficeUnderTest:
    """The same database under a process with other data; the caller runs it."""
    settings = dataclasses.replace(office.app.settings, office=folder, now=office.app.clock.now())
    return OfficeUnderTest(App(settings))
