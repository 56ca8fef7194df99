from __future__ import annotations

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.flood import FloodLimit
from chatservice.core.refusals import Code, Refused
from chatservice.protocols.web.hook import Spoken, spoken_in
from chatservice.protocols.web.refusing import (
    NOT_THAT_CONTENT,
    NOT_THAT_JSON,
    NOT_UTF8,
    NOTHING_HERE,
    STATUSES,
    NotServedError,
    TurnedDownError,
)
from chatservice.render.phrasebook import phrasebook
from chatservice.render.refusals import refusal
from tests.core.bots import TOKEN
from tests.protocols.chat import HERE, Chat, Guest
from tests.protocols.web.visiting import Visitor, request, responses_in

FORM = "application/x-www-form-urlencoded"
SECRET = "correct horse battery"


class WhatIsSaid(SynchronousTestCase):
    def test_what_curl_sends_is_said_as_it_stands(self) -> None:
        for said in ("deploy ok", "50% & more", "a=b", "text: x", "textile=3", "x&text=y", "text"):
            self.assertEqual(spoken_in(said.encode(), FORM, ""), Spoken(said))

    def test_a_form_with_the_fields_of_a_message_is_one(self) -> None:
        self.assertEqual(spoken_in(b"text=50%25+%26+%C3%B1", FORM, ""), Spoken("50% & ñ"))
        self.assertEqual(spoken_in(b"room=b&text=a", FORM, ""), Spoken("a", "b"))

    def test_a_form_with_others_is_text(self) -> None:
        for said in ("text=a&b=c", "room=kitchen", "text=a&text2=b"):
            self.assertEqual(spoken_in(said.encode(), FORM, ""), Spoken(said))

    def test_any_other_text_is_said_as_it_stands(self) -> None:
        for kind in ("", "text/plain", "text/plain; charset=utf-8", "application/octet-stream"):
            self.assertEqual(spoken_in("text=ñ".encode(), kind, ""), Spoken("text=ñ"), kind)

    def test_json_is_an_object(self) -> None:
        body = b'{"text": "hola", "room": "builds", "other": 1}'

        for kind in ("application/json", "Application/JSON; charset=utf-8"):
            self.assertEqual(spoken_in(body, kind, ""), Spoken("hola", "builds"))

    def test_the_room_of_the_address_comes_first(self) -> None:
        self.assertEqual(
            spoken_in(b'{"text": "hola", "room": "b"}', "application/json", "room=c&x=y"),
            Spoken("hola", "c"),
        )
        self.assertEqual(spoken_in(b"hola", FORM, "room=%C3%B1"), Spoken("hola", "ñ"))

    def test_what_can_not_be_said_is_refused(self) -> None:
        book = phrasebook("en")
        json = book.say(NOT_THAT_JSON, example='{"text": "hello"}')
        kind = book.say(NOT_THAT_CONTENT)
        for body, content_type, status, said in (
            (b"{", "application/json", 400, json),
            (b"[]", "application/json", 400, json),
            (b'{"text": 1}', "application/json", 400, json),
            (b'{"text": "\xff"}', "application/json", 400, json),
            (b"[" * 30_000, "application/json", 400, json),
            (b"\xff", FORM, 400, book.say(NOT_UTF8)),
            (b"x", "multipart/form-data; boundary=x", 415, kind),
        ):
            with self.assertRaises(NotServedError) as caught:
                spoken_in(body, content_type, "")

            refused = caught.exception
            self.assertEqual((refused.status, refused.sentence(book)), (status, said))


class Statuses(SynchronousTestCase):
    def test_each_is_one_of_http(self) -> None:
        self.assertLessEqual(set(STATUSES.values()), {403, 404, 413, 429, 500, 503})

    def test_what_has_none_of_its_own_is_a_bad_request(self) -> None:
        self.assertEqual(TurnedDownError(Refused(Code.NOTHING_LEFT)).status, 400)

    def test_who_has_to_wait_is_told_how_long_for_programs_too(self) -> None:
        refused = TurnedDownError(Refused(Code.MUTED_FOR_FLOOD, seconds=30))

        self.assertEqual((refused.status, refused.headers), (429, {"Retry-After": "30"}))

    def test_who_would_wait_in_vain_is_not(self) -> None:
        self.assertEqual(TurnedDownError(Refused(Code.MUTED, seconds=30)).headers, {})


