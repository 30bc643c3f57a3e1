"""Calls of the Zalo Official Account OpenAPI, and the access token they show."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import msgspec
import structlog

from bot.channel import SendError, Tokens
from bot.event import MediaRefused
from bot.settings import Settings
from bot.tokens import TokenPair

EARLY = 2 * 3600.0
"""Seconds before its end at which a token is renewed."""
REFUSED_TOKEN = frozenset({-216, -220})
"""An access token that is invalid or expired."""
LOGIN_REFUSED = range(-14999, -13999)
"""What the OAuth server answers when a person must connect the account anew."""
RENEWAL_PAUSE, RENEWAL_TRIES = 0.25, 80
"""How another worker's renewal is waited for."""
UNTIL_CONNECTED = 600.0
"""Seconds between tries while a person must do something."""
FILE_HOSTS = ("zdn.vn", "zadn.vn")
"""Where Zalo keeps what people send; nothing is fetched from anywhere else."""
TIMEOUT = aiohttp.ClientTimeout(sock_connect=5.0, sock_read=20.0)
CHUNK = 64 * 1024
PLAIN = str.maketrans(dict.fromkeys('";\\', "_"))
"""What would end a file's name early in the header of an upload."""

log = structlog.get_logger()


class ZaloError(Exception):
    """What the platform answered instead of a result: HTTP is 200, `error` is not 0."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message[:120]}")
        self.code = code


class ZaloApi:
    """One Official Account. Errors carry neither tokens nor what was said."""

    def __init__(self, settings: Settings, tokens: Tokens) -> None:
        self._settings = settings
        self._tokens = tokens
        self._base = settings.zalo_api_url.rstrip("/")
        self._pair: TokenPair | None = None
        self._http: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make ready to call."""
        self._http = aiohttp.ClientSession(timeout=TIMEOUT)
        await self._tokens.plant(self._settings.zalo_refresh_token)

    async def close(self) -> None:
        """Give the connections back."""
        if self._http is not None:
            await self._http.close()

    async def call(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """What `data` of the answer holds. Raises ZaloError, or SendError when out of reach."""
        return await self._with_token(path, json=body)

    async def upload(self, what: str, content: bytes, name: str, mime: str) -> str:
        """Bring an `image` or a `file`; the id a message names it by, good for a week."""
        field = aiohttp.FormData(quote_fields=False)
        field.add_field("file", content, filename=name.translate(PLAIN), content_type=mime)
        data = await self._with_token(f"v2.0/oa/upload/{what}", data=field())
        found = data.get("attachment_id") or data.get("token")
        if not isinstance(found, str) or not found:
            raise SendError("an upload was answered without its id")
        return found

    async def download(self, url: str, most: int) -> tuple[bytes, str]:
        """A file somebody sent, and its type as claimed.

        Raises MediaRefused for one that is too large or not where Zalo keeps files, SendError
        when it cannot be had just now.
        """
        parts = urlsplit(url)
        if not self._is_zalos(parts.scheme, parts.hostname or "", parts.netloc):
            raise MediaRefused("media.failed")
        try:
            async with self._session.get(url, allow_redirects=False) as response:
                if response.status != 200:
                    raise SendError(f"a file was answered with {response.status}")
                content = bytearray()
                async for chunk in response.content.iter_chunked(CHUNK):
                    content += chunk
                    if len(content) > most:
                        raise MediaRefused("media.too_large")
                return bytes(content), response.content_type
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendError(type(error).__name__) from None

    async def keep_fresh(self) -> None:
        """Renew the token before it ends, so that no message waits for that."""
        await self._token(refused="", early=EARLY)

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise RuntimeError("open() comes first")
        return self._http

    def _is_zalos(self, scheme: str, host: str, netloc: str) -> bool:
        own = any(host == name or host.endswith(f".{name}") for name in FILE_HOSTS)
        return (scheme == "https" and own) or f"{scheme}://{netloc}" == self._base

    async def _with_token(self, path: str, **body: Any) -> Mapping[str, Any]:
        token = await self._token()
        try:
            return await self._post(path, token, **body)
        except ZaloError as error:
            if error.code not in REFUSED_TOKEN or "data" in body:
                raise
        # Another process, or a person in Zalo's console, renewed it: the old one is dead.
        return await self._post(path, await self._token(refused=token), **body)

    async def _post(self, path: str, token: str, **body: Any) -> Mapping[str, Any]:
        headers = {"access_token": token}
        answer = await self._answer(f"{self._base}/{path}", headers=headers, **body)
        if code := _number(answer.get("error")):
            raise ZaloError(code, str(answer.get("message") or ""))
        data = answer.get("data")
        return data if isinstance(data, dict) else {}

    async def _answer(self, url: str, **request: Any) -> Mapping[str, Any]:
        try:
            async with self._session.post(url, allow_redirects=False, **request) as response:
                payload = await response.read()
                answer = msgspec.json.decode(payload)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendError(f"Zalo is out of reach: {type(error).__name__}") from None
        except msgspec.DecodeError:
            raise SendError(f"Zalo answered oddly ({response.status})") from None
        if not isinstance(answer, dict):
            raise SendError(f"Zalo answered oddly ({response.status})")
        return answer

    async def _token(self, *, refused: str = "", early: float = 60.0) -> str:
        """An access token that was not refused; another worker's, if it renewed the pair."""
        for _ in range(RENEWAL_TRIES):
            if (pair := self._pair) is None or not _is_good(pair, refused, early):
                pair = self._pair = await self._tokens.read()
            if _is_good(pair, refused, early):
                return pair.access
            if pair.refused:
                raise SendError("Zalo must be connected anew", retry_after=UNTIL_CONNECTED)
            if await self._tokens.claim(pair):
                await self._renew(pair)
            else:
                await asyncio.sleep(RENEWAL_PAUSE)
        raise SendError("another worker is renewing Zalo's token")

    async def _renew(self, pair: TokenPair) -> None:
        """Buy the next pair; its refresh token is good once, so the new one is kept before use."""
        settings = self._settings
        try:
            answer = await self._answer(
                f"{settings.zalo_oauth_url.rstrip('/')}/v4/oa/access_token",
                headers={"secret_key": settings.zalo_app_secret},
                data={
                    "refresh_token": pair.refresh,
                    "app_id": settings.zalo_app_id,
                    "grant_type": "refresh_token",
                },
            )
        except SendError:
            await self._tokens.give_up(pair, refused=False)
            raise
        access, refresh = (str(answer.get(f"{name}_token") or "") for name in ("access", "refresh"))
        if access and refresh:
            ends = time.time() + max(_number(answer.get("expires_in")), 60)
            await self._tokens.keep(pair, access, refresh, ends)
            return
        code = _number(answer.get("error"))
        for_good = code in LOGIN_REFUSED
        await self._tokens.give_up(pair, refused=for_good)
        hint = "paste a new PAKN_ZALO_REFRESH_TOKEN and start again" if for_good else ""
        log.error("zalo.token", error=str(answer.get("error_name") or code)[:80], hint=hint)
        raise SendError("Zalo gave no token", retry_after=UNTIL_CONNECTED if for_good else None)


def _is_good(pair: TokenPair, refused: str, early: float) -> bool:
    return bool(pair.access) and pair.access != refused and pair.expires_at - early > time.time()


def _number(value: object) -> int:
    """Numbers come as numbers or as text."""
    try:
        return int(str(value or 0))
    except ValueError:
        return 0
