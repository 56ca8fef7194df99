from __future__ import annotations

import unicodedata
from datetime import datetime, timezone
from typing import Any

import pytest
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.streams.prose import MOST_NAMES, Prose
from chatservice.client.talk.chat import Chat, Hit
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from chatservice.render.phrasebook import phrasebook

TIME = "[14:35] "
AT = datetime(2026, 11, 22, 14, 35, tzinfo=timezone.utc)


def entry(kind: Kind, text: str = "", **fields: Any) -> Entry:
    return Entry(kind, AT, text, **{"who": "ana", **fields})


class ProseCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(phrasebook("en"), "chat.example.org")
        self.chat.nick = "juan"
        self.lobby = self.chat.talk("lobby", is_room=True)
        self.private = self.chat.talk("Ana", is_room=False)
        self.prose = Prose(self.chat)

    def lines(self, given: Entry, talk: Talk | None = None, *, here: bool = True) -> list[str]:
        return self.prose.lines(talk or self.lobby, given, TIME, here=here)


class WhatIsSaid(ProseCase):
    def test_a_message_stands_behind_who_said_it(self) -> None:
        self.assertEqual(self.lines(entry(Kind.SAID, "hola")), ["[14:35] ana: hola"])

    def test_an_action_is_a_sentence(self) -> None:
        self.assertEqual(self.lines(entry(Kind.ACTED, "waves")), ["[14:35] * ana waves"])

    def test_a_private_message_says_so(self) -> None:
        given = entry(Kind.WHISPERED, "hola")
        self.assertEqual(self.lines(given, self.private), ["[14:35] ana (private): hola"])

    def test_ones_own_private_message_says_who_reads_it(self) -> None:
        given = entry(Kind.WHISPERED, "hola", who="juan", own=True)
        expected = ["[14:35] juan (private to Ana): hola"]
        self.assertEqual(self.lines(given, self.private), expected)

    def test_what_was_corrected_says_so(self) -> None:
        given = entry(Kind.SAID, "hola", edited=True)
        self.assertEqual(self.lines(given), ["[14:35] ana: hola (edited)"])

    def test_what_was_taken_back_is_who_did_that(self) -> None:
        given = entry(Kind.SAID, "ana took back a message", gone=True)
        self.assertEqual(self.lines(given), ["[14:35] * ana took back a message"])

    def test_what_was_refused_says_why(self) -> None:
        given = entry(Kind.SAID, "hola", state=State.REFUSED, problem="Not sent: you are muted.")
        self.assertEqual(self.lines(given), ["[14:35] ana: hola (Not sent: you are muted.)"])

    def test_what_is_doubtful_says_so(self) -> None:
        given = entry(Kind.SAID, "hola", state=State.DOUBTFUL, problem="Perhaps it was not sent.")
        self.assertEqual(self.lines(given), ["[14:35] ana: hola (Perhaps it was not sent.)"])

    def test_a_message_of_several_lines_is_one(self) -> None:
        self.assertEqual(self.lines(entry(Kind.SAID, "a\nb")), ["[14:35] ana: a b"])


class WhatIsTold(ProseCase):
    def test_each_sentence_of_a_notice_is_a_line(self) -> None:
        self.assertEqual(self.lines(entry(Kind.NOTICE, "a\nb")), ["[14:35] a", "[14:35] b"])

    def test_why_something_can_not_be_done_is_told(self) -> None:
        given = entry(Kind.NOTICE, state=State.REFUSED, problem="Nobody is called eva.")
        self.assertEqual(self.lines(given), ["[14:35] Nobody is called eva."])

    def test_a_line_of_another_server_loses_its_colours(self) -> None:
        given = entry(Kind.LINE, "\x1b[31mana\x1b[0m: hola\x1b[2J")
        self.assertEqual(self.lines(given), ["[14:35] ana: hola"])

    def test_one_who_came_is_named(self) -> None:
        self.assertEqual(self.lines(entry(Kind.PRESENCE, came=["eva"])), ["[14:35] * eva joined"])

    def test_those_who_came_are_told_together(self) -> None:
        given = entry(Kind.PRESENCE, came=["eva", "zoe"])
        self.assertEqual(self.lines(given), ["[14:35] * 2 people joined: eva, zoe"])

    def test_those_who_left_stand_on_a_line_of_their_own(self) -> None:
        given = entry(Kind.PRESENCE, came=["eva"], went=["zoe", "leo"])
        expected = ["[14:35] * eva joined", "[14:35] * 2 people left: zoe, leo"]
        self.assertEqual(self.lines(given), expected)

    def test_nobody_is_named_twice(self) -> None:
        given = entry(Kind.PRESENCE, came=["eva", "eva"])
        self.assertEqual(self.lines(given), ["[14:35] * eva joined"])

    def test_of_very_many_some_are_counted(self) -> None:
        given = entry(Kind.PRESENCE, came=[f"n{number}" for number in range(MOST_NAMES + 5)])
        self.assertTrue(self.lines(given)[0].endswith(", and 5 more"))


