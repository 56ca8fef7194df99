"""What bytes from outside meet first: for each such place a function that takes any bytes.

Each raises an exception when something does not hold that always should. Hypothesis drives them in
the tests, Atheris for as long as one likes (`tools/fuzz.py`).

    target        what the bytes are                     what has to hold, besides no exception
    ------------  -------------------------------------  ----------------------------------------
    text          a line, before it is sanitised         safe, no longer, the same a second time
    telnet        what a client sends, in packets        cut otherwise, it means the same
    conversation  the same, in a chat in which somebody  others read safe lines, the same ones
                  else is                                however it was cut; no telnet for who
                                                         sends none, but to hide a password;
                                                         nothing is left behind
    proxied       what a proxy sends before it           no address is shown that is not safe
    request       a line of a program's              what Python's JSON finds in it, or a refusal
    program       what a program sends, in packets   as in a conversation; what it reads is JSON
    http          what arrives where HTTP is spoken      answers are bounded, and no fault is met
    frames        what arrives in a WebSocket            as in a conversation; goodbye comes last
    client        what a server sends to the client      what is shown is safe, memory bounded
    nickname      a line, as a name                      names are stable, with one owner each
    password      a line, as a password                  it stays the same, no refusal tells it
    address       a line, or what a proxy says, as an    a network stays the same; an address is
                  address or a network                   in its own
    command       a line, as a command                   what is no command is said as it stands
    query         a line behind `/search`                the index finds what a plain look finds
    imported      a file                                 its messages are written and read again
"""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzzing.browsers import frames, http
from tests.fuzzing.conversations import client, conversation, proxied, telnet
from tests.fuzzing.files import imported
from tests.fuzzing.lines import address, command, nickname, password, text
from tests.fuzzing.programs import program, request
from tests.fuzzing.searches import query

TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": text,
    "telnet": telnet,
    "conversation": conversation,
    "proxied": proxied,
    "request": request,
    "program": program,
    "http": http,
    "frames": frames,
    "client": client,
    "nickname": nickname,
    "password": password,
    "address": address,
    "command": command,
    "query": query,
    "imported": imported,
}
