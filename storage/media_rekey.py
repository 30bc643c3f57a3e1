"""Files that an old key still opens are encrypted with today's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from storage.media import FILES, INCOMING, UNSENT
from storage.media_lines import is_closed, put_in_place, rewritten_file, stored_piece
from storage.renewal import is_current
from storage.vault import Vault


def rewrite_files(folder: Path, vault: Vault) -> Iterator[Path]:
    """Encrypt anew, piece by piece; gives the files it did. Slow; stopped, it goes on later.

    What nobody sent yet goes first: what is sent meanwhile is found among the others.
    """
    for store in (folder / UNSENT, folder):
        for path in sorted(store.glob(FILES)):
            with suppress(FileNotFoundError):  # it was sent, or forgotten, meanwhile
                if _rewrite(path, store / INCOMING, vault):
                    yield path


def _rewrite(path: Path, incoming: Path, vault: Vault) -> bool:
    """False when it is of today's key already."""
    with path.open("rb") as file:
        if is_current(vault, stored_piece(file.readline())):
            return False
    put_in_place(rewritten_file(path, incoming, vault, apart=is_closed(path)), path)
    return True
