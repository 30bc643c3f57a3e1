"""What we keep on disk is for the account we run as, and for nobody else on the machine."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import structlog
from sqlalchemy import URL

log = structlog.get_logger()

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def close_data(folder: Path, database: URL) -> None:
    """Take what an older version left open to other accounts of this machine out of their reach."""
    close_folder(folder)
    if database.get_backend_name() == "sqlite" and database.database:
        for suffix in ("", "-wal", "-shm"):
            close_file(Path(database.database + suffix))


def close_folder(folder: Path) -> None:
    """Close a folder and all in it.

    What lies in a folder that was closed already could be reached by nobody: it is not looked at.
    """
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        if entry.is_symlink():
            continue
        if entry.is_file():
            close_file(Path(entry))
        elif entry.is_dir() and _is_open(entry.stat()):
            close_folder(Path(entry))
    close_file(folder)


def close_file(path: Path) -> None:
    """Close one file; one of another account is only told of."""
    try:
        found = path.stat()
        if _is_open(found):
            path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except FileNotFoundError:
        return  # a WAL that went meanwhile, or none yet
    except PermissionError:
        log.warning("files.open_to_others", path=str(path))


def _is_open(found: os.stat_result) -> bool:
    return bool(found.st_mode & OTHERS)
