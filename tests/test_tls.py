from __future__ import annotations

import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from twisted.internet.protocol import ServerFactory
from twisted.logger import capturedLogs
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.trial.unittest import SynchronousTestCase

from chatservice.certificates import CertificateError, Credentials, Files, make, read
from chatservice.tls import PROTOCOL, set_up
from tests.certified import client_context, issue
from tests.encrypted import Client, Inside, Server, TalkingOn

NOW = datetime.now(timezone.utc)
MADE = make(["localhost"], NOW)


def issued() -> Credentials:
    """Return what the tests' authority vouches for."""
    with TemporaryDirectory() as folder:
        files = Files(Path(folder, "certificate"), Path(folder, "key"))
        issue(files.certificate, files.key)
        return read(files)


class Handshakes(SynchronousTestCase):
    def test_what_is_said_arrives_in_both_directions(self) -> None:
        client = Client(Server(MADE))
        client.shakes_hands()

        client.sends(b"hello")
        client.inside.transport.write(b"good day")

        self.assertEqual(client.inside.received, b"hello")
        self.assertEqual(client.reads(), b"good day")

    def test_each_of_the_two_newest_versions_is_spoken(self) -> None:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = client_context(authority=False)
            context.minimum_version = context.maximum_version = version
            client = Client(Server(MADE), context)

            client.shakes_hands()

            self.assertEqual(client.tls.version(), version.name.replace("_", "."))

    def test_who_trusts_the_authority_trusts_its_certificate(self) -> None:
        client = Client(Server(issued()), client_context())

        client.shakes_hands()

        self.assertIsNotNone(client.tls.getpeercert())

    def test_who_trusts_the_servers_own_certificate_needs_no_authority(self) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding

        context = ssl.create_default_context(
            cadata=MADE.chain[0].public_bytes(Encoding.PEM).decode()
        )
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        client = Client(Server(MADE), context)

        client.shakes_hands()

        self.assertIsNotNone(client.tls.getpeercert())

    def test_nothing_is_sent_to_who_has_not_shaken_hands(self) -> None:
        client = Client(Server(MADE))

        client.inside.transport.write(b"for nobody's eyes")
        client.clock.advance(0)

        self.assertEqual(client.transport.value(), b"")

    def test_no_session_is_taken_up_again(self) -> None:
        server = Server(MADE)
        context = client_context(authority=False)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        first = Client(server, context)
        first.shakes_hands()

        session = first.tls.session

        assert session is not None
        self.assertFalse(session.has_ticket)
        self.assertEqual(session.id, b"")


class Protocols(SynchronousTestCase):
    def client_offering(self, *protocols: bytes) -> Client:
        context = client_context(authority=False)
        context.set_alpn_protocols([each.decode() for each in protocols])
        return Client(Server(MADE), context)

    def test_who_names_ours_gets_it(self) -> None:
        client = self.client_offering(b"h2", PROTOCOL)

        client.shakes_hands()

        self.assertEqual(client.tls.selected_alpn_protocol(), PROTOCOL.decode())

    def test_who_names_none_is_welcome(self) -> None:
        client = Client(Server(MADE))

        client.shakes_hands()

        self.assertIsNone(client.tls.selected_alpn_protocol())

    def test_who_names_that_of_browsers_gets_it(self) -> None:
        client = self.client_offering(b"h2", b"http/1.1")

        client.shakes_hands()

        self.assertEqual(client.tls.selected_alpn_protocol(), "http/1.1")

    def test_the_chats_own_goes_before_that_of_browsers(self) -> None:
        client = self.client_offering(b"http/1.1", PROTOCOL)

        client.shakes_hands()

        self.assertEqual(client.tls.selected_alpn_protocol(), PROTOCOL.decode())

    def test_who_names_only_others_is_refused_by_name(self) -> None:
        client = self.client_offering(b"h2", b"acme-tls/1")

        error = self.assertRaises(ssl.SSLError, client.shakes_hands)

        self.assertIn("alert no application protocol", str(error).lower().replace("_", " "))
        self.assertTrue(client.transport.disconnecting)


class Renewal(SynchronousTestCase):
    def setUp(self) -> None:
        self.server = Server(MADE)
        self.client = Client(self.server)
        self.client.shakes_hands()

    def test_who_comes_later_sees_the_new_certificate(self) -> None:
        self.server.contexts.use(issued(), "a test")

        later = Client(self.server, client_context())
        later.shakes_hands()

        self.assertIsNotNone(later.tls.getpeercert())

    def test_who_is_there_stays(self) -> None:
        self.server.contexts.use(issued(), "a test")

        self.client.sends(b"still here")

        self.assertEqual(self.client.inside.received, b"still here")

    def test_one_that_openssl_refuses_changes_nothing(self) -> None:
        key = rsa.generate_private_key(65537, 1024)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "weak")])
        weak = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(NOW)
            .not_valid_after(NOW + timedelta(days=1))
            .sign(key, hashes.SHA256())
        )

        error = self.assertRaises(
            CertificateError, self.server.contexts.use, Credentials(key, (weak,)), "weak.pem"
        )

        self.assertIn("the certificate in weak.pem can't be used (ee key too small)", str(error))
        Client(self.server).shakes_hands()


