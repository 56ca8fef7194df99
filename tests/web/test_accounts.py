"""Registering and logging in: passwords are asked for in a dialog, and are nowhere else."""

from __future__ import annotations

from selenium.webdriver import Keys

from tests.end_to_end.servers import Server
from tests.web.browsers import Browser

PASSWORD = "correct horse battery"


def _gives(browser: Browser, question: str, password: str) -> None:
    browser.sees("#dialog-title", question)
    browser.waits_for("return document.querySelector('#dialog').open")
    field = browser.one("#dialog input")
    assert field.get_attribute("type") == "password"
    field.send_keys(password, Keys.ENTER)


def test_one_registers_leaves_and_logs_in(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana1")
    ana.clicks("#you")
    ana.clicks("#dialog .row", "Register")
    _gives(ana, "New password for ana1", PASSWORD)
    _gives(ana, "The same password again", PASSWORD)
    ana.reads("ana1 is registered")
    everything = "return document.documentElement.outerHTML + JSON.stringify(sessionStorage)"
    assert PASSWORD not in ana.runs(everything)
    assert ana.runs("return localStorage.length + document.cookie.length") == 0
    ana.says("/quit")
    ana.sees("#problem", "See you soon!")

    ana.gives_name("ana1")
    _gives(ana, "Password for ana1", "something else")
    ana.sees("#dialog", "Name or password are wrong.")
    _gives(ana, "Password for ana1", PASSWORD)

    ana.sees("#names", "ana1")
    ana.reads("Welcome, ana1!")


def test_who_gives_up_a_password_can_choose_another_name(server: Server, ana: Browser) -> None:
    guest = server.guest_called("ana2")
    guest.types("/register")
    guest.until("New password for ana2: ")
    guest.types(PASSWORD)
    guest.until("again: ")
    guest.types(PASSWORD)
    guest.until("ana2 is registered")
    guest.types("/quit")
    guest.until("See you soon!")
    ana.visits(server)

    ana.gives_name("ana2")
    ana.sees("#dialog-title", "Password for ana2")
    ana.presses(Keys.ESCAPE)
    ana.waits_for("return !document.querySelector('#dialog').open")
    ana.gives_name("ana2b")

    ana.sees("#names", "ana2b")


def test_passwords_that_differ_change_nothing(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana3")
    ana.says("/register")

    _gives(ana, "New password for ana3", PASSWORD)
    _gives(ana, "The same password again", "something else")

    ana.sees("#dialog", "New password for ana3")
    ana.sees("#dialog [role=alert]", "The two passwords differ")
    ana.presses(Keys.ESCAPE)
    ana.reads("Nothing was changed.")


def test_two_browsers_of_one_person_read_the_same(
    server: Server, ana: Browser, eva: Browser
) -> None:
    bob = server.guest_called("bob4")
    ana.enters(server, "ana4")
    ana.says("/register")
    _gives(ana, "New password for ana4", PASSWORD)
    _gives(ana, "The same password again", PASSWORD)
    ana.reads("is registered")
    eva.visits(server)
    eva.gives_name("ana4")
    _gives(eva, "Contraseña de ana4", PASSWORD)
    eva.sees("#names", "ana4")

    ana.says("to all", "/msg bob4 to one")
    bob.until("ana4 (private): to one")

    eva.reads("to all")
    eva.clicks("#privates button", "bob4")
    eva.reads("to one")
    assert eva.messages().count("to one") == 1
