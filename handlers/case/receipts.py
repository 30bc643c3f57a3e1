"""The receipt: the code with its secret part, which its owner sees and nobody of the staff does."""

from __future__ import annotations

import hmac
from enum import StrEnum

from bot.turn import Turn
from rules.case_code import TypedCode
from storage import receipt_tries
from storage.models import Case
from storage.web_sessions import WEB


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

    Everybody has so many tries a day. A session of the web chat costs nothing, so those of a
    network have so many together, and all of them for one code, there or not; an account of a
    messenger is not kept from a receipt by what strangers do.
    """
    most = _most_tries(turn, typed)
    tries = await receipt_tries.tries_on_day(turn.db, turn.today, list(most))
    if any(made >= allowed for made, allowed in zip(tries, most.values(), strict=True)):
        return ReceiptTry.TOO_MANY
    secret = case.receipt_secret if case else ""
    if secret and hmac.compare_digest(secret, typed.secret):
        return ReceiptTry.OPENS
    await receipt_tries.count_wrong_try(turn.db, turn.today, list(most))
    return ReceiptTry.WRONG


def _most_tries(turn: Turn, typed: TypedCode) -> dict[str, int]:
    """Who and what a try counts for, and how many wrong ones a day each may have."""
    limits, sender = turn.office.limits, turn.event.sender
    # A page that is no chat has nobody of its own: there the network and the code alone count.
    most = {} if sender == WEB else {sender: limits.receipt_tries_of_person}
    if sender.startswith(WEB):
        most[typed.code] = limits.receipt_tries_of_code
        if turn.event.crowd:
            most[turn.event.crowd] = limits.receipt_tries_of_network
    return most
