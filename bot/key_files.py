"""Keys in files: good ones are made, whole or not at all, and guessable ones are told."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

LEAST_LENGTH = 32
LEAST_DIFFERENT = 8
"""Different characters; thirty-two random ones have more, a key leant on has one."""


def is_guessable(secret: str, least: int = LEAST_LENGTH) -> bool:
    """Whether a secret is so short or so monotonous that somebody may try it."""
    return len(secret) < least or len(set(secret)) < LEAST_DIFFERENT


def new_secret() -> str:
    """One nobody guesses."""
    return secrets.token_urlsafe(LEAST_LENGTH)


def key_made_once(path: Path, new_key: Callable[[], str] = new_secret) -> str:
    """The key in a file, made if there is none. A crash leaves no file or a whole one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, new_key())
    return path.read_text().strip()


def write_once(path: Path, content: str) -> None:
    """Write a file for the owner alone; whoever made it first wins."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
