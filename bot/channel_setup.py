"""The channels of an office, made from its settings, and where it announces results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.channel import Accept
from bot.clock import Clock
from bot.event import MenuItem
from bot.rate_limit import KeyedLimit, RateLimit
from bot.settings import SettingError, Settings
from bot.texts import Texts
from bot.turn import World
from bot.web_history import WebHistory
from channels.telegram import TelegramChannel
from channels.web_push import PushChannel, PushKey, PushServices
from channels.webchat import HEADERS, Render, WebChatChannel
from channels.webchat.files import ChatFiles, NetworkOf, UploadLimits
from channels.webchat.open_pages import MostPages
from channels.webchat.push_routes import PushRoutes
from channels.webchat.sessions import ChatSessions
from channels.zalo import ZaloChannel, zalo_group_address
from handlers.citizen.tracking import track_without_chat
from handlers.shared.menu import CITIZEN, IN_GROUP
from publish.web.tracking_page import Track
from rules.office import Office
from storage.database import Database
from storage.group_threads import ThreadMemory
from storage.media import MediaStore
from storage.oauth_tokens import TokenMemory
from storage.push_subscriptions import PushMemory
from storage.sealed_box import LockedError
from storage.shown_menus import MenuMemory
from storage.unsent_uploads import UnsentUploads
from storage.vault import Vault
from storage.web_sessions import WebSessionMemory

MEGABYTE = 1024 * 1024
TEN_MINUTES, HOUR = 600.0, 3600.0


def announced_at(settings: Settings) -> tuple[str, ...]:
    places = [f"telegram:{settings.telegram_channel}"] if settings.telegram_channel else []
    if settings.zalo_oa_id and settings.zalo_group:
        places.append(zalo_group_address(settings.zalo_group))
    return tuple(places)


def media_store(settings: Settings, office: Office, vault: Vault, folder: str = "") -> MediaStore:
    return MediaStore(
        settings.media_dir / folder,
        vault,
        office.limits.file_max_mb * MEGABYTE,
        least_free=settings.least_free_mb * MEGABYTE,
        most_held=settings.upload_memory_mb * MEGABYTE,
    )


def newcomer_limit(office: Office) -> Callable[[str], bool]:
    return KeyedLimit(RateLimit(office.limits.web.new_reports_per_network, HOUR)).take


def tracking_of_page(db: Database, world: World, clock: Clock) -> Track:
    async def track(typed: str, session: str) -> str:
        return await track_without_chat(db, world, clock, typed, session)

    return track


def web_session_memory(
    db: Database, office: Office, now: Callable[[], datetime]
) -> WebSessionMemory:
    idle = timedelta(minutes=office.limits.web.shared_idle_minutes)
    return WebSessionMemory(db, now, idle)


@dataclass(frozen=True, kw_only=True)
class ChannelSetup:
    """Makes the channels; each gets only what it needs of the rest."""

    settings: Settings
    db: Database
    media: MediaStore
    uploads: UnsentUploads
    office: Office
    texts: Texts
    accept: Accept

    def chat_sessions(self, seats: frozenset[str], now: Callable[[], datetime]) -> ChatSessions:
        return ChatSessions(
            self.db.vault.signing_keys(b"web chat"),
            self.settings.base_url,
            seats,
            web_session_memory(self.db, self.office, now),
        )

    def web_chat(
        self,
        sessions: ChatSessions,
        render: Render,
        now: Callable[[], datetime],
        network_of: NetworkOf,
    ) -> WebChatChannel:
        limits = self.office.limits.web
        history = WebHistory(self.db)
        words = {**self.texts.under("chat.js"), **self.texts.under("media")}
        return WebChatChannel(
            sessions,
            accept=self.accept,
            files=ChatFiles(
                sessions,
                receive=self.uploads.receive,
                read_file=self._file_of_page,
                is_shown=history.shows,
                network_of=network_of,
                limits=self._upload_limits(),
                words=words,
                headers=HEADERS,
            ),
            send_files=self.uploads.send,
            history=history,
            render=render,
            words=words,
            now=now,
            # With one process every reply is announced; with several, one looks for the others'.
            tick=15.0 if self.db.embedded else 1.0,
            network_of=network_of,
            most_pages=MostPages(limits.pages_per_session, limits.pages_per_network),
            newcomers=KeyedLimit(RateLimit(limits.sessions_per_network, HOUR)),
            idle_minutes=limits.shared_idle_minutes,
        )

    def push(
        self, sessions: ChatSessions, network_of: NetworkOf
    ) -> tuple[PushChannel, list[web.RouteDef]]:
        """The channel to browsers, and what the page calls for it."""
        path, memory = self.settings.push_key_path, PushMemory(self.db)
        try:
            key = PushKey(path, self.settings.base_url)
        except ValueError:
            raise SettingError(str(path), "broken_key_file") from None
        services = PushServices(self.settings.push_services)
        asked = KeyedLimit(RateLimit(self.office.limits.web.sessions_per_network, HOUR))
        routes = PushRoutes(
            sessions, memory, key, services, lambda request: asked.take(network_of(request))
        )
        return PushChannel(memory, key, services, self.office.bot_name), routes.routes()

    def _upload_limits(self) -> UploadLimits:
        limits = self.office.limits.web
        return UploadLimits(
            per_session=KeyedLimit(RateLimit(limits.uploads_per_session, TEN_MINUTES)),
            per_network=KeyedLimit(RateLimit(limits.uploads_per_network, TEN_MINUTES)),
            megabytes_per_network=KeyedLimit(RateLimit(limits.upload_mb_per_network, HOUR)),
            max_bytes=self.media.max_bytes,
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

    def zalo(self, now: Callable[[], datetime]) -> ZaloChannel:
        return ZaloChannel(
            self.settings,
            accept=self.accept,
            keep=self.media.keep,
            read_file=self.media.read,
            tokens=TokenMemory(self.db, ZaloChannel.name),
            menus=MenuMemory(self.db),
            words=self.texts.under("zalo"),
            max_bytes=self.media.max_bytes,
            now=now,
        )

    def _file_of_page(self, sha256: str) -> bytes:
        """Raises FileNotFoundError also for a file whose key is not here."""
        try:
            return self.media.read(sha256)
        except LockedError:
            raise FileNotFoundError from None
