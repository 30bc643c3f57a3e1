"""Files that an old key still opens are encrypted with today's."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from storage.media import FILES, INCOMING, UNSENT
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
        if vault.is_current(file.readline().rstrip(b"\n")):
            return False
        file.seek(0)
        incoming.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as anew:
            for line in file:
                anew.write(vault.encrypt(vault.decrypt(line.rstrip(b"\n"))) + b"\n")
            anew.flush()
            os.fsync(anew.fileno())
    kept = path.stat()  # when it was wanted last: see MediaStore.forget
    Path(anew.name).replace(path)
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    return True
