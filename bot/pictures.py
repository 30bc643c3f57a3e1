"""The one door to pictures of strangers: small enough to be opened, and opened one at a time.

A few kilobytes can stand for gigabytes of pixels. What a picture says of its size is believed
before a single pixel is made, and nowhere else in the process is one made meanwhile.
"""

from __future__ import annotations

import asyncio
import io
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import ParamSpec, TypeVar

from PIL import Image

P = ParamSpec("P")
T = TypeVar("T")

MOST_PIXELS = 20_000_000
"""Of a picture as it is opened: 80 MB at most. A JPEG may be larger and opened smaller."""
KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
"""What telephones, scanners and screens make; no format that starts other programs."""

MOST_CLAIMED = 250_000_000
"""Of a picture that is taken at all, more than telephones make: whoever looks at it opens it."""

# From half of that on Pillow warns, before it opens anything: that is a refusal.
Image.MAX_IMAGE_PIXELS = MOST_CLAIMED // 2
warnings.simplefilter("error", Image.DecompressionBombWarning)

_one = Lock()
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


class PictureRefusedError(Exception):
    """It is no picture, or one too large to be opened."""


async def in_picture_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do what opens a picture where it keeps nothing waiting but other pictures."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_thread, lambda: work(*args, **kwargs))


def is_bomb(content: bytes) -> bool:
    """Whether it claims more pixels than anybody's browser should be asked to make."""
    try:
        Image.open(io.BytesIO(content), formats=KINDS).close()
    except Image.DecompressionBombError:
        return True
    except Exception:  # noqa: BLE001 - what is broken, or merely large, harms nobody
        return False
    return False


@contextmanager
def opened_picture(content: bytes, mode: str, side: int) -> Iterator[Image.Image]:
    """A picture; a JPEG at a fraction of its size, but no side shorter than `side`.

    Slow: call it in `in_picture_thread`. Raises PictureRefusedError, also from inside for
    what turns out to be broken.
    """
    try:
        with _one, Image.open(io.BytesIO(content), formats=KINDS) as picture:
            if not picture.info.get("progressive"):  # such a one is held whole, however small
                picture.draft(mode, (side, side))
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureRefusedError
            yield picture
    except Exception as error:  # no library's trouble with a picture may become ours
        raise PictureRefusedError from error
