"""The server's wish that what is typed be shown to nobody: a password; sans I/O.

    FF FB 01   IAC WILL ECHO: the server says that it will show what is typed, and does not
    FF FC 01   IAC WONT ECHO: it will no longer
    FF FD 01   IAC DO ECHO, FF FE 01   IAC DONT ECHO: the answers to these

This is telnet (RFC 854, 857), of which a chat server needs nothing else. A byte FF that belongs to
none of them is no text in UTF-8, and is left for others to say so.
"""

from __future__ import annotations

import re

_WISH = re.compile(rb"\xff[\xfb\xfc]\x01")
_BEGINNING = re.compile(rb"\xff[\xfb\xfc]?\Z")

WILL_ECHO = b"\xff\xfb\x01"
DO_ECHO = b"\xff\xfd\x01"
DONT_ECHO = b"\xff\xfe\x01"


class Hiding:
    """What one server wishes. ``hides`` tells whether what is typed is to be hidden."""

    def __init__(self) -> None:
        self.hides = False
        self._answers = b""
        self._unfinished = b""

    def feed(self, data: bytes) -> bytes:
        """Return ``data``, cut anywhere, without the server's wishes."""
        data, self._unfinished = self._unfinished + data, b""
        for wish in _WISH.findall(data):
            wanted = wish == WILL_ECHO
            if wanted is not self.hides:  # each change is answered once (RFC 1143)
                self.hides = wanted
                self._answers += DO_ECHO if wanted else DONT_ECHO
        text = _WISH.sub(b"", data)
        beginning = _BEGINNING.search(text)
        if beginning is not None:
            text, self._unfinished = text[: beginning.start()], beginning[0]
        return text

    def take_answers(self) -> bytes:
        """Return what is to be sent to the server."""
        answers, self._answers = self._answers, b""
        return answers

    def end(self) -> bytes:
        """Return what was left of a wish when the connection was closed."""
        rest, self._unfinished = self._unfinished, b""
        return rest
