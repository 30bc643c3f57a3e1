"""`invite`: one-time links for people and keys for systems."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from bot.cli import console, options, running
from bot.cli.console import TEXTS
from bot.settings import Settings
from rules.lifecycle import AGENCY_ROLES, ROLES


def invite_command(
    role: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_role"))] = "",
    agency: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_agency"))] = "",
    name: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_name"))] = "",
    show: Annotated[bool, typer.Option("--list", help=TEXTS("cli.invite.option_list"))] = False,
    revoke: Annotated[int, typer.Option(help=TEXTS("cli.invite.option_revoke"))] = 0,
) -> None:
    settings = options.chosen_settings()
    if revoke:
        running.run_to_end(_revoke(settings, revoke), settings)
    elif show:
        running.run_to_end(_list_invitations(settings), settings)
    elif role:
        running.run_to_end(_invite(settings, role, agency.upper(), name), settings)
    else:
        console.stop_with(TEXTS("cli.invite.needs_role"))


async def _invite(settings: Settings, role: str, agency: str, name: str) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from storage import invitations  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    if role not in ROLES:
        console.stop_with(TEXTS("cli.invite.unknown_role", role=role, roles=", ".join(ROLES)))
    agencies = [code for code, one in office.office.agencies.items() if one.handles]
    if role in AGENCY_ROLES and agency not in agencies:
        console.stop_with(TEXTS("cli.invite.needs_agency", agencies=", ".join(agencies)))
    async with office.opened():
        days = office.office.limits.invitation_days
        async with office.db.begin() as db:
            row, token = await invitations.create_invitation(
                db, role, agency if role in AGENCY_ROLES else "", name, office.clock.now(), days
            )
        until = row.created_at + timedelta(days=days)
        typer.echo(TEXTS("cli.invite.made", number=row.id, role=role, until=until))
        typer.echo(TEXTS("cli.invite.web", url=f"{office.links['web']}moi-{token}"))
        if office.telegram is not None:
            await running.meet_telegram(office)
            link = office.links.get("telegram")
            typer.echo(
                TEXTS("cli.invite.telegram", url=f"{link}moi-{token}")
                if link
                else TEXTS("cli.invite.telegram_by_hand", token=token)
            )
        if office.zalo is not None:
            typer.echo(TEXTS("cli.invite.zalo", url=office.zalo.url, token=token))


async def _list_invitations(settings: Settings) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from storage import invitations  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.opened():
        async with office.db.read() as db:
            rows = await invitations.pending_invitations(db, office.clock.now())
        for row in rows:
            values = {"number": row.id, "role": row.role, "agency": row.agency, "name": row.name}
            typer.echo(TEXTS("cli.invite.line", until=row.expires_at, **values))
        if not rows:
            typer.echo(TEXTS("cli.invite.none"))


async def _revoke(settings: Settings, number: int) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from storage import invitations  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.opened(), office.db.begin() as db:
        done = await invitations.revoke_invitation(db, number, None, office.clock.now())
    typer.echo(TEXTS("cli.invite.revoked" if done else "cli.invite.not_revoked", number=number))
    if not done:
        raise typer.Exit(1)
