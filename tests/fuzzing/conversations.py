"""Targets for what arrives on a connection, cut into packets anywhere: at the server, the client.

The first byte of the data says how long the packets are (`packets`); the rest is what arrives.
"""

from __future__ import annotations

import re

from twisted.internet.protocol import connectionDone
from twisted.internet.testing import StringTransport
from twisted.protocols.haproxy._wrapper import HAProxyWrappingFactory

from chatservice.client.lines.conversation import LONGEST_LINE, Conversation
from chatservice.client.lines.happenings import Line, PasswordAsked
from chatservice.core.limits import Limits
from chatservice.protocols.telnet import Signal, TelnetFilter
from tests.fuzzing.judging import (
    SECRET,
    check_colours,
    check_screen,
    check_shown,
    nothing_failing,
    packets,
)
from tests.protocols.chat import Chat, Guest
from tests.protocols.telnet_bytes import INTERRUPT

IAC = b"\xff"
_ANSWER = re.compile(rb"\xff[\xfc\xfe].", re.DOTALL)
_ECHO = re.compile(rb"\xff[\xfb\xfc]\x01")
"""What may be sent unasked: while a password is typed, the server says that it echoes (RFC 857)."""
_ECHO_ANSWER = re.compile(rb"\xff[\xfd\xfe]\x01")

MOST_PROMPTED = 2 * LONGEST_LINE
"""Characters that may stand before what is typed."""

MOST_TURNS = 1000
"""Turns of the reactor after which whatever a packet set going must have come to an end."""

DELAYED = 60.0
"""Seconds in which who writes too fast is let go on."""


def telnet(data: bytes) -> None:
    """Let what a client sends mean the same however it was cut, and answer no one unasked."""
    # A CR at the end waits for the byte after it, and is seen when one more comes.
    sent = data[1:] + b"x"
    text, answers, signals = _filtered([sent])
    assert _filtered([*packets(data), b"x"]) == (text, answers, signals)
    assert len(text) <= len(sent)
    assert len(answers) <= len(sent)
    assert not _ANSWER.sub(b"", answers)
    if IAC not in sent:
        assert text == sent.replace(b"\r\n", b"\n").replace(b"\r\0", b"\n")
        assert not answers
        assert not signals


def _filtered(pieces: list[bytes]) -> tuple[bytes, bytes, tuple[Signal, ...]]:
    telnet = TelnetFilter()
    text = b"".join([telnet.feed(piece) for piece in pieces])
    return text, telnet.take_answers(), telnet.take_signals()


def conversation(data: bytes) -> None:
    """Let a stranger do nothing to the others but be read by them, and leave nothing behind.

    If the first byte is 128 or more, the limits hold that hold by themselves.
    """
    with nothing_failing():
        if data[:1] >= b"\x80":
            _overheard(packets(data), Chat(limits=Limits()), DELAYED)
            return
        overheard = _overheard(packets(data), Chat())
        # Ctrl+C concerns the line that is half there, and what that is depends on the packets.
        if data[:1] != b"\0" and INTERRUPT not in data:
            assert overheard == _overheard([data[1:]], Chat())


def _overheard(pieces: list[bytes], chat: Chat, delayed: float = 0.0) -> list[str]:
    """Let a stranger send ``pieces`` and vanish; return what somebody else read of it."""
    bob, stranger = chat.guest_called("bob"), chat.guest()
    for piece in pieces:
        if stranger.is_leaving:
            break
        stranger.sends(piece)
        settle(chat, delayed)
    chat.hub.sweep()
    _check_own_screen(stranger, b"".join(pieces))
    stranger.vanishes()
    settle(chat, delayed)
    overheard = check_screen(bob.bytes_read())
    check_nothing_left(chat, bob)
    return overheard


def check_nothing_left(chat: Chat, bob: Guest) -> None:
    """Raise `AssertionError` unless a chat is as if ``bob`` alone had ever been there."""
    assert SECRET not in repr(chat.audited)
    bob.types("/version")
    assert bob.reads()
    assert [person.name.text for person in chat.hub.people.owners()] == ["bob"]
    assert list(chat.hub.sessions) == [bob.protocol.session]
    assert len(chat.factory.connections) == 1
    for room in chat.hub.rooms.owners():
        assert room is chat.hub.lobby or room.topic
        check_shown(room.topic)


def settle(chat: Chat, delayed: float) -> None:
    """Let all happen that is to happen now, and what is to happen within ``delayed`` seconds."""
    chat.turn()
    until = chat.clock.seconds() + delayed
    for _ in range(MOST_TURNS):
        due = min((call.getTime() for call in chat.clock.getDelayedCalls()), default=until + 1)
        if due > until:
            return
        chat.clock.advance(max(0.0, due - chat.clock.seconds()))
    raise AssertionError("it never comes to an end")


def _check_own_screen(guest: Guest, sent: bytes) -> None:
    read = _ECHO.sub(b"", guest.bytes_read())
    if IAC in sent:
        read = _ANSWER.sub(b"", read)
    check_screen(read)


def proxied(data: bytes) -> None:
    """Let a proxy's header name an address that the log may show, or end the connection."""
    chat = Chat()
    wrapper = HAProxyWrappingFactory(chat.factory).buildProtocol(None)
    transport = StringTransport()
    with nothing_failing():
        wrapper.makeConnection(transport)
        for piece in packets(data):
            if not transport.disconnecting:
                wrapper.dataReceived(piece)
                settle(chat, 0.0)
        wrapper.connectionLost(connectionDone)
        settle(chat, 0.0)
    assert not chat.hub.sessions
    assert not chat.factory.connections


def client(data: bytes) -> None:
    """Let a server, whatever it sends, show nothing but lines and colours, and fill no memory."""
    conversation = Conversation("ana")
    for piece in packets(data):
        for happening in conversation.receive(piece):
            if isinstance(happening, Line):
                check_colours(happening.text)
            elif isinstance(happening, PasswordAsked):
                assert conversation.hides
        check_colours(conversation.prompt)
        assert len(conversation.prompt) <= MOST_PROMPTED
        assert len(conversation._unfinished) <= LONGEST_LINE
        assert _ECHO_ANSWER.sub(b"", conversation.take_outgoing()) in (b"", b"ana\r\n")
        assert conversation.send("hola") == b"hola\r\n"
    if conversation.unfinished():
        conversation.take_for_prompt()
        check_colours(conversation.prompt)
    for happening in conversation.end():
        assert isinstance(happening, Line)
        check_colours(happening.text)
