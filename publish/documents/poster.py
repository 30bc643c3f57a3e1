"""The notice beside a counter: scan, tell, read the answer (plan 104/KH-UBND, 1.2)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Literal, get_args

import segno

from bot.texts import Texts
from publish.documents import typesetting
from rules.office import Office

PosterSize = Literal["A4", "A5", "A6"]
POSTER_SIZES: tuple[PosterSize, ...] = get_args(PosterSize)
STEPS = ("scan", "tap", "report")


def poster_links(base_url: str, links: Mapping[str, str], counter: str) -> dict[str, str]:
    """What each QR code opens: Telegram where it is on, and our own page.

    No link to a Zalo account says which counter somebody stands at.
    """
    found = {"web": f"{base_url}/danh-gia/{counter}"}
    if telegram := links.get("telegram"):
        return {"telegram": f"{telegram}danhgia-{counter}", **found}
    return found


def poster_pdf(
    office: Office, texts: Texts, counter: str, addresses: Mapping[str, str], size: PosterSize
) -> bytes:
    """A PDF for one counter with a QR code for each of `addresses` (see `targets`)."""
    hotline = next((line for line in office.hotlines if line.confirmed), None)
    data = {
        "size": size.lower(),
        "parent": office.parent,
        "office": office.name,
        "place": office.ratings.counters[counter].name,
        "title": texts("posters.title"),
        "lead": texts("posters.lead"),
        "codes": [
            {
                "file": f"{name}.svg",
                "name": texts(f"posters.channel.{name}"),
                "url": _bare(url) if name == "web" else "",
                "alt": texts("posters.alt", channel=texts(f"posters.channel.{name}")),
            }
            for name, url in addresses.items()
        ],
        "steps": [texts(f"posters.step.{name}") for name in STEPS],
        "hotline_label": texts("posters.hotline"),
        "hotline": hotline.number if hotline else "",
        "hotline_known": hotline is not None,
        "hours": hotline.hours if hotline else "",
        "anonymous": texts("posters.anonymous"),
        "desk": texts("posters.desk", desk=office.desk, address=office.address),
    }
    files = {f"{name}.svg": qr_code_svg(url) for name, url in addresses.items()}
    return typesetting.typeset_pdf("poster", data, files)


def poster_sheet_pdf(office: Office, texts: Texts, base_url: str) -> bytes:
    """All places on sheets to be cut, each with the code of its page."""
    counters = office.ratings.counters.values()
    data = {
        "title": texts("posters.sheet"),
        "office": office.name,
        "how": texts("posters.sheet_how"),
        "places": [{"name": one.name, "file": f"{one.code}.svg"} for one in counters],
    }
    files = {
        f"{one.code}.svg": qr_code_svg(poster_links(base_url, {}, one.code)["web"])
        for one in counters
    }
    return typesetting.typeset_pdf("poster_sheet", data, files)


def qr_code_svg(url: str) -> bytes:
    """A QR code as SVG, with the quiet zone the standard asks for."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", scale=10, border=4)
    return out.getvalue()


def _bare(url: str) -> str:
    return url.partition("://")[2]
