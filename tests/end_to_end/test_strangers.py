"""Hostile and broken clients at a real server: they harm nobody, and nothing of them is said."""

from __future__ import annotations

import ssl

import pytest

from chatservice.render.phrasebook import phrasebook
from tests.end_to_end.people import HINTS, PROMPTS, Guest
from tests.end_to_end.servers import Server

JOINED = {"en": "* {} joined", "es": "* {} entró"}
LEFT = {"en": "* {} left", "es": "* {} salió"}


def two_guests(server: Server, one: str, other: str) -> tuple[Guest, Guest]:
    """Connect two people, of whom the first knows that the other is there."""
    guests = server.guest_called(one), server.guest_called(other)
    guests[0].line(JOINED[server.language].format(other))
    return guests


def reads_up_to_now(witness: Guest, teller: Guest, word: str) -> str:
    """Return all that `witness` reads before something that `teller` says now."""
    teller.types(word)
    return witness.until(f": {word}\r\n")


def test_a_page_in_a_browser_can_say_nothing(server: Server) -> None:
    ana, bob = two_guests(server, "ana1", "bob1")
    body = b"mallory\r\nsaid by a web page\r\n"
    browser = server.guest()
    browser.until(PROMPTS[server.language])

    browser.sends(
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )

    turned_away = phrasebook(server.language).say(
        "Here people talk in lines of text, as with telnet and netcat, and you are speaking "
        "{protocol}.",
        protocol="HTTP",
    )
    assert browser.end() == f"{turned_away}\r\n"
    read = reads_up_to_now(ana, bob, "nobody came")
    assert "mallory" not in read
    assert "web page" not in read


def test_a_page_in_a_browser_that_speaks_at_once_is_answered_as_one(server: Server) -> None:
    ana, bob = two_guests(server, "ana14", "bob14")
    body = b"mallory\r\nsaid by a web page\r\n"
    browser = server.guest()

    browser.sends(
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
        b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    )

    assert browser.end().startswith("HTTP/1.1 405 ")
    read = reads_up_to_now(ana, bob, "nobody came")
    assert "mallory" not in read
    assert "web page" not in read


def test_a_tls_client_that_trusts_nobody_fails_at_once(server: Server) -> None:
    ana, bob = two_guests(server, "ana2", "bob2")
    stranger = server.guest()

    with pytest.raises(ssl.SSLError):
        ssl.create_default_context().wrap_socket(stranger.socket, server_hostname="localhost")

    assert "*" not in reads_up_to_now(ana, bob, "nobody came")


def test_an_ssh_client_is_told_what_this_is(server: Server) -> None:
    ana, bob = two_guests(server, "ana3", "bob3")
    stranger = server.guest()

    stranger.sends(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")

    assert "SSH" in stranger.end()
    assert "SSH" not in reads_up_to_now(ana, bob, "nobody came")


def test_a_tls_client_that_comes_after_the_greeting_ends(server: Server) -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    stranger = server.guest()
    stranger.until(PROMPTS[server.language])

    with pytest.raises(ssl.SSLError):
        context.wrap_socket(stranger.socket)


def test_an_unknown_command_is_never_said_to_the_room(server: Server) -> None:
    ana, bob = two_guests(server, "ana4", "bob4")

    bob.types("/pasword secret")

    bob.until("/pasword")
    assert "secret" not in reads_up_to_now(ana, bob, "oops")


def test_no_escape_sequence_and_no_control_character_reaches_another_terminal(
    server: Server,
) -> None:
    ana, bob = two_guests(server, "ana5", "bob5")

    for hostile in (
        "a\x1b[2Jb",
        "a\x1b]52;c;cm0gLXJm\x07b",
        "a\x9b2Jb",
        "a\x1bPq#0\x1b\\b",
        "a\0b\x05c\x08d",
        "a\u202eb\u2066c\u2069",
        "a\u2028b\x85c",
        "/me \x1b[31mred",
        "/msg ana5 \x1b[2Jpsst",
        "/topic \x1b[2Jtopic",
        "/away \x1b[2Jlunch",
    ):
        bob.types(hostile)
    bob.line(phrasebook(server.language).say("You are away. Type /back when you return."))
    ana.types("/whois bob5")

    read = ana.until("lunch") + reads_up_to_now(ana, bob, "that was all")
    assert "psst" in read
    assert "topic" in read
    strange = [c for c in read if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u2028"]
    assert set(strange) <= {"\r", "\n"}
    assert read.count("\r") == read.count("\r\n")


def test_a_carriage_return_poses_as_nobody(server: Server) -> None:
    ana, mallory = two_guests(server, "ana6", "mallory6")

    mallory.sends(b"hi\r[14:35] bob: I am a fool\r\n")

    line = ana.until("fool\r\n").split("\r\n")[-2]
    assert "mallory6: hi" in line
    assert "\r" not in line


def test_a_megabyte_without_a_line_end_gets_a_sentence_and_the_person_talks_on(
    server: Server,
) -> None:
    ana, eva = two_guests(server, "ana7", "eva7")

    eva.sends(b"a" * 1_000_000)

    eva.line(
        phrasebook(server.language).say(
            "That line was too long and was not sent: at most {allowed} bytes are allowed.",
            allowed=4096,
        )
    )
    eva.sends(b"\r\nhello\r\n")
    assert "aaa" not in ana.until("eva7: hello\r\n")


def test_4096_bytes_pass_and_4097_do_not(server: Server) -> None:
    ana, eva = two_guests(server, "ana8", "eva8")

    eva.types("b" * 4096, "c" * 4097, "after")

    read = ana.until("eva8: after\r\n")
    assert f"eva8: {'b' * 4096}\r\n" in read
    assert "ccc" not in read


def test_one_byte_in_a_packet_is_as_good_as_a_line(server: Server) -> None:
    ana, eva = server.guest_called("ana9"), server.guest()
    eva.until(PROMPTS[server.language])

    for byte in "Éva\r\n¡hola!\r\n".encode():
        eva.sends(bytes([byte]))

    eva.line(HINTS[server.language])
    ana.until("Éva: ¡hola!\r\n")


def test_a_flood_of_negotiation_gets_one_answer(server: Server) -> None:
    eva = server.guest_called("eva10")

    eva.sends(b"\xff\xfb\x1f" * 1000 + b"/version\r\n")

    answers = eva.until("chatservice").encode(errors="surrogateescape")
    assert answers.count(b"\xff") == 1


def test_a_sub_negotiation_that_never_ends_swallows_no_one(server: Server) -> None:
    ana, eva = two_guests(server, "ana12", "eva12")

    eva.sends(b"\xff\xfa\x18" + b"z" * 1_000_000)
    eva.sends(b"\r\nhello\r\n")

    assert "zzz" not in ana.until("eva12: hello\r\n")


def test_negotiation_cut_at_every_byte_is_in_no_message(server: Server) -> None:
    ana, eva = two_guests(server, "ana13", "eva13")

    for byte in b"a\xff\xfb\x1fb\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0c\xff\xf1d\xff\x01e\r\n":
        eva.sends(bytes([byte]))

    read = ana.until("e\r\n")
    assert read.endswith("eva13: abcde\r\n")


def test_a_reset_is_announced_as_left(server: Server) -> None:
    ana, eva = two_guests(server, "ana11", "eva11")

    eva.vanishes()

    ana.line(LEFT[server.language].format("eva11"))
