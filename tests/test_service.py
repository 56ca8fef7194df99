from __future__ import annotations

import errno
import socket
from datetime import datetime, timezone
from tempfile import NamedTemporaryFile
from typing import Any

from twisted.application.service import IService
from twisted.internet.error import CannotListenError
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.logger import capturedLogs, formatEvent
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.trial.unittest import SynchronousTestCase

from chatservice.certificates import make
from chatservice.configuration import configuration
from chatservice.options import Options
from chatservice.protocols.detect import SILENCE_SECONDS
from chatservice.protocols.line import LineProtocol
from chatservice.service import ChatService, makeService, web

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)


class Reactor(MemoryReactorClock):
    """A reactor in memory whose port 5050 is in use."""

    def listenTCP(  # the name is Twisted's
        self, port: int, factory: Any, backlog: int = 50, interface: str = ""
    ) -> Any:
        if port == 5050:
            taken = OSError(errno.EADDRINUSE, "Address already in use")
            raise CannotListenError(interface, port, taken)
        return super().listenTCP(port, factory, backlog, interface)


def service(reactor: Reactor, **flags: str | list[str]) -> ChatService:
    """Return a service with options as on the command line, and nothing on the disk."""
    return ChatService(configuration({"port": "4000", "data": ":memory:"} | flags, {}), reactor)


def connect(reactor: Reactor) -> tuple[LineProtocol, StringTransport]:
    """Connect somebody to the first door, who waits there to be greeted."""
    transport: Any = StringTransport()
    reactor.tcpServers[0][1].buildProtocol(None).makeConnection(transport)
    reactor.advance(SILENCE_SECONDS)
    reactor.advance(0)
    return transport.protocol, transport


class Doors(SynchronousTestCase):
    def setUp(self) -> None:
        self.reactor = Reactor()

    def lines_logged_by(self, chat: ChatService) -> list[str]:
        """Start a service, and return what it tells the operator."""
        with capturedLogs() as log:
            chat.privilegedStartService()
            chat.startService()
            self.reactor.run()  # what waits for the reactor to run does not wait longer
        return [event["line"] for event in log if "line" in event]

    def test_the_default_is_one_port_on_every_address(self) -> None:
        service(self.reactor).startService()

        self.assertEqual(
            [(port, interface) for port, _, _, interface in self.reactor.tcpServers],
            [(4000, "0.0.0.0")],
        )

    def test_every_endpoint_is_a_door_to_the_same_chat(self) -> None:
        chat = service(self.reactor, listen=["tcp:4001", "unix:/run/chat.sock"])

        chat.startService()

        self.assertEqual([port for port, *_ in self.reactor.tcpServers], [4000, 4001])
        self.assertEqual([address for address, *_ in self.reactor.unixServers], ["/run/chat.sock"])
        factories = [server[1] for server in self.reactor.tcpServers + self.reactor.unixServers]
        self.assertEqual(len(set(factories)), 1)

    def test_the_doors_open_while_the_process_has_its_privileges(self) -> None:
        service(self.reactor).privilegedStartService()

        self.assertEqual(len(self.reactor.tcpServers), 1)

    def test_a_door_that_is_open_is_not_opened_again(self) -> None:
        chat = service(self.reactor)

        chat.privilegedStartService()
        chat.startService()

        self.assertEqual(len(self.reactor.tcpServers), 1)

    def test_the_operator_is_told_where_people_are_waited_for(self) -> None:
        lines = self.lines_logged_by(service(self.reactor))

        self.assertEqual(lines[0], "[SERVER] Waiting for connections on 0.0.0.0:4000")
        self.assertRegex(lines[1], r"^\[SERVER\] .*telnet [0-9.]+ 4000, .*http://[0-9.]+:4000/$")
        self.assertEqual(len(lines), 2)

    def test_the_operator_is_told_of_every_door(self) -> None:
        lines = self.lines_logged_by(service(self.reactor, listen=["unix:/run/chat.sock"]))

        self.assertIn("[SERVER] Waiting for connections on /run/chat.sock", lines)

    def test_a_port_in_use_ends_the_start_with_a_sentence_and_no_traceback(self) -> None:
        chat = service(self.reactor, port="5050")

        ended = self.assertRaises(SystemExit, chat.privilegedStartService)

        # What `sys.exit` prints, and gives status 1 for.
        self.assertIsInstance(ended.code, str)
        self.assertIn("Port 5050 is in use", str(ended.code))
        self.assertIn("--port", str(ended.code))
        # twistd tells the parent of a daemon of an Exception, and of nothing else.
        self.assertIsInstance(ended, Exception)


