"""Taking in what another system files: the form, its limits, and the wait for the case's code."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from aiohttp import web
from aiolimiter import AsyncLimiter

from bot.channel import Accept
from bot.clock import Due, inbound_of_due
from publish.open311.representation import Open311Row
from publish.open311.request_form import FindCommune, RequestForm
from publish.open311.wire import Open311Error, Open311Fault
from publish.web.portal import Portal
from storage import api_submissions
from storage.api_submissions import SubmissionOutcome
from storage.models import ApiKey

PATIENCE = 5.0
"""Seconds a system that files waits for its case; after that it gets a token to ask again."""


@dataclass(frozen=True, kw_only=True)
class Open311Inbox:
    """How a filed request gets in."""

    accept: Accept
    find_commune: FindCommune


class RequestFiler:
    """Files requests, each through the inbox like a message."""

    def __init__(self, portal: Portal, door: Open311Inbox) -> None:
        self._portal = portal
        self._door = door
        self._pace: dict[int, AsyncLimiter] = {}

    async def form(self, request: web.Request) -> dict[str, str]:
        """What was sent. Raises Open311Error for what is no form of ours."""
        fault = Open311Error(Open311Fault(400, self._portal.texts("open311.error.form")))
        if request.content_type != "application/x-www-form-urlencoded":
            raise fault
        try:
            given = await request.post()
        except (web.HTTPException, ValueError, LookupError):
            # Too large, no UTF-8, an encoding nobody knows.
            raise fault from None
        return {name: value for name, value in given.items() if isinstance(value, str)}

    async def file(self, given: Mapping[str, str], key: ApiKey) -> Open311Row:
        """The case's code, or a token. Raises Open311Error for what is not taken."""
        await self._check_pace(key)
        token = api_submissions.new_submission_token()
        form = RequestForm(self._portal.office, self._portal.texts, given)
        filed = form.filed(token, self._door.find_commune)
        detail = msgspec.json.encode(filed).decode()
        due = Due("open311", f"open311:{secrets.token_hex(12)}", key.id, detail)
        await self._door.accept([inbound_of_due(due)])
        outcome = await self._outcome(token)
        if outcome is None:
            return {"token": token}
        if not outcome.code:
            raise Open311Error(Open311Fault(400, outcome.notice))
        row = {"service_request_id": outcome.code, "service_notice": outcome.notice}
        return {**row, "account_id": None}

    async def _outcome(self, token: str) -> SubmissionOutcome | None:
        """What became of it, as soon as that is known; None when it takes too long."""
        wait, end = 0.01, asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            async with self._portal.db.read() as db:
                outcome = await api_submissions.outcome_of_submission(db, token)
            if outcome is not None:
                return outcome
            await asyncio.sleep(wait)
            wait = min(wait * 1.5, 0.2)
        return None

    async def _check_pace(self, key: ApiKey) -> None:
        most = self._portal.office.open311.per_minute
        limiter = self._pace.setdefault(key.id, AsyncLimiter(most, 60.0))
        if not limiter.has_capacity():
            raise Open311Error(
                Open311Fault(400, self._portal.texts("open311.error.pace", most=most), 429)
            )
        await limiter.acquire()
