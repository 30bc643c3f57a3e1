"""What we do about it: everything a person can say or press, and time, merged from the wings."""

from __future__ import annotations

from bot.tables import HandlerTables, merged
from handlers import (
    agency,
    case,
    citizen,
    deadlines,
    denunciation,
    intake,
    office,
    privacy,
    publication,
    ratings,
    reports,
    shared,
    staff,
    start,
    workspace,
)
from handlers.citizen import live_chat_messages
from handlers.workspace import card_refresh, groups, replies

WINGS = (
    start.WING,
    deadlines.WING,
    workspace.WING,
    reports.WING,
    intake.WING,
    ratings.WING,
    privacy.WING,
    citizen.WING,
    staff.WING,
    agency.WING,
    office.WING,
    denunciation.WING,
    publication.WING,
    case.WING,
    shared.WING,
)
FLOWS = {flow.name: flow for wing in WINGS for flow in wing.flows}
JOBS = merged(wing.jobs for wing in WINGS)
DUE = tuple(find for wing in WINGS for find in wing.due)
TABLES = HandlerTables(
    commands=merged(wing.commands for wing in WINGS),
    actions=merged(wing.actions for wing in WINGS),
    times=merged(wing.times for wing in WINGS),
    talk=live_chat_messages.say_in_chat,
    quoted=replies.reply_to_card,
    group_actions={"accept": groups.accept_in_group, "group": groups.end_group},
    quoted_in_group=groups.reply_in_group,
    group_changed=groups.group_membership_changed,
    group_seen=groups.group_heard,
    otherwise=start.otherwise,
    case_changed=card_refresh.refresh_cards,
)
