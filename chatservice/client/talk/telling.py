"""The server's messages in sentences, as people are told them who read lines."""

from __future__ import annotations

from chatservice.client.network.requests import Refused
from chatservice.core.settings import TERMINAL, Settings
from chatservice.render.messages import Message
from chatservice.render.messages.conversation import Error
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.reading import sentences


def words(book: Phrasebook, message: Message) -> list[str]:
    """Return a message in sentences, one a line, in the language of ``book``."""
    return sentences(message, Settings(language=book.language).representation(TERMINAL))


def reason(book: Phrasebook, refused: Refused) -> str:
    """Return why something was refused."""
    error = Error(code=refused.code, text=refused.text, details=refused.details)
    return " ".join(words(book, error))
