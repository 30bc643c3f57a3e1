"""What stands for whoever handed a denunciation over."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy.ext.asyncio import AsyncSession

from storage.sealed_box import SealedBox


def owner_of(db: AsyncSession, person_id: int) -> str:
    """A hash of a person; nothing while the sealed key is away.

    Keyed with that key: with any other, whoever has the database could try every person.
    """
    box: SealedBox = db.info["vault"].box
    if not box.hash_key:
        return ""
    hashed = hmac.new(box.hash_key, str(person_id).encode(), hashlib.sha256).hexdigest()
    return f"{owner_mark(box)}{hashed[:40]}"


def owner_mark(box: SealedBox) -> str:
    """How what was hashed with this key begins."""
    return f"{box.public[:4].hex()}:"
