"""Where one writes: commands and names are completed from what the server tells."""

from __future__ import annotations

from selenium.webdriver import Keys

from tests.end_to_end.servers import Server
from tests.web.browsers import Browser


def _value(browser: Browser) -> str:
    return str(browser.one("#text").get_attribute("value"))


def _options(browser: Browser) -> list[str]:
    options = "[...document.querySelectorAll('#suggestions:not([hidden]) bdi')]"
    return list(browser.runs(f"return {options}.map((e) => e.innerText)"))


def _knows_commands(browser: Browser, name: str) -> None:
    """Wait until the page knows the commands, and clear what was typed to find out."""

    def known(_: object) -> bool:
        browser.one("#text").send_keys("/")
        found = bool(_options(browser))
        browser.one("#text").send_keys(Keys.BACKSPACE)
        return found

    browser._until(known, f"{name} knows no commands")


def test_commands_are_completed_with_their_usage_in_ones_language(
    server: Server, ana: Browser, eva: Browser
) -> None:
    ana.enters(server, "ana1")
    eva.enters(server, "eva1")
    _knows_commands(ana, "ana1")
    _knows_commands(eva, "eva1")

    ana.one("#text").send_keys("/se")
    assert _options(ana) == ["/search WORDS", "/set [NAME [VALUE]]", "/sessions [close [N]]"]
    ana.sees("#suggestions", "Your own settings, or a new value for one of them.")
    ana.presses(Keys.DOWN, Keys.DOWN)
    chosen = ana.one("#text").get_attribute("aria-activedescendant")
    assert ana.one(f"#{chosen}").get_attribute("aria-selected") == "true"
    ana.presses(Keys.ENTER)
    assert _value(ana) == "/set "
    eva.one("#text").send_keys("/bus")
    assert _options(eva) == ["/search PALABRAS"]
    eva.presses(Keys.TAB)
    assert _value(eva) == "/search "


def test_names_of_people_and_rooms_are_completed(server: Server, ana: Browser) -> None:
    server.guest_called("Bartholomew")
    ana.enters(server, "ana2")
    ana.sees("#names", "Bartholomew")
    _knows_commands(ana, "ana2")

    ana.one("#text").send_keys("/msg bart", Keys.TAB)
    assert _value(ana) == "/msg Bartholomew "
    ana.one("#text").clear()
    ana.one("#text").send_keys("/join lo", Keys.TAB)
    assert _value(ana) == "/join lobby "
    ana.one("#text").clear()
    ana.one("#text").send_keys("hello @ba", Keys.TAB, "in #l", Keys.TAB)

    assert _value(ana) == "hello @Bartholomew in #lobby "


def test_escape_closes_the_suggestions_and_enter_sends_what_is_typed(
    server: Server, ana: Browser
) -> None:
    ana.enters(server, "ana3")
    _knows_commands(ana, "ana3")

    ana.one("#text").send_keys("/ve", Keys.ESCAPE)
    assert _options(ana) == []
    assert _value(ana) == "/ve"
    ana.presses("rsion", Keys.ENTER)

    ana.reads("chatservice ")


def test_tab_without_anything_to_complete_goes_on(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana4")

    ana.one("#text").send_keys(Keys.TAB)

    assert ana.runs("return document.activeElement.id") != "text"


def test_several_lines_are_several_messages(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob5")
    ana.enters(server, "ana5")

    ana.one("#text").send_keys("one", Keys.SHIFT, Keys.ENTER, Keys.NULL, "two", Keys.ENTER)

    bob.until("ana5: one\r\n")
    bob.until("ana5: two\r\n")


def test_what_is_begun_in_one_conversation_stays_there(server: Server, ana: Browser) -> None:
    server.guest_called("bob6")
    ana.enters(server, "ana6")

    ana.one("#text").send_keys("half a")
    ana.clicks("#names button", "bob6")
    ana.sees("#title", "bob6")
    ana.waits_for("return document.querySelector('#text').value === ''")
    ana.clicks("#rooms button", "lobby")

    ana.waits_for("return document.querySelector('#text').value === 'half a'")
