"""Every public address, in one list."""

from __future__ import annotations

from aiohttp import web

from publish.feeds import Feeds
from publish.open311 import Door, Open311
from publish.opendata import OpenData
from publish.portal import Portal
from publish.site import Site
from publish.week import Weeks


def routes(portal: Portal, door: Door) -> list[web.RouteDef]:
    """What strangers may ask for."""
    return [
        *Site(portal).routes(),
        *Feeds(portal).routes(),
        *OpenData(portal).routes(),
        *Weeks(portal).routes(),
        *Open311(portal, door).routes(),
    ]
