"""`staff`: who works here; the operator suspends, resumes and ends what nobody in the chat may."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import console, options, running
from bot.cli.console import TEXTS
from bot.settings import Settings


def staff_command(
    suspend: Annotated[int, typer.Option(help=TEXTS("cli.staff.option_suspend"))] = 0,
    resume: Annotated[int, typer.Option(help=TEXTS("cli.staff.option_resume"))] = 0,
    end: Annotated[int, typer.Option(help=TEXTS("cli.staff.option_end"))] = 0,
) -> None:
    settings = options.chosen_settings()
    for kind, number in (("suspend", suspend), ("resume", resume), ("leave", end)):
        if number:
            running.run_to_end(_change(settings, kind, number), settings)
            return
    running.run_to_end(_list_staff(settings), settings)


async def _list_staff(settings: Settings) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from storage import staff  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.opened(), office.db.read() as db:
        members = await staff.staff_members(db)
    for one in members:
        roles = ", ".join(f"{held.role} {held.agency}".strip() for held in one.roles)
        line = TEXTS("cli.staff.line", number=one.id, name=one.name, roles=roles)
        typer.echo(line + (TEXTS("cli.staff.suspended") if one.suspended else ""))
    if not members:
        typer.echo(TEXTS("cli.staff.none"))


async def _change(settings: Settings, kind: str, number: int) -> None:
    """Rights change now; the bot hands over what is open and tells who must know."""
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from bot.clock import Due  # noqa: PLC0415 - start-up: slow for --help
    from storage import staff  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.opened():
        now = office.clock.now()
        async with office.db.begin() as db:
            member = await staff.staff_member_by_id(db, number)
            if member is None:
                console.stop_with(TEXTS("cli.staff.unknown", number=number))
            do = {
                "suspend": staff.suspend_staff_member,
                "resume": staff.resume_staff_member,
                "leave": staff.end_roles_of_person,
            }[kind]
            await do(db, number, None, now)
            held = ",".join(f"{role.role}.{role.agency}" for role in member.roles)
            key = f"staff_left:{number}:{kind}:{now.isoformat()}"
            await running.leave_to_bot(office, db, Due("staff_left", key, number, f"{kind}:{held}"))
    typer.echo(TEXTS(f"cli.staff.done.{kind}", number=number, name=member.name))
