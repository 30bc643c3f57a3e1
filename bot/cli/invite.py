"""`invite`: one-time links for people and keys for systems."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from bot.cli import console, options, running
from bot.cli.console import TEXTS
from bot.settings import Settings
from rules.lifecycle import AGENCY_ROLES, ROLES
from rules.staff_roles import GIVEN_BY_TWO, OVER_OFFICE


def invite_command(
    role: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_role"))] = "",
    agency: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_agency"))] = "",
    place: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_place"))] = "",
    name: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_name"))] = "",
    show: Annotated[bool, typer.Option("--list", help=TEXTS("cli.invite.option_list"))] = False,
    revoke: Annotated[int, typer.Option(help=TEXTS("cli.invite.option_revoke"))] = 0,
    confirm: Annotated[int, typer.Option(help=TEXTS("cli.invite.option_confirm"))] = 0,
) -> None:
    settings = options.chosen_settings()
    if confirm:
        running.run_to_end(_confirm(settings, confirm), settings)
    elif revoke:
        running.run_to_end(_revoke(settings, revoke), settings)
    elif show:
        running.run_to_end(_list_invitations(settings), settings)
    elif role:
        running.run_to_end(_invite(settings, role, agency.upper(), place, name), settings)
    else:
        console.stop_with(TEXTS("cli.invite.needs_role"))


async def _invite(settings: Settings, role: str, agency: str, place: str, name: str) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from bot.clock import Due  # noqa: PLC0415 - start-up: slow for --help
    from storage import invitations, role_assignments  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    if role not in ROLES:
        console.stop_with(TEXTS("cli.invite.unknown_role", role=role, roles=", ".join(ROLES)))
    agencies = [code for code, one in office.office.agencies.items() if one.handles]
    if role in AGENCY_ROLES and agency not in agencies:
        console.stop_with(TEXTS("cli.invite.needs_agency", agencies=", ".join(agencies)))
    places = office.office.ratings.places.get(agency, ()) if role in AGENCY_ROLES else ()
    if place not in (places or ("",)):
        console.stop_with(TEXTS("cli.invite.needs_place", places=", ".join(places)))
    async with office.opened():
        days = office.office.limits.invitation_days
        async with office.db.begin() as db:
            # Two people give the highest roles, once there is anybody to be the second.
            two = role in GIVEN_BY_TWO and await role_assignments.is_anyone_of(db, OVER_OFFICE)
            row, token = await invitations.create_invitation(
                *(db, role, agency if role in AGENCY_ROLES else "", name, office.clock.now(), days),
                confirmed=not two,
                place=place,
            )
            if two:
                await running.leave_to_bot(
                    office, db, Due("confirm_wanted", f"confirm_wanted:{row.id}", row.id)
                )
        until = row.created_at + timedelta(days=days)
        typer.echo(TEXTS("cli.invite.made", number=row.id, role=role, until=until))
        if two:
            typer.echo(TEXTS("cli.invite.needs_second"))
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
            if row.confirmed_at is None:
                typer.echo(TEXTS("cli.invite.line_waits"))
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


async def _confirm(settings: Settings, number: int) -> None:
    """The operator is the second person of an invitation that somebody made in the chat."""
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from bot.clock import Due  # noqa: PLC0415 - start-up: slow for --help
    from storage import invitations  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.opened(), office.db.begin() as db:
        row = await invitations.invitation_by_id(db, number)
        made_in_chat = row is not None and row.created_by is not None
        done = made_in_chat and await invitations.confirm_invitation(
            db, number, None, office.clock.now()
        )
        if done:
            await running.leave_to_bot(office, db, Due("confirmed", f"confirmed:{number}", number))
    typer.echo(TEXTS("cli.invite.confirmed" if done else "cli.invite.not_confirmed", number=number))
    if not done:
        raise typer.Exit(1)
