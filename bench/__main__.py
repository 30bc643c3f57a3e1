"""`python -m bench [what …]`: print ratios and figures."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from bench import (
    friction,
    intake,
    log_chain,
    queue,
    rating_cheats,
    ratings,
    report,
    startup,
    sweep,
    webhook,
)

MEASUREMENTS = {
    "webhook": "from webhook to committed event, citizens in a closed loop, beside bare aiohttp",
    "intake": "whole conversations a second through the engine, beside bare commits",
    "ratings": "the satisfaction index over an archive of slips, beside counting the slips",
    "log": "a line of the chained log, beside a bare one; sealing and checking",
    "report": "the week's report with all its files over an archive, beside reading the open cases",
    "sweep": "what fell due among the open cases of an archive, beside counting the open ones",
    "queue": "the office's list of what waits, plain and by words, beside counting the open ones",
    "friction": "inputs, words to read, questions, needless ones, lost words, story by story",
    "startup": "from the command to ready, beside importing the libraries",
}
OPEN = 20_000


def main() -> None:
    """Run what was asked for, or everything."""
    listed = "\n".join(f"  {name:8} {what}" for name, what in MEASUREMENTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=f"{__doc__}\n\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="*", choices=[[], *MEASUREMENTS], metavar="what")
    parser.add_argument("--citizens", type=int, default=50, help="at once (default 50)")
    parser.add_argument("--rounds", type=int, default=3, help="start-ups to take the best of")
    parser.add_argument("--slips", type=int, default=1_000_000, help="ratings in the archive")
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases in the archive")
    opened = f"of them open (default {OPEN:,}; the report's: what ten years leave)"
    parser.add_argument("--open", type=int, help=opened)
    parser.add_argument("--database", default="", help="an empty database; SQLite when not given")
    parser.add_argument(
        "--simulate", action="store_true", help="ratings: honest visitors and six kinds of cheats"
    )
    asked = parser.parse_args()
    if asked.simulate:
        with tempfile.TemporaryDirectory() as folder:
            raise SystemExit(not asyncio.run(rating_cheats.simulate(Path(folder))))
    for name in asked.what or MEASUREMENTS:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_measure(name, Path(folder), asked))


async def _measure(name: str, folder: Path, asked: argparse.Namespace) -> None:
    if name == "webhook":
        await webhook.measure(folder, asked.citizens)
    elif name == "intake":
        await intake.measure(folder, asked.citizens)
    elif name == "ratings":
        await ratings.measure(folder, asked.slips, asked.database)
    elif name == "log":
        await log_chain.measure(folder, asked.database)
    elif name == "report":
        await report.measure(folder, asked.cases, asked.open, asked.database)
    elif name == "sweep":
        await sweep.measure(folder, asked.cases, asked.open or OPEN, asked.database)
    elif name == "friction":
        await friction.measure(folder)
    elif name == "queue":
        await queue.measure(folder, asked.cases, asked.open or OPEN, asked.database)
    else:
        await startup.measure(folder, asked.rounds)


if __name__ == "__main__":
    main()
