"""What a telephone writes beside a picture reaches nobody, and the picture is the same."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from bot.event import MediaRefused
from storage.media import MediaStore
from storage.sound_metadata import _ogg_crc
from storage.vault import Vault
from tests.support.bombs import plain_picture
from tests.support.somebody import JPEG
from tests.support.told_by_files import (
    HEARD_MP3,
    MOMENT,
    PLACE,
    PLANTED,
    told_film,
    told_flac,
    told_heic,
    told_mp3,
    told_ogg,
    told_picture,
    told_wav,
    told_webm,
)

TELLING = (PLANTED.encode(), PLANTED.encode("utf-16-le"), b"SM-A055F", b"Samsung", PLACE, b"adobe")
LOSSLESS = ("JPEG", "PNG", "WEBP", "GIF")


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path, Vault("only for tests"), 10**7)


def files_in(store: MediaStore) -> set[Path]:
    return {path for path in store._folder.rglob("*") if path.is_file()}


async def received(store: MediaStore, content: bytes, name: str = "") -> bytes:
    before = files_in(store)
    kept = await store.keep("document", "", name, content)
    found = store.read(kept.sha256)
    assert kept.size == len(found)
    assert [path.name for path in files_in(store) - before] == [kept.sha256]
    return found


def upright(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as picture:
        return ImageOps.exif_transpose(picture).convert("RGB")


@pytest.mark.parametrize("kind", [*LOSSLESS, "TIFF"])
async def test_a_picture_says_nothing_but_itself_and_stands_as_it_stood(
    store: MediaStore, kind: str
) -> None:
    told = told_picture(kind)
    assert PLANTED.encode() in told or kind == "TIFF"
    kept = await received(store, told)
    assert not [word for word in TELLING if word in kept]
    with Image.open(io.BytesIO(kept)) as picture:
        exif = picture.getexif()
        assert set(exif) <= {0x0112}
        assert not {"xmp", "comment", "Author", "XML:com.adobe.xmp"} & set(picture.info)
        if kind == "GIF":
            assert picture.n_frames == 2
    shown, meant = upright(kept), upright(told)
    assert shown.size == meant.size == ((60, 40) if kind == "GIF" else (40, 60))
    if kind in LOSSLESS:
        assert shown.tobytes() == meant.tobytes()
    assert await received(store, kept) == kept


async def test_films_sounds_and_pictures_of_telephones_keep_every_byte_that_is_seen(
    store: MediaStore,
) -> None:
    for told, seen in ((told_film(), b"film" * 50), (told_heic(), b"pixelpixel" * 4)):
        kept = await MediaStore(store._folder / seen[:4].decode(), store._vault, 10**7).keep(
            "document", "", "", told
        )
        content = MediaStore(store._folder / seen[:4].decode(), store._vault, 10**7).read(
            kept.sha256
        )
        assert len(content) == len(told)
        assert content.index(seen) == told.index(seen)
        assert not [word for word in (*TELLING, MOMENT) if word in content]


async def test_sounds_and_films_say_nothing_but_what_is_heard(store: MediaStore) -> None:
    for told, heard in (
        (told_mp3(), HEARD_MP3),
        (told_flac(), b"heard" * 20),
        (told_wav(), b"more"),
        (told_ogg(), b"heard" * 60),
        (told_webm(), b"heard" * 20),
    ):
        assert PLANTED.encode() in told
        kept = await received(store, told)
        assert heard in kept
        assert not [word for word in (PLANTED.encode(), b"Lavf", b"LYRICS", b"APE") if word in kept]
        assert await received(store, kept) == kept
    # CRC-32/CKSUM, whose check value is the inverse of this, is the same sum.
    assert _ogg_crc(b"123456789") == struct.pack("<I", 0x765E7680 ^ 0xFFFFFFFF)
    page = bytearray((await received(store, told_ogg()))[47:])
    length = 27 + page[26] + sum(page[27 : 27 + page[26]])
    said, page[22:26] = page[22:26], bytes(4)
    assert _ogg_crc(page[:length]) == said


async def test_what_has_no_words_beside_it_and_what_is_no_picture_stays_byte_for_byte(
    store: MediaStore,
) -> None:
    pictures = [plain_picture(30, 20, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP")]
    progressive = plain_picture(30, 20, "JPEG", progressive=True, icc_profile=b"colours" * 20)
    broken = [JPEG, pictures[0][:-40], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 64]
    for content in (*pictures, progressive, *broken, b"%PDF-1.4\n/Author (Siu)\n%%EOF"):
        kept = await store.keep("document", "", "", content)
        assert store.read(kept.sha256) == content


async def test_a_picture_that_cannot_be_cleaned_is_not_taken(store: MediaStore) -> None:
    pages = io.BytesIO()
    first = Image.new("RGB", (20, 20))
    first.save(pages, "TIFF", save_all=True, append_images=[Image.new("RGB", (20, 20))])
    raw = b"II*\0\x10\0\0\0CR\2\0" + b"\0" * 200
    flash, windows = b"FLV\1" + b"\0" * 200, bytes.fromhex("3026b2758e66cf11a6d9") + b"\0" * 200
    for content in (pages.getvalue(), raw, b"8BPS" + b"\0" * 200, flash, windows):
        with pytest.raises(MediaRefused, match="forbidden"):
            await store.keep("document", "", "", content)
    assert not [path for path in store._folder.rglob("*") if path.is_file()]


async def test_a_table_of_parts_that_lies_costs_nothing(store: MediaStore) -> None:
    told = told_heic()
    at = told.index(b"iloc") + 10
    nested = b"".join(b"\xff\xff\xff\xffmoov" for _ in range(100_000))
    for content in (
        told[:at] + b"\xff\xff" + told[at + 2 :],
        told[: told.index(b"iinf") + 8] + b"\xff" * 300,
        told_film()[:24] + nested,
    ):
        await store.keep("document", "", "", content)
