"""Browsers that are told of news while no page is open: Web Push (RFC 8030, 8291, 8292)."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import http_ece
import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from py_vapid import Vapid02
from yarl import URL

from bot import key_files
from bot.channel import Inbound, SendError
from bot.event import Event, Reply
from bot.push_target import PUSH, PushTarget

PATIENCE = ClientTimeout(total=20)
KEPT_FOR = 7 * 24 * 3600
"""Seconds a service keeps news for a browser that is off; the newest takes the place of others."""
SIGNED_FOR = 12 * 3600
GONE = frozenset({404, 410})
TOO_MANY = 429
LONGEST_WAIT = 3600.0
POINT_BYTES, AUTH_BYTES = 65, 16
LONGEST_ENDPOINT = 1000


class PushTargets(Protocol):
    """Which browsers are told: see `storage.push_subscriptions`."""

    async def target_of_lane(self, lane: str) -> PushTarget | None: ...
    async def forget_lane(self, lane: str) -> None: ...


class PushKey:
    """What tells services that it is us who wake a browser, made when the first one asks."""

    def __init__(self, path: Path, base_url: str) -> None:
        """Raises ValueError for a file that holds no key of ours."""
        self._path = path
        if path.exists():
            _ = self._vapid
        host = URL(base_url).host if base_url.startswith("https:") else "localhost"
        self._contact = f"https://{host}"

    @cached_property
    def _vapid(self) -> Vapid02:
        pem = key_files.key_made_once(self._path, _new_key)
        return Vapid02(load_pem_private_key(pem.encode(), password=None))

    @property
    def public(self) -> str:
        """What a browser is asked to let in."""
        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def signed(self, endpoint: URL) -> dict[str, str]:
        """The header that says who asks a service."""
        until = int(time.time()) + SIGNED_FOR
        claims = {"aud": str(endpoint.origin()), "sub": self._contact, "exp": until}
        return dict(self._vapid.sign(claims))


class PushServices:
    """The services of the makers of browsers: what a browser names is asked of these alone."""

    def __init__(self, listed: str) -> None:
        """`listed`: hosts with commas between, for whatever stands below them too."""
        self._hosts = [one.strip().lower() for one in listed.split(",") if one.strip()]

    @property
    def is_on(self) -> bool:
        """Whether there are any; without one browsers are not asked."""
        return self._hosts not in ([], ["none"])

    def takes(self, target: PushTarget) -> bool:
        """Whether a browser's address is one of a service, and its keys can be used."""
        try:
            origin = str(URL(target.endpoint).origin())
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(target.p256dh))
            sound = len(_bytes(target.p256dh)) == POINT_BYTES and (
                len(_bytes(target.auth)) == AUTH_BYTES
            )
        except ValueError:
            return False
        return sound and len(target.endpoint) <= LONGEST_ENDPOINT and self._is_listed(origin)

    def _is_listed(self, origin: str) -> bool:
        # A whole address is for a service of one's own, to try things out.
        return any(
            origin in {host, f"https://{host}"}
            or (origin.startswith("https://") and origin.endswith(f".{host}"))
            for host in self._hosts
        )


class PushChannel:
    """`push:<session>` is a browser; what it is told names nothing and nobody."""

    name = PUSH
    keeps_history = False
    edits_messages = False

    def __init__(
        self, targets: PushTargets, key: PushKey, services: PushServices, title: str
    ) -> None:
        """`title`: above what is told, the office's own name."""
        self._targets = targets
        self._key = key
        self._services = services
        self._title = title

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:  # noqa: ARG002 - nobody writes from here
        """Nothing comes from here."""
        return None

    async def send(self, address: str, reply: Reply) -> str:
        """Wake the browser, unless it wants to hear no more; one that is gone is forgotten."""
        target = await self._targets.target_of_lane(address)
        if target is None:
            return ""
        if not self._services.takes(target):
            await self._targets.forget_lane(address)
            return ""
        said = msgspec.json.encode({"title": self._title, "body": reply.text})
        try:
            status, wait = await self._post(URL(target.endpoint), encrypted_push(target, said))
        except (ClientError, TimeoutError, OSError) as error:
            raise SendError(type(error).__name__) from None
        if status in GONE:
            await self._targets.forget_lane(address)
        elif status == TOO_MANY or status >= 500:
            raise SendError(f"push {status}", retry_after=wait)
        elif status >= 300:
            raise SendError(f"push {status}", permanent=True)
        return ""

    async def _post(self, endpoint: URL, body: bytes) -> tuple[int, float | None]:
        headers = {
            **self._key.signed(endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_FOR),
            "Topic": "news",
        }
        async with (
            ClientSession(timeout=PATIENCE) as http,
            http.post(endpoint, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            wait = answer.headers.get("Retry-After", "")
            seconds = min(float(wait), LONGEST_WAIT) if wait.isdecimal() else None
            return answer.status, seconds


def encrypted_push(target: PushTarget, said: bytes) -> bytes:
    """What only that browser opens."""
    encrypt: Callable[..., bytes] = http_ece.encrypt
    return encrypt(
        said,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(target.p256dh),
        auth_secret=_bytes(target.auth),
    )


def _new_key() -> str:
    vapid = Vapid02()
    vapid.generate_keys()
    return str(vapid.private_pem().decode())


def _bytes(base64url: str) -> bytes:
    return base64.b64decode(base64url + "==", altchars=b"-_", validate=False)
