"""The receipt: the code with its secret part, which its owner sees and nobody of the staff does."""

from __future__ import annotations

import hmac
from enum import StrEnum

from bot.turn import Turn
from bot.web_session_names import WEB
from rules.case_code import TypedCode
from storage import receipt_tries
from storage.models import Case


def receipt_code(case: Case) -> str:
    """What stands on the receipt; of a case from before there were secret parts, its code."""
    return f"{case.code}-{case.receipt_secret}" if case.receipt_secret else case.code


class ReceiptTry(StrEnum):
    """What comes of typing a whole code."""

    OPENS = "opens"
    WRONG = "wrong"
    TOO_MANY = "too many"
    """Told, right or wrong: who knows the receipt must not read that it is none."""


async def try_receipt(turn: Turn, case: Case | None, typed: TypedCode) -> ReceiptTry:
    """Whether a stranger holds the receipt of a case. A wrong try is counted.

    Everybody has so many wrong tries a day, and nobody loses one by what others do: not by
    guesses at the same code nor from the same network, where its owner may be. Guessing from
    places that cost nothing, a page or a new session, is bounded by the length of the secret part
    and the pace of a network.
    """
    secret = case.receipt_secret if case else ""
    return await try_secret(turn, opens=bool(secret) and hmac.compare_digest(secret, typed.secret))


async def try_secret(turn: Turn, *, opens: bool) -> ReceiptTry:
    """What comes of typing a secret that is right, or is not: see `try_receipt`."""
    # A page that is no chat has nobody of its own.
    whose = [turn.event.sender] if turn.event.sender != WEB else []
    tries = await receipt_tries.tries_on_day(turn.db, turn.today, whose)
    if any(made >= turn.office.limits.receipt_tries_of_person for made in tries):
        return ReceiptTry.TOO_MANY
    if opens:
        return ReceiptTry.OPENS
    await receipt_tries.count_wrong_try(turn.db, turn.today, whose)
    return ReceiptTry.WRONG
