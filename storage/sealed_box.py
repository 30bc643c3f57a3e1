"""Closes words for whoever holds a key that need not lie here: everybody can close, one can open.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305.
"""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
INFO = b"pakn/sealed"


class LockedError(Exception):
    """What is asked for is closed with the sealed key, and that is not here."""


class WrongSealedKeyError(Exception):
    """The file holds no sealed key, or that of another database."""


class SealedBox:
    """The public half closes; opening needs the private one, which may be missing."""

    def __init__(self, public: bytes, private: str = "", old: str = "") -> None:
        """`private`: as `new_sealed_key` wrote it, or nothing; `old`: the one before, which opens.

        Raises WrongSealedKeyError.
        """
        self.public = public
        self._private = _private_key(private) if private else None
        self._old = _private_key(old) if old else None
        if self._private and self._private.public_key().public_bytes_raw() != public:
            raise WrongSealedKeyError

    @property
    def has_old(self) -> bool:
        """Whether a key from before opens, too."""
        return self._old is not None

    @property
    def alone(self) -> SealedBox:
        """The same without the old key."""
        box = SealedBox(self.public)
        box._private = self._private
        return box

    @property
    def is_locked(self) -> bool:
        """Whether the private half is missing."""
        return self._private is None

    @property
    def hash_key(self) -> bytes:
        """What values are hashed with that nobody may try without the private half; else none."""
        if self._private is None:
            return b""
        derived = HKDF(SHA256(), length=32, salt=None, info=b"pakn/sealed/hash")
        return derived.derive(self._private.private_bytes_raw())

    def close(self, content: bytes) -> bytes:
        return SUITE.encrypt(content, X25519PublicKey.from_public_bytes(self.public), INFO)

    def open(self, closed: bytes) -> bytes:
        """Raises LockedError without the private half, WrongSealedKeyError for another's."""
        if self._private is None:
            raise LockedError
        for key in filter(None, (self._private, self._old)):
            with suppress(InvalidTag):
                return SUITE.decrypt(closed, key, INFO)
        raise WrongSealedKeyError


def new_sealed_key() -> str:
    """A private half, as it is written into a file."""
    return base64.urlsafe_b64encode(X25519PrivateKey.generate().private_bytes_raw()).decode()


def public_half(private: str) -> bytes:
    """What belongs to a private half. Raises WrongSealedKeyError for what is none."""
    return _private_key(private).public_key().public_bytes_raw()


def _private_key(text: str) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(text))
    except (binascii.Error, ValueError):
        raise WrongSealedKeyError from None
