"""What the server tells, and where it then stands."""

from __future__ import annotations

from tests.client.talk.servers import AT, SessionTestCase


class Hearing(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome()

    def test_what_is_said_stands_in_its_room(self) -> None:
        self.tells("room-entered", room="kitchen")
        self.said("hi", 11, room="kitchen")
        self.assertEqual(
            [title for title, entry in self.watching.entries if entry.text == "hi"], ["#kitchen"]
        )

    def test_a_mention_is_marked_and_rings(self) -> None:
        self.said("come, Ana!", 11)
        self.assertEqual((self.last().mention, self.watching.bells), (True, 1))

    def test_a_name_within_another_word_is_no_mention(self) -> None:
        self.said("banana, juan.ana, ana@example.org", 11)
        self.assertEqual((self.last().mention, self.watching.bells), (False, 0))

    def test_a_private_message_has_a_talk_of_its_own_and_rings(self) -> None:
        self.tells("whispered", seq=11, at=AT, from_="juan", to="ana", text="psst")
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby", "juan"])
        self.assertEqual((self.chat.talks[1].mentions, self.watching.bells), (1, 1))
        self.assertEqual(self.chat.current.title, "#lobby")

    def test_what_one_wrote_privately_elsewhere_stands_with_its_reader(self) -> None:
        self.tells("whisper-copied", seq=11, at=AT, from_="ana", to="juan", text="psst")
        self.assertTrue(self.chat.talks[1].entries[-1].own)
        self.assertEqual(self.chat.talks[1].title, "juan")

    def test_without_a_bell_nothing_rings(self) -> None:
        self.tells("setting", name="bell", value="off", changed=True)
        self.said("ana!", 11)
        self.assertEqual(self.watching.bells, 0)

    def test_a_correction_changes_what_stands_there(self) -> None:
        self.said("helo", 11)
        self.tells("corrected", seq=12, at=AT, room="lobby", from_="juan", text="hello", message=11)
        self.assertEqual((self.last().text, self.last().edited), ("hello", True))

    def test_what_was_taken_back_is_gone(self) -> None:
        self.said("helo", 11)
        self.tells("deleted", seq=12, at=AT, room="lobby", from_="juan", message=11)
        self.assertEqual((self.last().gone, self.last().text), (True, "juan took back a message"))

    def test_a_change_of_a_message_that_is_not_there_any_more_is_told_in_its_room(self) -> None:
        self.tells("room-entered", room="kitchen")
        self.tells(
            "corrected", seq=12, at=AT, room="kitchen", from_="juan", text="hello", message=11
        )
        kitchen = self.chat.talks[1]
        self.assertIn("hello", kitchen.entries[-1].text)

    def test_a_change_in_one_room_leaves_the_others_alone(self) -> None:
        self.said("helo", 11)
        self.tells("room-entered", room="kitchen")
        self.tells("deleted", seq=12, at=AT, room="kitchen", from_="juan", message=11)
        self.assertEqual((self.last().gone, self.last().text), (False, "helo"))

    def test_a_private_message_is_corrected_where_it_stands(self) -> None:
        self.tells("whispered", seq=11, at=AT, from_="juan", to="ana", text="helo")
        self.tells("corrected", seq=12, at=AT, from_="juan", text="hello", message=11)
        self.assertEqual(self.chat.talks[1].entries[-1].text, "hello")

    def test_the_language_is_that_of_the_setting(self) -> None:
        self.tells("setting", name="language", value="es", changed=True)
        self.assertEqual(self.chat.book.language, "es")

    def test_messages_that_waited_are_put_with_who_wrote_them(self) -> None:
        whisper = {
            "type": "whispered",
            "seq": 9,
            "at": AT,
            "from": "eva",
            "to": "ana",
            "text": "hi",
        }
        self.tells("waited", messages=[whisper], total=1)
        self.assertEqual([entry.text for entry in self.chat.talks[1].entries], ["hi"])

    def test_control_characters_of_a_server_never_stand_there(self) -> None:
        self.tells(
            "said", seq=11, at=AT, room="lob\x1b[2Jby", from_="ju\x07an", text="a\x1b]0;x\x07b"
        )
        shown = [
            (talk.title, entry.who, entry.text)
            for talk in self.chat.talks
            for entry in talk.entries
        ]
        self.assertTrue(all(t.replace("\n", "").isprintable() for row in shown for t in row))


class Unread(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome()

    def test_what_comes_while_nobody_looks_is_unread_and_marked(self) -> None:
        self.chat.is_seen = False
        self.said("one", 11)
        self.said("two, ana", 12)
        talk = self.chat.current
        self.assertEqual((talk.unread, talk.mentions), (2, 1))
        assert talk.mark is not None
        self.assertEqual(talk.mark.text, "one")

    def test_the_mark_stays_until_one_speaks(self) -> None:
        self.chat.is_seen = False
        self.said("one", 11)
        self.chat.is_seen = True
        self.chat.look()
        self.assertEqual(self.chat.current.unread, 0)
        self.assertIsNotNone(self.chat.current.mark)
        self.session.type("hello")
        self.assertIsNone(self.chat.current.mark)
