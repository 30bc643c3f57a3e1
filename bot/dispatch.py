"""One event, one transaction, one handler."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from bot import conversation, edited_message, guessed_command, open_question, resting, turn_output
from bot.clock import Clock
from bot.command_words import CommandWords
from bot.event import OF_QUESTION, Event, unpack_choice
from bot.held_up import HeldUpEvents
from bot.sender import Sender
from bot.tables import HandlerTables
from bot.turn import Turn, World
from bot.user_error import UserError
from rules.text import to_nfc
from storage import (
    case_messages,
    chat_history,
    claims,
    conversations,
    inbox,
    live_chats,
    people,
)
from storage.database import Database
from storage.known_person import KnownPerson
from storage.models import Conversation, InboxRow, Person
from storage.sealed_box import LockedError

ID = re.compile("[0-9]{1,9}")
"""The id of a row: more digits than these no database of ours will ever count."""


class Dispatcher:
    """Runs each event in one transaction, together with the memory that it was handled."""

    def __init__(
        self, db: Database, clock: Clock, sender: Sender, world: World, tables: HandlerTables
    ) -> None:
        self._db = db
        self._clock = clock
        self._sender = sender
        self.world = world
        self._tables = tables
        self._command_words = CommandWords(world, tables)
        self.held_up = HeldUpEvents(db, clock, world)

    async def handle(self, event: Event, rows: Sequence[InboxRow], *, keep: bool) -> None:
        """Handle an event that arrived as `rows`; they are marked in the same commit.

        Raises claims.ClaimLostError when another worker did it first: nothing is changed then.
        """
        # Once for all: NFC, without what cannot be seen (nor, a NUL, be stored in PostgreSQL).
        event = msgspec.structs.replace(
            event, text=to_nfc(event.text), sender_name=to_nfc(event.sender_name)
        )
        try:
            async with self._db.begin() as db:
                await inbox.mark_updates_done(db, list(rows), keep=keep)
                turn = await self._run(db, event)
                await turn_output.queue_replies(db, turn)
                await inbox.add_updates(db, list(turn_output.job_arrivals(turn)))
                if turn.forget_since is not None:
                    since = turn.forget_since
                    await chat_history.forget_messages_between(db, [event.address], turn.now, since)
        except claims.ClaimLostError:
            raise
        except Exception as error:  # noqa: BLE001 - the one place: try again or apologise, go on
            await self.held_up.settle(event, rows, error)
        self._sender.wake()

    async def _run(self, db: AsyncSession, event: Event) -> Turn:
        now = self._clock.now()
        if event.kind == "time":
            turn = Turn(db=db, now=now, event=event, world=self.world, known=_nobody(event))
            name, subject, *detail = unpack_choice(event.choice)
            await self._tables.times[name](turn, int(subject), ":".join(detail))
            await self._show_changes(turn)
            if event.media:
                # Files that were asked for some seconds ago: a question was put meanwhile.
                for address in dict(turn.replies):
                    await open_question.repeat_question_at(turn, address)
            return turn
        known = await people.person_at_address(db, event.sender, now)
        if not known.reachable and event.kind != "blocked":
            await people.mark_address_reachable(db, event.sender, reachable=True)
        row = await conversations.lock_conversation(db, event.address, known.person.id)
        turn, interrupted = self._turn(db, event, known, row), False
        if turn.talk and not await live_chats.is_live_chat_open(db, turn.talk):
            # The other side, or time, ended it: what it had put aside is taken up again.
            row.talk_id, turn.talk = None, 0
            interrupted = bool(turn.stack) and _is_plain(event)
        try:
            async with db.begin_nested():
                await (open_question.resume_flow(turn) if interrupted else self._choose(turn))
                await self._show_changes(turn)
                await db.flush()
        except (UserError, LockedError) as error:
            no = error if isinstance(error, UserError) else UserError("sealed.locked")
            # What the handler did is undone; its no is all that is said.
            turn = self._turn(db, event, known, row)
            turn.say(no.key, **no.values)
            if no.afterwards is not None:
                await no.afterwards(turn)
            open_question.drop_outdated_flows(turn)
            await self._after_no(turn)
        conversations.save_frames(db, row, turn.stack, now)
        row.talk_id = turn.talk or None
        row.rests_until = resting.rests_until(turn)
        return turn

    async def _after_no(self, turn: Turn) -> None:
        """The open question once more, but for one that this no, or another, has settled."""
        if not turn.talk and await open_question.end_impossible_flow(turn):
            await open_question.resume_flow(turn)
        else:
            await open_question.repeat_question(turn)

    def _turn(self, db: AsyncSession, event: Event, known: KnownPerson, row: Conversation) -> Turn:
        return Turn(
            db=db,
            now=self._clock.now(),
            event=event,
            world=self.world,
            known=known,
            stack=conversations.frames_of_conversation(db, row),
            talk=row.talk_id or 0,
            commands=[
                name
                for name, command in self._tables.commands.items()
                if not command.roles or any(map(known.holds, command.roles))
            ],
        )

    async def _choose(self, turn: Turn) -> None:
        event = turn.event
        open_question.drop_outdated_flows(turn)
        if event.kind in {"blocked", "unblocked"}:
            await self._came_or_left(turn)
        elif event.kind == "edited":
            await self._edited(turn)
        elif not event.private:
            await self._tables.group_seen(turn)
            await self._in_group(turn)
        elif event.choice:
            await self._pressed(turn)
        elif command := self._command_words.named_in(turn):
            await self._obey(turn, command)
        elif event.replied_to and (code := await self._quoted(turn)):
            await self._tables.quoted(turn, code)
        elif turn.talk:
            await self._tables.talk(turn)
        elif not (turn.stack and await conversation.hear_answer(turn)):
            await self._tables.otherwise(turn)

    async def _show_changes(self, turn: Turn) -> None:
        """What is on screens changes before anybody is told why."""
        told, turn.replies = turn.replies, []
        for case in turn.cases_changed.values():
            await self._tables.case_changed(turn, case)
        turn.replies += told

    async def _came_or_left(self, turn: Turn) -> None:
        if not turn.event.private:
            await self._tables.group_changed(turn)
        elif turn.event.kind == "blocked":
            await people.mark_address_reachable(turn.db, turn.event.address, reachable=False)

    async def _edited(self, turn: Turn) -> None:
        if turn.event.private and turn.event.text:
            await edited_message.edit_unfinished_text(turn)

    async def _pressed(self, turn: Turn) -> None:
        name, *parts = unpack_choice(turn.event.choice)
        if name == OF_QUESTION and len(parts) == 3:
            await conversation.press_button(turn, *parts)
        elif name == "c" and len(parts) == 1 and parts[0] in self._tables.commands:
            await self._obey(turn, parts[0])
        elif name in self._tables.actions and parts and ID.fullmatch(parts[0]):
            await resting.take_what_rests(turn)
            await self._tables.actions[name](turn, int(parts[0]), ":".join(parts[1:]))
            if turn.replies and not turn.asked:
                await open_question.repeat_question(turn)
        else:
            turn.say("conversation.old_button")
            await open_question.repeat_question(turn)

    async def _in_group(self, turn: Turn) -> None:
        """Personal matters never enter a group; what is no command and no answer is not for us."""
        event, (name, *parts) = turn.event, unpack_choice(turn.event.choice)
        command = self._command_words.named_in(turn) if event.text.startswith("/") else ""
        if command in self._tables.commands and self._tables.commands[command].in_groups:
            await self._obey(turn, command)
        elif name in self._tables.group_actions and parts and ID.fullmatch(parts[0]):
            await self._tables.group_actions[name](turn, int(parts[0]), ":".join(parts[1:]))
        elif event.replied_to and (code := await self._quoted(turn)):
            await self._tables.quoted_in_group(turn, code)
        elif command or event.choice:
            channel = turn.event.address.partition(":")[0]
            link = turn.world.links.get(channel, "")
            turn.say("conversation.private_only", link=f"{link}gopy" if link else "")

    async def _obey(self, turn: Turn, name: str) -> None:
        command = self._tables.commands.get(name)
        if command is None:
            guessed_command.say_what_was_meant(turn, name)
            await open_question.repeat_question(turn)
            return
        if name not in turn.commands:
            known = turn.known.roles
            raise UserError(f"conversation.{'not_your_role' if known else 'not_yours'}")
        open_question.drop_passing_flow(turn)
        if not command.drops:
            await resting.take_what_rests(turn)
        await command.run(turn)
        if not turn.asked:
            await open_question.repeat_question(turn)

    async def _quoted(self, turn: Turn) -> str:
        return await case_messages.case_code_of_message(
            turn.db, turn.event.address, turn.event.replied_to
        )


def _nobody(event: Event) -> KnownPerson:
    return KnownPerson(Person(id=None, name="", created_at=event.at), ())


def _is_plain(event: Event) -> bool:
    """Words or files, neither a press nor a command."""
    return event.kind == "message" and not event.choice and not event.text.startswith("/")
