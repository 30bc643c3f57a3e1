"""What browsers are told of an office's look: its colours, its icon, and how it is installed."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw, ImageFont

from bot.texts import Texts
from rules.office import Office
from rules.office_look import DAY, NIGHT, OfficeLook, emblem_of, rgb_of, tint_of

SIZES = (192, 512)
"""Pixels of the icons a telephone asks for."""
ICO_SIZE = 48
BIG = 512
STYLE = """:root:root {{
  --primary: {day}; --on-primary: {on_day}; --tint: {tint_day}; --mine: {day}; --on-mine: {on_day};
}}
@media (prefers-color-scheme: dark) {{
  :root:root {{ --primary: {night}; --on-primary: {on_night}; --tint: {tint_night}; }}
}}
"""


def look_files(office: Office) -> Mapping[str, bytes]:
    """The static files of an office's look, by name."""
    look, letters = office.look, emblem_of(office.look, office.place)
    icons = {f"icon-{size}.png": icon_png(letters, look.colour, size) for size in SIZES}
    return {
        "look.css": style_of(look).encode(),
        "favicon.ico": icon_ico(letters, look.colour),
        **icons,
    }


def style_of(look: OfficeLook) -> str:
    """The office's colours, over those the style sheets have."""
    return STYLE.format(
        day=look.colour,
        on_day=DAY.on_colour,
        tint_day=tint_of(look.colour, DAY),
        night=look.colour_at_night,
        on_night=NIGHT.on_colour,
        tint_night=tint_of(look.colour_at_night, NIGHT),
    )


def manifest_of(office: Office, texts: Texts, icons: Mapping[int, str]) -> bytes:
    """How the chat is installed; `icons`: addresses by size."""
    return msgspec.json.encode(
        {
            "id": "/chat",
            "name": f"{office.bot_name}, {office.name}",
            "short_name": office.bot_name,
            "description": texts("chat.description", office=office.name),
            "lang": "vi",
            "start_url": "/chat",
            "scope": "/",
            "display": "standalone",
            "theme_color": office.look.colour,
            "background_color": DAY.grounds[1],
            "icons": [
                {
                    "src": address,
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": "any maskable",
                }
                for size, address in icons.items()
            ],
        }
    )


@lru_cache(maxsize=64)
def icon_png(letters: str, colour: str, size: int) -> bytes:
    """The emblem as a square picture; what is cut off at the corners is only colour."""
    out = io.BytesIO()
    _drawn(letters, colour).resize((size, size)).save(out, "PNG", optimize=True)
    return out.getvalue()


@lru_cache(maxsize=64)
def icon_ico(letters: str, colour: str) -> bytes:
    """The same as every browser asks for it by itself."""
    out = io.BytesIO()
    _drawn(letters, colour).save(out, "ICO", sizes=[(ICO_SIZE, ICO_SIZE)])
    return out.getvalue()


@lru_cache(maxsize=16)
def _drawn(letters: str, colour: str) -> Image.Image:
    picture = Image.new("RGB", (BIG, BIG), rgb_of(colour))
    height = 250 if len(letters) < 3 else 190
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(_font()), height)
    pen.text((BIG / 2, BIG / 2), letters, font=font, fill=rgb_of(DAY.on_colour), anchor="mm")
    return picture


def _font() -> Path:
    """A font with every Vietnamese letter, which the charts bring along."""
    found = importlib.util.find_spec("matplotlib")
    assert found is not None and found.submodule_search_locations  # noqa: S101, PT018 - installed with us
    return Path(found.submodule_search_locations[0], "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf")
