"""What a typed line is: something to say, a command of the client's own, or one for the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatservice.client.network.requests import Refused, Unanswered
from chatservice.client.talk.own import Own, own
from chatservice.client.talk.saying import one_line
from chatservice.client.talk.talks import Talk
from chatservice.client.talk.telling import reason
from chatservice.client.talk.turning import Turning, Typed
from chatservice.client.talk.typed import (
    TURNING,
    command_of,
    is_leaving,
    known,
    names_a_place,
    turns,
)
from chatservice.core import commands as server
from chatservice.core.declaring import Command
from chatservice.render.messages import Answer, Message
from chatservice.render.messages.conversation import Found, RoomEntered, WhisperSent

if TYPE_CHECKING:
    from chatservice.client.talk.session import Session

_OF_ROOMS = (
    server.Topic,
    server.Leave,
    server.RoomMode,
    server.Op,
    server.Deop,
    server.Kick,
    server.Invite,
)
"""What turns to the current room, and means nothing in a private conversation."""


class Commands:
    """Takes lines for a session."""

    def __init__(self, session: Session, clock: Any) -> None:
        self._session = session
        self._chat = session.chat
        self._turning = Turning(clock, session.chat, self._take, names_a_place)
        self._own = Own(session, self._turning)

    @property
    def is_turning(self) -> bool:
        """Whether a command is not answered yet that turns to another talk."""
        return self._turning.is_turning

    def take(self, text: str, *, is_attended: bool = True) -> bool:
        """Take what was typed; return whether it was.

        ``is_attended``: by a person, who sees where it goes.
        """
        if not text.strip():
            return True
        if is_leaving(text):
            return self._leave(text)
        typed = Typed(text, self._chat.current, self._session.hearing.writer)
        return self._turning.type(typed, is_attended=is_attended)

    def _take(self, typed: Typed) -> bool:
        command = command_of(typed.text)
        if command is not None:
            return self._command(*command, typed)
        said = one_line(typed.text)
        return self._say(said.removeprefix("/") if said.startswith("//") else said, typed.here)

    def _leave(self, text: str) -> bool:
        _, _, farewell = text.strip().partition(" ")
        self._session.farewell = farewell.strip()
        self._session.leaving()
        return True

    # -- saying --------------------------------------------------------------------------------

    def _say(self, text: str, here: Talk) -> bool:
        saying = self._session.saying
        if saying.is_too_long(text):
            return False
        if here not in self._chat.talks:
            return self._no_connection()
        saying.say(here, text)
        return True

    def _act(self, text: str, here: Talk) -> bool:
        if self._session.saying.is_too_long(text):
            return False
        if not here.is_room:
            self._chat.notice(self._chat.book.say("That is for a room: type it there."))
            return False
        self._session.saying.act(here, text)
        return True

    def _whisper(self, to: str, text: str, here: Talk) -> bool:
        """Write privately, in a talk of its own; it is only made for somebody who is there."""
        chat, saying, turning = self._chat, self._session.saying, self._turning
        is_too_long = saying.is_too_long(text)
        talk = chat.find(to, is_room=False)
        if is_too_long or (talk is None and not self._session.is_in):
            turning.fail(here)
            return False if is_too_long else self._no_connection()
        if talk is not None:
            turning.go(here, talk)
            saying.say(talk, text)
            return True
        turning.begin(here)
        asked = self._session.requests.make("msg", {"to": to, "text": text})

        def sent(answers: list[Message]) -> None:
            talk = chat.talk(to, is_room=False)
            try:
                saying.said(talk, text, answers)
            finally:
                turning.turned(here, talk)

        asked.addCallbacks(sent, self._not_turned, errbackArgs=(here,))
        return True

    # -- commands ------------------------------------------------------------------------------

    def _command(self, name: str, rest: str, typed: Typed) -> bool:
        here, writer = typed.here, typed.writer
        its_name = own(name)
        if its_name is not None:
            self._own.do(its_name, rest, here)
            return True
        command = known(name)
        if command is server.Me and rest:
            return self._act(rest, here)
        if command is server.Whisper:
            to, _, text = rest.partition(" ")
            if to and text.strip():
                return self._whisper(to.removeprefix("@"), text.strip(), here)
        if command is server.Reply and rest and writer:
            return self._whisper(writer, rest, here)
        if command is server.Join:
            room = self._chat.find(rest.removeprefix("#"), is_room=True)
            if room is not None:
                self._turning.go(here, room)
                return True
        if command is server.Leave and not (rest or here.is_room):
            self._own.do("close", rest, here)
            return True
        if not self._ask(command, rest, typed) and command in TURNING:
            self._turning.fail(here)
        return True  # a command that can't be given is not left in the line: Up brings it back

    def _ask(self, command: type[Command] | None, rest: str, typed: Typed) -> bool:
        chat, here, line = self._chat, typed.here, typed.text.strip()
        if not self._session.is_in:
            return self._no_connection()
        if command in _OF_ROOMS and not here.is_room:
            chat.problem(chat.book.say("That is for a room: type it there."))
            return False
        if self._session.saying.is_too_long(line):
            return False
        is_turning = turns(command, rest, here)
        if is_turning:
            self._turning.begin(here)
        room = self._room(here)
        asked = self._session.requests.make(
            "line", {"text": line, "room": room.name if room else None}
        )

        def answered(answers: list[Message]) -> None:
            is_here = chat.current is here
            there: Talk | None = None
            try:
                there = self._told(command, rest, answers, here)
                if there not in chat.talks:  # it was left
                    there = chat.current if is_here else None
            finally:
                if is_turning:
                    self._turning.turned(here, there)

        refused = self._not_turned if is_turning else self._refused
        asked.addCallbacks(answered, refused, errbackArgs=(here,))
        return True

    def _told(
        self, command: type[Command] | None, rest: str, answers: list[Message], here: Talk
    ) -> Talk:
        """Show the answers to a command; return the talk where it leads, perhaps the same."""
        chat, there = self._chat, here
        sent = next((each for each in answers if isinstance(each, WhisperSent)), None)
        if command is server.Reply and sent is not None:
            # Only the server knew to whom.
            there = chat.talk(sent.to, is_room=False)
            self._session.saying.said(there, rest, answers)
            return there
        for message in answers:
            if isinstance(message, Found):
                self._session.past.found(message, rest)
            elif isinstance(message, Answer):
                self._session.hearing.take(message, here)
            if isinstance(message, RoomEntered):
                there = chat.talk(message.room, is_room=True)
        if command is server.Help and not rest:
            chat.notice(*self._own.help(), talk=here)
        return there

    def _room(self, here: Talk) -> Talk | None:
        """Return the room that a command is about: this one, or the first one there is."""
        if here.is_room:
            return here
        return next((talk for talk in self._chat.talks if talk.is_room), None)

    def _not_turned(self, failure: object, talk: Talk) -> None:
        try:
            self._refused(failure, talk)
        finally:
            self._turning.turned(talk, None)

    def _refused(self, failure: object, talk: Talk) -> None:
        value = getattr(failure, "value", None)
        if isinstance(value, Refused):
            self._chat.problem(reason(self._chat.book, value), talk=talk)
        elif isinstance(value, Unanswered):
            self._chat.problem(
                self._chat.book.say("The connection was lost: perhaps it was not done."), talk=talk
            )
        else:
            raise value if isinstance(value, BaseException) else TypeError(failure)

    def _no_connection(self) -> bool:
        """Tell that there is no connection, but to who has only just come: they see that."""
        if self._session.was_in:
            self._chat.notice(self._chat.book.say("Not sent: there is no connection just now."))
        return False
