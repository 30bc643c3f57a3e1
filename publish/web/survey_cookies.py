"""What a browser that rates is told apart by: a cookie that says "the same", and since when."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from aiohttp import web
from itsdangerous import BadData, URLSafeSerializer

COOKIE = "pakn_danh_gia"
COOKIE_SECONDS = 400 * 24 * 3600


class SurveyCookies:
    """Signs and reads them."""

    def __init__(self, keys: list[str], *, secure: bool) -> None:
        """`keys`: the last one signs, each tells that a cookie is ours."""
        self._signed = URLSafeSerializer(keys, salt="tap-page")
        self._secure = secure

    def device(self, request: web.Request, said: str = "") -> str:
        """What stands for a browser; where it keeps no cookie, what its page says of itself."""
        for signed in (request.cookies.get(COOKIE, ""), said):
            try:
                return str(self._signed.loads(signed))
            except BadData:
                continue
        return ""

    def made(self, today: date) -> str:
        """What tells a newcomer apart, for the cookie and the page."""
        return str(self._signed.dumps(f"{secrets.token_urlsafe(16)}.{today:%Y%m%d}"))

    def meet(self, response: web.Response, signed: str) -> None:
        """Give a newcomer a cookie."""
        response.set_cookie(
            COOKIE,
            signed,
            max_age=COOKIE_SECONDS,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )


def is_new_device(device: str, today: date) -> bool:
    """Whether it came today or the day before; cookies of older versions do not say."""
    try:
        since = datetime.strptime(device.rpartition(".")[2], "%Y%m%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        return False
    return since >= today - timedelta(days=1)
