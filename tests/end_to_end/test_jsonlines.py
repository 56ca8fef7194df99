"""JSON lines at a real server: every message either way is as the JSON Schema says."""

from __future__ import annotations

import copy
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from chatservice.protocols.requests import REQUESTS
from chatservice.render.messages import SERVER_MESSAGES
from tests.documents import fences, text_of
from tests.end_to_end.people import SECONDS
from tests.end_to_end.programs import Message, Program
from tests.end_to_end.servers import Server, running, twistd
from tests.programs import plain_environment, program

CHATSERVICE = [sys.executable, "-m", "chatservice"]
PASSWORD = "correct horse"
OTHER_PASSWORD = "battery staple"
UNSEEN = {"left-out"}
"""What the server sends only to who reads too slowly."""

formats = FormatChecker(formats=())


@formats.checks("date-time")
def _is_time(value: object) -> bool:
    return isinstance(value, str) and bool(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", value)
    )


class Schema:
    """What `chatservice schema` prints, in which nothing may stand that it does not name."""

    def __init__(self) -> None:
        printed = subprocess.run(
            [*CHATSERVICE, "schema"], capture_output=True, env=plain_environment(), check=True
        )
        self.whole = json.loads(printed.stdout)
        strict = copy.deepcopy(self.whole)
        self._validators: dict[tuple[str, str], Draft202012Validator] = {}
        for definition in strict["$defs"].values():
            if "properties" in definition:
                definition["additionalProperties"] = False
        for side in ("client", "server"):
            for reference in strict["$defs"][side]["anyOf"]:
                name = reference["$ref"].removeprefix("#/$defs/")
                (kind,) = strict["$defs"][name]["properties"]["type"]["enum"]
                self._validators[side, kind] = Draft202012Validator(
                    {"$ref": reference["$ref"], "$defs": strict["$defs"]}, format_checker=formats
                )

    def wrong(self, side: str, message: Message) -> list[str]:
        """Return what is wrong with a message that ``side`` sent."""
        validator = self._validators[side, message["type"]]
        return [f"{message}: {error.message}" for error in validator.iter_errors(message)]


@pytest.fixture(scope="module")
def schema() -> Schema:
    return Schema()


