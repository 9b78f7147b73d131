"""What draws a page of a PDF or a picture: a process of its own, with little memory and time.

Run by `xephang_web.evidence.pictures` with the file on its standard input; writes a PNG, or
with `count` the number of pages. Whatever a file does to the library that reads it, it does
it here, where there is nothing else. The library runs no program of a PDF and opens no address.
"""

from __future__ import annotations

import io
import resource
import sys

import pypdfium2
from PIL import Image

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 15
WIDTH, HEIGHT = 1400, 2000
"""Pixels that a drawing has at most: enough to read a page of A4 on any screen."""
MOST_SCALE = 4.0
MOST_PIXELS = 120_000_000
"""Pixels that a picture may unpack to: a page of A3 scanned at 600 dpi in grey."""
UNREADABLE, TOO_MUCH, NO_SUCH_PAGE = 3, 4, 5


def limit() -> None:
    """Take away from this process what drawing does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def png_of(picture: Image.Image) -> bytes:
    """A picture as PNG, in whole colours on white."""
    if picture.mode not in ("RGB", "L"):
        ground = Image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        picture = ground.convert("RGB")
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def page_of(content: bytes, number: int) -> bytes | None:
    """One page of a PDF as PNG; None where it has no such page."""
    document = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(document):
        return None
    if document.get_formtype():
        document.init_forms()
    page = document[number - 1]
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise ValueError("a page without an area")
    scale = min(WIDTH / width, HEIGHT / height, MOST_SCALE)
    return png_of(page.render(scale=scale).to_pil())


def picture_of(content: bytes) -> bytes:
    """A picture made no larger than is needed, without anything it carried beside its pixels."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
    picture: Image.Image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
    picture.draft("RGB", (WIDTH, HEIGHT))
    picture.thumbnail((WIDTH, HEIGHT))
    return png_of(picture)


def main() -> int:
    """Read, draw, and say by the exit code how it went."""
    limit()
    wanted = sys.argv[1]
    try:
        content = sys.stdin.buffer.read()
        if wanted == "count":
            sys.stdout.write(str(len(pypdfium2.PdfDocument(content))))
            return 0
        made = picture_of(content) if wanted == "picture" else page_of(content, int(wanted))
        if made is None:
            return NO_SUCH_PAGE
        sys.stdout.buffer.write(made)
    except (MemoryError, Image.DecompressionBombError):
        return TOO_MUCH
    except (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError, KeyError):
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