class Encryption(SynchronousTestCase):
    def setUp(self) -> None:
        self.reactor = Reactor()

    def logged(self, **flags: str | list[str]) -> list[str]:
        """Start a service, and return what it tells the operator."""
        with capturedLogs() as log:
            service(self.reactor, **flags).startService()
        return [formatEvent(event) for event in log]

    def doors(self) -> list[tuple[int, bool]]:
        """Return each open port, and whether it is under TLS."""
        return [
            (port, isinstance(factory, TLSMemoryBIOFactory))
            for port, factory, *_ in self.reactor.tcpServers
        ]

    def test_tls_opens_a_door_of_its_own(self) -> None:
        self.logged(tls="yes")

        self.assertEqual(self.doors(), [(4000, False), (5051, True)])

    def test_no_plain_leaves_no_other(self) -> None:
        self.logged(**{"tls": "yes", "no-plain": "yes", "tls-port": "4001"})

        self.assertEqual(self.doors(), [(4001, True)])

    def test_without_it_there_is_a_certificate_for_the_one_port(self) -> None:
        self.assertIn("TLS certificate SHA-256", " ".join(self.logged()))

    def test_a_fingerprint_is_told_before_the_door_is_open(self) -> None:
        lines = self.logged(tls="yes")

        (told,) = [n for n, line in enumerate(lines) if "TLS certificate SHA-256" in line]
        (door,) = [n for n, line in enumerate(lines) if line.endswith(":5051")]
        self.assertLess(told, door)

    def test_what_others_can_read_is_told_at_the_start(self) -> None:
        lines = [line for line in self.logged(tls="yes") if "is not encrypted" in line]

        self.assertEqual(len(lines), 1)
        self.assertIn("Port 4000 is not encrypted", lines[0])

    def test_what_nobody_can_read_is_not(self) -> None:
        lines = self.logged(**{"tls": "yes", "no-plain": "yes"})

        self.assertNotIn("is not encrypted", " ".join(lines))

    def test_a_port_in_use_is_told_with_its_own_option(self) -> None:
        chat = service(self.reactor, **{"tls": "yes", "tls-port": "5050"})

        ended = self.assertRaises(SystemExit, chat.privilegedStartService)

        self.assertIn("--tls-port", str(ended.code))


class Ends(SynchronousTestCase):
    def setUp(self) -> None:
        self.reactor = Reactor()
        self.chat = service(self.reactor)
        self.chat.startService()

    def stop(self) -> list[object]:
        """Stop the service; return a list that has something in it when that is done."""
        done: list[object] = []
        stopping: Any = self.chat.stopService()
        stopping.addCallback(done.append)
        return done

    def test_nobody_there_is_nobody_to_wait_for(self) -> None:
        done = self.stop()

        self.assertEqual(len(done), 1)
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_everyone_reads_that_the_server_is_closing(self) -> None:
        ana, ana_reads = connect(self.reactor)
        ana.dataReceived(b"ana\r\n")
        _, nobody_reads = connect(self.reactor)  # still without a nickname

        self.stop()

        for transport in (ana_reads, nobody_reads):
            last = transport.value().decode().split("\r\n")[-2]
            self.assertTrue(last.endswith("The server is closing. Try again in a moment."), last)
            self.assertTrue(transport.disconnecting)
            self.assertFalse(transport.disconnected, "cut before it was read")

    def test_nobody_reads_who_leaves_a_closing_server(self) -> None:
        guests = [connect(self.reactor) for _ in range(3)]
        for number, (protocol, _) in enumerate(guests):
            protocol.dataReceived(b"guest%d\r\n" % number)
        self.reactor.advance(0)

        self.stop()

        for _, transport in guests:
            self.assertNotIn("left", transport.value().decode())

    def test_the_service_has_stopped_when_everyone_has_read_it(self) -> None:
        (ana, _), (bob, _) = connect(self.reactor), connect(self.reactor)
        done = self.stop()
        ana.connectionLost()
        self.assertEqual(done, [])

        bob.connectionLost()

        self.assertEqual(len(done), 1)
        self.reactor.advance(0)
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_who_does_not_read_it_is_cut_after_three_seconds(self) -> None:
        _, transport = connect(self.reactor)
        self.stop()
        self.reactor.advance(2.9)
        self.assertFalse(transport.disconnected)

        self.reactor.advance(0.1)

        self.assertTrue(transport.disconnected)


