"""Nothing lost and nothing twice: which messages one was told of, and those that were missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from twisted.internet.defer import CancelledError, Deferred
from twisted.logger import Logger

from chatservice.client.network.requests import Refused, Requests, Turn, Unanswered
from chatservice.render.messages import Event
from chatservice.render.messages.conversation import Again, History

PAGE = 500
"""Messages of a place that are asked for at once."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is read and held: ``pages`` of one place, ``read`` pages in all.

    Of more than ``held`` events that wait for what is read it is not waited for: they are told.
    """

    pages: int
    read: int
    held: int


FOR_PEOPLE = Bounds(pages=4, read=100, held=2_000)
"""A talk keeps no more (`chatservice.client.talk.talks`), and somebody waits."""

FOR_PROGRAMS = Bounds(pages=20_000, read=100_000, held=1_000_000)
"""A program that archives wants all; a server that tells the same again is still left alone."""

MOST_ROUNDS = 3
"""How often it is read again because something was left out meanwhile."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a room, or what one person and oneself write each other."""

    name: str
    is_room: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing of a place: all that is not known below a number, 0 for any.

    ``refused`` is why, where the server refuses it; else it is too much.
    """

    place: Place
    below: int = 0
    refused: Refused | None = None


class Missed:
    """Passes events on to ``tell``, each once and in their order.

    ``since`` is the number of the last one, `None` before anything is known. The server tells again
    what came later when a connection is lost (`hello`), but leaves out what is too much: that is
    read from the history, while what comes meanwhile waits. ``lack`` is told what can't be read.
    """

    _log = Logger()

    def __init__(
        self,
        since: int | None,
        requests: Requests,
        tell: Callable[[Event], None],
        lack: Callable[[Gap], None],
        bounds: Bounds = FOR_PEOPLE,
    ) -> None:
        self.since = since
        self._requests = requests
        self._tell = tell
        self._lack = lack
        self._bounds = bounds
        self._is_certain = True
        """Whether all is told, on this connection, that came while there was none."""
        self._held: list[Event] | None = None
        """What came while the history is read; `None` where it is not."""
        self._places: dict[Place, None] = {}
        self._found: dict[int, Again] = {}
        self._gaps: dict[Place, Gap] = {}
        self._left = 0
        """Pages that may still be read."""
        self._is_stale = False
        """Whether something was left out since it is read."""
        self._reading: Deferred[None] | None = None
        self._when_read: Callable[[bool], None] | None = None

    def resumed(self, seq: int, *, is_other: bool = False) -> None:
        """Take note of a connection on which all up to ``seq`` was before.

        ``is_other``: the numbers are those of another history than before.
        """
        self._is_certain = True
        if self.since is None:
            self.since = seq
        elif is_other or seq < self.since:
            self._log.warn(
                "The server has another history, or a backup: it goes on from {seq}, not {since}",
                seq=seq,
                since=self.since,
            )
            self.since = seq
            self._is_certain = False

    def event(self, event: Event) -> None:
        """Take an event as it comes."""
        if self._held is None:
            self._pass_on(event)
            return
        self._held.append(event)
        if len(self._held) >= self._bounds.held:
            self._stop()
            self._finish()

    def note(self, seq: int) -> None:
        """Take note of the number in an answer: what has a lesser one was told before."""
        if self._held is None and self.since is not None:
            self.since = max(self.since, seq)

    def when_read(self, then: Callable[[bool], None]) -> None:
        """Call ``then`` once all that is missing was told: at once, or when it is read.

        It is told whether that was all, as far as one can know. It is forgotten if the connection
        is lost before.
        """
        if self._held is None:
            then(self._is_certain)
        else:
            self._when_read = then

    def waited(self, whispers: Iterable[Event]) -> None:
        """Take private messages that came while one was not connected, and never knew of."""
        for whispered in whispers:
            self._tell(whispered)

    def left_out(self, places: Iterable[Place]) -> None:
        """Take note that messages are left out: they are read in the history of ``places``."""
        if self._held is not None:
            self._places |= dict.fromkeys(places)
            self._is_stale = True
            return
        self._held, self._found, self._gaps, self._left = [], {}, {}, self._bounds.read
        self._places = dict.fromkeys(places)
        self._reading = Deferred.fromCoroutine(self._read(self.since or 0))

    def lost(self) -> None:
        """Take note that the connection is lost: the next one goes on from ``since``."""
        self._held = self._when_read = None
        self._stop()

    def _stop(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()

    def _pass_on(self, event: Event) -> None:
        seq = _seq(event)
        if seq:
            if self.since is not None and seq <= self.since:
                return
            self.since = seq
        self._tell(event)

    # -- reading the history -------------------------------------------------------------------

    async def _read(self, since: int) -> None:
        try:
            for _ in range(MOST_ROUNDS):
                self._is_stale = False
                # Until a place is read, all of it is missing.
                self._gaps = {place: Gap(place) for place in self._places}
                for place in list(self._places):
                    await self._messages(place, since)
                if not self._is_stale:
                    break
        except (CancelledError, Unanswered):
            return  # the connection is lost, or too much has come meanwhile
        self._reading = None
        self._finish()

    async def _messages(self, place: Place, since: int) -> None:
        """Read those of a place with numbers greater than ``since``, the newest first."""
        below = 0
        for _ in range(self._bounds.pages):
            if not self._left:
                return
            self._left -= 1
            try:
                page = await self._page(place, below)
            except Refused as refused:
                self._gaps[place] = Gap(place, below, refused)
                return
            first = min((message.seq for message in page), default=0)
            self._found |= {each.seq: each for each in page if each.seq > since}
            if len(page) < PAGE or first <= since:
                del self._gaps[place]
                return
            if below and first >= below:
                return  # the server tells the same again
            below = first
            self._gaps[place] = Gap(place, below)

    async def _page(self, place: Place, below: int) -> list[Again]:
        which = f"{PAGE} before #{below}" if below else str(PAGE)
        if place.is_room:
            fields = {"which": which, "room": place.name}
        else:
            fields = {"which": f"private @{place.name} {which}"}
        answers = await self._requests.make("history", fields, turn=Turn.EARLY)
        pages = [answer for answer in answers if isinstance(answer, History)]
        return [message for page in pages for message in page.messages][-PAGE:]

    def _finish(self) -> None:
        """Tell what was read and what came meanwhile, in the order of the numbers."""
        held, self._held = self._held or [], None
        found, self._found = self._found, {}
        if self._is_stale:
            self._gaps = {place: Gap(place) for place in self._places} | self._gaps
        gaps, self._gaps = list(self._gaps.values()), {}
        then, self._when_read = self._when_read, None
        is_certain = self._is_certain and not gaps
        for gap in gaps:
            self._lack(gap)
        numbers = sorted(found.keys() - {_seq(event) for event in held}, reverse=True)
        for event in held:
            while numbers and numbers[-1] < _seq(event):
                self._pass_on(found[numbers.pop()])
            self._pass_on(event)
        while numbers:
            self._pass_on(found[numbers.pop()])
        if then is not None:
            then(is_certain)


def _seq(event: Event) -> int:
    seq: int = getattr(event, "seq", 0)
    return seq
