"""What a WebSocket server has to answer to which frames: a table of cases.

They are those of the Autobahn test suite, by its numbers, that apply to a server which speaks JSON
in text messages of at most 32 KiB: its groups 1 to 7 and 10. To a text that is no JSON an error is
answered; a text before which all is well is answered also if the next frame ends the connection.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.protocols.web.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    close,
    frame,
)

MOST = 32 * 1024


class Case(NamedTuple):
    """``packets`` from a client, and what has to be answered.

    ``errors`` is to how many messages, ``pongs`` are what is in them, ``code`` is the one in the
    frame that ends the connection: 1005 for none, `None` if it goes on.
    """

    packets: tuple[bytes, ...]
    errors: int = 0
    pongs: tuple[bytes, ...] = ()
    code: int | None = None


def text(payload: bytes | str) -> bytes:
    return frame(TEXT, payload.encode() if isinstance(payload, str) else payload)


def begun(payload: bytes) -> bytes:
    return frame(TEXT, payload, is_last=False)


def continued(payload: bytes, *, is_last: bool) -> bytes:
    return frame(CONTINUATION, payload, is_last=is_last)


def chopped(*frames: bytes) -> tuple[bytes, ...]:
    """Return the bytes one by one."""
    return tuple(bytes([each]) for each in b"".join(frames))


GREETING = "Hello-µ@ßöäüàá-UTF-8!!"
"""Autobahn's favourite text: letters of two bytes among those of one."""

SPLIT = GREETING.encode()[:7], GREETING.encode()[7:]
"""The same, cut in the middle of a letter."""

BAD = bytes.fromhex("cebae1bdb9cf83cebcceb5eda080656469746564")
"""A surrogate (U+D800) in Greek."""

FOUR_BYTES = bytes.fromhex("cebae1bdb9cf83cebcceb5f4908080656469746564")
"""Greek, and what would be beyond U+10FFFF."""

VALID = {
    "6.5 a greek word": "κόσμε".encode(),
    "6.7.1 the first of one byte": b"\x00",
    "6.7.2 of two": b"\xc2\x80",
    "6.7.3 of three": b"\xe0\xa0\x80",
    "6.7.4 of four": b"\xf0\x90\x80\x80",
    "6.9.1 the last of one byte": b"\x7f",
    "6.9.2 of two": b"\xdf\xbf",
    "6.9.3 of three": b"\xef\xbf\xbf",
    "6.9.4 of all": b"\xf4\x8f\xbf\xbf",
    "6.11.1 just before the surrogates": b"\xed\x9f\xbf",
    "6.11.2 just after them": b"\xee\x80\x80",
    "6.11.3 what stands for nothing else": b"\xef\xbf\xbd",
    "6.22.1 no character of its own, but legal": b"\xef\xbf\xbe",
    "6.22.9 one of another plane": b"\xf0\x9f\xbf\xbe",
}

INVALID = {
    "6.6.1 a beginning alone": b"\xce",
    "6.6.3 after a letter": b"\xce\xba\xe1",
    "6.6.8 in the middle of three": "κόσμ".encode() + b"\xce",
    "6.8.1 of five bytes": b"\xf8\x88\x80\x80\x80",
    "6.8.2 of six": b"\xfc\x84\x80\x80\x80\x80",
    "6.10.1 too far": b"\xf7\xbf\xbf\xbf",
    "6.10.2 the last of five": b"\xfb\xbf\xbf\xbf\xbf",
    "6.11.5 just beyond the last": b"\xf4\x90\x80\x80",
    "6.12.1 a continuation alone": b"\x80",
    "6.12.8 all of them": bytes(range(0x80, 0xC0)),
    "6.13.1 beginnings of two with spaces": b"".join(b"%c " % each for each in range(0xC0, 0xE0)),
    "6.14.1 the last byte missing": b"\xc0",
    "6.14.10 of the last of six": b"\xfd\xbf\xbf\xbf\xbf",
    "6.16.1 FE": b"\xfe",
    "6.16.2 FF": b"\xff",
    "6.17.1 a slash in two bytes": b"\xc0\xaf",
    "6.17.5 in six": b"\xfc\x80\x80\x80\x80\xaf",
    "6.18.1 the longest that is too long": b"\xc1\xbf",
    "6.18.3 in four": b"\xf0\x8f\xbf\xbf",
    "6.19.1 zero in two bytes": b"\xc0\x80",
    "6.20.1 the first surrogate": b"\xed\xa0\x80",
    "6.20.7 the last": b"\xed\xbf\xbf",
    "6.21.1 a pair of them": b"\xed\xa0\x80\xed\xb0\x80",
}

