"""How a handler says no."""

from __future__ import annotations

from typing import Any


class UserError(Exception):
    """A handler says no: everything it did is undone, and this is said."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
