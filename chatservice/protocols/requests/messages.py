"""What a program may send, but for the commands: one struct for each of its messages.

The names of the fields are the protocol's: what is renamed here breaks programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import Meta, Struct

from chatservice.core.hello import Hello as Greeting
from chatservice.core.refusals import Code, Refused

if TYPE_CHECKING:
    from chatservice.core.session import Session

VERSION = 1
"""Of the protocol: what a client that says another one expects is not what it would get."""

LONGEST_ID = 64
"""Characters."""

Id = Annotated[
    Annotated[str, Meta(max_length=LONGEST_ID)] | None,
    Meta(description="The client's own: each answer to this carries it."),
]
InRoom = Annotated[
    str | None, Meta(description="One of one's rooms, to turn to first; without it, where one is.")
]
Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Request(Struct, kw_only=True, tag_field="type"):
    """A message of a program's."""

    is_secret: ClassVar[bool] = False
    """Whether a password or a token may be in it."""

    id: Id = None

    def ask(self, session: Session) -> None:
        """Ask ``session`` for what this asks for. Raises `Refused` when it can't be asked for."""
        raise NotImplementedError


class Confidential(Request, kw_only=True):
    """A message in which a password or a token may be: it shows nothing of itself."""

    is_secret = True

    def __repr__(self) -> str:
        """Return the name alone."""
        return f"{type(self).__name__}(...)"


class Hello(Confidential, tag="hello", kw_only=True):
    """The first message: who one is. `welcome` answers it."""

    version: Annotated[Number, Meta(description=f"Of this protocol: {VERSION}.")]
    nick: Annotated[str | None, Meta(description="What to be called.")] = None
    password: Annotated[
        str | None, Meta(description="That of the nickname, if it is registered.")
    ] = None
    token: Annotated[str | None, Meta(description="A bot's, instead of a password.")] = None
    language: Annotated[
        str | None, Meta(description="Of the sentences in answers: `en` or `es`.")
    ] = None
    since: Annotated[
        Number | None, Meta(description="The last `seq` that one has: go on behind it.")
    ] = None
    history_id: Annotated[
        str | None,
        Meta(
            description="That of the `welcome` from before: if the server's is another one by now, "
            "`since` means nothing."
        ),
    ] = None
    rooms: Annotated[
        list[str] | None,
        Meta(
            description="To be in, besides the first room, entered in this order; the last is "
            "where one talks."
        ),
    ] = None

    def ask(self, session: Session) -> None:
        """Introduce the program. Raises `Refused` when it speaks another version."""
        if self.version != VERSION:
            raise Refused(Code.UNKNOWN_VERSION, value=self.version, allowed=VERSION)
        greeting = Greeting(
            nick=self.nick or "",
            password=self.password or "",
            token=self.token or "",
            language=self.language or "",
            since=self.since,
            history=self.history_id or "",
            rooms=tuple(self.rooms or ()),
        )
        session.hello(greeting, self.id)


class Secret(Confidential, tag="secret", kw_only=True):
    """The answer to `password-asked`: the password; an empty one gives up."""

    text: Annotated[str, Meta(description="The password.")]

    def ask(self, session: Session) -> None:
        """Answer the question for a password."""
        session.secret(self.text, self.id)


class Line(Request, tag="line", kw_only=True):
    """A line as people type it, a command or something to say: `/msg ana hi`."""

    text: Annotated[str, Meta(description="The line, without its end.")]
    room: InRoom = None

    def ask(self, session: Session) -> None:
        """Do what the line says."""
        session.typed(self.text, self.id, self.room or "")


class Ping(Request, tag="ping", kw_only=True):
    """Nothing but an `ok` is wanted: the connection is tried."""

    def ask(self, session: Session) -> None:
        """Tell that the server is there."""
        session.ping(self.id)


WRITTEN_OUT: tuple[type[Request], ...] = (Hello, Secret, Line, Ping)
"""Every message that is no command."""
