"""A room full of people who mean harm leaves the page whole: text is only ever text."""

from __future__ import annotations

import pytest
from selenium.common.exceptions import NoAlertPresentException

from tests.end_to_end.servers import Server
from tests.web.browsers import DESKTOP, PHONE, Browser

NAUGHTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<svg/onload=alert(3)>",
    "</p></div></main><h1>taken over</h1>",
    "<iframe srcdoc='<script>parent.alert(4)</script>'>",
    "<a href='javascript:alert(5)'>click</a>",
    "javascript:alert(6) data:text/html,<script>alert(7)</script> vbscript:x",
    'https://example.org/"onmouseover="alert(8)',
    "https://example.org/'><script>alert(9)</script>",
    "http://[::1 http://% https:// http://user:pass@example.org@evil.example/",
    "{{constructor.constructor('alert(10)')()}} ${alert(11)} `${alert(12)}`",
    "&lt;script&gt;alert(13)&lt;/script&gt; &#x3c;b&#x3e;",
    "\u202eevil\u202c \u2066isolated\u2069 \u200fשלום\u200f abc مرحبا 123",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤ t̖̕h̗̀ẹ͝ ̀h̀ìv̀ề",
    "👩‍👩‍👧‍👦🏳️‍🌈🇪🇸👍🏽 ﷽ 𒐫 ꧅",
    "__proto__ constructor toString hasOwnProperty",
    '{"type":"said","seq":1,"from":"x"}',
    "]]> --> */ //\\ %s %n %00 \\u0000",
    "W" * 4096,
    "‮" + "مرحبا" * 600,
    "x-" * 2000,
    "https://example.org/" + "a" * 4000,
    "https://" + "(" * 2000,
    "@" * 3000,
]
"""Markup, scripts, direction, marks, and words of more than any line's length."""


def _no_alert(browser: Browser) -> None:
    with pytest.raises(NoAlertPresentException):
        _ = browser.driver.switch_to.alert.text


def test_a_hostile_room_leaves_the_page_whole(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana")
    names = "[...document.querySelectorAll('#log *')].map((e) => e.localName)"
    elements = f"return [...new Set({names})].sort()"
    guests = [server.guest_called(name) for name in ("__proto__", "constructor", "W" * 24, "مرحبا")]

    for index, text in enumerate(NAUGHTY):
        guests[index % 4].types(text)
    guests[0].types("/topic <b>bold</b> " + "T" * 250, "/me <i>winks</i>", "/msg ana <u>psst</u>")
    guests[1].types("the end")
    ana.reads("the end")
    ana.sees("#topic", "<b>bold</b>")

    assert ana.runs(elements) == ["a", "b", "bdi", "div", "p", "span", "time"]
    for size in (DESKTOP, PHONE):
        ana.looks_like(size)
        assert not ana.is_too_wide(), size
    said = ana.messages()
    for text in NAUGHTY[:8]:
        assert text in said
    assert {link.get_attribute("protocol") for link in ana.all("#log a")} <= {"http:", "https:"}
    ana.looks_like(DESKTOP)
    ana.clicks("#privates button", "__proto__")
    ana.reads("<u>psst</u>")
    _no_alert(ana)


def test_a_search_through_a_hostile_room_shows_text_alone(server: Server, ana: Browser) -> None:
    bob = server.guest_called("bob2")
    bob.types("<mark>marker</mark> 🎉 <script>alert('marker')</script> " + "m" * 3900)
    ana.enters(server, "ana2")
    ana.reads("marker")

    ana.clicks("#search")
    ana.one("#dialog input").send_keys("marker\ue007")
    ana.sees("#results", "<script>alert('marker')</script>")

    marks = ana.runs(
        "return [...document.querySelectorAll('#results mark')].map((e) => e.innerText)"
    )
    assert marks == ["marker", "marker"]
    assert not ana.is_too_wide()
    _no_alert(ana)


def test_what_the_policy_forbids_does_not_run(server: Server, ana: Browser) -> None:
    ana.enters(server, "ana3")

    result = ana.runs(
        "try { document.body.innerHTML = '<img src=x onerror=window.hit=1>' }"
        " catch (e) { return e.name }"
    )

    assert result == "TypeError", "the policy wants trusted types, and there are none"
    ana.complaints()  # of just that
