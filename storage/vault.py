"""Encrypts personal data before it reaches the disk, and opens it again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")
NONCE = 12
"""Bytes; what AES-GCM takes, random for each text."""
CLOCK = "clock"
"""The channel of what falls due: its addresses name cases, and nobody."""


class Vault:
    """Encrypts with a key derived from PAKN_SECRET_KEY; losing that key loses the data."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret, b"pakn/vault", 32)))
        # Left in the database: thirty bits tell two keys apart and give nothing away.
        self.mark = int.from_bytes(_derive(secret, b"pakn/mark", 4)) >> 2
        self._hash_key = _derive(secret, b"pakn/blind", 32)
        self._texts = AESGCM(_derive(secret, b"pakn/texts", 32))
        self._addresses = AESSIV(_derive(secret, b"pakn/addresses", 64))

    def encrypt(self, content: bytes) -> bytes:
        """Encrypt and sign."""
        return self._fernet.encrypt(content)

    def decrypt(self, encrypted: bytes) -> bytes:
        """Decrypt. Raises WrongKeyError when PAKN_SECRET_KEY is not the one that encrypted it."""
        try:
            return self._fernet.decrypt(encrypted)
        except InvalidToken:
            raise WrongKeyError from None

    def encrypt_text(self, text: str) -> str:
        """Encrypt words for a column of text; no words stay none.

        Not with Fernet: whoever searches opens thousands, and of short words that takes ten times
        as long.
        """
        if not text:
            return ""
        nonce = os.urandom(NONCE)
        return base64.b64encode(nonce + self._texts.encrypt(nonce, text.encode(), None)).decode()

    def decrypt_text(self, encrypted: str) -> str:
        """Open what `encrypt_text` closed."""
        if not encrypted:
            return ""
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            return self._texts.decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
        except (InvalidTag, ValueError):
            raise WrongKeyError from None

    def encrypt_address(self, address: str) -> str:
        """Encrypt all of an address but its channel, always to the same: it can be looked up."""
        channel, _, rest = address.partition(":")
        if not rest or channel == CLOCK:
            return address
        hidden = self._addresses.encrypt(rest.encode(), [channel.encode()])
        return f"{channel}:{base64.urlsafe_b64encode(hidden).decode()}"

    def decrypt_address(self, encrypted: str) -> str:
        """Open what `encrypt_address` closed."""
        channel, _, hidden = encrypted.partition(":")
        if not hidden or channel == CLOCK:
            return encrypted
        try:
            rest = self._addresses.decrypt(base64.urlsafe_b64decode(hidden), [channel.encode()])
        except (InvalidTag, ValueError):
            raise WrongKeyError from None
        return f"{channel}:{rest.decode()}"

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """What columns are encrypted and opened with inside; of one database at a time."""
        if IN_USE.get(self) is not self:
            raise RuntimeError("a transaction of one office inside that of another")
        token = IN_USE.set(self)
        try:
            yield
        finally:
            IN_USE.reset(token)

    def keyed_hash(self, text: str, salt: bytes = b"") -> str:
        """A keyed hash: tells whether two texts are the same, and nothing else about them."""
        return hmac.new(self._hash_key, salt + text.encode(), hashlib.sha256).hexdigest()[:40]


def _derive(secret: str, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=None, info=purpose).derive(secret.encode())


IN_USE: ContextVar[Vault] = ContextVar("vault")
"""Of the database whose transaction this is. Compiled SQL, which holds the types of columns, is
shared by all offices of a process (storage.dialects), so no engine or type can hold a key."""


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
