"""From a key to words in the reader's language."""

from __future__ import annotations

import importlib
import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any


class Texts:
    """All sentences of one language, by `table.dotted.key`, whichever file holds the table."""

    def __init__(self, package: str = "messages_vi") -> None:
        self._written: Callable[[object], str] = importlib.import_module(package).written
        self._templates = _templates(package)

    def __contains__(self, key: str) -> bool:
        return key in self._templates

    def __iter__(self) -> Iterator[str]:
        return iter(self._templates)

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence with its placeholders filled. Raises KeyError for an unknown key.

        Values are written as the language writes them: dates, times, numbers.
        """
        template = self._templates[key]
        if "{" not in template:
            return template
        return template.format_map({name: self._written(value) for name, value in values.items()})

    def placeholders(self, key: str) -> set[str]:
        """The names a sentence wants filled."""
        parsed = string.Formatter().parse(self._templates[key])
        return {name for _, name, _, _ in parsed if name}

    def under(self, prefix: str) -> dict[str, str]:
        """The sentences below `prefix.`, by the rest of their key, unfilled."""
        start = prefix + "."
        return {
            key[len(start) :]: text
            for key, text in self._templates.items()
            if key.startswith(start)
        }


@cache
def _templates(package: str) -> Mapping[str, str]:
    """Read once: a program's own sentences do not change while it runs."""
    return {
        key: text
        for file in _files(resources.files(package))
        for key, text in _flatten("", tomllib.loads(file.read_text(encoding="utf-8")))
    }


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            yield entry
        elif entry.is_dir():
            yield from _files(entry)


def _flatten(prefix: str, tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        key = prefix + name
        if isinstance(value, Mapping):
            yield from _flatten(f"{key}.", value)
        elif isinstance(value, list):
            yield key, "|".join(value)
        else:
            yield key, str(value).rstrip("\n")
