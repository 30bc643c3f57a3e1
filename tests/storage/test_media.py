"""Files: each under a name of its own, what it is read from its bytes, within limits."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from bot.event import MediaRefused
from storage.media import UNSENT, MediaStore
from storage.media_lines import DAY
from storage.vault import Vault, WrongKeyError

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 64
TEXT = "bằng chứng".encode()
EXE = b"MZ" + b"\0" * 300
VAULT = Vault("only for tests")


async def test_a_file_lies_there_once_for_each_who_sent_it_however_often_that_is_tried(
    tmp_path: Path,
) -> None:
    store = MediaStore(tmp_path, VAULT, 1000)
    first = await store.keep("document", "x/y", "../../etc/ảnh.png", PNG, "an update")
    again = await store.keep("document", "x/y", "../../etc/ảnh.png", PNG, "an update")
    others = [await store.keep("photo", "", "", PNG, origin) for origin in ("another", "", "")]
    assert again == first
    assert len({first.sha256, *(one.sha256 for one in others)}) == 4
    assert store.read(first.sha256) == PNG
    assert (first.kind, first.mime, first.name) == ("photo", "image/png", "ảnh.png")
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert len(names) == 4
    assert hashlib.sha256(PNG).hexdigest() not in names


@pytest.mark.parametrize(
    ("key", "mime", "name", "content"),
    [
        ("media.empty", "image/png", "a.png", b""),
        ("media.too_large", "image/png", "a.png", PNG + b"\0" * 1000),
        ("media.forbidden", "image/png", "a.png", EXE),
        ("media.forbidden", "text/plain", "a.txt", b"\xff\xfe\0binary"),
        ("media.forbidden", "application/pdf", "a.pdf", b"no pdf at all"),
    ],
)
async def test_a_file_that_is_not_what_it_claims_or_breaks_a_limit_is_refused(
    tmp_path: Path, key: str, mime: str, name: str, content: bytes
) -> None:
    with pytest.raises(MediaRefused) as refused:
        await MediaStore(tmp_path, VAULT, 1000).keep("document", mime, name, content)
    assert refused.value.key == key
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


async def test_what_lies_on_the_disk_says_nothing_and_opens_with_its_key_only(
    tmp_path: Path,
) -> None:
    kept = await MediaStore(tmp_path, VAULT, 1000).keep("document", "text/plain", "a.txt", TEXT)
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert TEXT not in file.read_bytes()
    with pytest.raises(WrongKeyError):
        MediaStore(tmp_path, Vault("another"), 1000).read(kept.sha256)


async def test_a_file_is_forgotten_unless_it_came_again_meanwhile(tmp_path: Path) -> None:
    store = MediaStore(tmp_path, VAULT, 1000)
    kept = await store.keep("photo", "", "", PNG)
    store.forget(kept.sha256, time.time() - 60)
    assert store.read(kept.sha256) == PNG
    store.forget(kept.sha256, time.time() + 60)
    store.forget(kept.sha256, time.time() + 60)
    with pytest.raises(FileNotFoundError):
        store.read(kept.sha256)


async def test_files_and_folders_tell_the_day_and_not_the_moment(tmp_path: Path) -> None:
    store, unsent = (MediaStore(tmp_path / name, VAULT, 1000) for name in ("", UNSENT))
    kept = await store.keep("photo", "", "", PNG)
    sent = await unsent.keep("document", "text/plain", "a.txt", TEXT)
    assert store.take_over(sent.sha256, unsent)
    store.forget(kept.sha256, time.time() + 60)
    paths = [path for path in tmp_path.rglob("*") if path != tmp_path / UNSENT]
    assert len(paths) > 4
    assert [path for path in paths if path.stat().st_mtime % DAY] == []


@pytest.mark.parametrize("name", ["", "../../secret.key", "A" * 64, "0" * 63, "0" * 63 + "/"])
def test_only_a_hash_names_a_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        MediaStore(tmp_path, VAULT, 1000).read(name)


async def test_a_large_file_lies_in_pieces_and_one_of_an_older_version_in_one(
    tmp_path: Path,
) -> None:
    store, large = MediaStore(tmp_path, VAULT, 10**7), b"text " * 500_000
    kept = await store.keep("document", "text/plain", "a.txt", large)
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.read_bytes().count(b"\n") == 10
    assert store.read(kept.sha256) == large
    file.write_bytes(VAULT.encrypt(large))
    assert store.read(kept.sha256) == large
