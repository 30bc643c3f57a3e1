"""Addresses a messenger may be given to open."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_public_url(url: str) -> bool:
    """Whether this is a web address the whole world can open.

    A messenger refuses a whole message for a button that opens anything else.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    web = parts.scheme in {"http", "https"} and not any(map(str.isspace, url))
    return web and "." in host and not host.startswith("127.")
