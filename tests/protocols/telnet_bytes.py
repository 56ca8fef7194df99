"""What telnet sends, byte by byte, and what the filter makes of it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from chatservice.protocols.telnet import Signal, TelnetFilter

IAC = b"\xff"
NOP = b"\xff\xf1"
DATA_MARK = b"\xff\xf2"
BREAK = b"\xff\xf3"
INTERRUPT = b"\xff\xf4"
ABORT_OUTPUT = b"\xff\xf5"
ARE_YOU_THERE = b"\xff\xf6"
ERASE_CHARACTER = b"\xff\xf7"
ERASE_LINE = b"\xff\xf8"
GO_AHEAD = b"\xff\xf9"
END_OF_RECORD = b"\xff\xef"  # RFC 885
SB = b"\xff\xfa"
SE = b"\xff\xf0"
WILL = b"\xff\xfb"
WONT = b"\xff\xfc"
DO = b"\xff\xfd"
DONT = b"\xff\xfe"

ECHO = b"\x01"  # RFC 857
TIMING_MARK = b"\x06"  # RFC 860
NAWS = b"\x1f"  # RFC 1073: the window's size

IGNORED = (NOP, DATA_MARK, BREAK, ABORT_OUTPUT, GO_AHEAD, END_OF_RECORD, SE)

KIB = 1024

Outcome = tuple[bytes, bytes, tuple[Signal, ...]]


def outcome(*packets: bytes) -> Outcome:
    """Return the text, answers and signals of one connection that receives the packets."""
    telnet = TelnetFilter()
    text = b"".join([telnet.feed(packet) for packet in packets])
    return text, telnet.take_answers(), telnet.take_signals()


def text_of(*packets: bytes) -> bytes:
    return outcome(*packets)[0]


def answers_to(*packets: bytes) -> bytes:
    return outcome(*packets)[1]


def signals_in(*packets: bytes) -> tuple[Signal, ...]:
    return outcome(*packets)[2]


def single_bytes(data: bytes) -> list[bytes]:
    return [data[n : n + 1] for n in range(len(data))]


@st.composite
def chunkings(draw: st.DrawFn, stream: bytes) -> list[bytes]:
    """Return the stream in pieces."""
    cuts = draw(st.lists(st.integers(0, len(stream)), max_size=12).map(sorted))
    edges = [0, *cuts, len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]
