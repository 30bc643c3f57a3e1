"""How satisfied people are with the one-stop office."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.ratings import counting, low_scores, statistics, visit, visit_details
from rules.lifecycle import CHAIR, LEADER, OFFICE

WING = Wing(
    commands={
        "danhgia": Command(visit.danhgia),
        "thongke": Command(statistics.thongke),
        "diemthap": Command(low_scores.diemthap, (LEADER, OFFICE, CHAIR)),
    },
    actions={
        "reslip": visit.rate_again,
        "did": low_scores.write_what_was_done,
    },
    times={
        "count_ratings": counting.count_ratings,
        "low_scores": low_scores.tell_low_scores,
        "thongke": statistics.show_statistics,
    },
    jobs={
        "thongke": statistics.make_statistics,
    },
    flows=(
        visit.RATING,
        visit_details.MORE,
        visit_details.CRITERION,
        low_scores.DOING,
    ),
    due=(counting.counting_due, low_scores.low_scores_due),
)
