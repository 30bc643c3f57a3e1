"""The links tablets were given before they were enrolled: good for some time after the upgrade."""

from __future__ import annotations

import hmac

from storage.vault import Vault


def kiosk_token(vault: Vault, counter: str) -> str:
    """What such a link carries to say that it is a shared tablet's."""
    return vault.keyed_hash(f"kiosk-page:{counter}")[:20]


def is_kiosk_token(vault: Vault, counter: str, given: str) -> bool:
    """Whether a link was given out by us for this counter."""
    return hmac.compare_digest(kiosk_token(vault, counter).encode(), given.encode())
