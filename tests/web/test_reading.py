"""Reading again, searching, changing one's mind."""

from __future__ import annotations

import socket

from selenium.webdriver import Keys

from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server
from tests.web.browsers import Browser

TEXTS = "[...document.querySelectorAll('.text')].map((e) => e.textContent)"


def _says(guest: Guest, room: str, number: int) -> None:
    """Say so many numbered lines in a room, and wait until they are said."""
    guest.types(f"/join {room}")
    guest.until(f"#{room}")
    guest.types(*(f"line {count}" for count in range(1, number + 1)), "/version")
    guest.until("chatservice ")


def test_scrolling_up_brings_what_was_said_before_and_stays_where_one_reads(
    server: Server, ana: Browser
) -> None:
    _says(server.guest_called("bob1"), "library", 180)
    ana.enters(server, "ana1")
    ana.says("/join library")
    ana.reads("line 180")
    assert "line 100" not in ana.messages()

    for first in (81, 31, 1):
        ana.runs("document.querySelector('#log').scrollTop = 0")
        ana.waits_for(f"return {TEXTS}.includes(arguments[0])", f"line {first}")

    assert ana.messages() == [f"line {count}" for count in range(1, 181)]
    ana.reads("This is where it begins.")
    assert ana.runs("return document.querySelector('#log').scrollTop") > 500
    ana.clicks("#latest")
    ana.waits_for(
        "const e = document.querySelector('#log');"
        "return e.scrollHeight - e.scrollTop - e.clientHeight < 5"
    )


def test_what_is_said_meanwhile_does_not_move_what_one_reads(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob2")
    _says(bob, "study", 60)
    ana.enters(server, "ana2")
    ana.says("/join study")
    ana.reads("line 60")
    ana.runs("document.querySelector('#log').scrollTop = 500")
    ana.waits_for("return !document.querySelector('#latest').hidden")
    seen = ana.runs("return document.querySelector('#log').scrollTop")

    bob.types("something new")
    ana.reads("something new")

    assert ana.runs("return document.querySelector('#log').scrollTop") == seen


def test_a_private_conversation_can_be_read_again(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob3")
    ana.enters(server, "ana3")
    bob.types("/msg ana3 remember this")
    ana.clicks("#privates button", "bob3")
    ana.reads("remember this")
    ana.clicks("#close")
    ana.sees("#title", "#lobby")

    ana.clicks("#names button", "bob3")

    ana.reads("remember this", "This is where it begins.")


def test_a_search_shows_where_the_words_stand_and_goes_on(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob4")
    bob.types(*(f"🎉 a Pineapple, number {count}" for count in range(1, 13)), "/version")
    bob.until("chatservice ")
    ana.enters(server, "ana4")

    ana.clicks("#search")
    ana.one("#dialog input").send_keys("pineapple")
    ana.presses(Keys.ENTER)
    ana.sees("#results", "number 12", "number 3")
    marks = "return [...document.querySelectorAll('#results mark')].map((e) => e.innerText)"
    assert ana.runs(marks) == ["Pineapple"] * 10
    ana.clicks("#more")
    ana.waits_for("return document.querySelectorAll('#results li').length === 12")
    assert ana.runs(marks) == ["Pineapple"] * 12
    assert not ana.one("#more").is_displayed()

    ana.one("#dialog input").clear()
    ana.one("#dialog input").send_keys("chupacabra", Keys.ENTER)
    ana.sees("#found", "Nothing was found.")


def test_ones_last_message_can_be_corrected_and_taken_back(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob5")
    ana.enters(server, "ana5")
    ana.says("first", "secnd")

    ana.clicks(".action", "Edit")
    ana.sees("#editing", "Editing your last message")
    ana.presses(Keys.BACKSPACE * 2, "ond", Keys.ENTER)
    bob.until("* ana5 corrected: second")
    ana.sees(".message:last-child", "second", "edited")

    ana.clicks(".action", "Delete")
    bob.until("* ana5 took back a message")
    ana.reads("ana5 took back a message")
    assert ana.messages()[-2] == "first"
    ana.presses(Keys.UP)
    assert ana.one("#text").get_attribute("value") == "first", "Up corrects the one before"
    ana.presses(Keys.ESCAPE)
    assert ana.one("#text").get_attribute("value") == ""


def test_what_others_change_their_minds_about_is_shown(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob6")
    ana.enters(server, "ana6")

    bob.types("grpe")
    ana.reads("grpe")
    bob.types("/edit grape")
    ana.reads("grape", "edited")
    bob.types("/delete")

    ana.reads("bob6 took back a message")
    assert "grape" not in ana.text()


def test_what_a_command_answers_is_told_in_words(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana7")

    ana.says("/whois ana7", "/time", "/version", "/set", "/users", "/topic", "/help msg")

    ana.reads("ana7: since", "Server time:", "chatservice ", "echo = off", "in #lobby")
    ana.reads("/msg USER TEXT")


def test_many_lines_at_once_leave_the_page_bounded(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana8")
    with socket.create_connection(("127.0.0.1", server.port)) as pipe:
        bob = Guest(pipe)
        bob.enters_as("bob8")
        bob.types(*(f"flood {count}" for count in range(1, 3001)), "the end")
        ana.reads("the end")

    assert ana.runs("return document.querySelectorAll('*').length") < 8000
    assert ana.messages()[-2:] == ["flood 3000", "the end"]
