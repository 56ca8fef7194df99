"""Where a message stands and whose it is, as words of the full-text index.

They stand beside the words of the text, in a column of their own: the room's key behind ``#``, the
author's behind ``@``, of a private message the receiver's behind ``>`` and the identities of the
two behind ``&``. No word of a text begins so (see `chatservice.core.words`).
"""

from __future__ import annotations

SIGNS = "#@>&"


def room_scope(room: str, author: str) -> str:
    """Return the scope of a message in a room; both are keys of names."""
    return f"{in_room(room)} {by(author)}"


def private_scope(author: str, author_person: int, receiver: str, receiver_person: int) -> str:
    """Return the scope of a private message: keys of names, and the identities behind them."""
    return f"{by(author)} {to(receiver)} {of(author_person)} {of(receiver_person)}"


def scope_of(
    room: str | None, author: str, person: int, receiver: str, receiver_person: int
) -> str:
    """Return the scope of a message: of a room, or a private one where ``room`` is `None`."""
    if room is None:
        return private_scope(author, person, receiver, receiver_person)
    return room_scope(room, author)


def in_room(room: str) -> str:
    """Return the word that the messages of a room have."""
    return f"#{room}"


def by(author: str) -> str:
    """Return the word that the messages of an author have."""
    return f"@{author}"


def to(receiver: str) -> str:
    """Return the word that the private messages to somebody have."""
    return f">{receiver}"


def of(person: int) -> str:
    """Return the word that the private messages have which this person wrote or got."""
    return f"&{person}"
