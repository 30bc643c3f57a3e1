"""No picture of a stranger is opened but through one door, one at a time, and none too large."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from PIL import Image

from bot import pictures
from bot.pictures import PictureRefusedError, in_picture_thread, opened_picture
from channels.zalo import sending
from publish.web.result_images import stripped_photo
from storage.id_cards import shows_id_card
from tests.support.bombs import plain_picture, png_that_claims

ROOT = Path(__file__).parents[2]
TOO_LARGE = (7000, 7100)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The sizes of all pictures whose pixels were made."""
    sizes: list[tuple[int, int]] = []
    load = Image.Image.load

    def noted(picture: Image.Image) -> object:
        if picture.width > 1:  # a table of colours is one column
            sizes.append(picture.size)
        return load(picture)

    monkeypatch.setattr(Image.Image, "load", noted)
    return sizes


@pytest.mark.parametrize("size", [TOO_LARGE, (20_001, 1000), (65_000, 65_000)])
def test_a_picture_of_too_many_pixels_is_refused_by_every_door_before_one_is_made(
    size: tuple[int, int], decoded: list[tuple[int, int]]
) -> None:
    bomb = png_that_claims(*size)
    with pytest.raises(PictureRefusedError), opened_picture(bomb, "RGB", 1000):
        pass
    assert not shows_id_card(bomb)
    assert stripped_photo(bomb) == b""
    assert sending._small("image/webp", bomb) is None
    assert not decoded


def test_a_large_photo_of_a_telephone_is_opened_smaller() -> None:
    content = plain_picture(9000, 7000, "JPEG")
    with opened_picture(content, "RGB", 1600) as picture:
        assert picture.width * picture.height <= pictures.MOST_PIXELS
    assert stripped_photo(content)


def test_one_that_must_be_held_whole_counts_whole() -> None:
    content = plain_picture(6000, 4000, "JPEG", progressive=True)
    assert stripped_photo(content) == b""


@pytest.mark.parametrize("content", [b"", b"no picture", plain_picture(60, 40)[:50], b"%!PS-Adobe"])
def test_what_is_no_picture_or_broken_is_refused_and_nothing_more(content: bytes) -> None:
    assert not shows_id_card(content)
    assert stripped_photo(content) == b""


async def test_of_many_pictures_one_is_open_at_a_time() -> None:
    content, now_open, most = plain_picture(40, 40), 0, 0

    def look() -> None:
        nonlocal now_open, most
        with opened_picture(content, "L", 40) as picture:
            now_open += 1
            most = max(most, now_open)
            picture.load()
            now_open -= 1

    ways = (in_picture_thread, asyncio.to_thread)
    await asyncio.gather(*(ways[number % 2](look) for number in range(40)))
    assert most == 1


def test_pictures_are_opened_nowhere_else() -> None:
    folders = ("bot", "channels", "handlers", "publish", "rules", "storage")
    found = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if re.search(r"\bImage\.open\(|PIL\.Image\.open|read_barcodes_from", path.read_text())
    ]
    assert found == ["bot/pictures.py"]
