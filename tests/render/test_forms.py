from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Said
from chatservice.core.replies import Done
from chatservice.core.settings import Settings
from chatservice.render.forms import FORMS, Renderer
from tests.render.told import NOW

HELLO = Said(NOW, "lobby", "ana", "hola")


class Forms(SynchronousTestCase):
    def test_the_same_event_in_every_form(self) -> None:
        render, settings = Renderer(), Settings(zone="UTC")

        self.assertEqual(
            {form: render(HELLO, settings.representation(form), seq=5) for form in FORMS},
            {
                "plain": b"[14:35] ana: hola\r\n",
                "json": b'{"type":"said","seq":5,"at":"2026-11-21T14:35:02.123456Z",'
                b'"room":"lobby","from":"ana","text":"hola"}\n',
                "websocket": b'\x81\x64{"type":"said","seq":5,"at":"2026-11-21T14:35:02.123456Z",'
                b'"room":"lobby","from":"ana","text":"hola"}',
            },
        )

    def test_the_name_of_a_request_reaches_its_answer(self) -> None:
        self.assertEqual(
            Renderer()(Done(7), Settings().representation("json"), request="a1"),
            b'{"type":"ok","id":"a1","seq":7}\n',
        )

    def test_the_label_reaches_whoever_reads_at_a_terminal(self) -> None:
        self.assertEqual(
            Renderer()(HELLO, Settings(zone="UTC").representation("plain"), labelled=True),
            b"[14:35] #lobby ana: hola\r\n",
        )

    def test_the_bell_rings_at_terminals_alone(self) -> None:
        self.assertEqual(
            [Renderer().bell(Settings().representation(form)) for form in FORMS],
            [b"\a", b"", b""],
        )

    def test_an_unknown_form_is_a_fault(self) -> None:
        self.assertRaises(KeyError, Renderer(), HELLO, Settings().representation("gopher"))
