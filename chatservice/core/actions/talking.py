"""Saying something: to the room, to one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from chatservice.core.actions.removing import remove
from chatservice.core.commands import Delete, Edit, Me, Reply, Say, Whisper
from chatservice.core.events import Acted, Corrected, Deleted, Said, Whispered
from chatservice.core.flood import Repeats
from chatservice.core.later import after_turn
from chatservice.core.limits import LEFT_EACH
from chatservice.core.pace import Different, Rate, Windows
from chatservice.core.people import Person
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Reply as ReplyTold
from chatservice.core.replies import WhisperCopied, WhisperSent, WhisperWaits
from chatservice.core.rules import check_mute, check_speaking
from chatservice.core.waiting import Condition, Happening

if TYPE_CHECKING:
    from chatservice.core.accounts import Account
    from chatservice.core.hub import Hub
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session


MOST_WAITING = 1000
"""Private messages that wait for one person who is not here."""


def check_saying(hub: Hub, person: Person, room: Room, text: str, now: datetime) -> None:
    """Raise `Refused` if what ``person`` wants to say in ``room`` is not to be heard."""
    record = room.record
    if hub.sanctions.any_mutes or record.modes or record.slow:
        check_speaking(hub, person, room)
    rate = hub.policy.limits.repeats
    if rate is not None:
        _count_repeats(person, rate, text, now)


def check_repeats(session: Session, text: str) -> None:
    """Raise `Refused` (REPEATED) if this person has just said the same, and too often."""
    rate = session.hub.policy.limits.repeats
    if rate is not None:
        _count_repeats(session.named, rate, text, session.hub.now())


def _count_repeats(person: Person, rate: Rate, text: str, now: datetime) -> None:
    repeats = person.repeats
    if repeats is None:
        repeats = person.repeats = Repeats(rate)
    if not repeats.allows(text, now):
        raise Refused(Code.REPEATED, allowed=rate.count, seconds=int(rate.seconds))


def say(session: Session, command: Say) -> None:
    """Say something to everyone in the current room."""
    speaker, room = session.named, session.current_room
    say_as(session.hub, speaker, room, command.text, session.if_kept)


def say_as(
    hub: Hub,
    speaker: Person,
    room: Room,
    text: str,
    condition: Callable[[], Condition] | None = None,
) -> Happening:
    """Let ``speaker`` say something in ``room``, under the rules for what is said there.

    ``condition`` makes what hangs on its being kept, for who says it in a session; without that it
    is said in none. Returns what waits to be kept. Raises `Refused`.
    """
    now = hub.now()
    check_saying(hub, speaker, room, text, now)
    event = Said(now, room.name.text, speaker.name.text, text)
    if condition is None:
        return hub.happen(event, speaker, (room,), unattended=True)
    return hub.happen(event, speaker, (room,), condition=condition())


def me(session: Session, command: Me) -> None:
    """Tell everyone in the current room what one is doing."""
    hub, speaker, room = session.hub, session.named, session.current_room
    now = hub.now()
    check_saying(hub, speaker, room, command.action, now)
    event = Acted(now, room.name.text, speaker.name.text, command.action)
    hub.happen(event, speaker, (room,), condition=session.if_kept())


def whisper(session: Session, command: Whisper) -> None:
    """Say something to one person alone, who may be here or come later."""
    arrivals = session.hub.arrivals
    account = arrivals.account(command.to)
    if account is None or arrivals.with_identity(account.identity) is not None:
        _whisper(session, arrivals.person(command.to), command.text)
    else:
        _leave_whisper(session, account, command.text)


def reply(session: Session, command: Reply) -> None:
    """Answer whoever sent the last private message."""
    other = session.named.whispered_by
    if other is None:
        raise Refused(Code.NOBODY_TO_ANSWER)
    if other.is_here:
        _whisper(session, other, command.text)
        return
    account = session.hub.accounts.with_identity(other.identity)
    if account is None:
        # Their name may be somebody else's by now, who must not read this.
        raise Refused(Code.USER_GONE, name=other.name.text)
    here = session.hub.arrivals.with_identity(other.identity)
    if here is not None:
        _whisper(session, here, command.text)
    else:
        _leave_whisper(session, account, command.text)


def _whisper(session: Session, to: Person, text: str) -> None:
    speaker = session.named
    if to is speaker:
        raise Refused(Code.YOURSELF)
    _may_whisper(session, to.identity, text)
    deliver_whisper(session, to, text, WhisperSent(to.name.text, to.away))


def deliver_whisper(session: Session, to: Person, text: str, told: ReplyTold | None = None) -> None:
    """Say something to somebody who is here; ``told`` is what one reads when that is kept."""
    speaker = session.named
    event = Whispered(session.hub.now(), speaker.name.text, to.name.text, text)
    before = to.whispered_by
    if speaker.name not in to.ignored:
        to.whispered_by = speaker
        to.was_written_to_by(speaker.identity)

    def undo() -> None:
        if to.whispered_by is speaker:
            to.whispered_by = before

    condition = session.if_kept(told, undo, WhisperCopied(event.at, event.who, event.to, text))
    session.hub.happen(event, speaker, people=(to,), condition=condition, receiver=to.identity)


def _leave_whisper(session: Session, to: Account, text: str) -> None:
    """Say something to somebody who is not here. Raises `Refused`."""
    hub = session.hub
    _may_whisper(session, to.identity, text)
    count(session, hub.left, LEFT_EACH, Code.TOO_MANY_LEFT)
    leave_message(session, to, text, WhisperWaits(to.name.text))


def count(session: Session, windows: Windows, rate: Rate, code: Code) -> None:
    """Count one for where ``session`` is. Raises `Refused` with ``code`` for one too many.

    From a trusted address, and where there is none, one is counted for each person.
    """
    hub, origin = session.hub, session.origin
    key = str(session.named.identity)
    if origin is not None and not hub.policy.limits.trusts(origin):
        key = origin.group
    if not windows.allows(key, hub.now()):
        raise Refused(code, allowed=rate.count, seconds=windows.wait(key, hub.now()))


def leave_message(session: Session, to: Account, text: str, told: ReplyTold | None = None) -> None:
    """Say something to somebody who is not here: it waits for them; ``told`` is as above."""
    hub, speaker = session.hub, session.named
    waiting = hub.log.waiting(to.identity, hub.departures.left_at(to) or 0, 0).total
    if waiting >= MOST_WAITING:
        raise Refused(Code.TOO_MANY_WAITING, name=to.name.text, allowed=MOST_WAITING)
    event = Whispered(hub.now(), speaker.name.text, to.name.text, text)
    condition = session.if_kept(told, None, WhisperCopied(event.at, event.who, event.to, text))
    hub.happen(event, speaker, condition=condition, receiver=to.identity)


def _may_whisper(session: Session, to: int, text: str) -> None:
    """Raise `Refused` if this person may not write that, privately, to whom the identity has."""
    check_mute(session.hub, session.named)
    check_repeats(session, text)
    check_strangers(session, to)


def check_strangers(session: Session, to: int) -> None:
    """Raise `Refused` if this person turns to too many who did not ask; ``to`` is an identity."""
    hub, person = session.hub, session.named
    rate = hub.policy.limits.strangers
    if rate is None or to in person.correspondents:
        return
    person.strangers = person.strangers or Different(rate)
    if not person.strangers.allows(to, hub.now()):
        wait = person.strangers.wait(hub.now())
        raise Refused(Code.TOO_MANY_STRANGERS, allowed=rate.count, seconds=wait)


def edit(session: Session, command: Edit) -> None:
    """Change what one said last, if one is still where one said it, and may speak there."""
    check_repeats(session, command.text)

    def correct(said: Happening) -> None:
        hub, speaker = session.hub, session.named
        rooms, people = _audience_of(session, said)
        check_mute(hub, speaker)
        for room in rooms:
            if room not in speaker.rooms:
                raise Refused(Code.NOT_IN_ROOM, name=room.name.text)
            check_speaking(hub, speaker, room)
        name = speaker.name.text
        event = Corrected(hub.now(), _room_of(said), name, command.text, said.seq)
        hub.happen(event, speaker, rooms, people, session.if_kept())

    _with_last_said(session, correct)


def delete(session: Session, command: Delete) -> None:
    """Take back what one said last; a moderator, what somebody else did."""
    if command.whose is not None:
        remove(session, command.whose, command.number)
        return

    def take_back(said: Happening) -> None:
        speaker = session.named
        speaker.said.remove(said)

        def undo() -> None:
            if speaker.is_here:
                speaker.remember(said)

        event = Deleted(session.hub.now(), _room_of(said), speaker.name.text, said.seq)
        condition = session.if_kept(undo=undo)
        session.hub.happen(event, speaker, *_audience_of(session, said), condition)

    _with_last_said(session, take_back)


def _with_last_said(session: Session, act: Callable[[Happening], None]) -> None:
    """Call ``act`` with this person's last message, once the log has it.

    Raises `Refused` if there is none. If the log does not take it, the person is told so: the
    message before it is not what was meant.
    """
    speaker = session.named
    if not speaker.said:
        raise Refused(Code.NOTHING_SAID)
    said = speaker.said[-1]

    def act_if_kept() -> None:
        if not said.seq:
            raise Refused(Code.NOT_KEPT)
        if said not in speaker.said:  # a moderator has removed it in that turn
            raise Refused(Code.NOTHING_SAID)
        act(said)

    if said.seq:
        act(said)
    else:
        # Said in this very turn, it has no number yet by which the log knows it.
        after_turn(session, act_if_kept)


def _audience_of(session: Session, said: Happening) -> tuple[tuple[Room, ...], tuple[Person, ...]]:
    """Return the rooms and people to be told what became of something that was said to them.

    A room may have been let go of and made anew since, and people may be gone, or have come again.
    Of what was private who said it is told, too, wherever else they are.
    """
    hub = session.hub
    rooms = tuple(hub.rooms.with_key(room.name.key) or room for room in said.rooms)
    if rooms:
        return rooms, ()
    people = [person for person in said.people if person.is_here]
    again = hub.arrivals.with_identity(said.receiver)
    if again is not None and again not in people:
        people.append(again)
    return (), (*people, session.named)


def _room_of(said: Happening) -> str:
    return getattr(said.event, "room", "")
