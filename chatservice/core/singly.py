"""The turn as one session lived it: for those who are not served all alike.

They got a reply, or their way of hearing changed in the middle, they ignore somebody, are named and
want a bell, did something else than speak, or are in several rooms that had something to say.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from chatservice.core.behind import Behind
from chatservice.core.concerns import Concerns, Pieces
from chatservice.core.events import (
    KEPT,
    MESSAGES,
    Event,
    Invited,
    Joined,
    Left,
    Quit,
    Silenced,
    Whispered,
)
from chatservice.core.people import Person, is_left_out
from chatservice.core.rendering import Render
from chatservice.core.session import Session
from chatservice.core.waiting import Answer, Change, Happening, Hearing

TOLD_BY_REPLY = (Whispered, Joined, Left, Quit, Silenced, Invited)
SPOKEN = KEPT
"""What carries somebody's words: what is to be kept, and nothing else."""

Heard = list[tuple[int, Hearing]]
"""The indexes of what a session heard of a turn, and how it heard then."""

BELL_PAUSE = timedelta(seconds=2)
"""However often someone is named, their terminal rings at most this often."""


class Singly:
    """Serves one session at a time."""

    def __init__(self, concerns: Concerns, pieces: Pieces, render: Render) -> None:
        self._concerns = concerns
        self._items = concerns.items
        self._pieces = pieces
        self._render = render
        self._shared: dict[Hearing, bytes] = {}

    def tell(self, session: Session) -> None:
        """Give a session what it is owed of this turn."""
        if session.is_lost:
            return
        own = (self._items[index] for index in self._concerns.of_session.get(session, ()))
        last = any(isinstance(item, Answer) and item.last for item in own)
        if session.behind is None:
            data = self._bytes_for(session)
            if last:
                session.outlet.close(data)
            elif data and not session.outlet.send(data):
                self.fall_behind(session)
        elif last:
            # They will not read what they missed any more.
            session.outlet.close(self._made_for(session, replies_only=True))
        elif self._did_nothing(session):
            self._note_news(session, session.behind)
        else:
            self._note(session, session.behind)

    def fall_behind(self, session: Session) -> None:
        """Let a session whose outlet took nothing of this turn look for it in the log."""
        rooms = session.person.rooms if session.person is not None else ()
        said = {room: room.said for room in rooms}
        behind = Behind(session.hub.now(), self._concerns.before.place, said)
        session.fall_behind(behind)
        self._note(session, behind)

    def _bytes_for(self, session: Session) -> bytes:
        if not self._did_nothing(session):
            return self._made_for(session)
        # All that they differ in from others who are served singly is how they hear.
        hearing = session.hearing()
        data = self._shared.get(hearing)
        if data is None:
            data = self._shared[hearing] = self._made_for(session)
        return data

    def _did_nothing(self, session: Session) -> bool:
        """Return whether a session was only in a room where something happened."""
        concerns = self._concerns
        return session not in concerns.of_session and session.person not in concerns.of_person

    def _made_for(self, session: Session, *, replies_only: bool = False) -> bytes:
        parts = []
        for index, hearing in self._heard_by(session):
            item = self._items[index]
            if isinstance(item, Answer):
                parts.append(self._pieces.piece(index, item.representation, False))
            elif isinstance(item, Happening) and not replies_only:
                is_own = item.is_by(session)
                if is_own and isinstance(item.event, MESSAGES):
                    parts.append(self._pieces.receipt(index))
                if is_own and not _comes_back(item.event, hearing):
                    continue
                if _is_rung_by(session, item) and _may_ring(session, item.event.at):
                    parts.append(self._render.bell(hearing.representation))
                labelled = _labelled(item, hearing)
                parts.append(self._pieces.piece(index, hearing.representation, labelled))
        return b"".join(parts)

    def _note_news(self, session: Session, behind: Behind) -> None:
        """Do what `_note` does for somebody who did nothing, at the cost of what is noted alone.

        A turn of 500 lines must not be walked for each of 1,000 who do not read.
        """
        hearing = session.hearing()
        for room in hearing.rooms:
            for name in hearing.ignored:
                behind.given += self._concerns.spoken_by(room, name)
        for index in sorted(
            {i for room in hearing.rooms for i in self._concerns.news.get(room, ())}
        ):
            item = self._items[index]
            if isinstance(item, Happening) and _reaches(item, session.person, hearing):
                behind.note(self._concerns.after(index), item, _labelled(item, hearing))

    def _note(self, session: Session, behind: Behind) -> None:
        """Let who is behind remember what the log will not tell them, and what it should not."""
        person = session.person
        heard = self._heard_by(session)
        rooms = person.rooms if person is not None else ()
        without = person.ignored_keys() if person is not None else {}
        for index, hearing in heard:
            item = self._items[index]
            if isinstance(item, Happening):
                is_own = item.is_by(session)
                if is_own and isinstance(item.event, MESSAGES) and (receipt := item.receipt()):
                    behind.note(self._concerns.after(index), receipt, False)
                if is_own and not _comes_back(item.event, hearing):
                    behind.own.add(item.seq)
                    continue
                behind.rings = behind.rings or _is_rung_by(session, item)
                # The log is not asked for rooms that they have left, nor for whom they ignore now.
                if isinstance(item.event, Whispered):
                    behind.note_private(item.seq)
                elif (
                    not isinstance(item.event, MESSAGES)
                    or item.rooms[0] not in rooms
                    or is_left_out(without, item.name.key, item.event.at)
                ):
                    behind.note(self._concerns.after(index), item, _labelled(item, hearing))
            elif isinstance(item, Answer):
                behind.note(self._concerns.after(index), item, False)
        unheard = set(self._concerning(session, session.hearing())) - dict(heard).keys()
        for item in map(self._items.__getitem__, unheard):
            if isinstance(item, Happening) and isinstance(item.event, MESSAGES):
                if is_left_out(without, item.name.key, item.event.at):
                    behind.given += 1  # nor will the log give it
                else:
                    # What they said themselves, or was said in a room before they came there.
                    behind.own.add(item.seq)

    def _heard_by(self, session: Session) -> Heard:
        """Return the indexes of what ``session`` hears, and how it heard then.

        Walking back from how it hears now, and undoing each change on the way, tells how it heard
        when each thing happened.
        """
        person = session.person
        hearing = session.hearing()
        heard: Heard = []
        for index in self._concerning(session, hearing):
            item = self._items[index]
            if not isinstance(item, Happening):
                if isinstance(item, Change):
                    hearing = item.before
                else:
                    heard.append((index, hearing))
            elif item.is_by(session):
                if item.is_asked_for or _comes_back(item.event, hearing):
                    heard.append((index, hearing))
            elif _reaches(item, person, hearing):
                heard.append((index, hearing))
        return heard[::-1]

    def _concerning(self, session: Session, hearing: Hearing) -> list[int]:
        """Return the indexes of all that ``session`` may have heard, the last one first."""
        own = self._concerns.of_session.get(session, [])
        found = set(own)
        if session.person is not None:
            found.update(self._concerns.of_person.get(session.person, ()))
        changes = [item for item in map(self._items.__getitem__, own) if isinstance(item, Change)]
        for how in (hearing, *(change.before for change in changes)):
            for room in how.rooms:
                found.update(self._concerns.of_room.get(room, ()))
        return sorted(found, reverse=True)


