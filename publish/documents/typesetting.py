"""PDF and PNG from our own Typst templates; what people wrote goes in as data, never as markup."""

from __future__ import annotations

import importlib.util
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import typst

TEMPLATES = Path(__file__).parent / "typst"
DOTS_PER_INCH = 144.0
LONG = re.compile(r"(\S{30})(?=[!-~]\S{9})")
"""So much of a word that fits no line, before a letter no mark belongs to."""

UNSEEN = b'#show "\\u{200b}": h(0.01pt)\n'
"""Where a line may end, but no letter: whoever copies a hash from the paper gets the hash.

Of no width at all it would be left out.
"""

Files = Mapping[str, bytes]


def typeset_pdf(template: str, data: Mapping[str, Any], files: Files | None = None) -> bytes:
    """The PDF a template makes of `data` (read as data.json) and `files` (pictures, by name).

    Takes some 0.1 s of processor time: call it in a thread, outside any transaction.
    """
    return _made("pdf", template, data, files or {})


def typeset_png(template: str, data: Mapping[str, Any], files: Files | None = None) -> bytes:
    """The same as a picture, of a template with one page."""
    return _made("png", template, data, files or {})


def _made(
    form: Literal["pdf", "png"], template: str, data: Mapping[str, Any], files: Files
) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        breakable = _breakable(msgspec.to_builtins(data))
        (folder / "data.json").write_bytes(msgspec.json.encode(breakable))
        for source in ("shared", template):
            target = "main.typ" if source == template else f"{source}.typ"
            content = (TEMPLATES / f"{source}.typ").read_bytes()
            (folder / target).write_bytes(UNSEEN + content if source == template else content)
        for file, content in files.items():
            (folder / Path(file).name).write_bytes(content)
        made = typst.compile(
            str(folder / "main.typ"),
            root=name,
            format=form,
            font_paths=[str(_fonts())],
            ppi=DOTS_PER_INCH,
        )
    if not isinstance(made, bytes):
        raise TypeError("typst returned no single file")
    return made


def _breakable(value: Any) -> Any:
    """The same data, where a word no line can hold may be broken, instead of leaving the paper."""
    if isinstance(value, str):
        return LONG.sub("\\1\u200b", value)
    if isinstance(value, dict):
        return {name: _breakable(one) for name, one in value.items()}
    return [_breakable(one) for one in value] if isinstance(value, list) else value


@cache
def _fonts() -> Path:
    """DejaVu lies in matplotlib: all of Vietnamese, and the same on every machine."""
    spec = importlib.util.find_spec("matplotlib")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise RuntimeError("matplotlib, which brings the fonts, is not installed")
    return Path(folders[0]) / "mpl-data" / "fonts" / "ttf"
