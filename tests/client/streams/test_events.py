from __future__ import annotations

import json
import os
import tempfile
from datetime import datetime, timedelta, timezone
from typing import Any

from chatservice.client.streams.events import Events, is_never_typed
from chatservice.client.surroundings import Surroundings
from chatservice.client.talk.chat import Status
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.render.messages import SERVER_MESSAGES
from tests.client.streams.fronts import SERVER, FrontCase, now, said, settle

AT = datetime(2026, 11, 22, 14, 35, 2, tzinfo=timezone.utc)


class EventsCase(FrontCase):
    def setUp(self) -> None:
        super().setUp()
        self.requests: list[dict[str, Any]] = []
        self.is_sent = True
        self.begin()

    def request(self, fields: dict[str, Any]) -> bool:
        self.requests.append(fields)
        return self.is_sent

    def begin(self, *, stays: bool = False) -> None:
        self.events = Events(
            self.clock,
            self.chat,
            self.speaker,
            self.request,
            Surroundings(),
            self.standard_io,
            stays=stays,
        )
        self.events.start()

    def in_lobby(self) -> None:
        self.let_in()
        self.written()

    def objects(self) -> list[Any]:
        return [json.loads(line) for line in self.written().splitlines()]


class TheServersMessages(EventsCase):
    def test_a_message_is_written_as_it_came(self) -> None:
        self.in_lobby()
        self.events.message('{"type":"said", "text":"¡hola! 👩‍🚀"}'.encode())
        self.assertEqual(self.written(), '{"type":"said", "text":"¡hola! 👩‍🚀"}\n')

    def test_what_ends_a_line_for_somebody_is_written_otherwise(self) -> None:
        self.in_lobby()
        self.events.message('{"type":"said","text":"a\u2028b\x85c\x9bd\x7fe"}'.encode())
        written = self.written()
        self.assertTrue(written[:-1].isprintable())
        self.assertEqual(json.loads(written)["text"], "a\u2028b\x85c\x9bd\x7fe")

    def test_what_is_no_object_is_not_written(self) -> None:
        self.in_lobby()
        for raw in (b"hola", b"[1]", b"", b'{"a":NaN}', b"{" * 100_000):
            self.events.message(raw)
        self.assertEqual(self.written(), "")

    def test_an_answer_is_told_by_the_message_alone(self) -> None:
        self.in_lobby()
        self.chat.notice("People in #lobby (1):")
        self.assertEqual(self.written(), "")

    def test_none_has_a_type_of_the_clients_own(self) -> None:
        types = {each.__struct_config__.tag for each in SERVER_MESSAGES}
        self.assertFalse(types & {"connection", "question", "unsent", "notice", "line"})


class WhatOneSaysOneself(EventsCase):
    def test_it_is_written_as_the_server_writes_what_others_say(self) -> None:
        self.in_lobby()
        self.type(b"hola\n")
        entry = self.chat.current.entries[-1]
        entry.at = AT
        self.events.message(b'{"type":"ok","id":"1","seq":7}')
        self.written()
        settle(self.chat, entry, State.TAKEN, seq=7)
        expected = {
            "type": "said",
            "seq": 7,
            "at": "2026-11-22T14:35:02Z",
            "room": "lobby",
            "from": "juan",
            "text": "hola",
            "own": True,
        }
        self.assertEqual(self.objects(), [expected])

    def test_it_is_not_written_before_it_is_taken(self) -> None:
        self.in_lobby()
        self.type(b"hola\n")
        self.assertEqual(self.written(), "")

    def test_a_private_message_has_whom_it_was_said_to(self) -> None:
        self.in_lobby()
        ana = self.chat.talk("ana", is_room=False)
        said(self.chat, "hola", ana, who="juan", own=True, kind=Kind.WHISPERED, seq=7)
        [written] = self.objects()
        self.assertEqual(
            (written["type"], written["to"], "room" in written), ("whispered", "ana", False)
        )

    def test_what_the_server_tells_of_it_is_not_written_twice(self) -> None:
        self.in_lobby()
        self.type(b"hola\n")
        entry = self.chat.current.entries[-1]
        self.events.message(b'{"type":"said","seq":7,"from":"juan","text":"hola"}')
        self.written()
        settle(self.chat, entry, State.TAKEN, seq=7)
        self.assertEqual(self.written(), "")

    def test_what_was_refused_says_why(self) -> None:
        self.in_lobby()
        self.type(b"hola\n")
        settle(self.chat, self.chat.current.entries[-1], State.REFUSED, "Not sent: you are muted.")
        [written] = self.objects()
        self.assertEqual(
            (written["type"], written["state"], written["kind"], written["problem"]),
            ("unsent", "refused", "said", "Not sent: you are muted."),
        )

    def test_what_is_doubtful_says_so(self) -> None:
        self.in_lobby()
        self.type(b"hola\n")
        settle(self.chat, self.chat.current.entries[-1], State.DOUBTFUL, "Perhaps not.")
        [written] = self.objects()
        self.assertEqual((written["state"], written["text"]), ("doubtful", "hola"))

    def test_a_correction_of_somebody_is_told_by_the_message_alone(self) -> None:
        self.in_lobby()
        entry = said(self.chat, "hola", seq=7)
        entry.edited = True
        self.chat.settled(self.chat.current, entry)
        self.assertEqual(self.written(), "")


