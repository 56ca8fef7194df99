from __future__ import annotations

import json

from twisted.trial.unittest import SynchronousTestCase

from tests.protocols.chat import Chat
from tests.protocols.web.conformance import CASES, Case
from tests.protocols.web.frames import CLOSE, PONG, TEXT
from tests.protocols.web.visiting import Browser


def outcome(browser: Browser, packets: tuple[bytes, ...]) -> Case:
    """Return the case with what really was answered."""
    for packet in packets:
        if browser.is_leaving:
            break
        browser.sends(packet)
    errors, pongs, code = 0, [], None
    for each in browser.frames():
        assert each.is_last
        if each.opcode == TEXT:
            errors += json.loads(each.payload)["type"] == "error"
        elif each.opcode == PONG:
            pongs.append(each.payload)
        elif each.opcode == CLOSE:
            assert code is None, "goodbye twice"
            code = int.from_bytes(each.payload[:2], "big") if each.payload else 1005
    return Case(packets, errors, tuple(pongs), code)


class Conformance(SynchronousTestCase):
    def test_every_case_is_answered_as_rfc_6455_has_it(self) -> None:
        for name, case in CASES.items():
            browser = Browser(Chat())

            self.assertEqual(outcome(browser, case.packets)[1:], case[1:], name)

    def test_who_says_goodbye_properly_finds_the_connection_closed(self) -> None:
        for name, case in CASES.items():
            if name.startswith("7.1"):
                browser = Browser(Chat())

                outcome(browser, case.packets)

                self.assertTrue(browser.is_leaving, name)

    def test_nothing_is_left_of_any(self) -> None:
        for name, case in CASES.items():
            chat = Chat()
            browser = Browser(chat)
            outcome(browser, case.packets)

            browser.is_disconnected(cleanly=False)

            left = [chat.hub.sessions, chat.hub.visits, chat.factory.connections]
            self.assertFalse(any([*left, chat.factory.half_lines]), name)
