"""Memory of the server while large pictures and documents are thrown at it."""

from __future__ import annotations

import asyncio
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
from PIL import Image

SESSIONS, EACH = 8, 8
SIZES = ((7000, 7100), (5000, 4000), (4472, 4472))


def thrown() -> list[tuple[str, bytes]]:
    """Of one colour and many pixels, of noise and many bytes, documents as large as allowed."""
    files = []
    for size in SIZES:
        out = io.BytesIO()
        Image.new("RGB", size, (200, 30, 30)).save(out, "PNG")
        files.append(("image/png", out.getvalue()))
    noise = io.BytesIO()
    Image.frombytes("RGB", (2500, 2500), os.urandom(2500 * 2500 * 3)).save(noise, "PNG")
    files.append(("image/png", noise.getvalue()))
    files.append(("application/pdf", b"%PDF-1.7\n" + os.urandom(19 * 1024 * 1024)))
    return files


async def session(base: str, files: list[tuple[str, bytes]]) -> list[int]:
    """One browser that sends all it may at the same time."""

    async def upload(number: int) -> int:
        mime, content = files[number % len(files)]
        form = aiohttp.FormData()
        form.add_field("file", content, filename="a", content_type=mime)
        async with http.post(f"{base}/chat/upload", data=form, headers={"Origin": base}) as answer:
            return answer.status

    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(
        cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=600)
    ) as http:
        async with http.get(f"{base}/chat"):
            pass
        return await asyncio.gather(*(upload(number) for number in range(EACH)))


def memory(pid: int) -> dict[str, int]:
    status = Path(f"/proc/{pid}/status").read_text()
    return {
        name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) // 1024 for name in ("VmRSS", "VmHWM")
    }


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "PAKN_DATA_DIR": folder, "PAKN_PORT": "18471"}
        server = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        base = "http://127.0.0.1:18471"
        try:
            async with aiohttp.ClientSession() as http:
                for _ in range(200):
                    try:
                        async with http.get(f"{base}/readyz"):
                            break
                    except aiohttp.ClientError:
                        await asyncio.sleep(0.2)
            print("before (MB):", memory(server.pid))
            files, begun = thrown(), time.monotonic()
            answers = await asyncio.gather(*(session(base, files) for _ in range(SESSIONS)))
            statuses = [status for one in answers for status in one]
            seconds = time.monotonic() - begun
            print(f"{len(statuses)} uploads from {SESSIONS} sessions in {seconds:.1f} s:")
            print({status: statuses.count(status) for status in sorted(set(statuses))})
            print("after (MB):", memory(server.pid), "VmHWM is the most it ever was")
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    asyncio.run(main())