def account(data: Path, *arguments: str) -> None:
    """Run `chatservice account`."""
    subprocess.run(
        [*CHATSERVICE, "account", *arguments, "--data", str(data)],
        input=f"{PASSWORD}\n".encode(),
        env=plain_environment(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )


class Conversation:
    """A long conversation of several programs, in which every command is used."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.programs: list[Program] = []

    def comes(self, nick: str, **hello: object) -> Program:
        """Connect a program and say hello."""
        found = Program(self._server.port)
        self.programs.append(found)
        found.asks("hello", version=1, nick=nick, **hello)
        return found

    def is_held(self) -> None:
        """Let everybody do what can be done."""
        boss = self.comes("boss", password=PASSWORD)
        ana = self.comes("ana", password=PASSWORD, rooms=["kitchen"])
        eva = self.comes("eva")
        self.they_talk(ana, eva)
        self.they_look_around(ana, eva)
        self.they_are_away(ana, eva)
        self.they_have_accounts(ana, eva)
        self.they_keep_order(boss, ana, eva)
        self.they_are_in_two_places(ana, eva)
        self.they_make_mistakes(eva)
        boss.asks("ban", target="mallory", time="1m", room="lobby")
        eva.asks("quit", reason="bye")
        eva.end()
        self._server.signalled(signal.SIGTERM)
        for each in (boss, ana):
            each.end()

    def they_talk(self, ana: Program, eva: Program) -> None:
        ana.asks("say", text="hola", room="lobby")
        ana.asks("me", action="baila")
        ana.asks("edit", text="canta")
        ana.asks("topic", topic="Lunch at two")
        ana.asks("topic")
        eva.asks("msg", to="ana", text="¿vienes?")
        ana.asks("reply", text="sí")
        eva.asks("say", text="adiós")
        eva.asks("delete")
        eva.asks("rename", name="Eva2")
        eva.asks("rename", name="eva")
        eva.asks("line", text="/me sale")
        eva.asks("ping")

    def they_look_around(self, ana: Program, eva: Program) -> None:
        for kind in ("help", "users", "rooms", "history", "set", "lang", "time", "version"):
            ana.asks(kind)
        ana.asks("help", command="msg")
        ana.asks("users", room="lobby")
        ana.asks("whois", person="eva")
        ana.asks("history", which="eva")
        ana.asks("search", words="hola")
        ana.asks("search", words="hola before:nunca")
        ana.asks("search", words="more")
        ana.asks("set", name="times", value="off")
        ana.asks("set", name="times")
        ana.asks("lang", language="es")
        for each in (ana, eva):
            each.asks("join", room="garden")
        for each in (eva, ana):
            each.asks("leave", room="garden")

    def they_are_away(self, ana: Program, eva: Program) -> None:
        ana.asks("away", reason="lunch")
        eva.asks("msg", to="ana", text="¿dónde estás?")
        eva.asks("users")
        eva.asks("whois", person="ana")
        ana.asks("back")
        ana.asks("ignore", person="eva")
        ana.asks("unignore", person="eva")

    def they_have_accounts(self, ana: Program, eva: Program) -> None:
        eva.asks("register")
        eva.asks("secret", text="")
        eva.asks("register")
        eva.asks("secret", text=PASSWORD)
        eva.asks("secret", text=PASSWORD)
        eva.asks("login", name="ana")
        ana.asks("password")
        ana.asks("secret", text=PASSWORD)
        ana.asks("secret", text=OTHER_PASSWORD)
        ana.asks("secret", text=OTHER_PASSWORD)
        ana.asks("token", name="parrot")
        ana.asks("token")
        ana.asks("token", name="parrot", what="remove")
        eva.asks("forget-me", also="messages")
        eva.asks("secret", text=PASSWORD)

    def they_keep_order(self, boss: Program, ana: Program, eva: Program) -> None:
        eva.asks("join", room="lobby")
        ana.asks("join", room="palace")
        ana.asks("room")
        ana.asks("room", mode="invite-only", value="on")
        ana.asks("invite", person="boss")
        boss.asks("join", room="palace")
        ana.asks("op", person="boss")
        ana.asks("deop", person="boss")
        ana.asks("room", mode="invite-only", value="off")
        eva.asks("join", room="palace")
        eva.asks("say", text="¡jajaja!")
        ana.asks("delete", whose="eva", number=1)
        ana.asks("mute", person="eva", time="10m")
        ana.asks("unmute", person="eva")
        ana.asks("kick", person="eva", reason="enough")
        ana.asks("ban", target="eva", time="1h", reason="enough")
        ana.asks("bans")
        ana.asks("unban", target="eva")
        eva.asks("report", person="ana", text="she throws me out")
        boss.asks("announce", text="The server restarts at six")
        mallory = self.comes("mallory")
        boss.asks("kick", person="mallory", room="lobby")
        mallory.end()

    def they_are_in_two_places(self, ana: Program, eva: Program) -> None:
        again = self.comes("ana", password=OTHER_PASSWORD, language="en")
        again.asks("join", room="cellar")
        again.asks("leave", room="cellar")
        again.asks("msg", to="eva", text="psst")
        sessions = next(m for m in again.asks("sessions") if m["type"] == "sessions")["sessions"]
        (other,) = (n for n, each in enumerate(sessions, 1) if not each.get("this"))
        again.asks("sessions", what="close", number=other)
        ana.end()
        again.asks("quit")
        again.end()
        eva.asks("msg", to="ana", text="for later")
        self.comes("ana", password=OTHER_PASSWORD).asks("ping")

    def they_make_mistakes(self, eva: Program) -> None:
        eva.asks("msg", to="nobody", text="hola")
        eva.asks("say")
        eva.asks("leave", room="nowhere")
        eva.asks("history", which="abracadabra of nobody")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    """The conversation, to its end."""
    data = tmp_path_factory.mktemp("json") / "data"
    data.mkdir()
    for name in ("boss", "ana"):
        account(data, "add", name)
    account(data, "role", "boss", "admin")
    motd = data / "motd"
    motd.write_text("Welcome to the plaza\n")
    command = twistd("--host", "127.0.0.1", "--data", str(data), "--motd", str(motd))
    with running(*command) as server:
        conversation = Conversation(server)
        try:
            conversation.is_held()
        finally:
            for each in conversation.programs:
                each.socket.close()
    return conversation


def test_every_message_of_the_server_is_as_the_schema_says(
    held: Conversation, schema: Schema
) -> None:
    assert [
        wrong
        for each in held.programs
        for message in each.read
        for wrong in schema.wrong("server", message)
    ] == []


def test_every_message_of_the_programs_is_as_the_schema_says(
    held: Conversation, schema: Schema
) -> None:
    wrong = [
        (message["type"], wrong)
        for each in held.programs
        for message in each.sent
        for wrong in schema.wrong("client", message)
    ]

    assert [kind for kind, _ in wrong] == ["say"], wrong  # the mistake


def test_every_command_was_used(held: Conversation) -> None:
    used = {message["type"] for each in held.programs for message in each.sent}

    assert {str(each.__struct_config__.tag) for each in REQUESTS} - used == set()


def test_every_type_that_the_server_sends_was_seen(held: Conversation) -> None:
    seen = {message["type"] for each in held.programs for message in each.read}

    assert {str(each.__struct_config__.tag) for each in SERVER_MESSAGES} - seen == UNSEEN


def test_the_schema_is_one(schema: Schema) -> None:
    Draft202012Validator.check_schema(schema.whole)


def test_netcat_speaks_it(server: Server) -> None:
    ana = server.guest_called("ana")
    typed = '{"type":"hello","version":1,"nick":"bot"}\n{"type":"say","id":"a1","text":"¡hola!"}\n'

    ended = subprocess.run(
        [program("nc"), "-N", "127.0.0.1", str(server.port)],
        input=typed.encode(),
        capture_output=True,
        env=plain_environment(),
        timeout=SECONDS,
        check=True,
    )

    types = [json.loads(line)["type"] for line in ended.stdout.splitlines()]
    assert types == ["welcome", "ok", "goodbye"]
    ana.until("bot: ¡hola!")


def test_the_program_in_ten_lines_answers(server: Server) -> None:
    (source,) = fences(text_of("docs/protocol.md"), "python")
    luis = server.guest_called("luis")
    process = subprocess.Popen(
        [sys.executable, "-c", source.replace("5050", str(server.port))], env=plain_environment()
    )
    try:
        luis.until("* parrot")
        luis.types("hello, Parrot")
        luis.until("parrot: luis wants a cracker?")
    finally:
        process.terminate()
        process.wait(SECONDS)
