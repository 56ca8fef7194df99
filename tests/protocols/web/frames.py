"""Frames of WebSocket, made and read here by the letter of RFC 6455, section 5.2."""

from __future__ import annotations

from typing import NamedTuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10

MASK = b"\x37\xfa\x21\x3d"


class Frame(NamedTuple):
    """A frame from the server."""

    opcode: int
    payload: bytes
    is_last: bool = True


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    is_last: bool = True,
    reserved: int = 0,
    mask: bytes = MASK,
    length: bytes | None = None,
) -> bytes:
    """Return a frame as a client sends it; without a ``mask`` it is not masked.

    ``length`` is how its length is written, if not in the shortest way: a byte, and what follows.
    """
    if length is None:
        size = len(payload)
        if size < 126:
            length = bytes([size])
        elif size < 65536:
            length = b"\x7e" + size.to_bytes(2, "big")
        else:
            length = b"\x7f" + size.to_bytes(8, "big")
    first = is_last << 7 | reserved << 4 | opcode
    second = (128 if mask else 0) | length[0]
    masked = bytes(each ^ mask[at % 4] for at, each in enumerate(payload)) if mask else payload
    return bytes([first, second]) + length[1:] + mask + masked


def close(code: int, reason: bytes = b"") -> bytes:
    """Return the frame that says goodbye."""
    return frame(CLOSE, code.to_bytes(2, "big") + reason)


def frames_in(data: bytes) -> tuple[list[Frame], bytes]:
    """Return the whole frames from a server in ``data``, and what is left behind them."""
    found = []
    while len(data) >= 2:
        assert not data[0] & 0x70, "a reserved bit is set"
        assert not data[1] & 0x80, "a server's frames are not masked"
        size, start = data[1], 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(data[2:start], "big")
        if len(data) < start + size:
            break
        payload = data[start : start + size]
        found.append(Frame(data[0] & 15, payload, bool(data[0] & 128)))
        data = data[start + size :]
    return found, data