class Where(ProseCase):
    def test_another_room_is_named(self) -> None:
        given = entry(Kind.SAID, "hola")
        self.assertEqual(self.lines(given, here=False), ["[14:35] #lobby ana: hola"])

    def test_a_private_message_names_no_place(self) -> None:
        given = entry(Kind.WHISPERED, "hola")
        expected = ["[14:35] ana (private): hola"]
        self.assertEqual(self.lines(given, self.private, here=False), expected)

    def test_a_notice_of_another_private_conversation_names_it(self) -> None:
        given = entry(Kind.NOTICE, "Ana is away.")
        self.assertEqual(self.lines(given, self.private, here=False), ["[14:35] @Ana Ana is away."])

    def test_what_is_told_before_the_first_room_is_nowhere(self) -> None:
        place = Talk(self.chat.server, is_room=False)
        given = entry(Kind.NOTICE, "Wrong password.")
        self.assertEqual(self.lines(given, place, here=False), ["[14:35] Wrong password."])


class WhatChanged(ProseCase):
    def change(self, given: Entry, talk: Talk | None = None) -> list[str]:
        return self.prose.change(talk or self.lobby, given, "", here=True)

    def test_a_correction_tells_the_new_text(self) -> None:
        given = entry(Kind.SAID, "hola", edited=True)
        self.assertEqual(self.change(given), ["* ana corrected: hola"])

    def test_a_private_correction_says_that_it_is(self) -> None:
        given = entry(Kind.WHISPERED, "hola", edited=True)
        self.assertEqual(self.change(given, self.private), ["* ana corrected (private): hola"])

    def test_what_was_taken_back_is_told(self) -> None:
        given = entry(Kind.SAID, "ana took back a message", gone=True)
        self.assertEqual(self.change(given), ["* ana took back a message"])


class WhatIsFound(ProseCase):
    def found(self, given: Entry, *marks: tuple[int, int]) -> str:
        return self.prose.found(3, Hit(given, "lobby", True, marks))

    def test_it_has_its_number_date_and_room(self) -> None:
        when = f"{AT.astimezone():%Y-%m-%d %H:%M}"
        self.assertEqual(self.found(entry(Kind.SAID, "hola")), f"3. [{when}] #lobby ana: hola")

    def test_what_matches_is_marked(self) -> None:
        self.assertTrue(self.found(entry(Kind.SAID, "a hola b"), (2, 6)).endswith(": a *hola* b"))

    def test_marks_that_overlap_repeat_nothing(self) -> None:
        line = self.found(entry(Kind.SAID, "a hola b"), *[(2, 6), (0, 8)] * 1_000)
        self.assertTrue(line.endswith(": a *hola* b"))

    def test_marks_in_a_text_that_had_to_be_cleaned_are_left_out(self) -> None:
        line = self.found(entry(Kind.SAID, "\x1b[31ma hola"), (7, 11))
        self.assertTrue(line.endswith(": a hola"))


EVIL = "x\x1b[2J\x07\r\n\x9b31m\u202eq"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("is_room", [True, False])
def test_nothing_that_a_server_sends_steers_a_terminal(
    kind: Kind, here: bool, is_room: bool
) -> None:
    chat = Chat(phrasebook("en"), "chat.example.org")
    talk = chat.talk(EVIL, is_room=is_room)
    given = Entry(
        kind,
        AT,
        EVIL,
        EVIL,
        state=State.REFUSED,
        problem=EVIL,
        came=[EVIL],
        went=[EVIL, EVIL + "y"],
    )
    prose = Prose(chat)
    lines = [
        *prose.lines(talk, given, "", here=here),
        *prose.change(talk, given, "", here=here),
        prose.found(1, Hit(given, EVIL, is_room, ((0, 1),))),
    ]
    shown = "".join(lines)
    assert lines
    assert not any(unicodedata.category(each) == "Cc" for each in shown)
    assert "\u202e" not in shown


def test_it_is_written_in_the_language_of_the_moment() -> None:
    chat = Chat(phrasebook("en"), "chat.example.org")
    prose = Prose(chat)
    chat.book = phrasebook("es")
    lines = prose.sentences(chat.current, Entry(Kind.PRESENCE, AT, came=["eva"]))
    assert lines == [phrasebook("es").say("* {name} joined", name="eva")]
