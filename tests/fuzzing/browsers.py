"""Targets for what arrives where HTTP is spoken: requests, and the frames of a WebSocket.

The first byte of the data says how long the packets are (`packets`); the rest is what arrives.
"""

from __future__ import annotations

import json
import re

from tests.fuzzing.conversations import check_nothing_left, settle
from tests.fuzzing.judging import check_screen, check_shown, nothing_failing, packets
from tests.protocols.chat import Chat
from tests.protocols.web.frames import CLOSE, PONG, TEXT
from tests.protocols.web.visiting import Browser, Visitor

_STATUS = re.compile(rb"HTTP/1\.[01] (\d\d\d) ")
_INTERIM = {b"100", b"101"}

MOST_ANSWERED = 128 * 1024
"""Bytes that may be answered to one packet, of those that the targets are given: a few times the
page."""

FAILED = {1002, 1003, 1007, 1009}


def http(data: bytes) -> None:
    """Let a stranger's requests be answered safely, and leave nothing behind."""
    chat = Chat()
    bob = chat.guest_called("bob")
    with nothing_failing():
        visitor = Visitor(chat)
        for piece in packets(data):
            if visitor.is_leaving:
                break
            visitor.sends(piece)
            settle(chat, 0.0)
            _check_answers(visitor.received())
        visitor.is_disconnected(cleanly=False)
        settle(chat, 0.0)
        check_screen(bob.bytes_read())
        check_nothing_left(chat, bob)


def _check_answers(answered: bytes) -> None:
    assert len(answered) <= MOST_ANSWERED
    statuses = _STATUS.findall(answered)
    assert b"500" not in statuses
    whole = [each for each in statuses if each not in _INTERIM]
    assert len(re.findall(rb"\r\nX-Content-Type-Options: nosniff\r\n", answered)) == len(whole)


def frames(data: bytes) -> None:
    """Let what a browser sends in a WebSocket be safe for the others, however it was cut."""
    with nothing_failing():
        overheard, code = _overheard(packets(data))
        if data[:1] != b"\0" and code not in FAILED:
            # What was wrong ends the connection at once, and what waited then is said by nobody.
            again = _overheard([data[1:]])
            assert again[1] in FAILED or (overheard, code) == again


def _overheard(pieces: list[bytes]) -> tuple[list[str], int | None]:
    """Let a browser send ``pieces`` and vanish; return what somebody else read, and the end."""
    chat = Chat()
    bob, browser = chat.guest_called("bob"), Browser(chat)
    code: int | None = None
    for piece in pieces:
        if browser.is_leaving:
            break
        browser.sends(piece)
        settle(chat, 0.0)
    for each in browser.frames():
        assert code is None, "something follows the goodbye"
        assert each.opcode in (TEXT, PONG, CLOSE)
        if each.opcode == TEXT:
            for name, value in json.loads(each.payload).items():
                if isinstance(value, str) and name != "id":  # which is the browser's own
                    check_shown(value)
        elif each.opcode == CLOSE:
            code = int.from_bytes(each.payload[:2], "big") if each.payload else 1005
    browser.is_disconnected(cleanly=False)
    settle(chat, 0.0)
    overheard = check_screen(bob.bytes_read())
    check_nothing_left(chat, bob)
    return overheard, code
