"""How a handler says no."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any


class UserError(Exception):
    """A handler says no: everything it did is undone, and this is said."""

    afterwards: Callable[[Any], Awaitable[None]] | None = None
    """Called with the turn when all is undone: what is written down of the attempt stays."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
