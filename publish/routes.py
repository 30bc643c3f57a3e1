"""Every public address, in one list."""

from __future__ import annotations

from aiohttp import web

from publish.open311.endpoints import Open311Endpoints
from publish.open311.filer import Open311Inbox
from publish.web.definitions_page import DefinitionsPage
from publish.web.feeds import Feeds
from publish.web.open_data import OpenData
from publish.web.place_page import PlacePage
from publish.web.portal import Portal
from publish.web.site import ResultPages
from publish.web.week_pages import WeekPages


def public_routes(portal: Portal, door: Open311Inbox) -> list[web.RouteDef]:
    """What strangers may ask for."""
    return [
        *ResultPages(portal).routes(),
        *PlacePage(portal).routes(),
        *Feeds(portal).routes(),
        *OpenData(portal).routes(),
        *DefinitionsPage(portal).routes(),
        *WeekPages(portal).routes(),
        *Open311Endpoints(portal, door).routes(),
    ]
