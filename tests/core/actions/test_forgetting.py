"""`/forget-me`: the account goes, and on request all that its owner said."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import NotKeptError
from chatservice.core.names import parse_name
from chatservice.history.disk import DiskHistory
from chatservice.history.memory import MemoryHistory
from tests.core.conversation import PASSWORD, Chat, Visitor

OWN = "Your password, Ana: "
NOTHING = "Nothing has been said in #lobby yet."


class ForgettingTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chats(Chat())

    def chats(self, chat: Chat) -> None:
        self.chat = chat
        self.juan = chat.join("Juan")
        self.ana = chat.member("Ana")
        self.juan.reads()

    def answers(self, *lines: str) -> list[str]:
        """Let Ana type lines; returns what she reads."""
        self.ana.types(*lines)
        return self.ana.reads()

    def is_registered(self) -> bool:
        return self.chat.accounts.find(parse_name("Ana")) is not None

    def shown(self, visitor: Visitor, line: str) -> list[str]:
        """Return what somebody reads who asks something of the history."""
        visitor.reads()
        visitor.types(line)
        return visitor.reads()


class TheAccount(ForgettingTestCase):
    def test_the_password_is_asked_for(self) -> None:
        self.assertEqual(self.answers("/forget-me"), [OWN])
        self.assertTrue(self.ana.hidden)

    def test_with_it_the_account_is_gone(self) -> None:
        self.assertEqual(
            self.answers("/forget-me", PASSWORD),
            [f"{OWN}Ana is not registered any more. What you said stays in the history."],
        )
        self.assertFalse(self.is_registered())
        self.assertFalse(self.ana.hidden)

    def test_it_is_told_in_spanish(self) -> None:
        self.answers("/lang es")

        self.assertEqual(
            self.answers("/olvidarme", PASSWORD),
            [
                (
                    "Tu contraseña, Ana: Ana ya no está registrado. "
                    "Lo que has dicho se queda en el historial."
                )
            ],
        )

    def test_with_a_wrong_one_it_stays(self) -> None:
        self.assertEqual(
            self.answers("/forget-me", "wrong"),
            [f"{OWN}Name or password are wrong. An empty line goes back.", OWN],
        )
        self.assertTrue(self.is_registered())

    def test_with_an_empty_line_it_stays(self) -> None:
        self.answers("/forget-me", "")

        self.assertTrue(self.is_registered())

    def test_who_is_not_registered_has_nothing_to_be_forgotten(self) -> None:
        self.juan.types("/forget-me")

        self.assertEqual(
            self.juan.reads(),
            ["/forget-me is for registered people. /help shows what you can do."],
        )

    def test_another_word_than_messages_is_not_taken(self) -> None:
        self.assertEqual(
            self.answers(f"/forget-me {PASSWORD}"),
            ["/forget-me takes nothing more. Usage: /forget-me [messages]"],
        )

    def test_they_stay_here_by_their_name(self) -> None:
        self.answers("/forget-me", PASSWORD, "hola")

        self.assertEqual(self.juan.reads(), ["[14:35] Ana: hola"])

    def test_they_stay_here_in_every_session(self) -> None:
        phone = self.chat.logs_in("Ana")
        self.answers("/forget-me", PASSWORD)

        phone.types("hola")

        self.assertEqual(self.juan.reads(), ["[14:35] Ana: hola"])

    def test_the_name_is_free_when_they_are_gone(self) -> None:
        self.answers("/forget-me", PASSWORD, "/quit")

        visitor = self.chat.connect()
        visitor.types("Ana")

        self.assertIn("Welcome, Ana!", visitor.reads()[0])

    def test_they_can_register_again(self) -> None:
        self.answers("/forget-me", PASSWORD, "/register", PASSWORD, PASSWORD)

        self.assertTrue(self.is_registered())

    def test_no_message_waits_for_them_any_more(self) -> None:
        self.answers("/forget-me", PASSWORD, "/quit")
        self.juan.reads()

        self.juan.types("/msg Ana psst")

        self.assertIn("There is nobody called Ana.", self.juan.reads()[0])

    def test_who_takes_the_name_later_reads_nothing_that_was_for_them(self) -> None:
        self.answers("/quit")
        self.juan.types("/msg Ana psst")
        self.ana = self.chat.logs_in("Ana")
        self.answers("/forget-me", PASSWORD, "/quit")

        other = self.chat.member("Ana")
        other.types("/quit")

        self.assertNotIn("psst", str(self.chat.logs_in("Ana").reads()))

    def test_their_rooms_are_nobodys(self) -> None:
        self.answers("/join cocina", "/forget-me", PASSWORD)
        self.ana.reads()

        self.assertEqual(self.answers("/room"), ["#cocina: open to all"])

    def test_it_is_noted_for_the_operator(self) -> None:
        self.answers("/forget-me", PASSWORD)

        noted = self.chat.audited[-1]
        self.assertEqual((noted.act, noted.account), ("forget-me", "Ana"))


class WhatTheySaid(ForgettingTestCase):
    def test_it_stays_unless_that_is_asked_for(self) -> None:
        self.answers("aloud", "/forget-me", PASSWORD)

        self.assertEqual(self.shown(self.juan, "/history"), ["History:", "[14:35] Ana: aloud"])

    def test_it_goes_when_that_is_asked_for(self) -> None:
        self.answers("aloud")

        self.assertEqual(
            self.answers("/forget-me messages", PASSWORD),
            [f"{OWN}Ana is not registered any more, and what you said is removed."],
        )
        self.assertEqual(self.shown(self.juan, "/history"), [NOTHING])

    def test_it_goes_when_that_is_asked_for_in_spanish(self) -> None:
        self.answers("/lang es", "aloud")

        self.answers("/olvidarme mensajes", PASSWORD)

        self.assertEqual(self.shown(self.juan, "/history"), [NOTHING])

    def test_a_search_does_not_find_it(self) -> None:
        self.answers("aloud", "/forget-me messages", PASSWORD)

        self.assertEqual(self.shown(self.juan, "/search aloud"), ["Nothing was found."])

    def test_what_others_said_stays(self) -> None:
        self.juan.types("hola")
        self.answers("aloud", "/forget-me messages", PASSWORD)

        self.assertEqual(self.shown(self.juan, "/history"), ["History:", "[14:35] Juan: hola"])

    def test_what_they_said_in_other_rooms_and_by_other_names_goes(self) -> None:
        self.juan.types("/join cocina")
        self.answers("/join cocina", "/rename Lola", "aloud")
        self.answers("/forget-me messages", PASSWORD)

        self.assertEqual(
            self.shown(self.juan, "/history"), ["Nothing has been said in #cocina yet."]
        )

    def test_what_they_said_before_registering_goes(self) -> None:
        self.juan.types("aloud", "/register", PASSWORD, PASSWORD)
        self.juan.types("/forget-me messages", PASSWORD)

        self.assertEqual(self.shown(self.ana, "/history"), [NOTHING])

    def test_what_they_said_in_the_same_turn_in_another_session_goes(self) -> None:
        phone = self.chat.logs_in("Ana")
        self.answers("/forget-me messages")
        with self.chat.one_turn():
            phone.types("aloud")
            self.ana.types(PASSWORD)
        self.chat.settles()

        self.assertFalse(self.is_registered())
        self.assertEqual(self.shown(self.juan, "/history"), [NOTHING])

    def test_what_they_say_afterwards_stays(self) -> None:
        self.answers("before", "/forget-me messages", PASSWORD, "after")

        self.assertEqual(self.shown(self.juan, "/history"), ["History:", "[14:35] Ana: after"])

    def test_what_they_said_before_cannot_be_corrected(self) -> None:
        self.answers("aloud", "/forget-me messages", PASSWORD)

        self.assertEqual(
            self.answers("/edit loud"),
            ["You have said nothing (more) that could be changed or taken back."],
        )

    def test_what_they_wrote_to_somebody_who_is_not_here_goes(self) -> None:
        self.chat.member("Berta").types("/quit")
        self.answers("/msg Berta psst", "/forget-me messages", PASSWORD)

        self.assertNotIn("psst", str(self.chat.logs_in("Berta").reads()))

    def test_who_read_too_slowly_does_not_read_it_afterwards(self) -> None:
        self.juan.stops_reading()
        self.juan.session.are_you_there()
        self.chat.end_turn()
        self.answers("aloud", "/forget-me messages", PASSWORD)

        self.juan.reads_on()

        self.assertNotIn("aloud", str(self.juan.reads()))


class WhatTheySaidOnDisk(WhatTheySaid):
    """The same with a history on disk, which has private messages in it, too."""

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name) / "data"
        self.chats(Chat(log=self.opened()))

    def opened(self) -> DiskHistory:
        history = DiskHistory(self.directory)
        history.open()
        self.addCleanup(history.close)
        self.history = history
        return history

    def test_what_they_said_in_private_goes(self) -> None:
        self.answers("/msg Juan psst", "/forget-me messages", PASSWORD)

        self.assertEqual(self.shown(self.juan, "/search psst"), ["Nothing was found."])
        self.assertEqual(self.shown(self.juan, "/history Ana"), ["Nothing of Ana was found here."])

    def test_what_was_said_to_them_in_private_is_theirs_no_more(self) -> None:
        self.juan.types("/msg Ana psst")

        self.answers("/forget-me", PASSWORD)

        self.assertEqual(self.shown(self.ana, "/search psst"), ["Nothing was found."])

    def test_it_is_gone_after_a_restart_as_well(self) -> None:
        self.answers("aloud", "/forget-me messages", PASSWORD)
        self.history.close()
        chat = Chat(log=self.opened())
        chat.hub.open()

        self.assertEqual(self.shown(chat.join("Berta"), "/history"), [NOTHING])


class Faults(ForgettingTestCase):
    """A disk that takes one thing or the other not: nothing is done by halves."""

    NOT_KEPT = (
        f"{OWN}The server can't keep anything just now, so nothing was sent or changed: "
        "try again in a moment."
    )

    def fails(self, *_: object) -> None:
        raise NotKeptError("database or disk is full")

    def test_where_the_messages_cannot_be_removed_the_account_stays(self) -> None:
        log = Forgetful()
        self.chats(Chat(log=log))
        log.is_full = True

        self.assertEqual(self.answers("/forget-me messages", PASSWORD), [self.NOT_KEPT])
        self.assertTrue(self.is_registered())

    def test_it_can_be_tried_again(self) -> None:
        log = Forgetful()
        self.chats(Chat(log=log))
        log.is_full = True
        self.answers("aloud", "/forget-me messages", PASSWORD)
        log.is_full = False

        self.answers("/forget-me messages", PASSWORD)

        self.assertFalse(self.is_registered())
        self.assertEqual(self.shown(self.juan, "/history"), [NOTHING])

    def test_where_the_account_cannot_be_removed_it_stays(self) -> None:
        self.patch(self.chat.accounts, "remove", self.fails)

        self.assertEqual(self.answers("/forget-me", PASSWORD), [self.NOT_KEPT])
        self.assertEqual(self.answers("/register"), ["You are registered as Ana already."])


class Forgetful(MemoryHistory):
    """A history that can't forget while it ``is_full``."""

    is_full = False

    def forget(self, identity: int) -> None:
        if self.is_full:
            raise NotKeptError("database or disk is full")
        super().forget(identity)
