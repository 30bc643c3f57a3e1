"""A report that is answered and waits to be published."""

from __future__ import annotations

import aiohttp

from bot.event import Media
from storage import case_media, cases, publications
from tests.support.story import OfficeUnderTest, Talker, files_a_report

REPORT = "Nhà số 15 cạnh chợ Phú Hòa thả rác, gọi 0987 654 321 ông Siu Thử không nghe"
ANSWER = "Đã lập biên bản với ông Siu Thử, chấm dứt việc thả rác"


class Scene:
    def __init__(self, office: OfficeUnderTest) -> None:
        self.office = office
        self.url = f"http://127.0.0.1:{office.app.port}"

    async def prepare(
        self,
        *,
        publish: str = "yes",
        text: str = REPORT,
        files: tuple[Media, ...] = (),
    ) -> str:
        office = self.office
        self.clerk = await office.staff("office", name="Chị Văn phòng")
        self.official = await office.staff("official", "KTHT", "Anh Hạ tầng")
        self.citizen = office.citizen("Rơ Châm Thử")
        code = await files_a_report(self.citizen, text, publish=publish)
        if files:
            async with office.app.db.begin() as db:
                case = await cases.case_by_code(db, code)
                await case_media.add_media_to_case(db, case, case_media.REPORT, files)
        await self.clerk.says(f"/chuyen {code} KTHT")
        await self.answers(code, ANSWER)
        return code

    async def answers(self, code: str, text: str) -> None:
        await self.official.says(f"/traloi {code} {text}")
        await self.official.presses("Xong")
        await self.official.presses("Gửi cho người dân")
        self.clerk.seen = len(self.office.paper.sent) - 8

    async def public(self, code: str) -> str:
        """The address of the page of a case; of one that never had any, where nothing is."""
        async with self.office.app.db.read() as db:
            case = await cases.case_by_code(db, code)
            assert case is not None
            row = await publications.publication_of_case(db, case)
        return f"/ket-qua/{row.code if row else 'KQ-CCCCCCCC'}"

    async def content(self, path: str) -> bytes:
        async with aiohttp.ClientSession() as http, http.get(self.url + path) as answer:
            return await answer.read()

    async def page(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as http, http.get(self.url + path) as answer:
            return answer.status, await answer.text()


async def opens(clerk: Talker, code: str) -> str:
    await clerk.says(f"/congkhai {code}")
    return clerk.sees("Bà con sẽ đọc đúng như sau").text
