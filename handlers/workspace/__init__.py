"""What officials work with: queue, cards, groups, the morning's digest."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.workspace import digest, group_cards, groups, open_case, queue
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE, ROLES

WING = Wing(
    commands={
        "viec": Command(queue.viec, ROLES),
        "xem": Command(open_case.xem, (*AGENCY_ROLES, OFFICE, CHAIR)),
        "quahan": Command(queue.quahan, (OFFICE, LEADER, CHAIR)),
        "phanloai": Command(queue.phanloai, (OFFICE,)),
        "congkhai": Command(queue.congkhai, (OFFICE,)),
        "nhom": Command(groups.nhom, (LEADER, OFFICE), in_groups=True),
    },
    actions={
        "queue": queue.turn_queue_page,
        "queue_find": queue.search_queue,
        "open": open_case.open_case,
        "group": groups.end_group,
    },
    times={
        "digest": digest.send_digest,
        "group_cards": group_cards.refresh_group_cards,
    },
    flows=(queue.SEARCH,),
    due=(
        digest.digests_due,
        group_cards.group_cards_due,
    ),
)
