"""The standing menu and the commands as buttons, for each role its own."""

from __future__ import annotations

from collections.abc import Collection

from bot.event import Rows
from bot.turn import Turn
from rules.lifecycle import OFFICE

CITIZEN = ("gopy", "danhgia", "cuatoi", "ketqua", "gapcanbo", "dulieu", "trogiup", "huy")


FIRST = ("gopy", "cuatoi", "danhgia")
"""What most people come for: to report, to ask how it stands, to rate."""


IN_GROUP = ("nhom", "trogiup")
"""In a group there is little to do but to learn the way into a private chat."""


OFFICIAL = ("viec", "thongke", "vang", "trogiup", "huy")


OF_OFFICE = ("viec", "phanloai", "congkhai", "thongke", "poster", "nguoi", "trogiup", "huy")


def menu_commands(turn: Turn) -> tuple[str, ...]:
    """The commands of the speaker's standing menu."""
    return menu_commands_for([held.role for held in turn.known.roles])


def menu_commands_for(roles: Collection[str]) -> tuple[str, ...]:
    """The commands of the standing menu of somebody with these roles."""
    if OFFICE in roles:
        return OF_OFFICE
    return OFFICIAL if roles else CITIZEN


def menu_buttons(turn: Turn) -> Rows:
    """The commands as buttons."""
    names = [name for name in menu_commands(turn) if name != "huy"]
    return [[turn.command_button(name)] for name in names]


def first_choices(turn: Turn) -> Rows:
    """The few things most people come for, as buttons."""
    return [[turn.command_button(name)] for name in FIRST]
