"""What an old key still opens, of either kind, and the same encrypted with today's."""

from __future__ import annotations

from collections.abc import Callable

from storage.sealed_box import LockedError, WrongSealedKeyError
from storage.vault import SEALED, ApartText, Vault, WrongKeyError


def is_current(vault: Vault, encrypted: bytes) -> bool:
    """Whether no old key is needed to open it, or none here does."""
    return _is_of_the_only_key(vault, encrypted[: len(SEALED)]) or _opens_alone(
        vault, lambda alone: alone.decrypt(encrypted)
    )


def is_current_text(vault: Vault, encrypted: str) -> bool:
    """`is_current` of what `encrypt_text` closed."""
    return _is_of_the_only_key(vault, encrypted[: len(SEALED)].encode()) or _opens_alone(
        vault, lambda alone: alone.decrypt_text(encrypted)
    )


def _is_of_the_only_key(vault: Vault, beginning: bytes) -> bool:
    """Whether it is closed with the sealed key, and there was never another."""
    return beginning == SEALED and not (vault.box and vault.box.has_old)


def _opens_alone(vault: Vault, opened: Callable[[Vault], object]) -> bool:
    try:
        opened(vault.alone)
    except LockedError:
        return True
    except (WrongKeyError, WrongSealedKeyError):
        return False
    return True


def renewed(vault: Vault, encrypted: bytes) -> bytes:
    """The same, encrypted or closed anew as it was."""
    return vault.rewritten(encrypted, apart=vault.is_sealed(encrypted))


def renewed_text(vault: Vault, encrypted: str) -> str:
    """`renewed` of what `encrypt_text` closed."""
    text = vault.decrypt_text(encrypted)
    return vault.encrypt_text(ApartText(text) if encrypted.startswith(SEALED.decode()) else text)