class Silence(SynchronousTestCase):
    def test_who_chooses_no_nickname_in_sixty_seconds_is_told_and_shown_out(self) -> None:
        for language, sentence in [
            ("en", "No nickname in 60 seconds"),
            ("es", "60 segundos"),
        ]:
            reactor = Reactor()
            service(reactor, language=language).startService()
            _, transport = connect(reactor)
            reactor.pump([1] * 59)
            self.assertFalse(transport.disconnecting)

            reactor.pump([1] * 2)

            self.assertTrue(transport.disconnecting)
            self.assertIn(sentence, transport.value().decode())

    def test_who_has_a_nickname_may_be_silent(self) -> None:
        reactor = Reactor()
        service(reactor).startService()
        ana, transport = connect(reactor)
        ana.dataReceived(b"ana\r\n")

        reactor.pump([1] * 300)

        self.assertFalse(transport.disconnecting)


class Choices(SynchronousTestCase):
    def test_what_the_operator_chose_is_what_people_meet(self) -> None:
        reactor = Reactor()
        with NamedTemporaryFile() as motd:
            motd.write("¡Hola!\n".encode())
            motd.flush()
            chosen = {"language": "es", "style": "bracket", "room": "plaza", "motd": motd.name}
            service(reactor, **chosen).startService()
        ana, transport = connect(reactor)

        ana.dataReceived(b"ana\r\n/set echo on\r\nhola\r\n/rooms\r\n")
        reactor.advance(0)

        read = transport.value().decode()
        self.assertTrue(read.startswith("¡Hola!\r\nUsuario: "), read)
        self.assertIn("[ana] hola\r\n", read)
        self.assertIn("#plaza", read)

    def test_where_http_reaches_the_server_is_what_the_operator_chose(self) -> None:
        chosen: tuple[tuple[dict[str, str | list[str]], str], ...] = (
            ({}, "http://HOST:4000"),
            ({"tls": "yes", "tls-port": "4443"}, "http://HOST:4000"),
            ({"tls": "yes", "tls-port": "4443", "no-plain": "yes"}, "https://HOST:4443"),
            ({"port": "0"}, "http://HOST:PORT"),
            ({"listen": ["web=unix:chat.sock"]}, "http://HOST:PORT"),
        )
        for flags, expected in chosen:
            port = {} if "listen" in flags else {"port": "4000"}
            found = web(configuration({"data": ":memory:"} | port | flags, {}))
            self.assertEqual(found, expected)

    def test_a_browser_may_come_by_the_machines_names_and_those_of_the_operator(self) -> None:
        reactor = Reactor()
        service(reactor, **{"web-host": ["chat.example.org"]}).startService()
        machine = socket.gethostname().partition(".")[0]

        hosts = reactor.tcpServers[0][1].chat.hosts

        for name in (machine, f"{machine}.local:4000", "chat.example.org", "127.0.0.1:4000"):
            self.assertTrue(hosts.knows(name), name)
        self.assertFalse(hosts.knows("evil.example:4000"))

    def test_a_browser_may_come_by_the_names_in_the_certificate(self) -> None:
        reactor = Reactor()
        chat = service(reactor)
        chat.startService()
        hosts = reactor.tcpServers[0][1].chat.hosts
        self.assertFalse(hosts.knows("chat.example.org"))

        chat.certificates._use(make(["chat.example.org"], NOW), "here")

        self.assertTrue(hosts.knows("chat.example.org:4000"))

    def test_the_plugin_gets_a_service(self) -> None:
        options = Options({})
        options.parseOptions(["--port", "0"])

        self.assertTrue(IService.providedBy(makeService(options)))

    def test_the_plugin_is_told_of_a_port_in_use_before_it_becomes_a_daemon(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            options = Options({})
            options.parseOptions(["--host", "127.0.0.1", "--port", str(port)])

            ended = self.assertRaises(SystemExit, makeService, options)

        self.assertIn(f"Port {port} is in use", str(ended.code))
