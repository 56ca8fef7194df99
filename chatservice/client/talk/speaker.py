"""What a front asks of who converses with the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chatservice.client.talk.talks import Talk

if TYPE_CHECKING:
    from chatservice.client.talk.chat import Chat


class Speaker(Protocol):
    """Who converses with the server for a front: `chatservice.client.talk.session` and others."""

    chat: Chat

    @property
    def is_idle(self) -> bool:
        """Whether everything that was typed is taken, refused or answered.

        ``chat.changed()`` follows when that becomes so.
        """
        ...

    @property
    def is_turning(self) -> bool:
        """Whether what is typed now goes where nobody knows yet: to whom one turns is not answered.

        ``chat.changed()`` follows when it is. Whoever reads lines nobody has seen waits until then.
        """
        ...

    def type(self, text: str, *, is_attended: bool = True) -> bool:
        """Take what was typed: a command, or something to say, perhaps of several lines.

        Several lines are one message. Return whether it was taken; if not, a notice says why, and
        what was typed should stay where it can be changed. Not for answers to ``chat.question``.
        ``is_attended``: a person types it, and sees where it goes. What a program types goes
        nowhere once it is not where it has turned to.
        """
        ...

    def take_back(self) -> int:
        """Take back what was said and is not on its way yet; return how many lines that was."""
        ...

    def older(self, talk: Talk) -> None:
        """Have what was said before the first entry of a talk put before it, if there is more."""
        ...

    def jump(self, number: int) -> None:
        """Go to the search's result with that number, from 1.

        The talk where it stands becomes the current one. Where the entry is not in it yet, it and
        what stands around it is asked for; ``chat.target`` is set as soon as it is there.
        """
        ...

    def leave(self) -> None:
        """Say goodbye, once."""
        ...
