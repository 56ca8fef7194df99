"""One connection's conversation: what a protocol tells it, and what it tells the person.

What can happen in it, and when, is in `chatservice.core.states`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from chatservice.core import intake
from chatservice.core.addresses import Origin
from chatservice.core.asking import Question
from chatservice.core.auditing import note_refusal
from chatservice.core.declaring import Command
from chatservice.core.log import NotKeptError, NotReadError
from chatservice.core.names import Name
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    Declined,
    Done,
    MessageOfTheDay,
    Reply,
    StillHere,
    TypingSeen,
    WayOutShown,
    WhisperCopied,
)
from chatservice.core.settings import Settings
from chatservice.core.states import (
    CHATTING,
    CONFIDING,
    GONE,
    NEGOTIATING,
    PROVING,
    TRANSITIONS,
    State,
)
from chatservice.core.text import erase
from chatservice.core.waiting import Condition, Hearing
from chatservice.core.writing import Pace

if TYPE_CHECKING:
    from chatservice.core.behind import Behind
    from chatservice.core.hello import Hello
    from chatservice.core.hub import Hub
    from chatservice.core.log import Search
    from chatservice.core.outlet import Outlet
    from chatservice.core.people import Person
    from chatservice.core.rooms import Room

AUDITED = frozenset(
    {
        *(Code.NOT_ALLOWED, Code.NOT_OVER_THEM, Code.BANNED, Code.BANNED_FROM_ROOM),
        *(Code.MUTED_FOR_FLOOD, Code.REPEATED, Code.TOO_MANY_RENAMES, Code.TOO_MANY_STRANGERS),
        *(Code.TOO_MANY_ATTEMPTS, Code.TOO_MANY_LOGINS),
    }
)
"""Refusals that the operator may want to look up: of what was not allowed, or too much."""


class Session:
    """One connection's conversation, from connecting to its end."""

    __slots__ = (
        "_plain",
        "asked_at",
        "audited",
        "began_at",
        "behind",
        "busy",
        "chosen",
        "form",
        "further",
        "heard_at",
        "hub",
        "is_lost",
        "origin",
        "outlet",
        "pace",
        "person",
        "promised",
        "question",
        "rang_at",
        "refusals",
        "representation",
        "request",
        "room",
        "settings",
        "state",
        "told_of_bad_bytes",
        "wrong_passwords",
    )

    def __init__(self, hub: Hub, outlet: Outlet, form: str, settings: Settings) -> None:
        self.hub = hub
        self.outlet = outlet
        self.form = form
        self.state: State = NEGOTIATING
        self.person: Person | None = None
        self.room: Room | None = None
        """Where what is typed goes: one of the person's rooms; `None` without a person."""
        self.settings = settings
        self.representation = settings.representation(form)
        self.origin: Origin | None = None
        """Where from; `None` for who has no address, as on a Unix socket."""
        self.began_at = self.heard_at = hub.now()
        self.asked_at = self.began_at
        """When the nickname was asked for first, or a password was looked at last: each line that
        puts this off costs something."""
        self.rang_at: datetime | None = None
        self.refusals = self.wrong_passwords = 0
        self.question: Question | None = None
        """The password that is asked for, in a state that is secret."""
        self.chosen: dict[str, str] = {}
        """The settings that were changed here, as they were typed."""
        self.request: str | None = None
        """What a program calls that which is done for it now; `None` while nothing is."""
        self.promised: Condition | None = None
        """On what it hangs whether that is done, if it is not done at once."""
        self.busy = False
        """Whether an answer is being looked for: the next line has to wait until it is there."""
        self.behind: Behind | None = None
        """What is owed to whoever reads too slowly; `None` while there is nothing."""
        self.further: Search | None = None
        """What `/search more` asks for."""
        self.audited: tuple[int, set[tuple[Code, str]]] | None = None
        """The refusals that went to the audit log in a minute, and which minute that was."""
        self.told_of_bad_bytes = False
        self.is_lost = False
        """Whether the connection is gone, and nothing reaches anybody any more."""
        self._plain: Condition | None = None
        self.pace = Pace(hub.policy.limits.flood)

    # -- what a protocol tells -----------------------------------------------------------------

    def opened(self) -> None:
        """Greet: the message of the day, then the question for a nickname."""
        if self.hub.policy.motd:
            self.answer(MessageOfTheDay(self.hub.policy.motd))
        self.state.prompt(self)

    def line(self, raw: str) -> None:
        """Take one line as it was typed, still unsafe."""
        try:
            if self.pace.limit is not None and self.pace.holds_up(self, raw):
                return
            # Most lines are plain: to find that out once, not twice, saves 0.2 µs.
            if not (raw.isascii() and raw.isprintable()):
                raw = erase(raw)
                if not self.state.is_secret:  # what may be in a password is another matter
                    raw = intake.sanitised(raw)
            self.state.line(self, raw)
        except Refused as refused:
            self.decline(refused)
        except (NotKeptError, NotReadError) as error:
            self.decline(self.hub.not_kept(error))

    def perform(self, command: Command, request: str | None = None, room: str = "") -> None:
        """Do what a program asks for, in ``room`` where that is not empty, or tell why not.

        With a name for the ``request``, all that answers it has that, and the last is `Done` or
        `Declined`.
        """
        intake.perform(self, command, request, room)

    def typed(self, text: str, request: str | None = None, room: str = "") -> None:
        """Do what somebody typed in a program: a command with its slash, or something to say."""
        intake.typed(self, text, request, room)

    def secret(self, text: str, request: str | None = None) -> None:
        """Take the password that was asked for; an empty one gives up."""
        intake.secret(self, text, request)

    def hello(self, hello: Hello, request: str | None = None) -> None:
        """Let a program in, or tell why not."""
        intake.hello(self, hello, request)

    def ping(self, request: str | None = None) -> None:
        """Answer a program that wonders whether anybody is there."""
        intake.ping(self, request)

    def refuse(self, refused: Refused, request: str | None = None) -> None:
        """Tell a program what is wrong with its request."""
        intake.refuse(self, refused, request)

    def decline(self, refused: Refused) -> None:
        """Tell why something can't be done, and go on with the conversation."""
        if refused.code in AUDITED:
            note_refusal(self, refused)
        self._tell(Declined(refused))

    def bad_bytes(self) -> None:
        """Tell, once, that what arrives is not UTF-8."""
        if not self.told_of_bad_bytes:
            self.told_of_bad_bytes = True
            self.decline(Refused(Code.NOT_UTF8))

    def are_you_there(self) -> None:
        """Answer a telnet user who wonders, as often as they may write."""
        if self._is_answered():
            self._tell(StillHere())

    def too_long(self, allowed: int) -> None:
        """Refuse a line of more than the ``allowed`` bytes."""
        if self._is_answered():
            self.decline(Refused(Code.LINE_TOO_LONG, allowed=allowed))

    def _is_answered(self) -> bool:
        """Count what came instead of a line; return whether there is an answer to it."""
        try:
            return self.pace.limit is None or not self.pace.holds_up(self, "")
        except Refused:
            return False

    def interrupted(self) -> None:
        """Tell someone who pressed Ctrl+C how to leave; a question for a password is given up."""
        if not self.state.is_secret:
            self._tell(WayOutShown())
        elif not self.busy:
            self.state.line(self, "")

    def typing_is_seen(self) -> None:
        """Warn somebody who is to type a password, and whose client shows it."""
        if self.state.is_secret:
            self._tell(TypingSeen())

    def drained(self) -> None:
        """Take note that everything the outlet held has been read."""
        if self.behind is not None:
            self.hub.catching_up.has_read(self)

    def deadline(self) -> None:
        """End a conversation that is too slow for its state."""
        self.state.deadline(self)

    def leave(self, reply: Reply, reason: str = "") -> None:
        """End the conversation with a last ``reply``; ``reason`` is for the others."""
        if self.state is not GONE:
            self.hub.turn.answer(self, reply, last=True)
            self._end(reason)

    def stop(self, reply: Reply) -> None:
        """End the conversation because everybody's ends: no one is told who left."""
        if self.state is not GONE:
            self.hub.turn.answer(self, reply, last=True)
            self.become(GONE)

    def lost(self) -> None:
        """Take note that the connection is gone, in whatever state."""
        self.is_lost = True
        if self.state is not GONE:
            self._end("")
        self.hub.disconnected(self)

    @property
    def is_over(self) -> bool:
        """Whether the conversation has ended; the connection may still be draining."""
        return self.state is GONE

    @property
    def must_wait(self) -> bool:
        """Whether nothing more is taken from this person until `Outlet.go_on`."""
        return self.busy or self.pace.is_delayed or self.behind is not None

    def may_write_as_fast_as_allowed(self) -> None:
        """Count anew how fast somebody writes, who has a name now, or an account, or none."""
        limits = self.hub.policy.limits
        is_known = self.person is not None and self.person.account is not None
        self.pace.begin(limits.flood_registered if is_known else limits.flood)

    # -- who reads too slowly --------------------------------------------------------------------

    def fall_behind(self, behind: Behind) -> None:
        """Hear no more live: the outlet is full."""
        self.behind = behind
        self.hub.catching_up.falls_behind(self)
        self._heard_otherwise()

    def catch_up(self) -> None:
        """Hear live again: all that was missed is brought."""
        self.behind = None
        self._heard_otherwise()
        self.outlet.go_on()

    def _heard_otherwise(self) -> None:
        for room in self.person.rooms if self.person is not None else ():
            room.listeners.changed(self)

    # -- what states and actions use -------------------------------------------------------------

    @property
    def named(self) -> Person:
        """Who this is. Raises `Refused` before a nickname is chosen."""
        if self.person is None:
            raise Refused(Code.NAME_NEEDED)
        return self.person

    @property
    def current_room(self) -> Room:
        """Where what is typed goes. Raises `Refused` before a nickname is chosen."""
        if self.room is None:
            raise Refused(Code.NAME_NEEDED)
        return self.room

    def answer(self, reply: Reply) -> None:
        """Tell this session alone something, after all that it was owed before."""
        self.hub.turn.answer(self, reply)

    def tell(self, reply: Reply) -> None:
        """Tell this session alone something that answers nothing it asked."""
        self.hub.turn.answer(self, reply, asked=False)

    def if_kept(
        self,
        reply: Reply | None = None,
        undo: Callable[[], None] | None = None,
        copied: WhisperCopied | None = None,
    ) -> Condition:
        """Return a condition for `Hub.happen`: ``reply`` if it is kept, ``undo`` if it is not.

        ``copied`` goes to the person's other sessions if it is kept.
        """
        if self.request is not None:
            return self._promise(Condition(self, self.representation, reply, undo, copied))
        if reply is not None or undo is not None or copied is not None:
            return Condition(self, self.representation, reply, undo, copied)
        # What most lines need is made once: a fortieth of what a line costs.
        if self._plain is None or self._plain.representation is not self.representation:
            self._plain = Condition(self, self.representation)
        return self._plain

    def _promise(self, condition: Condition) -> Condition:
        """Let it hang on the last condition of a request whether that is done."""
        condition.request, condition.is_last = self.request, True
        if self.promised is not None:
            self.promised.is_last = False
        self.promised = condition
        return condition

    def answered(self) -> None:
        """Tell a program that its request is done, unless that is told later."""
        if self.request is not None and self.promised is None and not (self.busy or self.is_over):
            self.answer(Done())

    def end_request(self) -> None:
        """Forget what was done for a program, unless an answer to it is still being looked for."""
        if not self.busy:
            self.request = self.promised = None

    def ask_secret(self, question: Question) -> None:
        """Ask for a password: the next line is the answer, and no command."""
        self.question = question
        if not self.state.is_secret:
            self.become(PROVING if self.person is None else CONFIDING)
            if not self.outlet.hide():
                self.answer(TypingSeen())
        self.state.prompt(self)

    def count_refusal(self, refused: Refused) -> None:
        """Raise ``refused``, a name that can't be had; end the conversation if there were many."""
        self.refusals += 1
        if self.refusals < self.hub.policy.refusals:
            raise refused
        self.tell(Declined(refused))
        self.leave(Declined(Refused(Code.TOO_MANY_REFUSALS)))

    def come_in(self) -> None:
        """Chat from now on: there is a person."""
        was_secret = self.state.is_secret
        self.question = None
        self.become(CHATTING)
        if was_secret:
            self.outlet.show()
        others = [each for each in self.named.sessions if each is not self]
        if others:
            self.pace = others[0].pace  # a person has but one, wherever they write
        else:
            self.may_write_as_fast_as_allowed()

    def end_secret(self) -> None:
        """Go back to where a password was asked for."""
        self.question = None
        self.become(NEGOTIATING if self.person is None else CHATTING)
        self.outlet.show()

    def attempt(self, act: Callable[[], None]) -> None:
        """Call ``act``, and tell a program that it is done, or anybody why it can't be done."""
        try:
            act()
        except Refused as refused:
            self.decline(refused)
        except (NotKeptError, NotReadError) as error:
            self.decline(self.hub.not_kept(error))
        else:
            self.answered()

    def hearing(self) -> Hearing:
        """Return what decides what this session hears, and how, as things stand."""
        person = self.person
        rooms = () if person is None or self.room is None else person.rooms_with(self.room)
        ignored = frozenset[Name]() if person is None else frozenset(person.ignored)
        return Hearing(rooms, ignored, self.settings.echo, self.representation)

    def changing(self) -> None:
        """Note how this session hears, just before that changes."""
        self.hub.turn.changing(self)
        self._heard_otherwise()

    def change_settings(self, settings: Settings) -> None:
        """Take other settings; what is shown from now on follows them."""
        self.changing()
        self.settings = settings
        self.representation = settings.representation(self.form)
        if self.person is not None:
            self.hub.ring(self.person)

    def become(self, state: State) -> None:
        """Go to another state; `TRANSITIONS` has what is possible."""
        if state not in TRANSITIONS[self.state]:
            raise RuntimeError(f"no way from {self.state!r} to {state!r}")
        self.state = state
        if state is GONE:
            # Which know this session: a circle would outlive it.
            self._plain = self.promised = None

    def _tell(self, reply: Reply) -> None:
        if self.state is not GONE:
            self.answer(reply)
            self.state.prompt(self)

    def _end(self, reason: str) -> None:
        before = self.state
        self.become(GONE)
        before.ended(self, reason)
