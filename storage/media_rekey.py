"""Files that an old key still opens are encrypted with today's."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from storage.vault import Vault


def rewrite_files(folder: Path, vault: Vault) -> Iterator[Path]:
    """Encrypt anew, piece by piece; gives the files it did. Slow; stopped, it goes on later."""
    for path in sorted(folder.glob("??/*")):
        with path.open("rb") as file:
            if vault.is_current(file.readline().rstrip(b"\n")):
                continue
            file.seek(0)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as anew:
                for line in file:
                    anew.write(vault.encrypt(vault.decrypt(line.rstrip(b"\n"))) + b"\n")
                anew.flush()
                os.fsync(anew.fileno())
            kept = path.stat()  # when it was wanted last: see MediaStore.forget
            os.utime(anew.name, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        Path(anew.name).replace(path)
        yield path
