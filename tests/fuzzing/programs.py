"""Targets for what programs send: one message, and a conversation in JSON lines."""

from __future__ import annotations

import json

import msgspec

from chatservice.core.limits import Limits
from chatservice.protocols.requests import BadRequestError, read
from chatservice.protocols.requests.messages import LONGEST_ID
from tests.fuzzing.conversations import DELAYED, check_nothing_left, settle
from tests.fuzzing.judging import check_refusal, check_screen, check_shown, nothing_failing, packets
from tests.protocols.chat import Chat
from tests.protocols.programs import Message, Program


def request(data: bytes) -> None:
    """Let a message be what Python's own JSON finds in it, or be refused in a sentence."""
    try:
        found = read(data)
    except BadRequestError as refused:
        _check_refused(refused)
        return
    assert read(msgspec.json.encode(found)) == found
    # What is not looked at may be no UTF-8.
    parsed = json.loads(data.decode(errors="replace"))
    assert found.id == parsed.get("id")
    for name in found.__struct_fields__:
        assert getattr(found, name) == parsed.get(name)


def _check_refused(refused: BadRequestError) -> None:
    check_refusal(refused)
    assert refused.request is None or len(refused.request) <= LONGEST_ID


def program(data: bytes) -> None:
    """Let a program do nothing to the others but be read by them, and leave nothing behind.

    If the first byte is 128 or more, the limits hold that hold by themselves.
    """
    with nothing_failing():
        if data[:1] >= b"\x80":
            _overheard(packets(data), Chat(limits=Limits()), DELAYED)
            return
        overheard = _overheard(packets(data), Chat())
        if data[:1] != b"\0":
            assert overheard == _overheard([data[1:]], Chat())


def _overheard(pieces: list[bytes], chat: Chat, delayed: float = 0.0) -> list[str]:
    """Let a program send ``pieces`` and vanish; return what somebody else read of it."""
    bob, stranger = chat.guest_called("bob"), Program(chat)
    for piece in pieces:
        if stranger.is_leaving:
            break
        stranger.arrives(piece)
        settle(chat, delayed)
    chat.hub.sweep()
    for message in stranger.reads():
        _check_message(message)
    stranger.vanishes()
    settle(chat, delayed)
    overheard = check_screen(bob.bytes_read())
    check_nothing_left(chat, bob)
    return overheard


def _check_message(message: Message) -> None:
    assert isinstance(message["type"], str)
    for name, value in message.items():
        if isinstance(value, str) and name != "id":  # which is the program's own
            check_shown(value)
