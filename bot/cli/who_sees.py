"""`who-sees`: who sees what of a case, as a page for whoever answers for it."""

from __future__ import annotations

import typer

from bot.cli.console import TEXTS
from rules.who_sees import CaseKind, CaseStage, CaseWitness, Seen, sight_of


def who_sees_command() -> None:
    typer.echo(who_sees_markdown(), nl=False)


def who_sees_markdown() -> str:
    """`docs/ai-thay-gi.md` as the table has it now."""
    lines = [TEXTS("who_sees.page.head"), ""]
    for kind in CaseKind:
        lines += [f"## {TEXTS(f'who_sees.kind.{kind}')}", "", *_table(kind), ""]
    lines += [TEXTS("who_sees.page.foot"), ""]
    return "\n".join(lines)


def _table(kind: CaseKind) -> list[str]:
    stages = [TEXTS(f"who_sees.stage.{stage}") for stage in CaseStage]
    head = [TEXTS("who_sees.page.who"), *stages]
    rows = [
        [TEXTS(f"who_sees.who.{who}"), *(_cell(who, kind, stage) for stage in CaseStage)]
        for who in CaseWitness
    ]
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _cell(who: CaseWitness, kind: CaseKind, stage: CaseStage) -> str:
    said = [
        TEXTS(f"who_sees.{what}.{seen}")
        for what, seen in sight_of(who, kind, stage)._asdict().items()
        if seen is not Seen.NEVER
    ]
    return "; ".join(said) or TEXTS("who_sees.nothing")
