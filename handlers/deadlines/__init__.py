"""What time brings: lateness, escalation, dates that move and why."""

from __future__ import annotations

from bot.tables import Wing
from handlers.deadlines import (
    alarms,
    explanation,
    no_eligible_handler,
    overdue,
    recalculation,
    review_overdue,
    unanswered,
)

WING = Wing(
    actions={
        "why": explanation.explain_date,
    },
    times={
        "late": overdue.case_became_late,
        "unsigned_apology": overdue.unsigned_apology,
        "promise_broken": overdue.promise_broken,
        "escalate": overdue.escalate_late_cases,
        "alarm_again": alarms.repeat_alarm,
        alarms.ALARM_COUNTED: alarms.ring_for_counted,
        "left_alone": no_eligible_handler.pass_on_or_tell,
        "checks_late": review_overdue.escalate_reviews,
        "data_version": recalculation.keep_data_version,
        "date_moved": recalculation.tell_date_moved,
        "waiting": unanswered.remind_to_supplement,
        "give_up": unanswered.end_unanswered,
        "why": explanation.show_calendar,
    },
    jobs={
        "why": explanation.make_calendar,
    },
    due=(
        recalculation.date_moves_due,
        overdue.lateness_due,
        alarms.alarms_due,
        no_eligible_handler.cases_without_handler_due,
    ),
)
