"""A push service of paper, and browsers that open what it carries as RFC 8291 says it is closed."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.push_target import PushTarget

P256 = ec.SECP256R1()


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class PushBrowser:
    """One that asked to be told, and alone can read what comes."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(P256)
        self._auth = os.urandom(16)
        self._point = self._key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    @property
    def target(self) -> PushTarget:
        return PushTarget(self.endpoint, b64(self._point), b64(self._auth))

    @property
    def given(self) -> str:
        """As its PushSubscription writes itself."""
        keys = {"p256dh": b64(self._point), "auth": b64(self._auth)}
        return json.dumps({"endpoint": self.endpoint, "expirationTime": None, "keys": keys})

    def opens(self, body: bytes) -> dict[str, Any]:
        salt, size, theirs = body[:16], body[20], body[21 : 21 + body[20]]
        shared = self._key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(P256, theirs)
        )
        secret = _hkdf(self._auth, shared, b"WebPush: info\0" + self._point + theirs, 32)
        key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, body[21 + size :], None)
        content, _, filler = padded.rpartition(b"\2")
        assert not filler.strip(b"\0")
        return dict(json.loads(content))


class PushService:
    """What the maker of a browser runs; `answers` are given first to last, then 201."""

    def __init__(self) -> None:
        self.url = ""
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[PushService]:
        app = web.Application()
        app.router.add_post("/{browser}", self._take)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield self
        await runner.cleanup()

    def browser(self, name: str = "browser") -> PushBrowser:
        return PushBrowser(f"{self.url}/{name}")

    async def _take(self, request: web.Request) -> web.Response:
        name = request.match_info["browser"]
        self.taken.append((name, dict(request.headers), await request.read()))
        status, headers = self.answers.pop(0) if self.answers else (201, {})
        return web.Response(status=status, headers=headers)

    def knows_who_asks(self, headers: dict[str, str], public: str) -> None:
        """RFC 8292: signed for this service alone, by the key the browser let in, for a day."""
        scheme, _, said = headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in said.split(","))
        assert (scheme, parts["k"]) == ("vapid", public)
        signed, _, signature = parts["t"].rpartition(".")
        r, s = (int.from_bytes(half, "big") for half in _halves(unb64(signature)))
        key = ec.EllipticCurvePublicKey.from_encoded_point(P256, unb64(public))
        key.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256()))
        claims = json.loads(unb64(signed.partition(".")[2]))
        assert claims["aud"] == self.url
        assert claims["sub"].startswith("https://")
        assert 0 < claims["exp"] - time.time() <= 24 * 3600


def _halves(signature: bytes) -> tuple[bytes, bytes]:
    return signature[:32], signature[32:]


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
