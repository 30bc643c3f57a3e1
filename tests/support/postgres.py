"""One real PostgreSQL server for a whole run; whichever process needs it first starts it.

It lives in a folder of its own and in memory where there is room. A keeper stops it by its
process id as soon as the run's first process is gone, in whatever way that went.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg

from storage import migrations

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
IN_MEMORY = Path("/dev/shm")
ROOMY = 4 * 1024**3
TEMPLATE = "template_pakn"
SECONDS = 60
TAIL = 40
"""Lines of its log that are shown when it died."""
IN_A_HURRY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=128MB",
    "autovacuum=off",
    "log_checkpoints=off",
    "max_connections=400",
    "listen_addresses=127.0.0.1",
)
"""What it holds is thrown away, and several offices of every worker call at once."""
KEEPER = """
exec >log 2>&1
"$1/initdb" -D data -U app -E UTF8 --auth=trust --no-sync --no-instructions || exit
"$1/postgres" -D data -k "$PWD" -p "$2" {} &
cat
kill -QUIT $!
wait
rm -rf "$PWD"
""".format(" ".join(f"-c {one}" for one in IN_A_HURRY))
"""It reads from a pipe that the run's first process holds open, and nobody writes to."""


def room() -> Path:
    """Where what a run throws away lies: in memory where there is plenty of it."""
    there = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK)
    if there and min(shutil.disk_usage(IN_MEMORY).free, _free_memory()) > ROOMY:
        return IN_MEMORY
    return Path(tempfile.gettempdir())


def _free_memory() -> int:
    with suppress(OSError), Path("/proc/meminfo").open() as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvail"))
    return 0


class Server:
    """The run's server, as one of its processes sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._needed = False
        self._old: list[str] = []

    def url(self) -> str:
        """Where it answers, started if need be; ends in a slash."""
        self._needed = True
        with self._alone():
            if not (self.folder / "port").exists():
                (self.folder / "port").write_text(str(self._start()))
        self.port = int((self.folder / "port").read_text())
        return f"postgresql+asyncpg://app@127.0.0.1:{self.port}/"

    def new_database(self) -> str:
        """A copy of the migrated template; the copies this process made before are dropped."""
        name = f"t{uuid.uuid4().hex}"
        forget = [f"DROP DATABASE {old} WITH (FORCE)" for old in self._old]
        # Copying the files takes half the time of copying page by page through the log.
        _run(
            _each(
                self.port, *forget, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy"
            )
        )
        self._old = [name]
        return name

    def template(self) -> str:
        """The server's URL; the template stands in it."""
        url = self.url()
        with self._alone():
            if not (self.folder / "migrated").exists():
                _run(_migrated(self.port, f"{url}{TEMPLATE}"))
                (self.folder / "migrated").touch()
        return url

    def fault(self) -> str:
        """Why our tests fail now that it does not answer; empty while it does or is not needed."""
        if not self._needed or _answers(self.port):
            return ""
        try:
            (self.folder / "told").touch(exist_ok=False)
        except FileExistsError:
            return "PostgreSQL is gone: see the first failure."
        tail = (self.folder / "log").read_text(errors="replace").splitlines()[-TAIL:]
        return "\n".join(["PostgreSQL is gone. The end of its log:", *tail])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self) -> int:
        port = _free_port()
        # Opened for reading alone and without waiting: where nobody holds it, it ends at once.
        run = os.open(self.folder / "run", os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(run, True)
        # In a session of its own: Ctrl-C is meant for the run, which then lets it go.
        self._keeper = subprocess.Popen(
            ["sh", "-c", KEEPER, "keeper", str(BINARIES[0]), str(port)],
            stdin=run,
            cwd=self.folder,
            start_new_session=True,
            **_as_postgres(self.folder),
        )
        os.close(run)
        _run(self._ready(port))
        return port

    async def _ready(self, port: int) -> None:
        for _ in range(SECONDS * 20):
            with suppress(OSError, asyncpg.CannotConnectNowError):
                return await _each(port, "SELECT 1")
            if self._keeper.poll() is not None:
                break
            await asyncio.sleep(0.05)
        raise RuntimeError("PostgreSQL does not start")


@contextmanager
def kept() -> Iterator[Path]:
    """The folder of a server that may be started while we are inside, and is gone after."""
    folder = Path(tempfile.mkdtemp(prefix="pakn-postgres-", dir=room()))
    os.mkfifo(folder / "run")
    # Open in both directions: nobody has to read yet. Our children do not inherit it.
    held = os.open(folder / "run", os.O_RDWR)
    try:
        yield folder
    finally:
        os.close(held)
        _gone(folder)


def _gone(folder: Path) -> None:
    started, end = (folder / "data").exists(), time.monotonic() + SECONDS
    while started and folder.exists() and time.monotonic() < end:
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def _as_postgres(folder: Path) -> dict[str, Any]:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionError:
        return False
    except OSError:
        return True  # slow is not dead
    return True


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Do it now, also in the middle of a test that has an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _migrated(port: int, url: str) -> None:
    await _each(port, f"CREATE DATABASE {TEMPLATE}")
    await migrations.upgrade_database(url)


async def _each(port: int, *statements: str) -> None:
    connection = await asyncpg.connect(
        host="127.0.0.1", port=port, user="app", database="postgres", ssl=False
    )
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
