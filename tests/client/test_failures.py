from __future__ import annotations

import errno

from twisted.internet import error
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.failures import lost, not_accepted, not_connected, silent, unexpected
from chatservice.client.network.address import Address
from chatservice.client.network.dialing import NoMoreTlsError, NotAcceptedError
from chatservice.client.network.finding import ClosedError
from chatservice.render.phrasebook import phrasebook

ADDRESS = Address("chat.example", 5050)
BOOK = phrasebook("en")


def why(failure: Exception) -> str:
    return not_connected(BOOK, ADDRESS, failure, 10.0)


class WhyThereIsNoConnection(SynchronousTestCase):
    """Every sentence says what to check."""

    def test_refused(self) -> None:
        sentence = why(error.ConnectionRefusedError())
        self.assertIn("chat.example:5050 refused", sentence)
        self.assertIn("check that the server is running", sentence)

    def test_an_unknown_host(self) -> None:
        sentence = why(error.DNSLookupError("no results for hostname lookup"))
        self.assertIn("chat.example can't be found: check how it is spelled", sentence)

    def test_a_time_out_tells_how_long_it_was(self) -> None:
        self.assertIn("within 10 seconds: check the address", why(error.TimeoutError()))

    def test_a_time_out_of_the_system(self) -> None:
        self.assertIn("did not answer", why(error.TCPTimedOutError(errno.ETIMEDOUT)))

    def test_no_way_to_the_host(self) -> None:
        self.assertIn("no way to chat.example:5050: check", why(error.NoRouteError()))

    def test_no_way_to_the_network(self) -> None:
        failure = error.ConnectError(errno.ENETUNREACH, "Network is unreachable")
        self.assertIn("no way to chat.example:5050: check", why(failure))

    def test_a_server_without_the_tls_that_it_had(self) -> None:
        sentence = why(NoMoreTlsError("wrong version number"))
        self.assertIn("chat.example:5050 had TLS before", sentence)
        self.assertIn("(wrong version number)", sentence)
        self.assertIn("connect with --no-tls", sentence)

    def test_a_certificate_that_was_not_accepted(self) -> None:
        self.assertEqual(why(NotAcceptedError()), not_accepted(BOOK, ADDRESS))

    def test_a_server_that_closes_without_a_word(self) -> None:
        for perhaps_tls in (False, True):
            self.assertEqual(
                why(ClosedError(perhaps_tls=perhaps_tls)),
                lost(BOOK, ADDRESS, perhaps_tls=perhaps_tls),
            )

    def test_anything_else_is_told_with_its_reason(self) -> None:
        sentence = why(error.ConnectError(errno.EACCES, "Permission denied"))
        self.assertIn("Permission denied", sentence)
        self.assertIn("check", sentence)

    def test_every_sentence_is_one_line(self) -> None:
        sentences = (
            why(ValueError("one\ntwo")),
            why(NoMoreTlsError("wrong version number")),
            lost(BOOK, ADDRESS),
            lost(BOOK, ADDRESS, perhaps_tls=True),
            silent(BOOK, ADDRESS, 60.0),
            unexpected(BOOK, ValueError("one\ntwo")),
            unexpected(BOOK, None),
        )
        for sentence in sentences:
            with self.subTest(sentence):
                self.assertEqual(len(sentence.splitlines()), 1)

    def test_a_lost_connection(self) -> None:
        self.assertIn("chat.example:5050 was lost: check", lost(BOOK, ADDRESS))

    def test_a_lost_connection_that_was_perhaps_to_be_encrypted(self) -> None:
        self.assertIn("use --tls", lost(BOOK, ADDRESS, perhaps_tls=True))

    def test_an_error_without_words_is_named(self) -> None:
        self.assertIn("KeyError", unexpected(BOOK, KeyError()))