class Deadline(SynchronousTestCase):
    def setUp(self) -> None:
        self.server = Server(MADE)
        self.client = Client(self.server)

    def test_who_does_not_shake_hands_is_cut_after_its_seconds(self) -> None:
        self.server.clock.advance(9.9)
        self.assertFalse(self.client.transport.disconnected)

        self.server.clock.advance(0.1)

        self.assertTrue(self.client.transport.disconnected)

    def test_a_byte_now_and_then_wins_no_time(self) -> None:
        self.assertRaises(ssl.SSLWantReadError, self.client.tls.do_handshake)
        for byte in self.client.leaving()[:9]:
            self.server.clock.advance(1)
            self.client.connection.dataReceived(bytes([byte]))
        self.assertFalse(self.client.transport.disconnected)

        self.server.clock.advance(1)

        self.assertTrue(self.client.transport.disconnected)

    def test_who_has_shaken_hands_may_be_silent(self) -> None:
        self.client.shakes_hands()

        self.server.clock.advance(3600)

        self.assertFalse(self.client.transport.disconnected)

    def test_the_log_says_who_was_cut(self) -> None:
        with capturedLogs() as log:
            self.server.clock.advance(10)

        self.assertIn("no TLS handshake in {seconds:g} seconds", str(log[-1]["log_format"]))

    def test_nothing_is_left_of_who_has_gone(self) -> None:
        self.client.connection.connectionLost()

        self.assertEqual(self.server.clock.getDelayedCalls(), [])


class Ends(SynchronousTestCase):
    def setUp(self) -> None:
        self.client = Client(Server(MADE))
        self.client.shakes_hands()

    def test_the_end_of_input_is_told_inside(self) -> None:
        self.client.ends_its_output()

        self.assertTrue(self.client.inside.has_ended)
        self.assertFalse(self.client.transport.disconnecting)

    def test_what_is_asked_for_is_answered_after_it(self) -> None:
        for end in (Client.ends_its_output, Client.ends_tcps_output):
            self.setUp()
            end(self.client)

            self.client.inside.transport.write(b"your answer")

            self.assertEqual(self.client.reads(), b"your answer")

    def test_the_end_of_the_connections_input_is_one_too(self) -> None:
        self.client.ends_tcps_output()

        self.assertTrue(self.client.inside.has_ended)
        self.assertFalse(self.client.transport.disconnecting)

    def test_the_connection_closes_when_the_other_side_has_ended_too(self) -> None:
        for end in (Client.ends_its_output, Client.ends_tcps_output):
            self.setUp()
            end(self.client)

            self.client.inside.transport.loseConnection()

            self.assertTrue(self.client.transport.disconnecting)

    def test_the_end_is_told_once(self) -> None:
        self.client.ends_its_output()
        self.client.inside.has_ended = False

        self.client.ends_tcps_output()

        self.assertFalse(self.client.inside.has_ended)

    def test_what_comes_after_the_end_is_nothing(self) -> None:
        self.client.ends_its_output()

        self.client.connection.dataReceived(b"nonsense" * 1000)

        self.assertFalse(self.client.transport.disconnecting)
        self.assertEqual(self.client.inside.received, b"")

    def test_an_end_in_the_middle_of_the_handshake_is_the_end_of_all(self) -> None:
        self.client = Client(Server(MADE))

        self.client.ends_tcps_output()

        self.assertTrue(self.client.transport.disconnected)

    def test_a_protocol_that_knows_no_half_of_a_connection_is_ended(self) -> None:
        for end in (Client.ends_its_output, Client.ends_tcps_output):
            self.client = Client(Server(MADE, Inside))
            self.client.shakes_hands()

            end(self.client)

            self.assertTrue(self.client.transport.disconnecting)

    def test_a_wrapper_between_does_not_keep_it_to_itself(self) -> None:
        server = Server(MADE)
        server.factory.wrappedFactory = WrappingFactory(server.factory.wrappedFactory)
        client = Client(server)
        client.shakes_hands()

        client.ends_its_output()

        assert isinstance(client.inside, ProtocolWrapper)
        self.assertTrue(client.inside.wrappedProtocol.has_ended)

    def test_a_server_that_ends_first_waits_for_its_peer(self) -> None:
        self.client.inside.transport.loseConnection()
        self.assertFalse(self.client.transport.disconnecting)
        self.assertEqual(self.client.reads(), b"")

        self.client.ends_its_output()

        self.assertTrue(self.client.transport.disconnecting)
        self.assertFalse(self.client.inside.has_ended)


class Ports(SynchronousTestCase):
    def test_one_that_is_not_under_tls_is_left_alone(self) -> None:
        server = Server(MADE)

        self.assertFalse(set_up(ServerFactory.forProtocol(TalkingOn), 10, server.clock))
        self.assertFalse(set_up(None, 10, server.clock))

    def test_one_that_is_says_so(self) -> None:
        server = Server(MADE)

        self.assertTrue(set_up(server.factory, 10, server.clock))
