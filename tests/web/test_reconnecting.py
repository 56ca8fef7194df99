"""The page comes back by itself, with nothing lost and nothing twice."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.end_to_end.servers import running, twistd
from tests.web.browsers import Browser


def test_after_the_server_was_killed_nothing_is_lost_and_nothing_is_there_twice(
    tmp_path: Path, ana: Browser, eva: Browser
) -> None:
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        port = str(server.port)
        ana.enters(server, "Ana")
        eva.enters(server, "Eva")
        ana.says("/join kitchen")
        ana.sees("#title", "#kitchen")
        eva.says("/join kitchen")
        ana.reads("Eva joined")
        ana.says("one")
        eva.reads("one")
        # Said at the last moment, and again while nobody is there to hear it.
        ana.says("two")
        server.signalled(signal.SIGKILL)
        ana.says("three", "four")
        eva.says("five")
        ana.sees("#status", "No connection.")
        eva.sees("#status", "Sin conexión.")
        ana.sees("#log", "sending")
        server.ends_with()
    with running(*twistd("--host", "127.0.0.1", port=port), directory=tmp_path) as server:
        for browser in (ana, eva):
            browser.waits_for("return !document.querySelector('#status').textContent")
            browser.waits_for("return !document.querySelector('.sending')")
            browser.reads("four", "five")
            browser.sees("#title", "#kitchen")
        ana.says("six")
        eva.reads("six")

        said = ana.messages()
        assert sorted(said) == sorted(["one", "two", "three", "four", "five", "six"])
        assert [each for each in said if each != "five"] == ["one", "two", "three", "four", "six"]
        assert eva.messages() == said
        reader = server.guest_called("reader")
        reader.types("/join kitchen")
        reader.until("History:\r\n")
        assert [reader.until("\r\n").strip().split(": ")[1] for _ in said] == said


def test_what_others_say_while_one_is_away_comes_after(tmp_path: Path, ana: Browser) -> None:
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        ana.enters(server, "Ana")
        bob = server.guest_called("bob")
        bob.types("before")
        ana.reads("before")
        ana.driver.set_network_conditions(offline=True, latency=0, throughput=0)
        ana.runs("dispatchEvent(new Event('offline'))")
        ana.sees("#status", "No connection.")
        bob.until("* Ana left")

        bob.types("while you were out", "and more", "/edit and much more")
        ana.says("typed without a connection")
        ana.driver.delete_network_conditions()
        ana.runs("dispatchEvent(new Event('online'))")

        ana.reads("while you were out", "and much more")
        bob.until("Ana: typed without a connection")
        ana.waits_for("return !document.querySelector('.sending')")
        assert ana.messages() == [
            *("before", "while you were out", "and much more", "typed without a connection"),
        ]


def test_a_line_whose_answer_was_lost_is_not_said_again(tmp_path: Path, ana: Browser) -> None:
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        ana.enters(server, "Ana")
        bob = server.guest_called("bob")
        ana.runs(
            "window.parse = JSON.parse;"
            "JSON.parse = (text) => ((m) => (m.type === 'ok' ? {} : m))(window.parse(text))"
        )
        ana.says("said once", "said once")
        bob.until("Ana: said once")
        bob.until("Ana: said once")
        ana.waits_for("return document.querySelectorAll('.sending').length === 2")
        ana.runs("JSON.parse = window.parse")

        ana.runs("dispatchEvent(new Event('offline'))")

        ana.waits_for("return !document.querySelector('.sending')")
        assert ana.messages() == ["said once", "said once"]
        ana.says("and now this")
        assert "once" not in bob.until("Ana: and now this")


def test_another_history_begins_anew(tmp_path: Path, ana: Browser) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with running(*twistd("--host", "127.0.0.1"), directory=first) as server:
        port = str(server.port)
        ana.enters(server, "Ana")
        ana.says("of the old server", "and more of it")
        ana.waits_for("return !document.querySelector('.sending')")
    with running(*twistd("--host", "127.0.0.1", port=port), directory=second) as server:
        ana.sees_no_more("#log", "of the old server")
        ana.says("of the new one")
        ana.waits_for("return !document.querySelector('.sending')")

        assert ana.messages() == ["of the new one"]
