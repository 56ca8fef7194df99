"""Draw docs/page.png, which both READMEs show: the chat page, in a real browser at a real server.

    python tools/page_picture.py

It needs what the tests of the page need: Chromium, its driver, and selenium.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.end_to_end.servers import Server, running, twistd  # noqa: E402  # found by the line above
from tests.web.browsers import browser  # noqa: E402

if TYPE_CHECKING:
    from tests.web.browsers import Browser

PICTURE = ROOT / "docs" / "page.png"
SIZE = (960, 500)
MOST_BYTES = 60_000


def talk(server: Server, juan: Browser) -> None:
    """Let three people talk, one of them at the page."""
    maria, eva = server.guest_called("María"), server.guest_called("Eva")
    eva.types("/join kitchen", "/topic Lunch at two")
    maria.types("/join kitchen")
    juan.enters(server, "Juan", SIZE)
    juan.says("/join kitchen")
    juan.sees("#title", "#kitchen")
    maria.types("Hello! Who comes? https://example.org/soup")
    eva.types("/me lays the table")
    juan.reads("lays the table")
    juan.says("I do, and I bring the bread.")
    maria.types("Then we are three, @Juan.", "/msg juan could you bring some cheese, too?")
    juan.sees("#privates", "María")
    maria.types("/away until two")
    juan.reads("we are three")
    juan.sees("#people", "Eva", "Juan", "María")


def main() -> int:
    """Draw the picture; return the status."""
    server = running(*twistd("--host", "127.0.0.1", "--data", ":memory:"))
    with server as started, browser("en-GB") as juan:
        talk(started, juan)
        picture = juan.driver.get_screenshot_as_png()
    if len(picture) > MOST_BYTES:
        print(f"{len(picture)} bytes are more than {MOST_BYTES}", file=sys.stderr)
        return 1
    PICTURE.write_bytes(picture)
    print(f"{PICTURE.relative_to(ROOT)}: {len(picture)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