CASES: dict[str, Case] = {
    # 1: framing
    "1.1.1 an empty text": Case((text(b""),)),
    **{
        f"1.1.{at} a text of {size}": Case((text(b"*" * size),), 1)
        for at, size in enumerate((125, 126, 127, 128, MOST - 1, MOST), 2)
    },
    "1.1.8 in packets of 997": Case(
        tuple(text(b"*" * MOST)[at : at + 997] for at in range(0, MOST + 8, 997)), 1
    ),
    "1.1.9 a text that is too long": Case((text(b"*" * (MOST + 1)),), code=1009),
    "1.1.10 as soon as that is known": Case((text(b"*" * (1 << 20))[: MOST + 100],), code=1009),
    "1.2.1 no text, and empty": Case((frame(BINARY),), code=1003),
    "1.2.2 no text": Case((frame(BINARY, b"\xfe" * 125),), code=1003),
    # 2: pings and pongs
    "2.1 an empty ping": Case((frame(PING),), pongs=(b"",)),
    "2.2 a ping": Case((frame(PING, b"Hello, world!"),), pongs=(b"Hello, world!",)),
    "2.3 with no text": Case((frame(PING, b"\x00\xff\xfe\xfd"),), pongs=(b"\x00\xff\xfe\xfd",)),
    "2.4 the longest": Case((frame(PING, b"\xfe" * 125),), pongs=(b"\xfe" * 125,)),
    "2.5 one too long": Case((frame(PING, b"\xfe" * 126),), code=1002),
    "2.6 byte by byte": Case(chopped(frame(PING, b"\xfe" * 125)), pongs=(b"\xfe" * 125,)),
    "2.7 an empty pong that nobody asked for": Case((frame(PONG),)),
    "2.8 a pong": Case((frame(PONG, b"unsolicited"),)),
    "2.9 and then a ping": Case((frame(PONG, b"unsolicited"), frame(PING, b"x")), pongs=(b"x",)),
    "2.10 ten pings": Case(
        (b"".join(frame(PING, b"%d" % at) for at in range(10)),),
        pongs=tuple(b"%d" % at for at in range(10)),
    ),
    "2.11 byte by byte": Case(
        chopped(*(frame(PING, b"%d" % at) for at in range(10))),
        pongs=tuple(b"%d" % at for at in range(10)),
    ),
    # 3: bits that are reserved
    "3.1 the last": Case((frame(TEXT, b"*", reserved=1),), code=1002),
    "3.2 after a text": Case((text("*"), frame(TEXT, b"*", reserved=2), frame(PING)), 1, code=1002),
    "3.3 all in one packet": Case(
        (text("*") + frame(TEXT, b"*", reserved=3) + frame(PING),), 1, code=1002
    ),
    "3.4 byte by byte": Case(
        (*chopped(text("*"), frame(TEXT, b"*", reserved=4)), frame(PING)), 1, code=1002
    ),
    "3.5 no text": Case((frame(BINARY, b"*", reserved=5),), code=1002),
    "3.6 a ping": Case((frame(PING, b"*", reserved=6),), code=1002),
    "3.7 a goodbye": Case((frame(CLOSE, reserved=7),), code=1002),
    # 4: opcodes that mean nothing
    **{
        f"4.{1 + opcode // 8}.{opcode} opcode {opcode}": Case((frame(opcode, b"x"),), code=1002)
        for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
    },
    "4.1.3 after a text, and with a ping": Case(
        (text("*") + frame(5) + frame(PING),), 1, code=1002
    ),
    # 5: fragments
    "5.1 a ping in two": Case(
        (frame(PING, b"x", is_last=False), continued(b"y", is_last=True)), code=1002
    ),
    "5.2 a pong in two": Case(
        (frame(PONG, b"x", is_last=False), continued(b"y", is_last=True)), code=1002
    ),
    "5.3 a text in two": Case((begun(b"frag"), continued(b"ment", is_last=True)), 1),
    "5.4 in one packet": Case((begun(b"frag") + continued(b"ment", is_last=True),), 1),
    "5.5 byte by byte": Case(chopped(begun(b"frag"), continued(b"ment", is_last=True)), 1),
    "5.6 a ping between": Case(
        (begun(b"frag"), frame(PING, b"x"), continued(b"ment", is_last=True)), 1, (b"x",)
    ),
    "5.7 in one packet": Case(
        (begun(b"frag") + frame(PING, b"x") + continued(b"ment", is_last=True),), 1, (b"x",)
    ),
    "5.9 an end without a beginning": Case((continued(b"x", is_last=True), text("*")), code=1002),
    "5.12 a middle without one": Case((continued(b"x", is_last=False), text("*")), code=1002),
    "5.15 an end too many": Case(
        (begun(b"a") + continued(b"b", is_last=True) + continued(b"c", is_last=False),),
        1,
        code=1002,
    ),
    "5.18 a beginning in the middle": Case((begun(b"a"), begun(b"b")), code=1002),
    "5.19 pings between many": Case(
        (
            begun(b"1"),
            continued(b"2", is_last=False),
            frame(PING, b"x"),
            continued(b"3", is_last=False),
            continued(b"4", is_last=False),
            frame(PING, b"y"),
            continued(b"5", is_last=True),
        ),
        1,
        (b"x", b"y"),
    ),
    # 6: UTF-8
    "6.1.1 empty": Case((text(b""),)),
    "6.1.2 in three empty ones": Case(
        (begun(b""), continued(b"", is_last=False), continued(b"", is_last=True))
    ),
    "6.1.3 something in the middle": Case(
        (begun(b""), continued(b"*", is_last=False), continued(b"", is_last=True)), 1
    ),
    "6.2.1 letters of two bytes": Case((text(GREETING),), 1),
    "6.2.2 cut within one": Case((begun(SPLIT[0]), continued(SPLIT[1], is_last=True)), 1),
    "6.2.3 in fragments of one byte": Case(
        (
            begun(b""),
            *(continued(bytes([each]), is_last=False) for each in GREETING.encode()),
            continued(b"", is_last=True),
        ),
        1,
    ),
    "6.2.4 byte by byte": Case(chopped(text(GREETING)), 1),
    "6.3.1 a surrogate": Case((text(BAD),), code=1007),
    "6.3.2 in fragments of one byte": Case(
        (begun(b""), *(continued(bytes([each]), is_last=False) for each in BAD)), code=1007
    ),
    "6.4.1 as soon as that is known": Case(
        (begun(FOUR_BYTES[:12]), continued(FOUR_BYTES[12:13], is_last=False)), code=1007
    ),
    "6.4.3 within a frame": Case((text(FOUR_BYTES)[:-8], text(FOUR_BYTES)[-8:-7]), code=1007),
    **{name: Case((text(payload),), 1) for name, payload in VALID.items()},
    **{name: Case((text(payload),), code=1007) for name, payload in INVALID.items()},
    # 7: the end
    "7.1.1 a text and goodbye": Case((text("*"), close(1000)), 1, code=1000),
    "7.1.2 goodbye twice": Case((close(1000) + close(1000),), code=1000),
    "7.1.3 a ping after it": Case((close(1000) + frame(PING),), code=1000),
    "7.1.4 a text after it": Case((close(1000) + text("*"),), code=1000),
    "7.1.5 in the middle of a text": Case(
        (begun(b"a") + close(1000) + continued(b"b", is_last=True),), code=1000
    ),
    "7.1.6 a long text and goodbye": Case(
        (text(b"*" * MOST) + close(1000) + frame(PING),), 1, code=1000
    ),
    "7.3.1 with nothing in it": Case((frame(CLOSE),), code=1005),
    "7.3.2 with one byte": Case((frame(CLOSE, b"a"),), code=1002),
    "7.3.4 with a reason": Case((close(1000, b"Hello World!"),), code=1000),
    "7.3.5 with the longest": Case((close(1000, b"*" * 123),), code=1000),
    "7.3.6 with one that is too long": Case((close(1000, b"*" * 124),), code=1002),
    "7.5.1 with one that is no UTF-8": Case((close(1000, BAD),), code=1007),
    **{
        f"7.7 with the code {code}": Case((close(code),), code=code)
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    },
    **{
        f"7.9 with the code {code}": Case((close(code),), code=1002)
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535)
    },
    # 10: a long text in fragments
    "10.1.1 in frames of 1300": Case(
        (
            begun(b"*" * 1300),
            *(continued(b"*" * 1300, is_last=False) for _ in range(23)),
            continued(b"*" * 1300, is_last=True),
        ),
        1,
    ),
    "10.1.2 which is too long": Case(
        (begun(b"*" * 1300), *(continued(b"*" * 1300, is_last=False) for _ in range(25))),
        code=1009,
    ),
    # What the RFC says besides (sections 5.1, 5.2)
    "0.1 not masked": Case((frame(TEXT, b"*", mask=b""),), code=1002),
    "0.2 masked with nothing": Case((frame(TEXT, b"*", mask=bytes(4)),), 1),
    "0.3 a length longer than need be": Case((frame(TEXT, b"*", length=b"\x7e\0\1"),), code=1002),
    "0.4 much longer": Case((frame(TEXT, b"*", length=b"\x7f" + bytes(7) + b"\1"),), code=1002),
    "0.5 a length below zero": Case((frame(TEXT, b"*", length=b"\x7f\xff" + bytes(7)),), code=1002),
    "0.6 the greatest length": Case(
        (frame(TEXT, mask=bytes(4), length=b"\x7f\x7f" + b"\xff" * 7), b"*" * (MOST + 1)),
        code=1009,
    ),
}