class Hooks(SynchronousTestCase):
    """Ana is here and has a bot, which is not."""

    def setUp(self) -> None:
        self.begin(Chat())

    def begin(self, chat: Chat) -> None:
        """Let Ana come, register and make a bot."""
        self.chat = chat
        self.ana = self.chat.guest_called("Ana")
        self.ana.types("/register", SECRET)
        self.chat.turns(4)
        self.ana.types(SECRET)
        self.chat.turns(4)
        self.ana.bytes_read()
        self.token = self.token_for("robot", self.ana)
        self.visitor = Visitor(self.chat)

    def token_for(self, name: str, owner: Guest) -> str:
        """Let somebody make a bot, and return its token."""
        owner.types(f"/token {name}")
        found = TOKEN.search(owner.bytes_read().decode())
        assert found is not None
        return found.group()

    def posts(
        self, said: bytes, query: str = "", token: str = "", **headers: str
    ) -> tuple[int, str]:
        """Post something; return the status and the text of the answer."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        target = f"/hook/{token or self.token}{query}"
        response = self.visitor.asks("POST", target, said, {"Content-Type": FORM, **fields})
        return response.status, response.text

    def test_the_line_is_said_as_the_bot(self) -> None:
        self.posts(b"deploy ok")

        self.assertEqual(self.ana.reads(), ["robot: deploy ok"])

    def test_the_answer_has_the_number_of_what_is_on_disk(self) -> None:
        self.assertEqual(self.posts(b"one"), (200, "ok 1\n"))
        self.assertEqual(self.posts(b"two"), (200, "ok 2\n"))

    def test_a_program_that_wants_json_has_it(self) -> None:
        response = self.visitor.asks(
            "POST", f"/hook/{self.token}", b"one", {"Accept": "application/json"}
        )

        self.assertEqual(response.headers["content-type"], "application/json")
        self.assertEqual(response.json, {"type": "ok", "seq": 1})

    def test_it_may_be_said_in_another_room(self) -> None:
        self.ana.types("/join builds")
        self.ana.reads()

        self.posts(b"deploy ok", "?room=builds")

        self.assertEqual(self.ana.reads(), ["robot: deploy ok"])

    def test_json_is_said_too(self) -> None:
        status, _ = self.posts('{"text": "¡hola!"}'.encode(), Content_Type="application/json")

        self.assertEqual((status, self.ana.reads()), (200, ["robot: ¡hola!"]))

    def test_a_wrong_token_looks_as_if_nothing_was_there(self) -> None:
        wrong = self.visitor.asks("POST", "/hook/wrong", b"x")
        nothing = self.visitor.asks("POST", "/nothing", b"x")

        self.assertEqual(wrong, nothing)
        self.assertEqual(wrong.text, phrasebook("en").say(NOTHING_HERE) + "\n")

    def test_a_refusal_is_told_in_the_language_that_is_preferred(self) -> None:
        refused = Refused(Code.UNKNOWN_ROOM, name="nowhere")
        for language in ("en", "es"):
            status, said = self.posts(b"x", "?room=nowhere", Accept_Language=language)

            expected = refusal(phrasebook(language), refused) + "\n"
            self.assertEqual((status, said), (400, expected))

    def test_a_program_has_its_code(self) -> None:
        response = self.visitor.asks(
            "POST", f"/hook/{self.token}?room=nowhere", b"x", {"Accept": "application/json"}
        )

        self.assertEqual(response.status, 400)
        self.assertEqual(
            (response.json["type"], response.json["code"]), ("error", Code.UNKNOWN_ROOM.value)
        )

    def test_what_has_nothing_in_it_is_refused(self) -> None:
        for said in (b"", b" \r\n", b"\x1b"):
            self.assertEqual(self.posts(said)[0], 400)

    def test_a_line_that_is_too_long_is_refused(self) -> None:
        self.assertEqual(self.posts(b"x" * 5000)[0], 413)

    def test_who_says_too_much_has_to_wait(self) -> None:
        slow = FloodLimit(1, 0.001)
        self.begin(Chat(limits=replace(HERE, flood_registered=slow)))
        waiting = [Visitor(self.chat) for _ in range(12)]
        for visitor in waiting:
            visitor.sends(_post(self.token))

        found = waiting[-1].received()

        self.assertTrue(found.startswith(b"HTTP/1.1 429 "), found)
        self.assertIn(b"\r\nRetry-After: ", found)

    def test_who_is_gone_before_the_answer_is_missed_by_nobody(self) -> None:
        visitor = Visitor(self.chat)
        visitor.protocol.dataReceived(_post(self.token))

        visitor.is_disconnected(cleanly=False)

        self.assertEqual(self.ana.reads(), ["robot: deploy ok"])
        self.assertEqual(self.posts(b"again")[0], 200)

    def test_who_waits_for_the_pace_longer_than_for_a_nickname_is_answered(self) -> None:
        visitor = self.waits_long()
        before = self.passes(self.chat.hub.policy.limits.nickname_seconds + 1, visitor)

        self.passes(40, visitor)

        (response,) = responses_in(visitor.received(), "POST")
        self.assertEqual((before, response.text), (False, "ok 10\n"))

    def test_who_is_answered_and_says_nothing_more_is_not_kept(self) -> None:
        visitor = self.waits_long()
        self.passes(200, visitor)

        self.assertTrue(visitor.is_leaving)

    def test_of_who_is_gone_meanwhile_no_more_is_said(self) -> None:
        visitor = self.waits_long()
        self.passes(25, visitor)
        said = self.ana.reads()

        visitor.is_disconnected(cleanly=False)
        self.passes(100, visitor)

        self.assertEqual((len(said), self.ana.reads()), (3, []))

    def test_half_a_request_behind_another_is_not_waited_for_without_end(self) -> None:
        self.begin(Chat(limits=replace(HERE, line_seconds=None)))
        seconds = self.chat.hub.policy.limits.nickname_seconds
        visitor = Visitor(self.chat)
        visitor.sends(_post(self.token) + _post(self.token)[:-1])

        before = self.passes(seconds - 1, visitor)

        self.assertEqual((before, self.passes(1, visitor)), (False, True))

    def test_so_it_is_of_who_ends_the_input_and_is_told_so(self) -> None:
        # As a client's TCP does that is gone.
        visitor = self.waits_long()
        self.passes(25, visitor)
        visitor.protocol.readConnectionLost()
        self.ana.reads()

        self.passes(12, visitor)

        (response,) = responses_in(visitor.received(), "POST")
        self.assertEqual((response.status, self.ana.reads()), (429, []))

    def waits_long(self) -> Visitor:
        """Return somebody who says ten lines, of which one may be said each ten seconds."""
        self.begin(Chat(limits=replace(HERE, flood_registered=FloodLimit(1, 0.1))))
        self.passes(20, self.visitor)
        visitor = Visitor(self.chat)
        lines = "\n".join("abcdefghij").encode()
        visitor.sends(request("POST", f"/hook/{self.token}", lines))
        return visitor

    def passes(self, seconds: float, visitor: Visitor) -> bool:
        """Let time pass, a second after the other; return whether the visitor is to leave then."""
        for _ in range(int(seconds)):
            self.chat.clock.advance(1)
            self.chat.factory.sweep()
        return visitor.is_leaving

    def test_who_sends_nothing_more_is_still_answered(self) -> None:
        visitor = Visitor(self.chat)
        visitor.protocol.dataReceived(_post(self.token))

        visitor.protocol.readConnectionLost()

        (response,) = responses_in(visitor.received(), "POST")
        self.assertEqual((response.text, visitor.is_leaving), ("ok 1\n", True))

    def test_a_second_request_waits_for_the_answer_to_the_first(self) -> None:
        visitor = Visitor(self.chat)

        visitor.sends(_post(self.token) * 2)
        self.chat.turns(3)

        texts = [each.text for each in responses_in(visitor.received(), "POST", "POST")]
        self.assertEqual(texts, ["ok 1\n", "ok 2\n"])


def _post(token: str) -> bytes:
    return (
        f"POST /hook/{token} HTTP/1.1\r\nHost: chat.example.org\r\nContent-Length: 9\r\n\r\n"
        "deploy ok"
    ).encode()
