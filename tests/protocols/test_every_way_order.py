"""Moderation, rooms that are closed, ignoring and being forgotten: the same on every protocol."""

from __future__ import annotations

from chatservice.core.accounts import Rank
from chatservice.core.refusals import Code
from tests.core.conversation import PASSWORD
from tests.protocols.chat import Chat
from tests.protocols.ways import (
    HOME,
    JsonSomebody,
    ObjectSomebody,
    Somebody,
    WayTestCase,
    by_each_way,
    by_each_way_of_objects,
)

ELSEWHERE = "203.0.113.9"
MODERATOR = "192.0.2.77"


class OrderTestCase(WayTestCase):
    """Sam came by the way. Ada, a program, is an administrator; Ana, another one, hears him."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.ada = JsonSomebody(self.chat, MODERATOR)
        self.ada.comes("Ada")
        self.registers(self.ada)
        self.ada_is(Rank.ADMIN)
        self.ana = JsonSomebody(self.chat, ELSEWHERE)
        self.ana.comes("Ana")
        self.sam = self.comes("Sam")

    def ada_is(self, rank: Rank) -> None:
        """Give Ada a rank."""
        account = self.chat.hub.arrivals.account("Ada")
        assert account is not None
        self.chat.hub.accounts.set_rank(account.identity, rank)  # type: ignore[attr-defined]
        self.chat.hub.arrivals.reread()

    def comes(self, nick: str, address: str = HOME) -> Somebody:
        """Return somebody who came by the way, and has read what there was."""
        found = self.way(self.chat, address)
        found.comes(nick)
        found.reads()
        return found

    def registers(self, somebody: Somebody) -> None:
        """Let somebody register their name, by `PASSWORD`."""
        if isinstance(somebody, ObjectSomebody):
            somebody.asks("register")
            somebody.asks("secret", text=PASSWORD)
            somebody.asks("secret", text=PASSWORD)
        else:
            for line in ("/register", PASSWORD, PASSWORD):
                somebody.types(line)
                self.chat.turns(3)

    def heard(self) -> list[str]:
        """Return what Ana has heard Sam say."""
        return [each for each in self.ana.reads() if each.startswith("Sam: ")]


@by_each_way
class ThrownOut(OrderTestCase):
    def test_who_is_thrown_off_the_server_reads_it_and_the_connection_ends(self) -> None:
        self.ada.asks("kick", person="Sam", reason="enough")

        told = self.sam.reads()

        self.assertTrue(any("out" in each for each in told), told)
        self.assertTrue(self.sam.has_ended())

    def test_nothing_that_they_send_then_is_taken(self) -> None:
        self.ada.asks("kick", person="Sam", room="lobby")
        self.ana.reads()

        self.sam.types("one more thing")

        self.assertEqual(self.heard(), [])

    def test_the_others_hear_that_they_are_gone(self) -> None:
        self.ada.asks("kick", person="Sam", room="lobby")

        self.assertIn("<thrown-out>", self.ana.reads())

    def test_who_is_thrown_out_of_a_room_is_told_so_and_stays(self) -> None:
        self.sam.types("/join kitchen")
        for each in (self.ana, self.ada):
            each.asks("join", room="kitchen")
        self.sam.reads()

        self.ada.asks("kick", person="Sam", room="kitchen")
        told = self.sam.reads()
        self.sam.types("in the lobby")

        self.assertTrue(any(told), told)
        self.assertFalse(self.sam.has_ended())
        self.assertEqual(self.heard(), ["Sam: in the lobby"])
        self.assertEqual([m["room"] for m in self.ana.objects if m["type"] == "said"], ["lobby"])


@by_each_way
class Banned(OrderTestCase):
    def is_kept_out(self, nick: str, address: str) -> None:
        """Fail unless who comes by that name from there is turned away."""
        late = self.way(self.chat, address)
        late.comes(nick)
        told = late.reads()
        self.assertIn(self.sentence(Code.BANNED, seconds=3600, reason="enough"), told)
        self.assertTrue(late.has_ended())

    def test_a_name_is_kept_out_wherever_it_comes_from(self) -> None:
        self.ada.asks("ban", target="Sam", time="1h", reason="enough")
        self.sam.reads()
        self.assertTrue(self.sam.has_ended())
        self.sam.vanishes()

        self.is_kept_out("Sam", "203.0.113.50")

    def test_an_address_is_kept_out_whatever_name_it_gives(self) -> None:
        self.ada.asks("ban", target=HOME, time="1h", reason="enough")
        self.sam.reads()
        self.assertTrue(self.sam.has_ended())
        self.sam.vanishes()

        self.is_kept_out("Tom", HOME)

    def test_others_come_in(self) -> None:
        self.ada.asks("ban", target=HOME, time="1h")

        tom = self.comes("Tom", "203.0.113.50")

        self.assertFalse(tom.has_ended())


@by_each_way
class Silenced(OrderTestCase):
    def test_who_is_muted_is_told_so_and_not_heard(self) -> None:
        self.ada.asks("mute", person="Sam", time="10m")

        told = self.sam.reads_after("hello", "/me waves")

        self.assertEqual(self.heard(), [])
        self.assertEqual(told.count(self.sentence(Code.MUTED, name="", seconds=600, reason="")), 2)

    def test_a_word_with_somebody_is_not_sent_either(self) -> None:
        self.ada.asks("mute", person="Sam", time="10m")

        self.sam.types("/msg Ana psst")

        self.assertNotIn("<whispered>", self.ana.reads())

    def test_when_the_time_is_over_they_are_heard(self) -> None:
        self.ada.asks("mute", person="Sam", time="10m")

        self.chat.clock.advance(601)
        self.sam.types("hello")

        self.assertEqual(self.heard(), ["Sam: hello"])


class PalaceTestCase(OrderTestCase):
    """Ada has a room, the palace, and said something there."""

    def setUp(self) -> None:
        super().setUp()
        self.ada.asks("join", room="palace")
        self.ada.asks("say", text="treasure")

    def is_now(self, mode: str) -> None:
        self.ada.asks("room", mode=mode, value="on")


@by_each_way
class Rooms(PalaceTestCase):
    def test_nobody_enters_uninvited_where_one_has_to_be_invited(self) -> None:
        self.is_now("invite-only")

        told = self.sam.reads_after("/join palace")

        self.assertIn(self.sentence(Code.ROOM_INVITE_ONLY, name="palace"), told)

    def test_guests_do_not_enter_where_only_registered_people_may(self) -> None:
        self.is_now("registered")

        told = self.sam.reads_after("/join palace")

        self.assertIn(self.sentence(Code.ROOM_FOR_REGISTERED, name="palace"), told)

    def test_in_a_moderated_room_only_moderators_are_heard(self) -> None:
        self.is_now("moderated")
        self.ana.asks("join", room="palace")
        self.sam.types("/join palace")
        self.sam.types("hello")

        self.assertEqual(self.heard(), [])

    def test_a_secret_room_is_not_listed(self) -> None:
        self.is_now("secret")

        told = self.sam.reads_after("/users palace")

        self.assertIn(self.sentence(Code.UNKNOWN_ROOM, name="palace"), told)

    def test_of_a_closed_room_nothing_is_found(self) -> None:
        self.is_now("invite-only")

        self.sam.types("/search treasure")
        self.chat.turns(5)

        self.assertNotIn(b"treasure", self.raw())

    def test_the_history_is_that_of_a_room_where_one_is(self) -> None:
        self.is_now("invite-only")

        self.sam.types("/join palace", "/history", "/history Ada")
        self.chat.turns(5)

        self.assertNotIn(b"treasure", self.raw())

    def test_who_was_thrown_out_finds_nothing_any_more(self) -> None:
        self.sam.types("/join palace")
        self.sam.reads()
        self.is_now("invite-only")
        self.ada.asks("kick", person="Sam", room="palace")
        self.sam.reads()

        self.sam.types("/search treasure", "/join palace", "/history")
        self.chat.turns(5)

        self.assertNotIn(b"treasure", self.raw())

    def raw(self) -> bytes:
        """Return all that Sam was sent."""
        return self.sam.received()


@by_each_way_of_objects
class ComingBack(PalaceTestCase):
    def goes_on(self, nick: str = "Sam", **hello: object) -> list[dict[str, object]]:
        """Return what is told to who comes back from the beginning on."""
        found = self.way(self.chat, HOME)
        assert isinstance(found, ObjectSomebody)
        return found.asks("hello", version=1, nick=nick, since=0, id="h", **hello)

    def test_of_a_closed_room_nothing_is_told_again(self) -> None:
        self.is_now("invite-only")
        self.sam.vanishes()

        told = self.goes_on(rooms=["palace"])

        self.assertIn("room-invite-only", [each.get("code") for each in told])
        self.assertEqual([each for each in told if each["type"] == "said"], [])

    def test_nor_to_who_was_banned_there_meanwhile(self) -> None:
        self.ada_is(Rank.MEMBER)  # who owns the room
        self.sam.types("/join palace")
        self.ada.asks("ban", target="Sam", room="palace")
        self.sam.vanishes()

        told = self.goes_on(rooms=["palace"])

        self.assertIn("banned-from-room", [each.get("code") for each in told])
        self.assertEqual([each for each in told if each["type"] == "said"], [])

    def test_of_a_room_that_one_does_not_enter_nothing_is_told(self) -> None:
        self.sam.vanishes()

        self.assertEqual([each for each in self.goes_on() if each["type"] == "said"], [])

    def test_nothing_is_told_of_whom_one_ignores(self) -> None:
        self.registers(self.sam)
        self.sam.types("/ignore Ana")
        self.sam.vanishes()
        self.ana.asks("say", text="noise")
        self.ana.asks("msg", to="Sam", text="more noise")

        told = self.goes_on(password=PASSWORD)

        self.assertEqual([each for each in told if "noise" in str(each)], [])
        self.assertIn("ok", [each["type"] for each in told])

    def test_nothing_is_told_of_who_had_all_forgotten(self) -> None:
        eva = JsonSomebody(self.chat, ELSEWHERE)
        eva.comes("Eva")
        self.registers(eva)
        eva.asks("say", text="a secret of mine")
        self.sam.vanishes()
        eva.asks("forget-me", also="messages")
        eva.asks("secret", text=PASSWORD)

        told = self.goes_on()

        self.assertEqual([each for each in told if "secret of mine" in str(each)], [])


@by_each_way
class Ignoring(OrderTestCase):
    def test_who_is_ignored_is_not_heard(self) -> None:
        self.sam.types("/ignore Ana")
        self.sam.reads()
        self.ana.asks("say", text="noise")
        self.ana.asks("msg", to="Sam", text="more noise")

        self.assertNotIn(b"noise", self.sam.received())

    def test_nor_in_the_history(self) -> None:
        self.ana.asks("say", text="noise")
        self.sam.types("/ignore Ana")
        self.sam.received()

        self.sam.types("/history", "/search noise")
        self.chat.turns(5)

        self.assertNotIn(b'"text":"noise"', self.sam.received())

    def test_they_are_heard_again_when_one_wants_to(self) -> None:
        self.sam.types("/ignore Ana", "/unignore Ana")
        self.sam.reads()

        self.ana.asks("say", text="hello")

        self.assertTrue(any("Ana: hello" in each for each in self.sam.reads()))


@by_each_way
class Forgotten(OrderTestCase):
    def test_who_wants_to_be_forgotten_is(self) -> None:
        self.registers(self.sam)
        self.sam.types("a secret of mine")
        self.forgets()

        found = self.ana.asks("history")

        self.assertNotIn("a secret of mine", str(found))
        self.assertEqual(self.chat.hub.arrivals.account("Sam"), None)

    def test_a_wrong_password_forgets_nothing(self) -> None:
        self.registers(self.sam)
        self.sam.types("a secret of mine")
        self.forgets("something else")

        self.assertIn("a secret of mine", str(self.ana.asks("history")))

    def forgets(self, password: str = PASSWORD) -> None:
        """Let Sam ask to be forgotten."""
        self.sam.types("/forget-me messages")
        if isinstance(self.sam, ObjectSomebody):
            self.sam.asks("secret", text=password)
        else:
            self.sam.types(password)
        self.chat.turns(5)
