"""Figures: the weekly summary, reports on demand, questions in words."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.reports import close_period, question_files, questions, report_files, summary
from rules.lifecycle import OFFICE

WING = Wing(
    commands={
        "baocao": Command(summary.baocao, summary.READERS),
        "chotky": Command(close_period.chotky, (OFFICE,)),
        "solieu": Command(questions.solieu, summary.READERS, takes_words=True),
    },
    actions={
        "figs": questions.press_question,
    },
    times={
        "report": summary.send_report,
        "ask_figures": question_files.send_question_files,
    },
    jobs={
        "report": report_files.make_report,
        "ask_figures": question_files.make_question_files,
    },
    flows=(close_period.CLOSE,),
    due=(summary.summaries_due,),
)
