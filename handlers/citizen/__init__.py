"""What a citizen does after filing, and reads."""

from __future__ import annotations

from bot import resting
from bot.tables import Command, Wing
from handlers.citizen import (
    disambiguation,
    followup,
    late_words,
    live_chat,
    live_chat_messages,
    plain_words,
    praise,
    published_results,
    rating,
    tracking,
    urgent_words,
    verdict,
    which_case,
    withdrawal,
)

WING = Wing(
    commands={
        "cuatoi": Command(tracking.cuatoi, intent="lost_code"),
        "tiendo": Command(plain_words.tiendo, intent="status"),
        "camon": Command(plain_words.camon, intent="thanks"),
        "rutphananh": Command(plain_words.rutphananh, drops=True, intent="withdraw"),
        "xemlai": Command(plain_words.xemlai, intent="displeased"),
        "tracuu": Command(tracking.track_case),
        "ketqua": Command(published_results.ketqua),
        "gapcanbo": Command(live_chat.gapcanbo, intent="officer"),
        "ketthuc": Command(live_chat.ketthuc),
    },
    actions={
        "case": tracking.show_own_case,
        "mine": tracking.turn_own_cases_page,
        "results": published_results.turn_results_page,
        "result": published_results.show_result,
        "find": published_results.search_results,
        "narrow": published_results.narrow_results,
        "supplement": late_words.begin_supplement,
        "add": late_words.begin_addition,
        "reopen": followup.begin_reopening,
        "appeal": followup.begin_appeal,
        "withdraw": withdrawal.begin_withdrawal,
        "verdict": verdict.say_verdict,
        "apart": urgent_words.tell_apart,
        "rate": rating.rate_answer,
        "rate_open": rating.open_rating,
        "take_talk": live_chat.take_chat,
        "end_talk": live_chat.end_chat,
    },
    times={
        "talk_over": live_chat.chat_over,
        "talk_outdated": live_chat_messages.forget_outdated_chat,
        "ask_verdict": verdict.ask_for_verdict,
        "words_rest": resting.take_after_pause,
    },
    flows=(
        disambiguation.UNSURE,
        praise.PRAISED,
        rating.WORDS,
        *late_words.FLOWS,
        withdrawal.WITHDRAW,
        late_words.LATE,
        which_case.WHICH,
        published_results.SEARCH,
    ),
    due=(live_chat.chats_due, verdict.verdicts_due, resting.pauses_due),
)
