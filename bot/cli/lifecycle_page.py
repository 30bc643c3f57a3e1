"""The table of moves as a page for engineers: a diagram and a list."""

from __future__ import annotations

from rules.lifecycle import (
    CLOSED,
    KEEPS_BEFORE,
    MOVES,
    NOT_BY_ACCUSED,
    RECEIVED,
    STATUS_BEFORE,
    WHILE_RESTRICTED,
    Move,
)


def lifecycle_markdown() -> str:
    """`docs/lifecycle.md` as the code has it now."""
    arrows = sorted({line for name, move in MOVES.items() for line in _arrows(name, move)})
    ways_out = [f"    {status} --> [*]" for status in CLOSED]
    rows = [_row(name, move) for name, move in MOVES.items()]
    return "\n".join(
        [
            "# The life of a case",
            "",
            "Written by `python -m bot lifecycle > docs/lifecycle.md` from `rules/lifecycle.py`:",
            "change the table there.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {RECEIVED}",
            *arrows,
            *ways_out,
            "```",
            "",
            "| Move | From | To | By |",
            "|---|---|---|---|",
            *rows,
            "",
            f"Of a sealed case only: {', '.join(WHILE_RESTRICTED)}.",
            "",
            f"Never by whom a case is about: {', '.join(NOT_BY_ACCUSED)}.",
            "",
        ]
    )


def _arrows(name: str, move: Move) -> list[str]:
    """Moves that change the status; one that gives back an older status leads to each it may be."""
    if move.ends == STATUS_BEFORE:
        return [
            f"    {kept} --> {end}: {name}"
            for kept in KEEPS_BEFORE
            if kept in move.starts
            for end in _before(kept)
        ]
    return [f"    {start} --> {move.ends}: {name}" for start in move.starts if move.ends]


def _before(kept: str) -> list[str]:
    return sorted({start for move in MOVES.values() if move.ends == kept for start in move.starts})


def _row(name: str, move: Move) -> str:
    end = {"": "unchanged", STATUS_BEFORE: "as before"}.get(move.ends, move.ends)
    return f"| {name} | {', '.join(move.starts)} | {end} | {', '.join(move.by)} |"
