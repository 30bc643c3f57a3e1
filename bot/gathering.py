"""What a question gathers from several messages, until it is enough."""

from __future__ import annotations

import msgspec

from bot.flow_answers import DOCUMENT, FILES, PHOTO, TEXT, VIDEO, VOICE, Again, Given
from bot.turn import Ask, Turn
from storage.conversations import ConversationFrame

NAMELESS = ("text/", "image/", "audio/", "video/")
"""Kinds of file that name nobody, or are cleaned as they come in."""
A_STORY = 5
"""So many words where a button is expected are no attempt to name it."""


def gathered_so_far(run: ConversationFrame, name: str) -> Given:
    """All that a gathering question has so far."""
    pieces = [msgspec.convert(piece, Given) for piece in run.pieces.get(name, [])]
    return Given(
        text="\n".join(piece.text for piece in pieces if piece.text),
        media=tuple(item for piece in pieces for item in piece.media),
        location=next((piece.location for piece in pieces if piece.location), None),
        missed=sum(piece.missed for piece in pieces),
    )


def gathered_in_words(turn: Turn, given: Given) -> str:
    """What arrived, in words: `2 ảnh, 1 ghi âm (nhận được 3/4 tệp đã gửi)`."""
    parts = []
    if given.text:
        parts.append(turn.words("conversation.held.text"))
    for kind in (PHOTO, VOICE, VIDEO, DOCUMENT):
        number = sum(item.kind == kind for item in given.media)
        if number:
            parts.append(turn.words(f"conversation.held.{kind}", n=number))
    if given.location:
        parts.append(turn.words("conversation.held.location"))
    whole = ", ".join(parts)
    if given.missed:
        came = len(given.media)
        missed = turn.words("conversation.held.missed", came=came, sent=came + given.missed)
        whole = f"{whole} {missed}".strip()
    return whole


def gather_message(turn: Turn, run: ConversationFrame, ask: Ask, given: Given) -> None:
    """Add a message to what a question has. Raises Again when it is too much."""
    held = gathered_so_far(run, ask.name)
    limits = turn.office.limits
    if len(held.text) + len(given.text) > limits.text_max:
        raise Again("conversation.too_long", most=limits.text_max)
    given = files_that_fit(turn, len(held.media), given)
    pieces = run.pieces.setdefault(ask.name, [])
    if any(given.text == piece.get("text") for piece in pieces):
        # Sent twice, by an impatient finger or a slow line: said once.
        given = msgspec.structs.replace(given, text="")
    pieces.append(msgspec.to_builtins(given))
    if _may_hold_a_name(given) and not _may_hold_a_name(held):
        turn.say("conversation.name_in_file")
    ask.heard(turn, run.answers, given)


def _may_hold_a_name(given: Given) -> bool:
    """Whether a paper is among the files: those are kept as they came, author and all."""
    return any(not item.mime.startswith(NAMELESS) for item in given.media)


def files_that_fit(turn: Turn, held: int, given: Given) -> Given:
    """What was given, without the files that are too many beside those held, which is said."""
    most = turn.office.limits.attachments_max
    left_out = given.media[max(most - held, 0) :]
    if not left_out:
        return given
    for item in left_out:
        turn.forget_file(item.sha256)
    turn.say("conversation.too_many_files", most=most, n=len(left_out))
    taken = given.media[: len(given.media) - len(left_out)]
    return msgspec.structs.replace(given, media=taken, missed=given.missed + len(left_out))


def is_enough(turn: Turn, run: ConversationFrame, ask: Ask) -> bool:
    """Whether nobody need say that this was all; never while it is told anew."""
    if ask.enough is None or ask.name in run.revised or not run.pieces.get(ask.name):
        return False
    return ask.enough(turn, gathered_so_far(run, ask.name))


def ends_by_itself(turn: Turn, run: ConversationFrame) -> bool:
    """Whether no word is needed that this was all, so that such a word answers nothing."""
    ask = gathering_question(turn, run)
    return ask is not None and ask.enough is not None


def tell_anew(turn: Turn, run: ConversationFrame, ask: Ask, given: Given) -> None:
    """Put new words in the place of all there were; files stay, and new ones join them.

    Raises Again when the new words alone do not do; then nothing has changed.
    """
    if given.text:
        held = gathered_so_far(run, ask.name)
        ask.check(turn, run.answers, msgspec.structs.replace(held, text=given.text))
        for piece in run.pieces[ask.name]:
            piece.pop("text", None)
    gather_message(turn, run, ask, given)
    run.revised, run.before = [], {}


def tell_what_came(turn: Turn, run: ConversationFrame, ask: Ask, given: Given) -> None:
    """Count the files where the next question comes at once, which does not name them."""
    if (given.media or given.missed) and is_enough(turn, run, ask):
        held = gathered_so_far(run, ask.name)
        turn.say("conversation.taken", held=gathered_in_words(turn, held))


def gathering_question(turn: Turn, run: ConversationFrame) -> Ask | None:
    """The question of a run that gathers, if it has one."""
    flow = turn.world.flows[run.flow]
    return next((ask for ask in flow.asks if ask.gathers), None)


def check_text_size(turn: Turn, given: Given) -> None:
    """Raise Again for a text over the office's limit."""
    if len(given.text) > turn.office.limits.text_max:
        raise Again("conversation.too_long", most=turn.office.limits.text_max)


def belongs_to_what_is_told(turn: Turn, run: ConversationFrame, ask: Ask, given: Given) -> bool:
    """Before its question was put every word belongs to what is told; after it, a sentence does.

    While it waits for its place alone every word does: nothing is asked that a word could answer.
    """
    rests = turn.world.flows[run.flow].rests(turn, run) is not None
    told = rests or ask.name not in run.answers or len(given.text.split()) >= A_STORY
    words = given.kinds & {TEXT} if told else frozenset[str]()
    return bool((given.kinds & FILES | words) & ask.accepts)
