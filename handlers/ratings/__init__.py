"""How satisfied people are with the one-stop office."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.ratings import (
    counting,
    low_score_answer,
    low_scores,
    shared_devices,
    slip_words,
    statistics,
    visit,
    visit_details,
)
from rules.lifecycle import CHAIR, LEADER

WING = Wing(
    commands={
        "danhgia": Command(visit.danhgia),
        "thongke": Command(statistics.thongke),
        "diemthap": Command(low_scores.diemthap, (LEADER, CHAIR)),
    },
    actions={
        "reslip": visit.rate_again,
        "did": low_score_answer.write_what_was_done,
    },
    times={
        "count_ratings": counting.count_ratings,
        "low_scores": low_scores.tell_low_scores,
        "shared_device": shared_devices.tell_of_shared_device,
        "slip_words": slip_words.tell_slip_words,
        "thongke": statistics.show_statistics,
    },
    jobs={
        "thongke": statistics.make_statistics,
    },
    flows=(
        visit.RATING,
        visit_details.MORE,
        visit_details.CRITERION,
        low_score_answer.DOING,
    ),
    due=(
        counting.counting_due,
        low_scores.low_scores_due,
        shared_devices.shared_devices_due,
        slip_words.slip_words_due,
    ),
)
