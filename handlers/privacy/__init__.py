"""Personal data: shown to its owner, exported, erased, kept no longer than needed."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.privacy import erasure, export, file_cleanup, my_data, own_sessions

WING = Wing(
    commands={
        "dulieu": Command(my_data.dulieu),
        "xoadulieu": Command(erasure.xoadulieu, intent="erase"),
        "thoathet": Command(own_sessions.thoathet),
    },
    actions={
        "mydata": my_data.press_my_data,
        "end_sessions": own_sessions.end_own_sessions,
        "way_back": own_sessions.tell_of_way_back,
    },
    times={
        "mydata": export.send_export,
        "forget_contact": erasure.forget_old_contact,
        "forget_file": file_cleanup.forget_file,
        "own_file_over": file_cleanup.forget_own_file,
    },
    jobs={
        "mydata": export.make_export,
    },
    flows=(
        my_data.CORRECT,
        my_data.WITHDRAW,
        erasure.ERASE,
    ),
    due=(
        erasure.erasures_due,
        file_cleanup.files_due,
    ),
)
