"""Whether a matter is settled, by the word of whoever reported it, beside the office's status."""

from __future__ import annotations

from typing import Final

NOT_ASKED: Final = ""
"""There is no answer yet, or it is from before this was asked."""
VERDICT_WAITING: Final = "waiting"
"""An answer came, and its reader has not said."""
VERDICT_ASKED: Final = "asked"
"""The same, and they were asked once."""
RESOLVED: Final = "resolved"
UNRESOLVED: Final = "unresolved"

WAITS: Final = "wait"
EARLY: Final = "early"
"""Of what is promised for a day to come its reader waits, or says that it is done already."""

SAID: Final = (RESOLVED, UNRESOLVED)
UNSAID: Final = (VERDICT_WAITING, VERDICT_ASKED)
