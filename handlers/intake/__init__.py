"""From the first word of a report to its receipt, by whatever way it comes."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.intake import alarm, assisted_filing, drafts, filing, open311, report
from rules.lifecycle import AGENCY_ROLES, OFFICE

WING = Wing(
    commands={
        "gopy": Command(report.report_by_command, intent="begin"),
        "nhapho": Command(assisted_filing.nhapho, (*AGENCY_ROLES, OFFICE)),
    },
    actions={
        "invite": filing.accept_reminders,
        "receipt": assisted_filing.print_receipt,
    },
    times={
        "draft_waits": drafts.remind_of_draft,
        "draft_over": drafts.drop_old_draft,
        "open311": open311.take_in_submission,
        "receipt": assisted_filing.send_receipt,
    },
    jobs={
        "receipt": assisted_filing.make_receipt,
    },
    flows=(
        report.INTAKE,
        alarm.ALARM,
        assisted_filing.PAPER,
    ),
    due=(drafts.drafts_due,),
)
