"""The table "What people see", row by row, byte by byte, in both languages."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.settings import Settings
from tests.core.conversation import Chat


class Dialogue:
    """The rows; a language's class below says how they read in it."""

    language: str
    prompt: str
    welcome: tuple[str, str]
    history: str
    private: str
    private_sent: str
    users: str
    joined: str
    left: str
    renamed: str
    goodbye: str

    def chat(self, style: str = "clock", motd: tuple[str, ...] = ()) -> Chat:
        return Chat(settings=Settings(self.language, style, zone="UTC"), motd=motd)

    def test_on_connecting_one_reads_a_prompt_without_a_newline(self) -> None:
        self.assertEqual(self.chat().connect().reads_bytes(), self.prompt.encode())

    def test_the_message_of_the_day_comes_before_the_prompt(self) -> None:
        visitor = self.chat(motd=("Hi!", "¿Qué tal?")).connect()

        self.assertEqual(visitor.reads_bytes(), f"Hi!\r\n¿Qué tal?\r\n{self.prompt}".encode())

    def test_a_name_gets_a_welcome(self) -> None:
        visitor = self.chat().connect()
        visitor.reads()

        visitor.types("Juan")

        self.assertEqual(visitor.reads_bytes(), "{}\r\n{}\r\n".format(*self.welcome).encode())

    def test_the_history_comes_after_the_welcome(self) -> None:
        chat = self.chat()
        chat.join("Ana").types("Hola")
        visitor = chat.connect()
        visitor.reads()

        visitor.types("Juan")

        self.assertEqual(visitor.reads(), [*self.welcome, self.history, "[14:35] Ana: Hola"])

    def test_a_message_in_the_style_clock(self) -> None:
        juan, ana = self.chat().people("Juan", "Ana")

        juan.types("Hola")

        self.assertEqual(ana.reads_bytes(), b"[14:35] Juan: Hola\r\n")

    def test_a_message_in_the_style_bracket(self) -> None:
        juan, ana = self.chat("bracket").people("Juan", "Ana")

        juan.types("Hola")

        self.assertEqual(ana.reads_bytes(), b"[Juan] Hola\r\n")

    def test_a_private_message_as_the_receiver_reads_it(self) -> None:
        juan, maria = self.chat().people("Juan", "María")

        juan.types("/msg María hi")

        self.assertEqual(maria.reads_bytes(), f"{self.private}\r\n".encode())

    def test_a_private_message_as_the_sender_reads_it(self) -> None:
        juan, _ = self.chat().people("Juan", "María")

        juan.types("/msg María hi")

        self.assertEqual(juan.reads_bytes(), f"{self.private_sent}\r\n".encode())

    def test_users_are_listed_by_name_with_two_spaces_before_each(self) -> None:
        juan, *_ = self.chat().people("Juan", "ana", "Beto")

        juan.types("/users")

        self.assertEqual(
            juan.reads_bytes(), f"{self.users}\r\n  ana\r\n  Beto\r\n  Juan\r\n".encode()
        )

    def test_someone_comes(self) -> None:
        chat = self.chat()
        (ana,) = chat.people("Ana")

        chat.join("Juan")

        self.assertEqual(ana.reads_bytes(), f"{self.joined}\r\n".encode())

    def test_someone_goes(self) -> None:
        juan, ana = self.chat().people("Juan", "Ana")

        juan.vanishes()

        self.assertEqual(ana.reads_bytes(), f"{self.left}\r\n".encode())

    def test_someone_is_renamed(self) -> None:
        juan, beto = self.chat().people("Juan", "Beto")

        juan.types("/rename Ana")

        self.assertEqual(beto.reads_bytes(), f"{self.renamed}\r\n".encode())

    def test_goodbye_is_the_last_thing_before_the_server_closes_the_connection(self) -> None:
        (juan,) = self.chat().people("Juan")

        juan.types("/quit", "still there?")

        self.assertEqual(juan.reads_bytes(), f"{self.goodbye}\r\n".encode())
        self.assertTrue(juan.closed)


class InEnglish(Dialogue, SynchronousTestCase):
    language = "en"
    prompt = "Enter your nickname: "
    welcome = ("Welcome, Juan!", "Type /help for commands.")
    history = "History:"
    private = "[14:35] Juan (private): hi"
    private_sent = "Message sent to María"
    users = "Users online (3):"
    joined = "* Juan joined"
    left = "* Juan left"
    renamed = "* Juan is now Ana"
    goodbye = "See you soon!"


class InSpanish(Dialogue, SynchronousTestCase):
    language = "es"
    prompt = "Usuario: "
    welcome = ("¡Bienvenido, Juan!", "Escribe /help para ver los comandos.")
    history = "Historial:"
    private = "[14:35] Juan (privado): hi"
    private_sent = "Mensaje enviado a María"
    users = "Usuarios conectados (3):"
    joined = "* Juan entró"
    left = "* Juan salió"
    renamed = "* Juan ahora es Ana"
    goodbye = "¡Hasta pronto!"


class AtWhatTime(SynchronousTestCase):
    def test_times_are_two_digits_each_on_a_clock_of_24_hours(self) -> None:
        chat = Chat()
        juan, ana = chat.people("Juan", "Ana")
        chat.now = chat.now.replace(hour=3, minute=7)

        juan.types("Hola")

        self.assertEqual(ana.reads(), ["[03:07] Juan: Hola"])
