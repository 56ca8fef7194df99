"""Rooms, private conversations, people: what stands beside the messages, and in the title."""

from __future__ import annotations

from tests.end_to_end.servers import Server
from tests.web.browsers import PHONE, Browser


def test_a_room_is_made_entered_and_left(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana1")

    ana.clicks("#add")
    ana.one("#dialog input").send_keys("kitchen")
    ana.clicks("#dialog .main")
    ana.sees("#title", "#kitchen")
    ana.sees("#rooms", "lobby", "kitchen")
    ana.clicks("#rooms button", "lobby")
    ana.sees("#title", "#lobby")
    ana.clicks("#rooms button", "kitchen")
    ana.clicks("#close")

    ana.sees("#title", "#lobby")
    ana.sees_no_more("#rooms", "kitchen")
    assert not ana.one("#close").is_displayed(), "nobody is in no room"


def test_the_rooms_that_there_are_can_be_entered(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob2")
    bob.types("/join garden", "/topic Roses and thorns")
    ana.enters(server, "ana2")

    ana.clicks("#add")
    ana.clicks("#dialog .row", "garden")

    ana.sees("#title", "#garden")
    ana.sees("#topic", "Roses and thorns")
    ana.sees("#people", "bob2")


def test_who_comes_goes_and_is_called_otherwise_is_shown(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana3")

    bob = server.guest_called("bob3")
    ana.reads("bob3 joined")
    ana.sees("#names", "bob3")
    bob.types("/rename rob3")
    ana.reads("bob3 is now rob3")
    ana.sees("#names", "rob3")
    bob.types("/quit lunch")
    ana.reads("rob3 left (lunch)")
    ana.sees_no_more("#names", "rob3")


def test_who_is_away_is_shown_with_the_reason(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob4")
    bob.types("/away having lunch")
    bob.until("You are away")

    ana.enters(server, "ana4")

    ana.sees("#names", "bob4", "away: having lunch")
    ana.clicks("#you")
    ana.clicks("#dialog .row", "I am away")
    ana.sees("#you", "away")
    ana.clicks("#you")
    ana.clicks("#dialog .row", "I am back")
    ana.sees_no_more("#you", "away")


def test_a_private_conversation_is_apart_and_counts_what_is_unread(
    server: Server, ana: Browser
) -> None:
    bob = server.guest_called("bob5")
    ana.enters(server, "ana5")

    bob.types("/msg ana5 psst", "/msg ana5 are you there?")
    ana.sees("#privates", "bob5", "2")
    assert "psst" not in ana.text()
    assert ana.title() == "(2, @2) #lobby"
    ana.clicks("#privates button", "bob5")
    ana.reads("psst", "are you there?")
    ana.sees_no_more("#privates", "2")
    ana.says("yes!")
    bob.until("ana5 (private): yes!")
    ana.waits_for("return document.title === 'bob5'")
    ana.says("//join is no command here")
    bob.until("ana5 (private): /join is no command here")

    ana.clicks("#close")
    ana.sees("#title", "#lobby")
    ana.sees_no_more("#privates", "bob5")


def test_one_begins_a_private_conversation_by_a_click_on_a_name(
    server: Server, ana: Browser
) -> None:
    bob = server.guest_called("bob6")
    ana.enters(server, "ana6")

    ana.clicks("#names button", "bob6")
    ana.sees("#topic", "Only you and bob6 read this.")
    ana.says("hello there")

    bob.until("ana6 (private): hello there")


def test_what_would_be_said_to_a_room_is_not_said_from_a_private_conversation(
    server: Server, ana: Browser
) -> None:
    bob = server.guest_called("bob7")
    ana.enters(server, "ana7")
    ana.clicks("#names button", "bob7")

    ana.says("/me tells a secret")
    ana.reads("That is for a room")
    ana.one("#text").clear()
    ana.says("done")

    assert "secret" not in bob.until("ana7 (private): done")


def test_who_is_written_to_and_is_not_there_is_told_under_the_message(
    server: Server, ana: Browser
) -> None:
    gone = server.guest_called("nobody8")
    ana.enters(server, "ana8")
    ana.clicks("#names button", "nobody8")
    gone.types("/quit")
    gone.until("See you soon!")

    ana.says("hello?")

    ana.sees(".refused", "hello?", "Not sent: There is nobody called nobody8.", "Retry")
    ana.clicks(".action", "Discard")
    ana.sees_no_more("#log", "hello?")


def test_mentions_are_marked_and_counted_in_the_title(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob9")
    ana.enters(server, "ana9")
    ana.clicks("#names button", "bob9")

    bob.types("nothing for anyone", "Ana9: a question", "banana99 is no name")
    ana.waits_for("return document.title === '(3, @1) bob9'")
    ana.sees("#rooms", "lobby", "3")
    ana.clicks("#rooms button", "lobby")

    ana.waits_for("return document.title === '#lobby'")
    marks = ana.runs(
        "return [...document.querySelectorAll('.mention mark')].map((e) => e.innerText)"
    )
    assert marks == ["Ana9"]


def test_links_lead_to_the_web_alone_and_tell_nothing_of_the_chat(
    server: Server, ana: Browser
) -> None:
    bob = server.guest_called("bob10")
    ana.enters(server, "ana10")

    bob.types("see https://example.org/a_(b)?c=d#e. javascript:alert(1) ftp://example.org data:,x")
    ana.reads("see")

    links = ana.all("#log a")
    assert [link.get_attribute("href") for link in links] == ["https://example.org/a_(b)?c=d#e"]
    assert links[0].get_attribute("rel") == "noopener noreferrer"
    assert links[0].get_attribute("target") == "_blank"


def test_on_a_phone_the_panels_come_and_go(server: Server, ana: Browser) -> None:
    server.guest_called("bob11")
    ana.enters(server, "ana11", PHONE)
    assert not ana.one("#side").is_displayed()

    ana.clicks("#show-people")
    ana.clicks("#names button", "bob11")
    ana.sees("#title", "bob11")
    assert not ana.one("#people").is_displayed()
    ana.clicks("#show-side")
    ana.clicks("#rooms button", "lobby")

    ana.sees("#title", "#lobby")
    assert not ana.one("#side").is_displayed()


def test_a_reload_leads_back_into_the_chat(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana12")
    ana.says("before")
    ana.waits_for("return !document.querySelector('.sending')")

    ana.driver.refresh()

    ana.reads("before")
    ana.sees("#names", "ana12")


def test_leaving_leads_back_to_the_door(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana13")

    ana.says("/quit")

    ana.sees("#problem", "See you soon!")
    assert ana.one("#nick").is_displayed()
    assert ana.runs("return sessionStorage.length") == 0


def test_who_comes_after_somebody_left_finds_nothing_of_theirs(
    server: Server, ana: Browser
) -> None:
    bob = server.guest_called("bob14")
    ana.enters(server, "ana14")
    bob.types("/msg ana14 between us")
    ana.sees("#privates", "bob14")
    ana.says("/join den14", "/quit")
    ana.sees("#problem", "See you soon!")

    ana.gives_name("eva14")
    ana.sees("#names", "eva14")

    assert ana.text("#privates") == ""
    assert "den14" not in ana.text("#rooms")
