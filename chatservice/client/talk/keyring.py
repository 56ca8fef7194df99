"""The password of one server, in the system's keyring; what becomes of it is told in the chat."""

from __future__ import annotations

from twisted.internet.defer import Deferred

from chatservice.client.network.address import Address
from chatservice.client.passwords import KeyringError, Passwords
from chatservice.client.talk.chat import Chat


class Keyring:
    """The keyring for one server. Without ``passwords`` it is not to be used."""

    def __init__(self, chat: Chat, server: Address, passwords: Passwords | None) -> None:
        self._chat = chat
        self._server = server
        self._passwords = passwords

    async def find(self, nick: str) -> str | None:
        """Return the password of a nickname, if there is one that may be sent.

        Nothing leaves the keyring by itself for a connection that others may read.
        """
        if self._passwords is None or not (self._chat.is_encrypted or self._server.is_loopback):
            return None
        try:
            return await self._passwords.find(self._server, nick)
        except KeyringError as error:
            self._chat.notice(error.sentence(self._chat.book))
            return None

    def keep(self, nick: str, password: str | None) -> None:
        """Keep the password that let the person in, if there was one."""
        book = self._chat.book
        if password is None:
            self._chat.notice(
                book.say("There is no password to keep: you came in without one. See /register.")
            )
        else:
            Deferred.fromCoroutine(self._keep(nick, password))

    def forget(self, nick: str) -> None:
        """Remove the password of a nickname."""
        Deferred.fromCoroutine(self._forget(nick))

    async def _keep(self, nick: str, password: str) -> None:
        book = self._chat.book
        if self._passwords is None:
            self._chat.notice(book.say("The keyring is switched off in client.toml."))
            return
        try:
            await self._passwords.keep(self._server, nick, password)
        except KeyringError as error:
            self._chat.notice(error.sentence(book))
        else:
            self._chat.notice(
                book.say(
                    "The password of {name} is in the system's keyring now: you are not asked for "
                    "it any more. /keyring forget removes it.",
                    name=nick,
                )
            )

    async def _forget(self, nick: str) -> None:
        book = self._chat.book
        try:
            there = self._passwords is not None and await self._passwords.forget(self._server, nick)
        except KeyringError as error:
            self._chat.notice(error.sentence(book))
            return
        self._chat.notice(
            book.say("The password of {name} is no longer in the system's keyring.", name=nick)
            if there
            else book.say("There is no password of {name} in the system's keyring.", name=nick)
        )
