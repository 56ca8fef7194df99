from __future__ import annotations

from pathlib import Path
from string import Formatter

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import refusals
from chatservice.core.refusals import Code, Refused
from chatservice.core.settings import LANGUAGES
from chatservice.render.phrasebook import phrasebook
from chatservice.render.reasons import FOR_PROGRAMS, REASONS
from chatservice.render.refusals import PHRASES, refusal

DETAILS: dict[str, str | int] = {
    "allowed": 24,
    "by": "Eva",
    "character": "U+0020",
    "command": "/msg",
    "name": "Ana",
    "nearest": "Eva",
    "other": "Eva",
    "protocol": "TLS",
    "reason": "enough",
    "room": "lobby",
    "seconds": 60,
    "value": "eleven",
    "who": "owner",
}

MADE = {Code.BANNED, Code.BANNED_FROM_ROOM}
"""Told by more than one phrase: how long, and why, may be missing."""


def promised(code: Code) -> dict[str, str | int]:
    """Return details of the kinds that the comment behind ``code``'s declaration promises."""
    source = Path(refusals.__file__).read_text(encoding="utf-8")
    (line,) = [
        line for line in source.splitlines() if f" = {code.value!r}".replace("'", '"') in line
    ]
    comment = line.partition("#")[2]
    details = {name: value for name, value in DETAILS.items() if f" {name}: " in comment}
    return details | ({"reason": next(iter(REASONS[code]))} if code in REASONS else {})


class Refusals(SynchronousTestCase):
    def test_every_code_has_a_phrase_and_every_phrase_a_code(self) -> None:
        self.assertEqual(set(PHRASES), set(Code) - MADE)

    def test_every_code_can_be_told_in_every_language(self) -> None:
        for code in Code:
            for language in LANGUAGES:
                sentence = refusal(phrasebook(language), Refused(code, **promised(code)))
                self.assertNotIn("{", sentence)

    def test_every_code_reads_otherwise_in_spanish(self) -> None:
        for code in Code:
            refused = Refused(code, **promised(code))
            self.assertNotEqual(
                refusal(phrasebook("es"), refused), refusal(phrasebook("en"), refused), code
            )

    def test_what_programs_are_told_instead_can_be_told_in_every_language(self) -> None:
        for code in FOR_PROGRAMS:
            refused = Refused(code, **promised(code))
            told = {
                refusal(phrasebook(language), refused, is_for_program=is_for_program)
                for language in LANGUAGES
                for is_for_program in (False, True)
            }
            self.assertEqual(len(told), 2 * len(LANGUAGES), code)

    def test_nothing_that_programs_are_told_speaks_of_a_key_or_a_typed_command(self) -> None:
        for phrase in FOR_PROGRAMS.values():
            self.assertNotRegex(phrase, r"Enter|/\w+|\btype\b|empty line")

    def test_a_phrase_uses_nothing_that_its_code_does_not_promise(self) -> None:
        for code, phrase in (*PHRASES.items(), *FOR_PROGRAMS.items()):
            used = {name for _, name, _, _ in Formatter().parse(phrase) if name}
            made = {"usage"} | ({"time"} if "seconds" in promised(code) else set())
            self.assertEqual(used - made - set(promised(code)), set(), code)

    def test_wrong_arguments_come_with_the_way_to_type_them(self) -> None:
        self.assertEqual(
            refusal(phrasebook("es"), Refused(Code.MISSING_ARGUMENT, command="/msg")),
            "A /msg le falta algo. Uso: /msg USUARIO TEXTO",
        )

    def test_what_a_stranger_typed_is_not_looked_into(self) -> None:
        self.assertEqual(
            refusal(phrasebook("en"), Refused(Code.NOT_A_NUMBER, value="{allowed}", allowed=9)),
            "{allowed} can't be used here: a whole number from 1 to 9 can.",
        )
