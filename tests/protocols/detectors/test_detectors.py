from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.detectors import DETECTORS, SPOKEN, http, json, tls
from chatservice.protocols.detectors.detector import Literals
from chatservice.protocols.foreign import foreign_protocol

REQUESTS = {
    b"GET / HTTP/1.1\r\n": b"GET /",
    b"HEAD /hook HTTP/1.0\r\n": b"HEAD /",
    b"POST /hook/token HTTP/1.1\r\n": b"POST /",
    b"PUT /x HTTP/1.1\r\n": b"PUT /",
    b"DELETE /x HTTP/1.1\r\n": b"DELETE /",
    b"PATCH /x HTTP/1.1\r\n": b"PATCH /",
    b"TRACE / HTTP/1.1\r\n": b"TRACE /",
    b"OPTIONS * HTTP/1.1\r\n": b"OPTIONS *",
    b"GET http://chat.example/ HTTP/1.1\r\n": b"GET http",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n": b"PRI *",
}
"""What clients of HTTP begin with, and how much of it takes no more to be known."""

UNUSUAL = (
    b"BREW / HTTP/1.1\r\n",
    b"M-SEARCH * HTTP/1.1\r\n",
    b"CONNECT chat.example:443 HTTP/1.1\r\n",
    b"PROPFIND /" + 900 * b"x" + b" HTTP/1.1\r\n",
)
"""Requests that only their version tells from people."""

PEOPLE = (
    b"ana\r\n",
    "María\n".encode(),
    b"GET\r\n",
    b"GETTY\r\n",
    b"POST it\r\n",
    b"GET well soon\r\n",
    b"get / http/1.1\r\n",
    b"ANA MARIA HTTP\r\n",
    b"ANA\r\nBREW / HTTP/1.1\r\n",
    b"-ANA / HTTP/1.1\r\n",
    b"/help\r\n",
    b"[ana]\r\n",
    b'"{"\r\n',
    b"\x16\x04\x00",
    b"\xff\xfd\x03\xff\xfb\x18",
    b"SSH-2.0-OpenSSH_9.2p1\r\n",
)
"""What is none of the protocols in the table."""


class Rows(SynchronousTestCase):
    def verdicts(self, beginning: bytes) -> list[bool | None]:
        return [row.recognises(beginning) for row in DETECTORS]

    def test_each_has_a_name_of_its_own(self) -> None:
        names = [row.name for row in DETECTORS]

        self.assertEqual(len(set(names)), len(names))

    def test_what_is_no_tls_can_be_chosen_for_an_endpoint(self) -> None:
        self.assertEqual(set(SPOKEN), {"auto", "line", "json", "web"})

    def test_what_people_type_is_nobodys(self) -> None:
        for typed in PEOPLE:
            self.assertEqual(self.verdicts(typed), [False, False, False], typed)

    def test_nothing_may_become_anything(self) -> None:
        self.assertEqual(self.verdicts(b""), [None, None, None])

    def test_no_two_recognise_the_same(self) -> None:
        for beginning in (*REQUESTS, *UNUSUAL, b"\x16\x03\x01", b"{", b" {", *PEOPLE):
            self.assertLessEqual(sum(map(bool, self.verdicts(beginning))), 1, beginning)

    def test_what_is_recognised_stays_so_whatever_follows(self) -> None:
        for beginning in (*REQUESTS, *UNUSUAL, b"\x16\x03\x01\x02\x00", b' \r\n{"type":"hello"}\n'):
            known = False
            for end in range(1, len(beginning) + 1):
                verdicts = self.verdicts(beginning[:end])
                self.assertFalse(known and True not in verdicts, beginning[:end])
                self.assertTrue(True in verdicts or None in verdicts, beginning[:end])
                known = known or True in verdicts


class Http(SynchronousTestCase):
    def test_a_method_and_the_first_byte_of_its_target_are_enough(self) -> None:
        for request, enough in REQUESTS.items():
            self.assertTrue(http.DETECTOR.recognises(enough), request)
            self.assertIsNone(http.DETECTOR.recognises(enough[:-1]), request)

    def test_other_methods_take_the_version(self) -> None:
        for request in UNUSUAL:
            enough = request.removesuffix(b".1\r\n")
            self.assertTrue(http.DETECTOR.recognises(enough), request)
            self.assertIsNone(http.DETECTOR.recognises(enough[:-1]), request)

    def test_whoever_speaks_it_is_foreign_where_it_is_not_spoken(self) -> None:
        for request in (*REQUESTS, *UNUSUAL):
            self.assertEqual(foreign_protocol(request), "HTTP")


class Tls(SynchronousTestCase):
    def test_the_type_of_its_first_record_and_the_version_are_enough(self) -> None:
        self.assertTrue(tls.DETECTOR.recognises(b"\x16\x03"))

    def test_the_type_alone_is_not(self) -> None:
        self.assertIsNone(tls.DETECTOR.recognises(b"\x16"))


class Json(SynchronousTestCase):
    def test_a_brace_is_enough(self) -> None:
        self.assertTrue(json.DETECTOR.recognises(b"{"))

    def test_white_space_before_it_is_nothing(self) -> None:
        for space in (b" ", b"\t", b"\n", b"\r\n", b"  \r\n\t"):
            self.assertIsNone(json.DETECTOR.recognises(space))
            self.assertTrue(json.DETECTOR.recognises(space + b"{"))

    def test_other_values_are_a_persons(self) -> None:
        for value in (b"[]", b'"a"', b"1", b"null", b" x{"):
            self.assertFalse(json.DETECTOR.recognises(value))


class Beginnings(SynchronousTestCase):
    recognises = Literals(b"NICK ", b"CAP ")

    def test_a_part_of_one_may_become_it(self) -> None:
        for part in (b"", b"N", b"NICK", b"CAP"):
            self.assertIsNone(self.recognises(part), part)

    def test_a_whole_one_is_it(self) -> None:
        for whole in (b"NICK ", b"CAP LS\r\n"):
            self.assertTrue(self.recognises(whole), whole)

    def test_another_is_not(self) -> None:
        for other in (b"M", b"NICKY", b"CAPS "):
            self.assertIs(self.recognises(other), False, other)
