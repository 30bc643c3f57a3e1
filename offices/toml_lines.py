"""Where each value of a TOML text stands, so that a fault can name its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from rules.office_data import DataPath

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\]\[]+?)\s*\]")
_KEY: Final = re.compile(r"""^\s*("[^"]*"|'[^']*'|[\w-]+(?:\.[\w-]+)*)\s*=(.*)""")
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


def lines_of_toml(source: str) -> dict[DataPath, int]:
    """Line number, from 1, of every table, key and string in an array of a valid TOML text."""
    found: dict[DataPath, int] = {}
    for path, line in _places(source):
        found.setdefault(path, line)
    return found


def nearest_line(found: dict[DataPath, int], path: DataPath) -> int:
    """The line of a path, or of the closest thing around it that is written; 1 at worst."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 1)


def _places(source: str) -> Iterator[tuple[DataPath, int]]:
    table: DataPath = ()
    array: DataPath = ()
    counts: dict[DataPath, int] = {}
    element = 0
    for number, line in enumerate(source.splitlines(), start=1):
        if header := _HEADER.match(line):
            table, array = _keys(header[2]), ()
            if header[1] == "[[":
                place = counts[table] = counts.get(table, -1) + 1
                table = (*table, place)
            # The tables around this one have no line of their own when only this one is written.
            yield from ((table[:depth], number) for depth in range(1, len(table) + 1))
            continue
        if key := _KEY.match(line):
            array, element = (*table, *_keys(key[1])), 0
            yield array, number
        for _ in _STRING.finditer(_uncommented(key[2] if key else line)):
            yield (*array, element), number
            element += 1


def _uncommented(line: str) -> str:
    bare = _STRING.sub(lambda string: "x" * len(string[0]), line)
    return line[: bare.index("#")] if "#" in bare else line


def _keys(dotted: str) -> DataPath:
    parts = re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", dotted)
    return tuple(json.loads(part) if part[0] == '"' else part.strip("'") for part in parts)
