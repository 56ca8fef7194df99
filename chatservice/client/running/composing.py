"""What every front has: the dialer, the session, and what keeps them connected."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from twisted.internet.defer import Deferred

from chatservice.client.keeping import Keeper
from chatservice.client.network import memory
from chatservice.client.network.dialing import Dialer, Tls
from chatservice.client.network.link import Link, Listener
from chatservice.client.network.question import NO, YES
from chatservice.client.network.trust import KnownHosts, Trust
from chatservice.client.passwords import Passwords
from chatservice.client.running.wanted import Wanted
from chatservice.client.talk.chat import Chat, Question
from chatservice.client.talk.keyring import Keyring
from chatservice.client.talk.session import Session

_TLS = {None: Tls.FOUND, True: Tls.ALWAYS, False: Tls.NEVER}


def compose(
    reactor: Any,
    chat: Chat,
    wanted: Wanted,
    *,
    accept: Callable[[str], Awaitable[bool]],
    make_link: Callable[[Listener, Any], Link] = Link,
) -> Keeper:
    """Return what connects ``chat`` to its server, and keeps it connected.

    ``accept`` asks about a certificate's fingerprint.
    """
    choice = wanted.choice
    dialer = Dialer(
        reactor,
        choice.address,
        tls=_TLS[choice.tls],
        trust=Trust(KnownHosts(choice.known_hosts), choice.fingerprint),
        memory=memory.Memory(memory.usual_file(wanted.environment)),
        seconds=wanted.seconds,
        accept=accept,
    )
    passwords = Passwords(reactor) if choice.keyring else None
    token = wanted.token if choice.nick is None else None

    def make_session(over: Callable[[bool, str], None]) -> Session:
        return Session(
            reactor,
            chat,
            nick=choice.nick,
            rooms=choice.rooms,
            token=token,
            keyring=Keyring(chat, choice.address, passwords),
            over=over,
        )

    return Keeper(
        reactor,
        choice.address,
        dialer,
        chat,
        make_session,
        nick=choice.nick,
        seconds=wanted.seconds,
        # Whoever says --no-tls says so of the token as well.
        guards_token=token is not None and choice.tls is not False,
        make_link=make_link,
    )


def asking(chat: Chat) -> Callable[[str], Awaitable[bool]]:
    """Return what asks the person at the chat about a certificate."""

    async def accept(fingerprint: str) -> bool:
        book = chat.book
        done: Deferred[bool] = Deferred()

        def answer(text: str) -> None:
            word = text.strip().lower()
            if word in YES | NO:
                chat.question = None
                chat.changed()
                done.callback(word in YES)
            else:
                chat.notice(book.say("That is neither yes nor no: answer y or n."))

        chat.notice(
            book.say(
                "No authority vouches for the certificate of {server}. Its SHA-256 fingerprint is:",
                server=chat.server,
            ),
            f"  {fingerprint}",
        )
        chat.question = Question(
            book.say("Is that the one that the server's operator told you? (y/n)") + " ",
            answer,
            is_connected=False,
        )
        chat.changed()
        return await done

    return accept
