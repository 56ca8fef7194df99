"""What the page looks like, kept as pictures in web-pictures, or where WEB_PICTURES says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end_to_end.servers import Server
from tests.web.browsers import DESKTOP, PHONE, TABLET, Browser, kept_pictures

SIZES = {"phone": PHONE, "tablet": TABLET, "desktop": DESKTOP}


@pytest.fixture
def lively(server: Server, ana: Browser) -> Browser:
    """A browser in a room where people talk."""
    if "#kitchen" in ana.title():
        return ana
    leo = server.guest_called("Leo")
    maria = server.guest_called("María-José")
    leo.types("/join kitchen", "/topic Lunch at two, cake at four")
    maria.types("/away back at three", "/join kitchen")
    ana.enters(server, "Ana")
    ana.says("/join kitchen")
    ana.sees("#title", "#kitchen")
    leo.types("Good morning! Who brings the cake?", "I could ask the others.")
    maria.types(
        "Ana does, as she promised: https://example.org/recipes/cake?layers=3", "/me smiles"
    )
    ana.reads("smiles")
    ana.says("I do, I do. With cherries.", "And a lot of cream, " + "really " * 30 + "a lot.")
    ana.sees("#log", "Edit")
    leo.types("/msg Ana do you need a hand?", "/edit I did ask the others.")
    ana.sees("#privates", "Leo")
    return ana


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_a_picture_of_the_page_is_kept(
    lively: Browser, size: str, dark: bool, record_property: Callable[[str, object], None]
) -> None:
    lively.looks_like(SIZES[size], dark=dark)
    picture = kept_pictures() / f"{size}-{'dark' if dark else 'light'}.png"

    lively.driver.save_screenshot(str(picture))
    record_property("picture", str(picture))

    assert picture.stat().st_size > 10_000
    assert not lively.is_too_wide()
