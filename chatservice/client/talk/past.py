"""What was said before: read back, searched, gone to."""

from __future__ import annotations

from twisted.internet.defer import Deferred

from chatservice.client.network.requests import Refused, Requests, Unanswered
from chatservice.client.talk.chat import Chat, Hit, Search
from chatservice.client.talk.entries import Entry
from chatservice.client.talk.hearing import Hearing
from chatservice.client.talk.talks import Talk
from chatservice.client.talk.telling import reason
from chatservice.render.messages.conversation import Found, History
from chatservice.render.reading.conversation import spans

PAGE = 100
"""Messages that are asked for at once when somebody reads back."""

LARGE_PAGE = 500
"""The same, on the way to a message that was searched for."""

MOST_PAGES = 6
"""So many large pages are read to get from the present to such a message. What is farther away
stands by itself, with what was said right before it."""


class Past:
    """Asks for what was said before."""

    def __init__(self, chat: Chat, requests: Requests, hearing: Hearing) -> None:
        self._chat = chat
        self._requests = requests
        self._hearing = hearing

    def older(self, talk: Talk) -> None:
        """Have what was said before the first entry of a talk put before it."""
        if not (talk.is_loading or talk.is_whole):
            talk.is_loading = True
            Deferred.fromCoroutine(self._older(talk))

    async def _older(self, talk: Talk) -> None:
        try:
            await self._page(talk, PAGE, talk.first)
        except Refused as refused:
            # Perhaps only for the moment: whoever goes on reading back asks again.
            self._chat.notice(reason(self._chat.book, refused), talk=talk)
        except Unanswered:
            pass
        finally:
            talk.is_loading = False
            self._chat.changed()

    async def _page(self, talk: Talk, number: int, below: int) -> None:
        """Read the last messages with numbers less than ``below``; 0: the last of all."""
        before = f" before #{below}" if below else ""
        if talk.is_room:
            fields = {"which": f"{number}{before}", "room": talk.name}
        else:
            fields = {"which": f"private @{talk.name} {number}{before}"}
        answers = await self._requests.make("history", fields)
        messages = [
            each for answer in answers if isinstance(answer, History) for each in answer.messages
        ]
        # Only where it was the oldest one that was asked from, a page that is not full is the
        # beginning: there may be others by now, or it was cut off meanwhile.
        if below == talk.first and len(messages) < number:
            talk.is_whole = True
        entries = [self._hearing.entry(each) for each in messages]
        self._chat.put_before(talk, entries, before=below)

    # -- searching -----------------------------------------------------------------------------

    def found(self, message: Found, words: str) -> None:
        """Take what a search found: its first page, or a further one."""
        hits = []
        missing = len(message.messages) - len(message.marks)
        each_marks = [*message.marks, *([[]] * missing)]
        for found, marks in zip(message.messages, each_marks, strict=False):
            name, is_room = self._hearing.place(found)
            entry = self._hearing.entry(found)
            hits.append(Hit(entry, name, is_room, spans(marks, len(entry.text))))
        before = self._chat.search
        if not message.first and before is not None:
            hits = [*before.hits, *hits]
            words = before.words
        self._chat.show_found(Search(words, hits, message.more))

    def jump(self, number: int) -> None:
        """Go to the search's result with that number, from 1."""
        search = self._chat.search
        if search is None or not 1 <= number <= len(search.hits):
            most = len(search.hits) if search is not None else 0
            book = self._chat.book
            self._chat.notice(
                book.say(
                    "There is no result {number}: one from 1 to {most} is allowed.",
                    number=number,
                    most=most,
                )
                if most
                else book.say("Nothing was searched for yet: /search WORDS does that.")
            )
            return
        Deferred.fromCoroutine(self._go(search.hits[number - 1]))

    async def _go(self, hit: Hit) -> None:
        chat, seq = self._chat, hit.entry.seq
        talk = chat.find(hit.talk_name, is_room=hit.is_room)
        if talk is None:
            if hit.is_room:
                chat.notice(
                    chat.book.say("You are not in #{name}: /join {name}", name=hit.talk_name)
                )
                return
            talk = chat.talk(hit.talk_name, is_room=False)
        chat.open(talk)
        was_read_back, talk.is_read_back = talk.is_read_back, True
        trouble = chat.book.say("That message is not there any more.")
        try:
            await self._reach(talk, hit.entry)
        except Refused as refused:
            trouble = reason(chat.book, refused)
        except Unanswered:
            trouble = chat.book.say("The connection was lost: try again.")
        entry = talk.find(seq)
        if entry is not None and talk is chat.current:
            chat.target = entry
        elif talk is chat.current:
            talk.is_read_back = was_read_back
            chat.notice(trouble, talk=talk)
        chat.changed()

    async def _reach(self, talk: Talk, wanted: Entry) -> None:
        """Read back as far as a message, and a little farther."""
        seq = wanted.seq
        for _ in range(MOST_PAGES):
            first = talk.first
            if talk.is_whole or talk.find(seq) is not None or _is_as_old(talk, wanted):
                break
            await self._page(talk, LARGE_PAGE, first)
            if talk.first == first:
                break  # it tells the same again
        if talk.find(seq) is None:
            # It is farther away, or in a part that was left out.
            await self._page(talk, PAGE, seq + 1)
        if talk.first == seq and not talk.is_whole:
            await self._page(talk, PAGE, seq)


def _is_as_old(talk: Talk, wanted: Entry) -> bool:
    """Return whether a talk reaches back to a message: what was imported has a later number."""
    first = talk.find(talk.first)
    return first is not None and first.seq <= wanted.seq and first.at <= wanted.at
