"""Coming in, talking, reading again, being in rooms. See `chatservice.core.replies.conversation`.

The names of the classes are those of the types: `History` is "history".
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from chatservice.render.messages.base import Answer, Away, Nick, Part, TopicText
from chatservice.render.messages.events import Acted, Said, Whispered

Again = Said | Acted | Whispered
"""What can be read again."""

Number = Annotated[int, Meta(description="How many.")]
More = Annotated[bool, Meta(description="Whether there are more behind these.")]
ThisRoom = Annotated[str, Meta(description="The room's name.")]
To = Annotated[str, Meta(description="The name of whoever it was said to.")]


class Ok(Answer, kw_only=True):
    """What was asked for is done. For something said: it is on the server's disk."""

    seq: Annotated[
        int,
        Meta(
            description="The number of what was said or changed; else that of the last one before."
        ),
    ]


class Error(Answer, kw_only=True):
    """What was asked for can't be done, or the connection is about to be closed."""

    code: Annotated[str, Meta(description="Why, as a stable code such as `unknown-user`.")]
    text: Annotated[str, Meta(description="Why, as a sentence in the session's language.")]
    details: Annotated[
        dict[str, str | int],
        Meta(
            description="The values that the sentence is made with, by names; those of each code "
            "are listed below."
        ),
    ]


class Welcome(Answer, kw_only=True):
    """One has a nickname now, and is in a room: the answer to a `hello` that had one."""

    nick: Nick
    room: Annotated[str, Meta(description="The room where what one says goes.")]
    server: Annotated[str, Meta(description="The version of the server.")]
    limits: Annotated[
        dict[str, int],
        Meta(
            description="What is allowed, by names: `text` is bytes of one text, `nick` and "
            "`topic` are characters, `rooms` is in how many one may be, `shown` how many messages "
            "one `history` shows. `burst` is how many lines may be written at once, and "
            "`per_minute` how many after that; 0 is any number."
        ),
    ]
    seq: Annotated[
        int,
        Meta(description="The number of the last message before: what has a greater one is new."),
    ]
    history_id: Annotated[
        str,
        Meta(
            description="Whose numbers these are: if it is another one than before, the server has "
            "another history, and the numbers from before mean nothing."
        ),
    ] = ""
    topic: Annotated[str, Meta(description="The topic of the room, if it has one.")] = ""
    elsewhere: Annotated[
        int, Meta(description="In how many other connections one is here already.")
    ] = 0
    away: Away = None


class PasswordAsked(Answer, kw_only=True):
    """A password is wanted: `secret` answers."""

    wanted: Annotated[
        str,
        Meta(
            description="Which: that of a name (`login`), a new one (`new`), the new one again "
            "(`again`), or one's own, to change something (`own`)."
        ),
    ]
    nick: Annotated[str, Meta(description="The name whose password it is.")]


class History(Answer, kw_only=True):
    """Messages of a room, oldest first: on entering it, or asked for."""

    room: ThisRoom
    messages: Annotated[list[Again], Meta(description="The messages, oldest first.")]
    asked: Annotated[bool, Meta(description="Whether `history` asked for them.")] = False
    of: Annotated[
        str,
        Meta(
            description="The name of whose messages alone were asked for; private ones between "
            "them and oneself are among these."
        ),
    ] = ""
    before: Annotated[
        bool, Meta(description="Whether only those before something were asked for.")
    ] = False


class Waited(Answer, kw_only=True):
    """Private messages that came while one was not here."""

    messages: Annotated[list[Again], Meta(description="The last of them, oldest first.")]
    total: Annotated[int, Meta(description="How many there were in all.")]


class LeftOut(Answer, kw_only=True):
    """One reads too slowly: so many messages are left out; `history` has the last of them."""

    number: Number
    room: ThisRoom
    before: Annotated[datetime, Meta(tz=True, description="They were all said before that time.")]


class Found(Answer, kw_only=True):
    """A page of what a search found."""

    messages: Annotated[list[Again], Meta(description="What was found, the newest first.")]
    marks: Annotated[
        list[list[tuple[int, int]]],
        Meta(
            description="For each message the parts of its text that were looked for: where each "
            "begins and where it ends, counted in Unicode code points."
        ),
    ]
    more: Annotated[bool, Meta(description="Whether `search` for `more` shows older ones.")]
    first: Annotated[bool, Meta(description="Whether this is the first page of a search.")]
    bad_date: Annotated[
        bool, Meta(description="Whether something that should have been a date was none.")
    ] = False


class UserRow(Part, kw_only=True):
    """Somebody in a list of people."""

    name: Annotated[str, Meta(description="The nickname.")]
    away: Away = None


class Users(Answer, kw_only=True):
    """Who is in a room, or on the server."""

    room: Annotated[str, Meta(description="The room's name; absent: the whole server.")] = ""
    people: Annotated[list[UserRow], Meta(description="The people, sorted by name.")]


class RoomRow(Part, kw_only=True):
    """A room in a list of rooms."""

    name: ThisRoom
    people: Annotated[int, Meta(description="How many people are in it.")]
    topic: TopicText = ""


class Rooms(Answer, kw_only=True):
    """Which rooms there are."""

    rooms: Annotated[list[RoomRow], Meta(description="The rooms that one may know of.")]
    joined: Annotated[
        list[str], Meta(description="Those where one is; the last is where one talks.")
    ]
    more: Annotated[int, Meta(description="How many rooms are not listed.")]


class RoomEntered(Answer, kw_only=True):
    """One is in a room, or turned to it: what one says goes there from now on."""

    room: ThisRoom
    topic: TopicText = ""


class RoomLeft(Answer, kw_only=True):
    """One is no longer in a room."""

    room: ThisRoom
    current: Annotated[str, Meta(description="The room where what one says goes now.")]


class Topic(Answer, kw_only=True):
    """A room's topic, as it was asked for."""

    room: ThisRoom
    topic: Annotated[str, Meta(description="The topic, empty where there is none.")]


class WhisperSent(Answer, kw_only=True):
    """A private message was sent."""

    to: To
    away: Annotated[
        str | None,
        Meta(
            description="The reason for which they are away, perhaps empty; absent: they are not."
        ),
    ] = None


class AwaySet(Answer, kw_only=True, tag="away"):
    """One is away now."""

    reason: Annotated[str, Meta(description="The reason, perhaps empty.")]


class BackSet(Answer, kw_only=True, tag="back"):
    """One is not away (any more)."""


class Ignored(Answer, kw_only=True):
    """What somebody says does not arrive any more."""

    who: Annotated[str, Meta(description="Their name.")]


class Unignored(Answer, kw_only=True):
    """What somebody says arrives again."""

    who: Annotated[str, Meta(description="Their name.")]


CONVERSATION: tuple[type[Answer], ...] = (
    Welcome,
    Ok,
    Error,
    PasswordAsked,
    History,
    Waited,
    LeftOut,
    Found,
    Users,
    Rooms,
    RoomEntered,
    RoomLeft,
    Topic,
    WhisperSent,
    AwaySet,
    BackSet,
    Ignored,
    Unignored,
)
"""In reading order."""
