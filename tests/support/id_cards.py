"""Photos of identity cards."""

from __future__ import annotations

import io

import segno
from PIL import Image, ImageFilter

CARD = "001099000001|123456789|Rơ Châm Thử|01011999|Nam|Làng Mẫu, Ia Mơ Nông, Chư Păh|01052021"


def photographed(said: str, *, side: int = 150, turned: float = 0, kind: str = "JPEG") -> bytes:
    """A card with this QR code, so many pixels wide, on a table, slightly out of focus."""
    drawn = io.BytesIO()
    segno.make(said, error="m", boost_error=False).save(drawn, kind="png", scale=8, border=2)
    code = Image.open(drawn).convert("RGB").resize((side, side))
    card = Image.new("RGBA", (side * 4, side * 5 // 2), (190, 210, 205, 255))
    card.paste(code, (side * 5 // 2, side // 4))
    card = card.rotate(turned, expand=True, resample=Image.Resampling.BICUBIC)
    table = Image.effect_noise((1280, 960), 60).convert("RGB")
    table.paste(card, ((1280 - card.width) // 2, (960 - card.height) // 2), card)
    out = io.BytesIO()
    table.filter(ImageFilter.GaussianBlur(0.6)).save(out, kind, quality=80)
    return out.getvalue()
