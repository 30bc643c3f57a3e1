"""The channels of an office, made from its settings, and where it announces results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channel import Accept
from bot.event import MenuItem
from bot.settings import Settings
from bot.texts import Texts
from channels.telegram import TelegramChannel
from channels.webchat import Render, WebChatChannel
from channels.webchat.frames import HistoryLine
from channels.webchat.sessions import ChatSessions
from channels.zalo import ZaloChannel, zalo_group_address
from handlers.shared.menu import CITIZEN, IN_GROUP
from storage import inbox, outbox
from storage.database import Database
from storage.group_threads import ThreadMemory
from storage.media import MediaStore
from storage.oauth_tokens import TokenMemory
from storage.shown_menus import MenuMemory


def announced_at(settings: Settings) -> tuple[str, ...]:
    places = [f"telegram:{settings.telegram_channel}"] if settings.telegram_channel else []
    if settings.zalo_oa_id and settings.zalo_group:
        places.append(zalo_group_address(settings.zalo_group))
    return tuple(places)


@dataclass(frozen=True, kw_only=True)
class ChannelSetup:
    """Makes the channels; each gets only what it needs of the rest."""

    settings: Settings
    db: Database
    media: MediaStore
    texts: Texts
    accept: Accept

    def web_chat(
        self,
        sessions: ChatSessions,
        render: Render,
        now: Callable[[], datetime],
    ) -> WebChatChannel:
        return WebChatChannel(
            sessions,
            accept=self.accept,
            keep=self.media.keep,
            read_file=self.media.read,
            history=self._history,
            render=render,
            words={**self.texts.under("chat.js"), **self.texts.under("media")},
            now=now,
            max_bytes=self.media.max_bytes,
            # With one process every reply is announced; with several, one looks for the others'.
            tick=15.0 if self.db.embedded else 1.0,
        )

    def telegram(self, on_username: Callable[[str], None]) -> TelegramChannel:
        def menu(names: Sequence[str]) -> list[MenuItem]:
            return [MenuItem(name, self.texts(f"commands.{name}.label")) for name in names]

        return TelegramChannel(
            self.settings,
            accept=self.accept,
            keep=self.media.keep,
            read_file=self.media.read,
            threads=ThreadMemory(self.db),
            words=self.texts.under("telegram"),
            menu=menu(CITIZEN),
            group_menu=menu(IN_GROUP),
            on_username=on_username,
        )

    def zalo(self) -> ZaloChannel:
        return ZaloChannel(
            self.settings,
            accept=self.accept,
            keep=self.media.keep,
            read_file=self.media.read,
            tokens=TokenMemory(self.db, ZaloChannel.name),
            menus=MenuMemory(self.db),
            words=self.texts.under("zalo"),
            max_bytes=self.media.max_bytes,
        )

    async def _history(self, address: str, after: int, limit: int) -> list[HistoryLine]:
        async with self.db.read() as db:
            lines = [
                HistoryLine(at, seq, reply=reply)
                for seq, at, reply in await outbox.sent_replies(
                    db, address, after=after, limit=limit
                )
            ]
            if not after:
                lines += [
                    HistoryLine(row.received_at, 0, said=inbox.payload_of_update(db, row))
                    for row in await inbox.kept_updates(db, address, limit)
                ]
        # What was said at the same moment as a reply came before it.
        return sorted(lines, key=lambda line: (line.at, line.seq))
