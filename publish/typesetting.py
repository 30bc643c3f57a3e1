"""PDF and pictures from our own Typst templates; people's words go in as data, never as markup."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import typst

TEMPLATES = Path(__file__).parent / "typst"


def pdf(template: str, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF a template makes of `data` (read as data.json) and `files` (pictures, by name).

    Takes some 0.1 s of processor time: call it in a thread, outside any transaction.
    """
    made = _compile(template, data, files or {}, "pdf")
    if not isinstance(made, bytes):
        raise TypeError("typst returned no single file")
    return made


def picture(
    template: str, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None
) -> bytes:
    """The same as a PNG of one page, at 144 pixels per inch."""
    made = _compile(template, data, files or {}, "png")
    if not isinstance(made, bytes):
        raise TypeError("the template makes more than one page")
    return made


def _compile(
    template: str,
    data: Mapping[str, Any],
    files: Mapping[str, bytes],
    kind: Literal["pdf", "png"],
) -> object:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data.json").write_bytes(msgspec.json.encode(data))
        (folder / "main.typ").write_bytes((TEMPLATES / f"{template}.typ").read_bytes())
        for file, content in files.items():
            (folder / Path(file).name).write_bytes(content)
        return typst.compile(str(folder / "main.typ"), root=name, format=kind, ppi=144.0)
