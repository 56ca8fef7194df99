"""What a terminal sends for its keys (XTerm Control Sequences, "PC-Style Function Keys")."""

from __future__ import annotations

import re

KEYS = {
    "Enter": "\r",
    "Tab": "\t",
    "Escape": "\x1b",
    "Backspace": "\x7f",
    "Delete": "\x1b[3~",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "Home": "\x1b[H",
    "End": "\x1b[F",
    "PageUp": "\x1b[5~",
    "PageDown": "\x1b[6~",
    "Ctrl+Left": "\x1b[1;5D",
    "Ctrl+Right": "\x1b[1;5C",
    "Ctrl+_": "\x1f",
    "Shift+Tab": "\x1b[Z",
    "Alt+Backspace": "\x1b\x7f",
    "Alt+Enter": "\x1b\r",
}
"""Those that no letter names."""


def pressed(*keys: str) -> str:
    """Return what is sent for some: names of `KEYS`, "Ctrl+A", "Alt+b", or texts as they are."""
    sent = ""
    for key in keys:
        if key in KEYS:
            sent += KEYS[key]
        elif found := re.fullmatch(r"Ctrl\+([A-Z])", key):
            sent += chr(ord(found[1]) - 64)
        elif found := re.fullmatch(r"Alt\+(.)", key):
            sent += f"\x1b{found[1]}"
        else:
            sent += key
    return sent