class TheClientsOwn(EventsCase):
    def test_the_first_object_says_where_one_connects(self) -> None:
        expected = {"type": "connection", "status": "connecting", "server": SERVER}
        self.assertEqual(self.objects(), [expected])

    def test_a_connection_says_whether_it_is_encrypted(self) -> None:
        self.written()
        self.chat.is_encrypted = True
        self.let_in()
        [written] = self.objects()
        self.assertEqual((written["status"], written["encrypted"]), ("connected", True))

    def test_a_lost_one_says_why_and_when_it_is_tried_again(self) -> None:
        self.in_lobby()
        self.chat.status, self.chat.trouble = Status.WAITING, "The server is closing."
        self.chat.retry_at = now() + timedelta(seconds=20)
        self.chat.changed()
        [written] = self.objects()
        self.assertEqual((written["status"], written["problem"]), ("lost", self.chat.trouble))
        self.assertTrue(10 < written["retry_seconds"] <= 20)

    def test_each_attempt_is_told_once(self) -> None:
        self.in_lobby()
        self.chat.status = Status.WAITING
        self.chat.changed()
        self.chat.changed()
        self.assertEqual(len(self.objects()), 1)

    def test_the_last_object_says_that_it_is_closed(self) -> None:
        self.in_lobby()
        self.chat.status = Status.CLOSED
        self.events.stop()
        [written] = self.objects()
        self.assertEqual(written["status"], "closed")

    def test_a_question_is_an_object_and_the_next_line_its_answer(self) -> None:
        self.written()
        answers = self.ask("Password: ", hidden=True)
        expected = {"type": "question", "text": "Password: ", "hidden": True}
        self.assertEqual(self.objects(), [expected])
        self.type(b"secret\n")
        self.assertEqual(answers, ["secret"])

    def test_what_the_client_does_not_do_is_told(self) -> None:
        self.in_lobby()
        self.speaker.takes = False
        self.type(b"hola\n")
        expected = {"type": "notice", "text": "Not sent: that is too long."}
        self.assertEqual(self.objects(), [expected])

    def test_a_line_of_another_kind_of_server_is_an_object(self) -> None:
        self.in_lobby()
        self.chat.add(self.chat.current, Entry(Kind.LINE, AT, "\x1b[31mhola\x1b[0m"))
        expected = {"type": "line", "at": "2026-11-22T14:35:02Z", "text": "hola"}
        self.assertEqual(self.objects(), [expected])


class WhatIsTyped(EventsCase):
    def test_a_line_is_typed(self) -> None:
        self.in_lobby()
        self.type(b"/users\n")
        self.assertEqual(self.speaker.typed, ["/users"])

    def test_an_object_is_a_request(self) -> None:
        self.in_lobby()
        self.type(b'{"type":"users","id":"a"}\n')
        self.assertEqual((self.requests, self.speaker.typed), ([{"type": "users", "id": "a"}], []))

    def test_what_only_begins_like_one_is_refused(self) -> None:
        self.in_lobby()
        self.type(b'{"type":\n')
        [written] = self.objects()
        self.assertEqual((written["type"], self.requests, self.speaker.typed), ("notice", [], []))

    def test_a_request_without_a_connection_says_that_it_was_not_sent(self) -> None:
        self.in_lobby()
        self.chat.status = Status.WAITING
        self.is_sent = False
        self.type(b'{"type":"users"}\n')
        written = [each["text"] for each in self.objects() if each["type"] == "notice"]
        self.assertEqual(written, ["Not sent: there is no connection just now."])

    def test_a_request_that_no_server_can_read_says_why_it_was_not_sent(self) -> None:
        self.in_lobby()
        self.is_sent = False
        self.type(b'{"type":"say","text":"\\ud800"}\n')
        [written] = self.objects()
        self.assertEqual(
            (written["type"], written["text"]),
            (
                "notice",
                "Not sent: it holds half a surrogate pair, or a number of more than 64 bits.",
            ),
        )

    def test_an_empty_line_is_nothing(self) -> None:
        self.in_lobby()
        self.type(b"\n  \n")
        self.assertEqual(self.speaker.typed, [])

    def test_the_end_of_input_leaves(self) -> None:
        self.in_lobby()
        self.end_input()
        self.assertEqual(self.speaker.left, 1)

    def test_the_end_of_no_input_leaves_nothing(self) -> None:
        self.chat.watchers.clear()
        self.io = type(self.io)()
        self.begin(stays=True)
        self.in_lobby()
        self.end_input()
        self.chat.changed()
        self.assertEqual(self.speaker.left, 0)


class TheNullDevice(FrontCase):
    def test_nothing_ever_comes_from_it(self) -> None:
        with open(os.devnull, "rb") as null:  # noqa: PTH123 - it is no path of ours
            self.assertTrue(is_never_typed(null.fileno()))

    def test_nothing_ever_comes_from_what_is_closed(self) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        os.close(writing)
        self.assertTrue(is_never_typed(reading))

    def test_something_may_come_from_a_pipe(self) -> None:
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        self.addCleanup(os.close, writing)
        self.assertFalse(is_never_typed(reading))

    def test_an_empty_file_ends(self) -> None:
        with tempfile.TemporaryFile() as file:
            self.assertFalse(is_never_typed(file.fileno()))
