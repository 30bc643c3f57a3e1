"""The demonstration: three seats on one page, a time machine, and sample cases."""

from __future__ import annotations

import asyncio
from datetime import datetime, time

import msgspec
from aiohttp import web
from sqlalchemy import func, select

from bot.app import App
from bot.channel import Inbound
from bot.event import Choice, pack_choice
from bot.made_up import USUAL
from bot.walker import Answer, Answers, Look, Question, Walker, walk
from channels.webchat.frames import WebMessage
from channels.webchat.sessions import seat_address
from messages_vi import written
from rules.deadline import add_working_days
from rules.lifecycle import OFFICE, OFFICIAL
from rules.local_time import ZONE
from storage import cases, people, role_assignments
from storage.models import Case, InboxRow

DEMO_SEATS = frozenset({"citizen", "official", "office"})
MORNING = time(9)
FURTHEST = 60
PATIENCE = 20.0


class DemoPage:
    """Adds its page to an App that was made with DEMO_SEATS."""

    def __init__(self, app: App) -> None:
        self._app = app
        app.extra_routes += [
            web.get("/demo", self.page),
            web.post("/demo/advance", self.advance),
            web.post("/demo/sample", self.sample),
        ]

    async def prepare(self) -> None:
        """Seat the official (of every agency) and the office; go on where the clock stood."""
        async with self._app.db.begin() as db:
            last = (await db.execute(select(func.max(InboxRow.received_at)))).scalar()
            if last is not None and last > self._app.clock.now():
                self._app.clock.jump_to(last)
        await self._seat("official", seat_address("official"))
        await self._seat("office", seat_address("office"))

    async def _seat(self, seat: str, address: str) -> None:
        app = self._app
        name = app.texts(f"sample.names.{seat}")
        agencies = [code for code, agency in app.office.agencies.items() if agency.handles]
        roles = [(OFFICE, "")] if seat == "office" else [(OFFICIAL, code) for code in agencies]
        async with app.db.begin() as db:
            known = await people.person_at_address(db, address, app.clock.now())
            for role, agency in roles:
                await role_assignments.assign_role(
                    db, known.person, role, agency, name, app.clock.now()
                )

    async def page(self, _request: web.Request) -> web.Response:
        """The three seats."""
        return self._app.pages.response("demo.html", today=self._today())

    def _today(self) -> str:
        return written(self._app.clock.now().astimezone(ZONE).date())

    async def advance(self, request: web.Request) -> web.Response:
        """Go on by some working days, to the morning of the last; what falls due happens."""
        days = (await _json(request)).get("days")
        if not isinstance(days, int) or not 1 <= days <= FURTHEST:
            raise web.HTTPBadRequest
        app = self._app
        today = app.clock.now().astimezone(ZONE).date()
        day = add_working_days(today, days, app.office.calendar)
        app.clock.jump_to(datetime.combine(day, MORNING, ZONE))
        await app.clock_channel.look()
        return web.json_response({"today": self._today()})

    async def sample(self, request: web.Request) -> web.Response:
        """Let made-up people file and answer some cases, by the same way as everybody."""
        await _json(request)
        names = sorted({key.partition(".")[0] for key in self._app.texts.under("sample.cases")})
        await self._seat("office", "web:sample-office")
        await self._seat("official", "web:sample-official")
        for name in names:
            await self._play(name, self._app.texts.under(f"sample.cases.{name}"))
        return web.json_response({"text": self._app.texts("sample.done", n=len(names))})

    async def _play(self, name: str, told: dict[str, str]) -> None:
        """One case, as far as its sample goes. Played twice, the second time changes nothing."""
        citizen = f"web:sample-{name}"
        await self._say(name, citizen, "/start")
        await self._say(name, citizen, "/gopy")
        await self._tell(name, citizen, told)
        case = await self._case_of(citizen)
        if told["agency"]:
            await self._say(name, "web:sample-office", f"/chuyen {case.code} {told['agency']}")
            await self._reached(case, "forwarded")
        if told["answer"]:
            await self._answer(name, case, told)

    async def _tell(self, name: str, citizen: str, told: dict[str, str]) -> None:
        """The whole report, whatever is asked for."""

        async def say(_question: Question, answer: Answer) -> None:
            if isinstance(answer, Choice):
                await self._say(name, citizen, choice=answer.value, label=answer.label)
            else:
                await self._say(name, citizen, answer)

        def wanted(question: Question) -> Answer:
            field = self._app.office.fields.get(told["field"])
            found = question.choice(told["field"]) or (field.name if field else None)
            return found or question.choice("unknown")

        own: Answers = {
            **{key: told[key] for key in ("name", "phone", "address")},
            "describe": told["text"],
            "place": told["commune"],
            "field": (wanted, wanted),
        }
        look = Look(self._app.db, self._app.world, self._app.clock, citizen)
        if await self._begun(look):
            await walk(look, Walker("intake", own, USUAL["intake"]), say)

    async def _begun(self, look: Look) -> bool:
        """Wait until a report is asked for; it is not, if this was played before."""
        async with asyncio.timeout(PATIENCE):
            while await self._filed(look.address) is None:
                question = await look.open()
                if question is not None and question.flow == "intake":
                    return True
                await asyncio.sleep(0.05)
        return False

    async def _answer(self, name: str, case: Case, told: dict[str, str]) -> None:
        official, words = "web:sample-official", self._app.texts
        await self._say(name, official, choice=pack_choice("accept", case.id))
        await self._say(name, official, f"/traloi {case.code} {told['answer']}")
        await self._say(name, official, words("conversation.done"))
        await self._say(name, official, words("answering.writing.confirm.send"))
        await self._reached(case, "answered")
        await self._say(name, case.address, choice=pack_choice("rate", case.id, told["rating"]))
        await self._say(name, case.address, words("conversation.skip"))
        await self._say(name, "web:sample-office", f"/congkhai {case.code}")
        await self._say(name, "web:sample-office", choice=pack_choice("gate", case.id, "publish"))

    async def _say(
        self, name: str, address: str, text: str = "", choice: str = "", label: str = ""
    ) -> None:
        number = f"{name}-{text or choice}"
        now = self._app.clock.now()
        said = WebMessage(id=number, at=now, text=text, choice=choice, label=label)
        key = f"sample:{address}:{said.id}"[:250]
        await self._app.receiver.accept([Inbound(key, address, msgspec.json.encode(said))])

    async def _case_of(self, address: str) -> Case:
        async with asyncio.timeout(PATIENCE):
            while True:
                if found := await self._filed(address):
                    return found
                await asyncio.sleep(0.05)

    async def _filed(self, address: str) -> Case | None:
        async with self._app.db.read() as db:
            return (await db.execute(select(Case).where(Case.address == address))).scalar()

    async def _reached(self, case: Case, status: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self._app.db.read() as db:
                    now = await cases.case_by_id(db, case.id)
                if now is not None and now.status in {status, "answered"}:
                    return
                await asyncio.sleep(0.05)


async def _json(request: web.Request) -> dict[str, object]:
    """The JSON body; anything else is refused, so no form of another site gets in."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        body = msgspec.json.decode(await request.read())
    except msgspec.DecodeError:
        raise web.HTTPBadRequest from None
    return body if isinstance(body, dict) else {}
