"""What a page knows replies by: names that tell neither how many there are nor whose they are."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SALT = b"webchat/reply\0"
HALF = 8


class ReplyNames:
    """One block cipher a key: a row's number and its session in, sixteen bytes out, and back.

    The number of a row counts what everybody is told; a page that saw it would know how much that
    is. The same row has the same name as long as the key is the same.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        """The newest secret last."""
        keys = [hashlib.sha256(SALT + secret.encode()).digest() for secret in secrets]
        # One block that never comes twice with different meanings: what ECB is safe for.
        self._ciphers = [Cipher(algorithms.AES(key), modes.ECB()) for key in reversed(keys)]  # noqa: S305

    def name(self, address: str, row: int) -> str:
        """Of a reply, for one session."""
        seal = self._ciphers[0].encryptor()
        block = seal.update(row.to_bytes(HALF, "big") + _mark(address))
        return base64.urlsafe_b64encode(block).rstrip(b"=").decode()

    def row(self, address: str, name: object) -> int:
        """The reply a page means; 0 for what was never told to this session."""
        try:
            block = base64.urlsafe_b64decode(f"{name}==")
        except (binascii.Error, ValueError):
            return 0
        if len(block) != 2 * HALF:
            return 0
        for cipher in self._ciphers:
            opened = cipher.decryptor().update(block)
            if opened[HALF:] == _mark(address):
                return int.from_bytes(opened[:HALF], "big")
        return 0


def _mark(address: str) -> bytes:
    return hashlib.sha256(address.encode()).digest()[:HALF]
