"""What inputs are put together from: the words of each protocol, and what attackers are fond of.

Chance alone finds none of them in a life.
"""

from __future__ import annotations

import json

from chatservice.core.catalogue import CATALOGUE
from chatservice.core.settings import LANGUAGES, SETTINGS
from chatservice.protocols.requests import REQUESTS
from chatservice.render.phrasebook import phrasebook
from tests.fuzzing.judging import SECRET
from tests.fuzzing.searches import SAID
from tests.protocols import telnet_bytes
from tests.protocols.web.frames import CLOSE, CONTINUATION, PING, TEXT, close, frame
from tests.protocols.web.visiting import HANDSHAKE, request

LINE_ENDS = (b"\n", b"\r\n", b"\r\0", b"\r", b"\x1b", b"\x08", b"\x7f", b"\x15", b"\x03", b"\a")

TELNET = tuple(
    value
    for name, value in sorted(vars(telnet_bytes).items())
    if name.isupper() and isinstance(value, bytes)
)

SIGNS = tuple(
    text.encode()
    for text in (
        *("\x1b[31m", "\x1b[2J", "\x1b]0;", "\x1bP", "\x1b\\", "\x9b", "\x9d", "\x9c", "\x1b(B"),
        *("\x85", "\u2028", "\u202e", "\u2066", "\u200b", "\u200c", "\u200d", "\u200e", "\ufeff"),
        *("\u0301", "\u0308" * 5, "\u20e3", "\ufe0f", "\u180b", "\U000e0100", "\U000e0001"),
        *("👩", "🚀", "🏴", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"),
        *("1️⃣", "👍🏽", "🇪🇸", "葛", "ᠠ", "ب", "क्", "한", "\u1112\u1161\u11ab", "\u2800", "\xa0"),
        *("\ue000", "\ufdd0", "\uffff", "\ufffd", "\ufff9", "\U00013430", "\U0001e08f"),
        *("ñ", "Ñ", "ß", "ẞ", "İ", "ı", "ſ", "ﬁ", "Ａ", "٣", "а", "ა", "Ა", "ǰ", "ΐ", "ς", "Σ"),
    )
)

NO_TEXT = (b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80", b"\xff", b"\xfe\xff")
"""What is no UTF-8 (RFC 3629)."""

COMMANDS = tuple(f"/{name}".encode() for name in CATALOGUE.names)

ARGUMENTS = tuple(
    text.encode()
    for text in (
        *(setting.name for setting in SETTINGS),
        *("on", "off", "es", "en", "clock", "bracket", "UTC", "europe/madrid", "server"),
        *("bob", "@bob", "ana", "Ana", "#lobby", "lobby", "kitchen", "-", "//", "exit"),
        *("10m", "10s", "2h", "close", "messages", "invite-only", "slow"),
        *("more", "before", "antes de", "today", "ayer", "2026-11-20", "20/11/2026", "14:30"),
        *("0", "1", "100", "500", "501", "99999999999", SECRET),
    )
)

ADDRESSES = tuple(
    text.encode()
    for text in (
        *("192.0.2.1", "192.0.2.0/24", "10.1.2.3/8", "0.0.0.0/0", "2001:db8::1", "2001:db8::/64"),
        *("::ffff:192.0.2.1", "::ffff:192.0.2.1/120", "::ffff:0:0/95", "fe80::1%eth0", "::/0"),
        *("/", ":", "::", ".", "%", "32", "128", "0x7f", "127.1", "255.255.255.0", "٣.1.1.1"),
    )
)

PROXIED = (
    b"PROXY TCP4 192.0.2.1 192.0.2.2 56324 5050\r\n",
    b"PROXY TCP6 2001:db8::1 2001:db8::2 56324 5050\r\n",
    b"PROXY UNKNOWN\r\n",
    *(b"PROXY TCP4 ", b"PROXY TCP6 ", b"PROXY UNKNOWN ", b" 1 1\r\n", b"\r\n", b" "),
    b"\r\n\r\n\0\r\nQUIT\n",
    *(b"\x20", b"\x21\x11\0\x0c", b"\x21\x21\0\x24", b"\x21\x31\0\xd8", b"ana\r\n", b"\0" * 12),
)

QUERIES = (
    *(b"from:", b"de:", b"in:", b"en:", b"before:", b"antes:", b"after:", b"desde:", b'"', b"*"),
    *(text.encode() for text in ("“", "”", "«", "»", "después:")),
    *(b"AND", b"OR", b"NOT", b"NEAR(", b"^", b"-", b"+", b":", b"{words}", b"words:"),
    *(word.encode() for text in SAID for word in text.split()),
)

_OBJECT = {"time": "2026-09-21T14:13:20.123456Z", "user": "Juan", "message": "hola"}
_LINES = (
    "2026-09-21T14:13:20.123456Z #lobby Juan: hola",
    "2026-09-21T14:13:20.123456Z #lobby Juan (edited): hola",
    "2026-09-21T14:13:20.123456Z #lobby * (edited) Juan canta",
)

FILES = (
    *(f"{line}\n".encode() for line in _LINES),
    *(line.encode() for line in _LINES),
    json.dumps(_OBJECT).encode(),
    json.dumps([_OBJECT, {**_OBJECT, "room": "#a", "kind": "action", "edited": True}]).encode(),
    *(b"[", b"]", b"{", b"}", b",", b":", b"\xef\xbb\xbf", b"null", b"true", b"false", b"NaN"),
    *(b'"time":', b'"user":', b'"message":', b'"room":', b'"kind":"action"', b'"edited":'),
    *(b'"timestamp":', b'"at":', b'"date":', b'"from":', b'"nick":', b'"text":', b'"msg":'),
    *(b'"\\ud800"', b'"\\udc00"', b'"\\u202e"', b'"\\u0000"', b"\\", b"1e400", b"-0", b"1e11"),
    *(b"1790000000", b"1790000000123", b"9" * 40, b"2026-02-29 25:61", b"+24:00", b"-23:59"),
)

REQUESTS_SENT = (
    *(f'"type":"{each.__struct_config__.tag}",'.encode() for each in REQUESTS),
    *(f'"{name}":'.encode() for name in sorted({n for r in REQUESTS for n in r.__struct_fields__})),
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"}\n{", b"}\r\n", b"null", b"true", b"\\u0000"),
    *(
        b'"ana"',
        b'"bob"',
        b'"lobby"',
        b'"hola"',
        b'""',
        b'"a1"',
        b'"',
        b"1",
        b"-1",
        b"1.5",
        b"9" * 40,
    ),
    *(b'"\\ud800"', b'"\\u202e"', b"1e400", b"NaN", b"\xef\xbb\xbf", f'"{SECRET}"'.encode()),
)

MESSAGES_SENT = tuple(
    json.dumps(message).encode() + b"\n"
    for message in (
        {"type": "hello", "version": 1, "nick": "ana", "since": 0, "rooms": ["kitchen"]},
        {"type": "say", "text": "hola", "id": "a1"},
        {"type": "msg", "to": "bob", "text": "¿vienes?"},
        {"type": "join", "room": "kitchen"},
        {"type": "line", "text": "/topic hola", "room": "lobby"},
        {"type": "register", "id": "r1"},
        {"type": "secret", "text": SECRET},
        {"type": "search", "words": "hola"},
        {"type": "ping", "id": "p"},
        {"type": "quit", "reason": "adiós"},
    )
)

REQUESTED = (
    *(b"GET / HTTP/1.1\r\n", b"HEAD / HTTP/1.0\r\n", b"POST /hook/x?room=lobby HTTP/1.1\r\n"),
    *(b"GET /ws HTTP/1.1\r\n", b"GET http://x/%2e%2e HTTP/1.1\r\n", b"PRI * HTTP/2.0\r\n\r\n"),
    *(b"Host: x\r\n", b"Host: [::1]:5050\r\n", b"Connection: Upgrade, close\r\n", b"\r\n\r\n"),
    *(b"Content-Length: 3\r\n", b"Content-Length: 99999999999\r\n", b"Expect: 100-continue\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"3\r\nabc\r\n", b"0\r\n\r\n", b"ffffff\r\n", b"abc"),
    *(b"Content-Type: application/json\r\n", b'{"text": "x"}', b"text=x&room=%ff", b"\r\n"),
    *(b"Origin: null\r\n", b"Accept-Language: es;q=0.5\r\n", b"If-None-Match: *\r\n", b" x\r\n"),
    *(b"Upgrade: websocket\r\n", b"Sec-WebSocket-Version: 13\r\n", b"x" * 9000),
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
)
_SHAKING = request("GET", "/ws", headers=HANDSHAKE)

FRAMED = (
    *(frame(TEXT, message, mask=bytes(4)) for message in MESSAGES_SENT),
    *(frame(CONTINUATION, message, mask=bytes(4)) for message in MESSAGES_SENT[:3]),
    *(frame(TEXT, message[:9], mask=bytes(4), is_last=False) for message in MESSAGES_SENT[:3]),
    *(frame(CONTINUATION, message[9:], mask=bytes(4)) for message in MESSAGES_SENT[:3]),
    *(frame(opcode, b"x" * 3) for opcode in range(16)),
    *(frame(CLOSE), close(1000), close(1005), frame(PING, b"x" * 125), frame(TEXT, b"\xff")),
    *(frame(TEXT, b"{}", reserved=1), frame(TEXT, b"{}", mask=b""), frame(TEXT, b" " * 9000)),
    *(b"\x81\xfe", b"\x81\xff", b"\x01\x80", b"\x80\x80", b"\x89\xfd", b"\x88\x82", bytes(4)),
)

# What the client knows its server by.
PHRASES = tuple(
    phrasebook(language).say(phrase, name="ana").encode()
    for language in LANGUAGES
    for phrase in ("Enter your nickname: ", "Welcome, {name}!", "See you soon!")
)
HIDING = (b"\xff\xfb\x01", b"\xff\xfc\x01", b": ")

FOR_TARGET: dict[str, tuple[bytes, ...]] = {
    "text": SIGNS + NO_TEXT + LINE_ENDS,
    "telnet": TELNET + LINE_ENDS,
    "conversation": COMMANDS + ARGUMENTS + TELNET + LINE_ENDS + SIGNS + NO_TEXT,
    "proxied": PROXIED + ADDRESSES + NO_TEXT + SIGNS,
    "request": REQUESTS_SENT + NO_TEXT + SIGNS,
    "program": MESSAGES_SENT + REQUESTS_SENT + NO_TEXT + SIGNS,
    "http": REQUESTED + NO_TEXT + SIGNS,
    "frames": FRAMED + MESSAGES_SENT + NO_TEXT,
    "client": SIGNS + NO_TEXT + LINE_ENDS + HIDING + PHRASES,
    "nickname": SIGNS + ARGUMENTS,
    "password": SIGNS + NO_TEXT + (b"12345678", b"paul", b" ", b"PAUL"),
    "address": ADDRESSES + NO_TEXT,
    "command": COMMANDS + ARGUMENTS + ADDRESSES + SIGNS,
    "query": QUERIES + ARGUMENTS + SIGNS,
    "imported": FILES + SIGNS + NO_TEXT,
}
"""For each target of `tests.fuzzing.targets` the pieces that mean something there."""

_NAMED = b"\0ana\r\n"  # in one packet
_GREETED = b'\0{"type":"hello","version":1,"nick":"ana","id":"h"}\n'
_REGISTERING = f"ana\r\n/register\r\n{SECRET}\r\n{SECRET}\r\n/join kitchen\r\n".encode()
_LINES_TYPED = tuple(
    f"{declaration.command.example}\r\n".encode() for declaration in CATALOGUE
) + tuple(f"{text}\r\n".encode() for text in SAID)

TO_BEGIN_WITH: dict[str, tuple[bytes, ...]] = {
    "text": tuple(text.encode() for text in SAID),
    "telnet": (b"\0hola\r\n" + b"".join(TELNET), b"\1\xff\xfa\x1f\0\x50\0\x18\xff\xf0hola\r\0"),
    "conversation": (
        *(_NAMED + line for line in _LINES_TYPED),
        b"\x80" + _REGISTERING + b"".join(_LINES_TYPED),
        *(b"\0" + _REGISTERING + line for line in _LINES_TYPED),
        b"\0ana\r\n/register\r\ncorrect\xff\xf4horse\r\n",
        b"\0" + _REGISTERING + b"/quit\r\n",
    ),
    "proxied": tuple(b"\0" + piece + b"ana\r\n" for piece in PROXIED),
    "request": MESSAGES_SENT,
    "program": (
        *(_GREETED + message for message in MESSAGES_SENT),
        _GREETED + MESSAGES_SENT[5] + MESSAGES_SENT[6] * 2,
        b"\x80" + b"".join(MESSAGES_SENT),
    ),
    "http": (
        b"\0" + b"".join(REQUESTED[:1]) + b"Host: x\r\n\r\n",
        b"\7" + _SHAKING + FRAMED[0] + FRAMED[1],
        *(b"\1POST /hook/x HTTP/1.1\r\nHost: x\r\n" + each for each in REQUESTED),
    ),
    "frames": (
        b"\1" + b"".join(FRAMED[:10]),
        *(b"\3" + FRAMED[0] + each for each in FRAMED),
    ),
    "client": (b"\0" + b"\r\n".join(PHRASES),),
    "nickname": (b"Ana", "Ñandú_9".encode(), "李雷".encode(), "الأمين".encode()),
    "password": (b"correct horse battery", "contraseña".encode()),
    "address": ADDRESSES,
    "command": _LINES_TYPED,
    "query": (b"hola from:ana in:lobby", b'"at two" before:2026-11-20', *_LINES_TYPED),
    "imported": FILES,
}
"""For each target inputs that are known to lead far."""
