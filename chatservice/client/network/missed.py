"""Nothing lost and nothing twice: which messages one was told of, and those that were missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from twisted.internet.defer import CancelledError, Deferred
from twisted.logger import Logger

from chatservice.client.network.requests import Refused, Requests, Unanswered
from chatservice.render.messages import Event
from chatservice.render.messages.conversation import Again, History

PAGE = 500
"""Messages of a room that are asked for at once."""


class Missed:
    """Passes events on to ``tell``, each once and in their order.

    ``since`` is the number of the last one, `None` before anything is known. The server tells again
    what came later when a connection is lost (`hello`), but leaves out what is too much: that is
    read from the history of the rooms, while what comes meanwhile waits.
    """

    _log = Logger()

    def __init__(
        self, since: int | None, requests: Requests, tell: Callable[[Event], None]
    ) -> None:
        self.since = since
        self._requests = requests
        self._tell = tell
        self._held: list[Event] | None = None
        """What came while the history is read; `None` where it is not."""
        self._reading: Deferred[None] | None = None
        self._when_read: Callable[[], None] | None = None

    def resumed(self, seq: int, *, is_other: bool = False) -> None:
        """Take note of a connection on which all up to ``seq`` was before.

        ``is_other``: the numbers are those of another history than before.
        """
        if self.since is None:
            self.since = seq
        elif is_other or seq < self.since:
            self._log.warn(
                "The server has another history, or a backup: it goes on from {seq}, not {since}",
                seq=seq,
                since=self.since,
            )
            self.since = seq

    def event(self, event: Event) -> None:
        """Take an event as it comes."""
        if self._held is not None:
            self._held.append(event)
            return
        seq = _seq(event)
        if seq:
            if self.since is not None and seq <= self.since:
                return
            self.since = seq
        self._tell(event)

    def note(self, seq: int) -> None:
        """Take note of the number in an answer: what has a lesser one was told before."""
        if self._held is None and self.since is not None:
            self.since = max(self.since, seq)

    def when_read(self, then: Callable[[], None]) -> None:
        """Call ``then`` once all that is missing was told: at once, or when it is read.

        It is forgotten if the connection is lost before.
        """
        if self._held is None:
            then()
        else:
            self._when_read = then

    def waited(self, whispers: Iterable[Event]) -> None:
        """Take private messages that came while one was not connected, and never knew of."""
        for whispered in whispers:
            self._tell(whispered)

    def left_out(self, rooms: Iterable[str]) -> None:
        """Take note that messages are left out: they are read in the history of ``rooms``."""
        if self._held is None:
            self._held = []
            self._reading = Deferred.fromCoroutine(self._read(list(rooms), self.since or 0))

    def lost(self) -> None:
        """Take note that the connection is lost: the next one goes on from ``since``."""
        self._held = self._when_read = None
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    async def _read(self, rooms: list[str], since: int) -> None:
        found: list[Again] = []
        try:
            for room in rooms:
                found += await self._messages(room, since)
        except (CancelledError, Unanswered):
            return  # the connection is lost
        except Refused as refused:
            self._log.warn("What was left out can't be read: {refused}", refused=refused)
        held, self._held, self._reading = self._held or [], None, None
        numbers = {_seq(event) for event in held}
        for message in sorted(found, key=_seq):
            if message.seq not in numbers and (not held or message.seq < _first(held)):
                self.event(message)
        for event in held:
            self.event(event)
        then, self._when_read = self._when_read, None
        if then is not None:
            then()

    async def _messages(self, room: str, since: int) -> list[Again]:
        """Return those of a room with numbers greater than ``since``."""
        found: list[Again] = []
        which = str(PAGE)
        while True:
            answers = await self._requests.make("history", {"which": which, "room": room})
            page = [
                message
                for answer in answers
                if isinstance(answer, History)
                for message in answer.messages
            ]
            found += [message for message in page if message.seq > since]
            if len(page) < PAGE or page[0].seq <= since:
                return found
            which = f"{PAGE} before #{page[0].seq}"


def _seq(event: Event) -> int:
    seq: int = getattr(event, "seq", 0)
    return seq


def _first(events: Iterable[Event]) -> int:
    """Return the first number among those of ``events``; a great one if there is none."""
    return min((seq for event in events if (seq := _seq(event))), default=2**63)
