"""Each file and folder that a document for engineers names is there, and each link leads on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
OFFICE = ROOT / "offices" / "chu-pah"
LIKE_A_PATH = re.compile(r"[\w.<>*-]+(/[\w.<>*-]+)*/?")
FILE_KINDS = (".py", ".toml", ".md", ".html", ".css", ".js", ".typ")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)")
STANDS_IN = re.compile(r"`([^`\n]+)` (?:of|in) `([^`\n]+)`")
SECTION = re.compile(r"`([^`\n]+\.toml)` `(\[[\w.]+\])`")
MADE_UP = {"don-vi.toml"}
"""Files that the reader is to make."""


def named_paths(text: str) -> Iterator[tuple[Path, str]]:
    """Everything between backticks that looks like a path of ours, with the folder of the last one.

    `a/b.py`, `c.py` names a neighbour of b.
    """
    beside = ROOT
    for line in text.splitlines():
        beside = beside if line.strip() else ROOT
        for name in CODE.findall(line):
            if LIKE_A_PATH.fullmatch(name) and name not in MADE_UP and is_ours(name):
                yield beside, name
                if "/" in name:
                    beside = ROOT / name.rpartition("/")[0]


def is_ours(name: str) -> bool:
    first, slash, _ = name.partition("/")
    return name.endswith(FILE_KINDS) or (bool(slash) and (ROOT / first).is_dir())


def found(beside: Path, name: str) -> list[Path]:
    """`<office>` and `*` stand for any name."""
    pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
    return [path for folder in (ROOT, beside, OFFICE) for path in folder.glob(pattern)]


def named_parts(text: str) -> Iterator[tuple[str, str]]:
    """What is said to stand in a file: (`SECTIONS`, its path), (`[queues.section]`, its path)."""
    yield from STANDS_IN.findall(text)
    yield from ((section, path) for path, section in SECTION.findall(text))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [link for link in LINK.findall(text) if "://" not in link]
    gone = [name for beside, name in named_paths(text) if not found(beside, name)]
    gone += [link for link in links if not (document.parent / link).exists()]
    assert gone == []


def test_what_the_table_of_changes_names_stands_in_its_file() -> None:
    text = (ROOT / "docs" / "where-to-add.md").read_text(encoding="utf-8")
    parts = [(part, path) for part, path in named_parts(text) if path.endswith(FILE_KINDS)]
    strays = [
        f"{part} in {path}"
        for part, path in parts
        if not any(part in file.read_text(encoding="utf-8") for file in found(ROOT, path))
    ]
    assert parts
    assert strays == []


def test_a_path_that_is_gone_is_seen_and_what_is_no_path_is_not() -> None:
    text = "`bot/app.py`, `turn.py`, `handlers/nowhere.py`, `/viec`, `Ask(...)`, `a/b`, `nope.py`"
    assert [(name, bool(found(beside, name))) for beside, name in named_paths(text)] == [
        ("bot/app.py", True),
        ("turn.py", True),
        ("handlers/nowhere.py", False),
        ("nope.py", False),
    ]
