"""What the server tells, and where it then stands."""

from __future__ import annotations

from chatservice.client.talk.entries import Kind, State
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

    def test_people_who_come_and_go_are_told_together(self) -> None:
        self.tells("joined", at=AT, room="lobby", who=["juan", "zoe"])
        self.tells("joined", at=AT, room="lobby", who=["eva"])
        self.tells("left", at=AT, room="lobby", who="zoe")
        presence = [entry for entry in self.chat.current.entries if entry.kind is Kind.PRESENCE]
        self.assertEqual(
            [(entry.came, entry.went) for entry in presence], [(["juan", "zoe", "eva"], ["zoe"])]
        )
        self.assertEqual([each.name for each in self.chat.people()], ["eva", "juan"])

    def test_what_is_said_in_between_parts_them(self) -> None:
        self.tells("joined", at=AT, room="lobby", who=["juan"])
        self.said("hi", 11)
        self.tells("left", at=AT, room="lobby", who="juan")
        kinds = [entry.kind for entry in self.chat.current.entries]
        self.assertEqual(kinds[-3:], [Kind.PRESENCE, Kind.SAID, Kind.PRESENCE])

    def test_who_is_gone_is_gone_from_all_rooms(self) -> None:
        self.tells("room-entered", room="kitchen")
        for room in ("lobby", "kitchen"):
            self.tells("joined", at=AT, room=room, who=["juan"])
        self.tells("quit", at=AT, who="juan", reason="bye")
        self.assertEqual([talk.entries[-1].went for talk in self.chat.talks], [["juan (bye)"]] * 2)

    def test_a_correction_changes_what_stands_there(self) -> None:
        self.said("helo", 11)
        self.tells("corrected", seq=12, at=AT, room="lobby", from_="juan", text="hello", message=11)
        self.assertEqual((self.last().text, self.last().edited), ("hello", True))

    def test_what_was_taken_back_is_gone(self) -> None:
        self.said("helo", 11)
        self.tells("deleted", seq=12, at=AT, room="lobby", from_="juan", message=11)
        self.assertEqual((self.last().gone, self.last().text), (True, "juan took back a message"))

    def test_a_new_name_moves_the_private_talk(self) -> None:
        self.tells("whispered", seq=11, at=AT, from_="juan", to="ana", text="psst")
        self.tells("renamed", at=AT, who="juan", name="john")
        self.assertEqual(self.chat.talks[1].title, "john")

    def test_ones_own_new_name_is_the_one_that_is_mentioned(self) -> None:
        self.tells("renamed", at=AT, who="ana", name="bea")
        self.said("bea?", 11)
        self.assertTrue(self.last().mention)

    def test_the_language_is_that_of_the_setting(self) -> None:
        self.tells("setting", name="language", value="es", changed=True)
        self.assertEqual(self.chat.book.language, "es")

    def test_the_room_one_was_thrown_out_of_is_closed(self) -> None:
        self.tells("room-entered", room="kitchen")
        self.tells("out-of-room", room="kitchen", by="zoe", current="lobby", banned=False)
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby"])

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


