"""Offices as data: reading a folder of TOML files into an Office, or naming every fault in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as Folder
from typing import Any, Final, NamedTuple

from offices import toml_lines
from offices.structs import build_struct
from rules import office_check, office_unconfirmed, rating_check
from rules import office_data as rules
from rules.office import Office
from rules.office_calendar import Calendar
from rules.office_data import DataPath

SHIPPED: Final = Folder(__file__).parent / "chu-pah"
_OWN_FILES: Final = {
    "agencies",
    "communes",
    "dangers",
    "fields",
    "deadlines",
    "calendar",
    "intents",
    "languages",
    "open311",
    "outside",
    "publishing",
    "ratings",
    "reports",
}
_SYNTAX_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)$")


class FileFault(NamedTuple):
    """A fault in a file: `key` below `check.` says it, filled with `values`."""

    file: str
    line: int
    key: str
    values: Mapping[str, object]


class OfficeError(Exception):
    """The folder's data may not be used; `faults` says every reason found."""

    def __init__(self, faults: list[FileFault]) -> None:
        super().__init__("; ".join(f"{fault.file}:{fault.line}: {fault.key}" for fault in faults))
        self.faults = faults


class _Sources:
    """The parsed files of a folder, merged, with the place of every value."""

    def __init__(self, folder: Folder, instead: Folder | None = None) -> None:
        self.tree: dict[str, Any] = {}
        self.faults: list[FileFault] = []
        self._texts: dict[str, str] = {}
        self._files: dict[str, str] = {}
        files = {file.name: file for file in folder.glob("*.toml")}
        if instead is not None:
            files |= {file.name: file for file in instead.glob("*.toml")}
        for name in sorted(files):
            self._read(files[name])
        if not files:
            self.faults.append(
                FileFault(folder.name, 1, "check.missing_file", {"folder": folder.name})
            )

    def _read(self, file: Folder) -> None:
        # A byte that is no UTF-8 must not hide the line it stands on.
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
        try:
            tree = tomllib.loads(text)
            text.encode()
        except (tomllib.TOMLDecodeError, UnicodeEncodeError) as error:
            self.faults.append(_syntax(file.name, text, error))
            return
        for name in sorted(tree.keys() & self.tree.keys()):
            values = {"name": name, "other": self._files[name]}
            line = toml_lines.nearest_line(toml_lines.lines_of_toml(text), (name,))
            self.faults.append(FileFault(file.name, line, "check.defined_twice", values))
        self.tree |= tree
        self._files |= dict.fromkeys(tree, file.name)
        self._texts[file.name] = text

    def place(self, faults: Iterable[rules.DataFault]) -> list[FileFault]:
        lines = {file: toml_lines.lines_of_toml(text) for file, text in self._texts.items()}
        placed = []
        for path, key, values in faults:
            head = str(path[0])
            file = self._files.get(head, _home(head))
            placed.append(
                FileFault(file, toml_lines.nearest_line(lines.get(file, {}), path), key, values)
            )
        return placed


def load_office(folder: Folder = SHIPPED, instead: Folder | None = None) -> Office:
    """Read an office's folder of TOML files. Raises OfficeError naming every fault.

    `instead`: another folder whose files, as many as there are, take the place of those of the
    same name.
    """
    sources = _Sources(folder, instead)
    if sources.faults:
        raise OfficeError(sources.faults)
    found: list[rules.DataFault] = []
    office: Office = build_struct(Office, sources.tree, (), found)
    found = found or office_check.office_faults(office) + rating_check.rating_faults(office)
    if found:
        raise OfficeError(sources.place(found))
    return office


def office_warnings(office: Office) -> list[rules.DataFault]:
    """What a person of the office must still confirm, and doubtful days of the calendar.

    The calendar is compared with the `holidays` package where that is installed.
    `locate` adds file and line.
    """
    return [
        *office_unconfirmed.unconfirmed_office_data(office),
        *rating_check.unconfirmed_rating_data(office),
        *_doubtful_days(office.calendar),
    ]


def locate_faults(folder: Folder, faults: Iterable[rules.DataFault]) -> list[FileFault]:
    """The same faults with the file and line of a readable folder they speak of."""
    return _Sources(folder).place(faults)


def _syntax(file: str, text: str, error: ValueError) -> FileFault:
    detail = str(error)
    if isinstance(error, UnicodeEncodeError):
        line, detail = text.count("\n", 0, error.start) + 1, "UTF-8"
    elif at := _SYNTAX_LINE.search(detail):
        line, detail = int(at[1]), detail[: at.start()]
    else:
        line = len(text.splitlines())
    return FileFault(file, line, "check.syntax", {"detail": detail})


def _home(name: str) -> str:
    name = {
        "reminders": "reports",
        "alarm": "deadlines",
        "signatures": "agencies",
        "conflicts": "agencies",
        "topics": "fields",
    }.get(name, name)
    return f"{name}.toml" if name in _OWN_FILES else "office.toml"


def _doubtful_days(calendar: Calendar) -> Iterator[rules.DataFault]:
    try:
        import holidays  # noqa: PLC0415 - start-up: slow, and of no use to a running bot
    except ImportError:
        return
    years = [int(year) for year in calendar.years]
    # `language` must be given, or substituted days come back in English.
    package = holidays.country_holidays("VN", years=years, language="vi")
    package_off = {day: name for day, name in package.items() if day.year in years}
    package_worked = {day for day in package.weekend_workdays if day.year in years}
    off = {day.date: place for place, day in enumerate(calendar.off)}
    worked = {day.date: place for place, day in enumerate(calendar.worked)}
    for day in sorted(package_worked ^ worked.keys()):
        values: dict[str, object] = {"date": day}
        yield rules.DataFault(_row("worked", worked.get(day)), "check.holiday_worked", values)
    for day in sorted(package_off.keys() ^ off.keys()):
        if day.weekday() in calendar.rest_weekdays:
            continue
        key = "check.holiday_extra" if day in off else "check.holiday_missing"
        values = {"date": day, "reason": package_off.get(day, "")}
        yield rules.DataFault(_row("off", off.get(day)), key, values)


def _row(name: str, place: int | None) -> DataPath:
    return ("calendar", name) if place is None else ("calendar", name, place)
