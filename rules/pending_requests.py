"""What a case's log says somebody was asked for and has not done yet: pure, like the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rules.timeline import CLOSES, OPENS, Moment


class PendingRequests(NamedTuple):
    """What is wished for besides the answer."""

    extension: bool = False
    """The agency asked for more time, and the office has not decided."""
    returned: bool = False
    """The agency gave the case back, and the office has not forwarded it since."""
    helpers: frozenset[str] = frozenset()
    """Agencies asked to help that have not told anything yet."""
    refusal: bool = False
    """Somebody proposed a refusal that no second person decided; it may have fallen since."""
    reopened: int = 0
    """How often its reporters were not content, and it went back to its agency."""
    broken: bool = False
    """What an answer promised for a day was not done by then, nor answered anew since."""


NO_REQUESTS = PendingRequests()


def read_pending_requests(log: Sequence[Moment]) -> PendingRequests:
    """What is still open at the end of a log."""
    extension = returned = refusal = False
    reopened, broken = 0, False
    helpers: set[str] = set()
    for _, action, data in log:
        if action in _EXTENSION:
            extension = action == "ask_extension"
        elif action in _RETURN:
            returned = action == "return"
        elif action in _REFUSAL:
            refusal = action == "propose_refusal"
        elif action == "involve":
            helpers.add(data["helper"])
        elif action == "contribute":
            helpers.discard(data["helper"])
        if action in _PROMISED_WORK:
            broken = action == "work_broken"
        reopened += action == "reopen"
        # Who leads a case now helps with it no more.
        helpers.discard(data.get("agency", ""))
    return PendingRequests(extension, returned, frozenset(helpers), refusal, reopened, broken)


_PROMISED_WORK = ("work_broken", "solve", *CLOSES)
_EXTENSION = ("ask_extension", "extend", "deny_extension")
_REFUSAL = ("propose_refusal", "reject_refusal", *CLOSES)
_RETURN = ("return", "forward", *OPENS)
