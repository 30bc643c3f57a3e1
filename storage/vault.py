"""Encrypts personal data before it reaches the disk, and opens it again."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any, TypeVar

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")


class Vault:
    """Encrypts with a key derived from PAKN_SECRET_KEY; losing that key loses the data."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret, b"pakn/vault", 32)))
        # Left in the database: thirty bits tell two keys apart and give nothing away.
        self.mark = int.from_bytes(_derive(secret, b"pakn/mark", 4)) >> 2
        self._hash_key = _derive(secret, b"pakn/blind", 32)

    def encrypt(self, content: bytes) -> bytes:
        """Encrypt and sign."""
        return self._fernet.encrypt(content)

    def decrypt(self, encrypted: bytes) -> bytes:
        """Decrypt. Raises WrongKeyError when PAKN_SECRET_KEY is not the one that encrypted it."""
        try:
            return self._fernet.decrypt(encrypted)
        except InvalidToken:
            raise WrongKeyError from None

    def keyed_hash(self, text: str, salt: bytes = b"") -> str:
        """A keyed hash: tells whether two texts are the same, and nothing else about them."""
        return hmac.new(self._hash_key, salt + text.encode(), hashlib.sha256).hexdigest()[:40]


def _derive(secret: str, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=None, info=purpose).derive(secret.encode())


class WrongKeyError(Exception):
    """PAKN_SECRET_KEY is not the key this database was written with."""


def encrypt(db: AsyncSession, value: Any) -> bytes:
    """Encrypt any msgspec-encodable value with the vault of the database `db` belongs to."""
    vault: Vault = db.info["vault"]
    return vault.encrypt(msgspec.json.encode(value))


def decrypt(db: AsyncSession, encrypted: bytes, kind: type[T]) -> T:
    """Open what `encrypt` closed."""
    vault: Vault = db.info["vault"]
    return msgspec.json.decode(vault.decrypt(encrypted), type=kind)


def keyed_hash(db: AsyncSession, text: str, salt: bytes = b"") -> str:
    """`Vault.keyed_hash` of the database `db` belongs to."""
    vault: Vault = db.info["vault"]
    return vault.keyed_hash(text, salt)
