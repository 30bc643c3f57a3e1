"""Encrypts personal data before it reaches the disk, and opens it again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cached_property
from typing import Any, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.ext.asyncio import AsyncSession

from storage.sealed_box import LockedError, SealedBox

T = TypeVar("T")
SEALED = b"sealed:"
"""What is closed with the sealed key begins so; no other ciphertext of ours does."""
LOCKED = "🔒"
"""What is read in place of words whose key is not here. It can never be written."""
NONCE = 12
"""Bytes; what AES-GCM takes, random for each text."""
CLOCK = "clock"
"""The channel of what falls due: its addresses name cases, and nobody."""


class ApartText(str):
    """Words that a column closes with the sealed key."""

    __slots__ = ()


class ApartNumber(float):
    """A number that a column closes with the sealed key."""

    __slots__ = ()


class Vault:
    """Encrypts with a key derived from PAKN_SECRET_KEY; losing that key loses the data."""

    def __init__(self, secret: str, old: Sequence[str] = ()) -> None:
        """`old`: what PAKN_SECRET_KEY was before; opens, and encrypts nothing any more."""
        self._secret = secret
        self._old = tuple(map(Vault, old))
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret, b"pakn/vault", 32)))
        # Left in the database: thirty bits tell two keys apart and give nothing away.
        self.mark = int.from_bytes(_derive(secret, b"pakn/mark", 4)) >> 2
        self._hash_key = _derive(secret, b"pakn/blind", 32)
        self.box: SealedBox | None = None
        """Of the sealed key; who opens a database puts it here."""
        self._texts = AESGCM(_derive(secret, b"pakn/texts", 32))
        self._addresses = AESSIV(_derive(secret, b"pakn/addresses", 64))

    def encrypt(self, content: bytes) -> bytes:
        """Encrypt and sign."""
        return self._fernet.encrypt(content)

    def decrypt(self, encrypted: bytes) -> bytes:
        """Open what `encrypt` or `seal` closed.

        Raises WrongKeyError when PAKN_SECRET_KEY is not the one that encrypted it, and LockedError.
        """
        if self.is_out_of_reach(encrypted):
            raise LockedError
        if self.is_sealed(encrypted):
            return self._box().open(encrypted[len(SEALED) :])
        try:
            return self._fernet.decrypt(encrypted)
        except InvalidToken:
            return self._by_old(lambda vault: vault.decrypt(encrypted))

    def _by_old(self, opened: Callable[[Vault], T]) -> T:
        for vault in self._old:
            with suppress(WrongKeyError):
                return opened(vault)
        raise WrongKeyError

    def old_of_mark(self, mark: int) -> Vault | None:
        """The old key that left this mark in a database."""
        return next((vault for vault in self._old if vault.mark == mark), None)

    @property
    def alone(self) -> Vault:
        """The same without old keys."""
        self._alone.box = self.box and self.box.alone
        return self._alone

    @cached_property
    def _alone(self) -> Vault:
        return Vault(self._secret)

    def seal(self, content: bytes) -> bytes:
        """Encrypt for the holder of the sealed key."""
        return SEALED + self._box().close(content)

    def is_sealed(self, encrypted: bytes) -> bool:
        """Whether only the holder of the sealed key opens it."""
        return encrypted.startswith(SEALED)

    def is_out_of_reach(self, encrypted: bytes) -> bool:
        """Whether it is sealed and the key is not here."""
        return self.is_sealed(encrypted) and self.is_locked

    def rewritten(self, encrypted: bytes, *, apart: bool) -> bytes:
        """The same content, encrypted anew: for the holder of the sealed key, or not."""
        content = self.decrypt(encrypted)
        return self.seal(content) if apart else self.encrypt(content)

    @property
    def is_locked(self) -> bool:
        """Whether the sealed key is away."""
        return self.box is None or self.box.is_locked

    def _box(self) -> SealedBox:
        if self.box is None:
            raise RuntimeError("the sealed key was not prepared")
        return self.box

    def encrypt_text(self, text: str) -> str:
        """Encrypt words for a column of text; no words stay none.

        Not with Fernet: whoever searches opens thousands, and of short words that takes ten times
        as long.
        """
        if not text:
            return ""
        if text == LOCKED:
            raise LockedError
        if isinstance(text, ApartText):
            return (SEALED + base64.b64encode(self._box().close(text.encode()))).decode()
        nonce = os.urandom(NONCE)
        return base64.b64encode(nonce + self._texts.encrypt(nonce, text.encode(), None)).decode()

    def decrypt_text(self, encrypted: str) -> str:
        """Open what `encrypt_text` closed; LOCKED without the sealed key it needs."""
        if not encrypted:
            return ""
        if encrypted.startswith(SEALED.decode()):
            closed = base64.b64decode(encrypted[len(SEALED) :])
            return LOCKED if self.is_locked else self._box().open(closed).decode()
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            return self._texts.decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
        except (InvalidTag, ValueError):
            return self._by_old(lambda vault: vault.decrypt_text(encrypted))

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

    def signing_keys(self, purpose: bytes) -> list[str]:
        """What tokens of a purpose are signed with, the last one; all tell that one is ours.

        Derived, so that a token is no way to try secrets the data is encrypted with. Before
        2026-11-30 the secret itself was taken: such tokens stay good as long as they were to be.
        """
        older = [key for vault in self._old for key in vault.signing_keys(purpose)]
        derived = _derive(self._secret, b"pakn/tokens/" + purpose, 32)
        return [*older, self._secret, derived.hex()]

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

    def name_of_file(self, sha256: str, origin: str) -> str:
        """What a file of this content and origin is called; of no origin, one drawn by lot."""
        if not origin:
            return secrets.token_hex(32)
        what = f"file:{sha256}:{origin}".encode()
        return hmac.new(self._hash_key, what, hashlib.sha256).hexdigest()

    def keyed_hashes(self, text: str, salt: bytes = b"") -> list[str]:
        """`keyed_hash` by our key, and by each old one."""
        return [vault.keyed_hash(text, salt) for vault in (self, *self._old)]


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


def seal(db: AsyncSession, value: Any) -> bytes:
    """Encrypt any msgspec-encodable value for the holder of the sealed key."""
    vault: Vault = db.info["vault"]
    return vault.seal(msgspec.json.encode(value))


def decrypt(db: AsyncSession, encrypted: bytes, kind: type[T]) -> T:
    """Open what `encrypt` closed."""
    vault: Vault = db.info["vault"]
    return msgspec.json.decode(vault.decrypt(encrypted), type=kind)


def keyed_hash(db: AsyncSession, text: str, salt: bytes = b"") -> str:
    """`Vault.keyed_hash` of the database `db` belongs to."""
    vault: Vault = db.info["vault"]
    return vault.keyed_hash(text, salt)
