"""Documents and pictures set by typst, with fonts that come with our own dependencies."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import segno
import typst

FOLDER = Path(__file__).parent / "typst"
DOTS_PER_INCH = 144.0


@cache
def _fonts() -> Path:
    """DejaVu lies in matplotlib: all of Vietnamese, and the same on every machine."""
    spec = importlib.util.find_spec("matplotlib")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise RuntimeError("matplotlib, which brings the fonts, is not installed")
    return Path(folders[0]) / "mpl-data" / "fonts" / "ttf"


def typeset(
    template: str,
    data: Mapping[str, Any],
    files: Mapping[str, bytes] | None = None,
    form: Literal["pdf", "png"] = "pdf",
) -> bytes:
    """One of the templates beside this module, filled with `data` (data.json to it)."""
    sources = {path.name: path.read_bytes() for path in FOLDER.glob("*.typ")}
    main = sources.pop(template)
    made: bytes | list[bytes] | None = typst.compile(  # type: ignore[call-overload]
        {"main.typ": main, **sources, "data.json": msgspec.json.encode(data), **(files or {})},
        font_paths=[str(_fonts())],
        ignore_system_fonts=True,
        format=form,
        ppi=DOTS_PER_INCH,
    )
    if isinstance(made, list):
        made = made[0]
    if made is None:
        raise RuntimeError("typst made nothing")
    return made


def qr_svg(text: str) -> bytes:
    """A QR code as SVG, with the quiet zone the standard asks for."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=10, border=4, dark="#000")
    return out.getvalue()