def _is_rung_by(session: Session, item: Happening) -> bool:
    return session.person in item.named and session.settings.bell


def _labelled(item: Happening, hearing: Hearing) -> bool:
    return len(item.rooms) == 1 and item.rooms[0] is not hearing.rooms[-1]


def _reaches(item: Happening, person: Person | None, hearing: Hearing) -> bool:
    """Return whether what somebody else did is for this person, who may ignore them.

    Who had no room yet was not here: a further session of theirs, which came later in that turn.
    """
    is_here = bool(hearing.rooms)
    meant = (is_here and person in item.people) or any(r in hearing.rooms for r in item.rooms)
    return meant and not (item.name in hearing.ignored and _speaks(item.event))


def _speaks(event: Event) -> bool:
    """Return whether an event carries words of whoever did it, which ignoring keeps away."""
    if isinstance(event, Quit):
        return bool(event.reason)
    return isinstance(event, SPOKEN)


def _comes_back(event: Event, hearing: Hearing) -> bool:
    """Return whether who did this hears of it as the others do."""
    if isinstance(event, MESSAGES):
        return hearing.echo
    # Of these they are told by a reply: "Message sent to …", "You left …".
    return not isinstance(event, TOLD_BY_REPLY)


def _may_ring(session: Session, at: datetime) -> bool:
    # The clock may be set back meanwhile, which is no reason to be silent for longer.
    if session.rang_at is not None and abs(at - session.rang_at) < BELL_PAUSE:
        return False
    session.rang_at = at
    return True
