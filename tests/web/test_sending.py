"""What is typed is sent once, to whom it was meant for, or it is told that it was not."""

from __future__ import annotations

import signal
from pathlib import Path

from selenium.webdriver import Keys

from tests.end_to_end.servers import Server, running, twistd
from tests.web.browsers import Browser

PASTE = "arguments[0].value = arguments[1]"


def _pastes(browser: Browser, text: str) -> None:
    browser.runs(PASTE, browser.one("#text"), text)
    browser.one("#text").send_keys(Keys.ENTER)


def _typed(browser: Browser) -> str:
    return str(browser.one("#text").get_attribute("value"))


def test_a_line_that_is_too_long_stays_where_it_was_typed(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob1")
    ana.enters(server, "ana1")

    _pastes(ana, "x" * 200_000)
    ana.reads("Not sent: a line has at most 4096 bytes.")
    assert len(_typed(ana)) == 200_000
    ana.one("#text").clear()
    ana.says("short")

    bob.until("ana1: short")


def test_only_one_line_alone_is_a_command(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob2")
    ana.enters(server, "ana2")

    _pastes(ana, "code:\n/quit\nafter")

    bob.until("ana2: code:\r\n")
    bob.until("ana2: /quit\r\n")
    bob.until("ana2: after\r\n")


def test_a_slash_alone_is_no_message(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana3")

    ana.says("/")

    ana.reads("There is no command /.")
    assert "/" not in ana.messages()


def test_a_command_without_a_connection_stays_where_it_was_typed(
    tmp_path: Path, ana: Browser
) -> None:
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        ana.enters(server, "ana4")
        ana.says("one")
        ana.sees("#log", "Edit")
        server.signalled(signal.SIGKILL)
        server.ends_with()
    ana.sees("#status", "No connection.")

    ana.says("/topic Cake")
    ana.reads("Not sent: no connection.")
    assert _typed(ana) == "/topic Cake"
    ana.one("#text").clear()
    ana.clicks(".action", "Edit")
    ana.presses("!", Keys.ENTER)

    assert _typed(ana) == "one!"


def test_a_new_name_is_kept_over_a_reload(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana5")

    ana.says("/rename bea5")
    ana.sees("#you", "bea5")
    ana.driver.refresh()

    ana.sees("#you", "bea5")
    ana.sees("#names", "bea5")


def test_who_takes_a_name_that_one_had_is_somebody_else(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana6")
    ana.says("/rename bea6")
    ana.sees("#you", "bea6")

    other = server.guest_called("ana6")
    other.types("not hers", "/msg bea6 psst")

    ana.sees("#privates", "ana6")
    assert len(ana.all("#privates li")) == 1, "there is no conversation with oneself"
    ana.reads("not hers")
    assert not ana.all("#log .action")


def test_nobody_is_talked_to_who_is_not_there(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana7")

    ana.says("/msg nobody7 hi")

    ana.reads("There is nobody called nobody7.")
    ana.sees("#title", "#lobby")
    assert ana.all("#privates li") == []


def test_what_concerns_a_room_is_not_done_from_a_private_conversation(
    server: Server, ana: Browser
) -> None:
    server.guest_called("bob8")
    ana.enters(server, "ana8")
    ana.clicks("#names button", "bob8")
    ana.sees("#title", "bob8")

    ana.says("/topic abc")
    ana.reads("That is for a room")
    ana.one("#text").clear()
    ana.says("/whois bob8")

    ana.reads("bob8: since")


def test_the_page_follows_the_language_that_is_chosen(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana9")

    ana.says("/lang es")

    ana.sees("#side", "Salas")
    ana.says("/nada9")
    ana.reads("No existe el comando /nada9")
    assert ana.one("html").get_attribute("lang") == "es"


def test_a_page_whose_script_fails_says_so(server: Server, ana: Browser) -> None:
    ana.driver.execute_cdp_cmd("Network.enable", {})
    ana.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/state.js"]})
    try:
        ana.visits(server)
        ana.driver.execute_cdp_cmd("Network.enable", {})
        ana.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/state.js"]})
        ana.driver.refresh()

        ana.sees("#loading", "try again", "prueba otra vez")
    finally:
        ana.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
