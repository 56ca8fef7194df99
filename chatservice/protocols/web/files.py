"""The chat page's files: read once from the package, served from memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from importlib.abc import Traversable

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
}
"""What is served, and as what. Files with another ending are not."""

PAGE = "index.html"
"""What is served at `/`."""


class File(NamedTuple):
    """One file: its bytes, their media type, and what names just these bytes (RFC 9110, 8.8.3)."""

    content: bytes
    media_type: str
    etag: str


def read_files(folder: Traversable) -> Mapping[str, File]:
    """Return the files of ``folder``, each by the path of its URL; those in folders are not."""
    return dict(_read(folder))


@cache
def own_files() -> Mapping[str, File]:
    """Return the files of the chat page that comes with the package, read once."""
    return read_files(files("chatservice") / "web")


def _read(folder: Traversable) -> Iterator[tuple[str, File]]:
    for each in folder.iterdir():
        media_type = TYPES.get(f".{each.name.rpartition('.')[2]}")
        if media_type is not None and each.is_file():
            content = each.read_bytes()
            etag = f'"{sha256(content).hexdigest()[:32]}"'
            yield f"/{'' if each.name == PAGE else each.name}", File(content, media_type, etag)
