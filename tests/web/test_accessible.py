"""WCAG 2.2 AA, as far as axe-core can tell, and everything by keyboard."""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec

import pytest
from selenium.webdriver import Keys

from tests.end_to_end.servers import Server
from tests.web.browsers import DESKTOP, PHONE, Browser

PACKAGE = "axe_playwright_python"
"""A package that carries axe-core; nothing of its own is imported."""


def _findings(browser: Browser) -> list[str]:
    """Return what axe-core finds on the page, as it is shown now."""
    if not browser.runs("return typeof axe === 'object'"):
        browser.runs((files(PACKAGE) / "axe.min.js").read_text(encoding="utf-8"))
    found = browser.driver.execute_async_script(  # type: ignore[no-untyped-call]
        "const done = arguments[0];"
        "axe.run().then((r) => done(r.violations.map((v) =>"
        " `${v.id}: ${v.nodes.map((n) => n.target + ' ' + n.failureSummary).join('; ')}`)))"
    )
    return list(found)


@pytest.mark.skipif(find_spec(PACKAGE) is None, reason=f"{PACKAGE} is not installed")
def test_axe_finds_nothing(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob")
    bob.types("hello", "/away lunch")
    findings: dict[str, list[str]] = {}

    def look(what: str) -> None:
        for size in (DESKTOP, PHONE):
            for dark in (False, True):
                ana.looks_like(size, dark=dark)
                key = f"{what}, {size[0]} wide, {'dark' if dark else 'light'}"
                findings[key] = _findings(ana)
        ana.looks_like(DESKTOP)

    ana.visits(server)
    look("the door")
    ana.gives_name("ana")
    ana.sees("#names", "bob", "away: lunch")
    bob.types("ana: https://example.org/ is a link", "/edit ana: https://example.org/ was one")
    ana.says("mine")
    gone = server.guest_called("gone")
    ana.clicks("#names button", "gone")
    gone.types("/quit")
    gone.until("See you soon!")
    ana.says("hello", "/me waves")
    ana.sees(".refused", "Not sent")
    bob.types("/msg ana psst", "/msg ana psst!")
    ana.sees("#privates", "2")
    look("a private message that was refused")
    ana.clicks("#rooms button", "lobby")
    ana.reads("mine")
    ana.says("/whois bob")
    ana.reads("bob: since")
    look("a room")
    ana.one("#text").send_keys("/re", Keys.DOWN)
    look("suggestions")
    ana.one("#text").clear()
    ana.clicks("#search")
    ana.one("#dialog input").send_keys("link", Keys.ENTER)
    ana.sees("#dialog", "Nothing was found")
    ana.one("#dialog input").clear()
    ana.one("#dialog input").send_keys("mine", Keys.ENTER)
    ana.sees("#results", "mine")
    look("a search")
    ana.presses(Keys.ESCAPE)
    ana.clicks("#add")
    ana.sees("#dialog", "lobby")
    look("rooms")
    ana.presses(Keys.ESCAPE)
    ana.clicks("#you")
    look("what to do")
    ana.clicks("#dialog .row", "Register")
    ana.sees("#dialog-title", "New password")
    look("a password")

    assert {key: found for key, found in findings.items() if found} == {}


def _focus(browser: Browser) -> str:
    """Return what has the focus: its id, else what it says."""
    script = "const e = document.activeElement; return e.id || e.innerText || e.localName"
    return str(browser.runs(script))


def _tabs_to(browser: Browser, wanted: str) -> None:
    """Press Tab until something has the focus, which must show."""
    for _ in range(40):
        browser.presses(Keys.TAB)
        if wanted in _focus(browser):
            outline = "return getComputedStyle(document.activeElement).outlineWidth"
            assert browser.runs(outline) == "3px"
            return
    raise AssertionError(f"Tab does not lead to {wanted}, but to {_focus(browser)}")


def test_everything_is_reached_by_keyboard(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob2")
    ana.visits(server)
    ana.waits_for("return !document.querySelector('#nick').disabled")
    assert _focus(ana) == "nick"

    ana.presses("ana2", Keys.ENTER)
    ana.sees("#names", "bob2")
    assert _focus(ana) == "text"
    ana.presses("hello", Keys.ENTER)
    bob.until("ana2: hello")
    _tabs_to(ana, "bob2")
    ana.presses(Keys.ENTER)
    ana.sees("#title", "bob2")
    assert _focus(ana) == "text"
    _tabs_to(ana, "close")
    ana.presses(Keys.SPACE)
    ana.sees("#title", "#lobby")
    for each in ("add", "lobby", "you", "search", "log", "text"):
        _tabs_to(ana, each)
    _tabs_to(ana, "add")
    ana.presses(Keys.ENTER)
    ana.sees("#dialog", "lobby")
    ana.presses("attic", Keys.ENTER)
    ana.sees("#title", "#attic")
    _tabs_to(ana, "search")
    ana.presses(Keys.ENTER)
    ana.presses("hello", Keys.ENTER)
    ana.sees("#results", "hello")
    ana.presses(Keys.ESCAPE)
    assert _focus(ana) == "search", "where it was before the dialog"


def test_panels_on_a_phone_are_opened_and_closed_by_keyboard(server: Server, ana: Browser) -> None:
    server.guest_called("bob3")
    ana.enters(server, "ana3", PHONE)
    ana.sees("#title", "#lobby")

    _tabs_to(ana, "show-people")
    assert ana.one("#show-people").get_attribute("aria-expanded") == "false"
    ana.presses(Keys.ENTER)
    assert ana.one("#show-people").get_attribute("aria-expanded") == "true"
    assert ana.runs("return !!document.activeElement.closest('#people')")
    ana.presses(Keys.ESCAPE)

    assert _focus(ana) == "show-people"
    assert not ana.one("#people").is_displayed()


def test_messages_are_a_log_that_tells_what_is_new_alone(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob4")
    ana.enters(server, "ana4")
    bob.types("news")
    ana.reads("news")

    assert ana.one("#log").get_attribute("role") == "log"
    assert ana.one("#log").get_attribute("aria-live") == "polite"
    ana.says("/join loft")
    ana.sees("#title", "#loft")
    ana.runs("document.title = ''; document.querySelector('#rooms button').click()")
    ana.waits_for("return document.querySelector('#log').ariaLive === 'off'")


def test_nothing_moves_for_who_wants_it_still(server: Server, ana: Browser) -> None:
    ana.visits(server)

    moving = ana.runs("return document.getAnimations().length")
    style = ana.runs(
        "return [...document.styleSheets].flatMap((s) => [...s.cssRules])"
        ".filter((r) => /transition|animation/.test(r.cssText)).length"
    )

    assert (moving, style) == (0, 0)


def test_what_is_pressed_is_large_enough(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob5")
    ana.enters(server, "ana5", PHONE)
    ana.says("mine")
    bob.until("ana5: mine")
    ana.sees("#log", "Edit")

    sizes = ana.runs(
        "return [...document.querySelectorAll('button, input, textarea')]"
        ".filter((e) => e.checkVisibility()).map((e) => [e, e.getBoundingClientRect()])"
        ".map(([e, {width, height}]) => [e.id || e.innerText, width, height])"
    )

    assert [each for each in sizes if min(each[1:]) < 24] == []
