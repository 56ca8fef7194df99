"""Coming in: the nickname, its password, and what the server says until one is in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from twisted.internet.defer import Deferred

from chatservice.client.talk.chat import Chat, Question
from chatservice.client.talk.telling import words
from chatservice.core.refusals import Code
from chatservice.render.messages.conversation import Error

_UNUSABLE = {
    code.value
    for code in (
        Code.NAME_EMPTY,
        Code.NAME_TOO_LONG,
        Code.NAME_CHARACTER,
        Code.NAME_WITHOUT_LETTER,
        Code.NAME_MARKS,
        Code.NAME_DIRECTION,
        Code.NAME_NOT_ALLOWED,
        Code.NAME_TAKEN,
        Code.NAME_LOOKS_LIKE,
    )
}
"""Why another name is asked for."""

FINAL = {
    code.value
    for code in (
        Code.BANNED,
        Code.ACCOUNT_REMOVED,
        Code.TOO_MANY_WRONG_PASSWORDS,
        Code.TOO_MANY_REFUSALS,
        Code.UNKNOWN_VERSION,
        Code.WRONG_TOKEN,
        Code.FLOODED,
    )
}
"""Why it is of no use to connect again by oneself."""

_LEAVING = ("/quit", "/exit", "/salir")


class Door:
    """Who one is: ``nick``, ``token`` and ``password`` are what the next `hello` has.

    ``knock`` sends that `hello`; ``leave`` is called by whoever does not want to come in.
    """

    def __init__(
        self,
        chat: Chat,
        *,
        nick: str | None,
        token: str | None,
        find_password: Callable[[str], Awaitable[str | None]],
        knock: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        self.nick = nick
        self.token = token
        self.password: str | None = None
        self._was_encrypted = False
        self._chat = chat
        self._find_password = find_password
        self._knock = knock
        self._leave = leave
        self.is_asking = False
        """Whether the person is asked for something."""

    @property
    def is_known(self) -> bool:
        """Whether there is something to say in a `hello`."""
        return bool(self.nick or self.token)

    @property
    def has_secret(self) -> bool:
        """Whether one shows that one is who one says."""
        return self.password is not None or self.token is not None

    def welcomed(self, nick: str) -> None:
        """Take note that one is in, by that name, whatever was asked for just now."""
        self.nick, self.is_asking = nick, False

    def opens(self, *, is_encrypted: bool) -> bool:
        """Take note of a connection; return whether one can come in on it.

        Where the one before was encrypted and this one is not, somebody may stand in between: no
        password goes there by itself, and no token at all.
        """
        was_encrypted = self._was_encrypted
        self._was_encrypted = was_encrypted or is_encrypted
        if is_encrypted or not was_encrypted:
            return True
        self.password = None
        self._chat.notice(
            self._chat.book.say(
                "The connection is not encrypted any more: others may read along. No password is "
                "sent by itself."
            )
        )
        return self.token is None

    def renamed(self, nick: str) -> None:
        """Take note of one's name: the next `hello` has it."""
        self.nick = nick or self.nick

    def fields(self) -> dict[str, Any]:
        """Return the fields of `hello` that say who one is."""
        nick = self.nick if self.token is None else None
        return {"nick": nick, "token": self.token, "password": self.password}

    def ask(self) -> None:
        """Ask for a nickname."""
        self._ask_nickname()

    def refused(self, error: Error) -> bool:
        """Take why one is not in yet; return whether it was taken, and something else is tried."""
        code = error.code
        if code == Code.NAME_REGISTERED.value:
            Deferred.fromCoroutine(self._prove())
        elif code == Code.WRONG_PASSWORD.value and self.password is not None:
            self.password = None
            self._chat.notice(*words(self._chat.book, error))
            self._ask_password()
        elif code in _UNUSABLE and error.id is not None:
            self._chat.notice(*words(self._chat.book, error))
            self._ask_nickname()
        elif error.id is None and self.password is not None and code not in FINAL:
            self._chat.notice(*words(self._chat.book, error))  # the password has to wait
        else:
            return False
        return True

    # -- asking --------------------------------------------------------------------------------

    def _ask_nickname(self) -> None:
        self.nick = self.password = None
        self._ask(Question(self._chat.book.say("Your nickname: "), self._named))

    def _ask(self, question: Question | None) -> None:
        self.is_asking = question is not None
        self._chat.question = question
        self._chat.changed()

    def _named(self, text: str) -> None:
        name = text.strip()
        if name.lower() in _LEAVING:
            self._leave()
        elif name:
            self._ask(None)
            self.nick = name
            self._knock()

    async def _prove(self) -> None:
        password = None
        if self.password is None and self.nick:
            password = await self._find_password(self.nick)
        if password:
            self._try(password)
        else:
            self._ask_password()

    def _try(self, password: str) -> None:
        self._ask(None)
        self.password = password
        self._knock()

    def _ask_password(self) -> None:
        def answered(text: str) -> None:
            if text:
                self._try(text)
            else:
                self._ask_nickname()

        prompt = self._chat.book.say(
            "Password of {name} (empty: another nickname): ", name=self.nick or ""
        )
        self._ask(Question(prompt, answered, hidden=True, give_up=lambda: answered("")))