class Saying(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome()

    def test_what_is_typed_waits_until_the_server_has_it(self) -> None:
        self.session.type("hello")
        self.assertIs(self.last().state, State.WAITING)
        self.ok(self.next("say"), 11)
        self.assertEqual((self.last().state, self.last().seq), (State.TAKEN, 11))
        self.assertEqual(self.texts().count("hello"), 1)

    def test_it_stands_where_its_number_belongs(self) -> None:
        self.session.type("mine")
        said = self.next("say")
        self.said("theirs", 11)
        self.ok(said, 12)
        self.said("later", 13)
        self.assertEqual(self.texts()[-3:], ["theirs", "mine", "later"])

    def test_a_refusal_is_told_with_what_was_refused(self) -> None:
        self.session.type("hello")
        said = self.next("say")
        self.tells("error", id=said["id"], code="muted", text="You are muted.", details={})
        self.assertIs(self.last().state, State.REFUSED)
        self.assertIn("You are muted.", self.last().problem)

    def test_several_lines_are_one_message(self) -> None:
        self.session.type("one\n\ntwo\n")
        self.assertEqual(self.next("say")["text"], "one ⏎ two")

    def test_a_first_line_with_a_slash_is_no_command_where_others_follow(self) -> None:
        self.session.type("/quit\nnow")
        self.assertEqual(self.next("say")["text"], "/quit ⏎ now")

    def test_two_slashes_say_one(self) -> None:
        self.session.type("//etc")
        self.assertEqual(self.next("say")["text"], "/etc")

    def test_what_is_too_long_is_not_taken(self) -> None:
        self.assertFalse(self.session.type("ñ" * 2049))
        self.assertIn("4098", self.texts()[-1])
        self.assertIn("4096", self.texts()[-1])

    def test_an_action_is_shown_as_one(self) -> None:
        self.session.type("/me waves")
        self.assertEqual(self.next("me")["action"], "waves")
        self.assertIs(self.last().kind, Kind.ACTED)

    def test_in_a_private_talk_what_is_typed_goes_to_that_person(self) -> None:
        self.chat.open(self.chat.talk("juan", is_room=False))
        self.session.type("hi")
        sent = self.next("msg")
        self.assertEqual((sent["to"], sent["text"]), ("juan", "hi"))

    def test_a_message_to_somebody_opens_a_talk_once_it_is_sent(self) -> None:
        self.session.type("/msg juan hi")
        sent = self.next("msg")
        self.assertEqual(self.chat.current.title, "#lobby")
        self.ok(sent, 11)
        self.assertEqual((self.chat.current.title, self.texts()), ("juan", ["hi"]))

    def test_a_message_to_nobody_opens_none(self) -> None:
        self.session.type("/susurro nobody hi")
        sent = self.next("msg")
        self.tells(
            "error", id=sent["id"], code="unknown-user", text="Nobody.", details={"name": "nobody"}
        )
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby"])
        self.assertIn("nobody called nobody", self.last().problem)

    def test_a_reply_goes_to_who_wrote_last(self) -> None:
        self.tells("whispered", seq=11, at=AT, from_="juan", to="ana", text="psst")
        self.session.type("/r yes?")
        self.assertEqual(self.next("msg")["to"], "juan")

    def test_commands_go_to_the_server_with_the_room_where_one_is(self) -> None:
        self.session.type("/topic tea")
        sent = self.next("line")
        self.assertEqual((sent["text"], sent["room"]), ("/topic tea", "lobby"))

    def test_a_command_for_rooms_is_not_taken_in_a_private_talk(self) -> None:
        self.chat.open(self.chat.talk("juan", is_room=False))
        self.assertFalse(self.session.type("/topic tea"))

    def test_a_command_is_not_taken_without_a_connection(self) -> None:
        self.lose()
        self.assertFalse(self.session.type("/users"))

    def test_a_password_is_asked_for_and_nothing_is_sent_before_it_is_given(self) -> None:
        self.session.type("/register")
        asked = self.next("line")
        self.tells("password-asked", id=asked["id"], wanted="new", nick="ana")
        self.ok(asked)
        assert self.chat.question is not None
        self.assertTrue(self.chat.question.hidden)
        self.session.type("meanwhile")
        self.assertEqual(self.heard(), [])
        self.chat.question.answer("correct horse")
        (secret,) = self.heard()
        self.assertEqual((secret["type"], secret["text"]), ("secret", "correct horse"))
        self.tells("registered", id=secret["id"], nick="ana")
        self.ok(secret)
        self.assertEqual(self.next("say")["text"], "meanwhile")
        self.assertEqual(self.session.door.password, "correct horse")

    def test_no_password_stands_anywhere(self) -> None:
        self.session.type("/register")
        asked = self.next("line")
        self.tells("password-asked", id=asked["id"], wanted="new", nick="ana")
        self.ok(asked)
        self.chat.question.answer("correct horse")  # type: ignore[union-attr]
        self.assertFalse(any("horse" in entry.text for _, entry in self.watching.entries))


class Past(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome(seq=1000)
        self.said("now", 1001)

    def page(self, request: dict[str, object], numbers: range) -> None:
        messages = [
            {"type": "said", "seq": n, "at": AT, "room": "lobby", "from": "juan", "text": f"m{n}"}
            for n in numbers
        ]
        self.tells("history", id=request["id"], room="lobby", messages=messages, asked=True)
        self.ok(request, 1001)

    def found(self, seq: int, **fields: object) -> None:
        self.session.type("/search tea")
        asked = self.next("line")
        hit = {
            "type": "said",
            "seq": seq,
            "at": AT,
            "room": "lobby",
            "from": "juan",
            "text": f"m{seq}",
        }
        self.tells(
            "found",
            id=asked["id"],
            messages=[hit],
            marks=[[[0, 1]]],
            more=False,
            first=True,
            **fields,
        )
        self.ok(asked)

    def test_older_messages_are_put_before_those_that_are_there(self) -> None:
        self.session.older(self.chat.current)
        asked = self.next("history")
        self.assertEqual((asked["which"], asked["room"]), ("100 before #1001", "lobby"))
        self.page(asked, range(901, 1001))
        texts = [text for text in self.texts() if text.startswith("m")]
        self.assertEqual((texts[0], texts[-1], len(texts)), ("m901", "m1000", 100))
        self.assertEqual(self.texts()[-1], "now")

    def test_they_are_asked_for_once_at_a_time(self) -> None:
        for _ in range(3):
            self.session.older(self.chat.current)
        self.next("history")
        self.assertEqual(self.heard(), [])

    def test_a_short_page_is_the_beginning(self) -> None:
        self.session.older(self.chat.current)
        self.page(self.next("history"), range(999, 1001))
        self.assertTrue(self.chat.current.is_whole)

    def test_what_a_search_finds_is_shown_with_the_words(self) -> None:
        self.found(500)
        (search,) = self.watching.searches
        self.assertEqual((search.words, [hit.entry.text for hit in search.hits]), ("tea", ["m500"]))
        self.assertEqual(search.hits[0].marks, ((0, 1),))

    def test_a_jump_reads_back_as_far_as_the_result(self) -> None:
        self.found(900)
        self.session.type("/jump 1")
        self.page(self.next("history"), range(501, 1001))
        assert self.chat.target is not None
        self.assertEqual(self.chat.target.text, "m900")
        self.assertTrue(self.chat.current.is_read_back)

    def test_a_jump_to_what_is_there_asks_for_nothing(self) -> None:
        self.said("later", 1002)
        self.found(1002)
        self.session.jump(1)
        assert self.chat.target is not None
        self.assertEqual((self.chat.target.text, self.heard()), ("later", []))

    def test_a_jump_to_a_result_that_there_is_not_is_told(self) -> None:
        self.session.type("/jump 1")
        self.assertIn("/search", self.texts()[-1])
        self.found(900)
        self.session.type("/jump 2")
        self.assertIn("from 1 to 1", self.texts()[-1])
