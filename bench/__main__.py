"""`python -m bench NAME [...]` runs `main` of bench/NAME.py."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        sys.exit(f"python -m bench {'|'.join(NAMES)}")
    name = sys.argv.pop(1)
    importlib.import_module(f"bench.{name}").main()
