"""What kind of danger words tell of: who can help first is not whose field the words name."""

from __future__ import annotations

from rules.office import Office
from rules.office_directory import DangerKind
from rules.recognition import phrases_said


def kind_of_danger(text: str, office: Office) -> DangerKind | None:
    """The kind of which most is said, the office's order where two are alike; None: of no kind."""
    said = {
        code: sum(len(phrase.split()) for phrase in phrases_said(text, kind.words))
        for code, kind in office.dangers.items()
    }
    most = max(said, key=lambda code: said[code], default="")
    return office.dangers[most] if said.get(most) else None
