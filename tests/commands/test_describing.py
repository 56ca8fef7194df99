"""`chatservice schema`: what it prints."""

from __future__ import annotations

import json

from chatservice.protocols.requests import REQUESTS
from chatservice.render.messages import SERVER_MESSAGES
from tests.commands.running import CommandTestCase


class Schema(CommandTestCase):
    def test_every_message_has_its_definition_under_the_side_that_sends_it(self) -> None:
        ran = self.run_command("schema")

        self.assertEqual((ran.status, ran.errors), (0, ""))
        definitions = json.loads(ran.output)["$defs"]
        for side, types in (("client", REQUESTS), ("server", SERVER_MESSAGES)):
            self.assertEqual(
                [_type_of(definitions, each["$ref"]) for each in definitions[side]["anyOf"]],
                [each.__struct_config__.tag for each in types],
            )

    def test_every_reference_leads_to_a_definition(self) -> None:
        schema = json.loads(self.run_command("schema").output)

        definitions = {f"#/$defs/{name}" for name in schema["$defs"]}
        self.assertEqual(_references(schema) - definitions, set())

    def test_it_takes_no_argument(self) -> None:
        self.assertEqual(
            self.complaint("schema", "hello"),
            "'hello' is one argument too many (--help lists what is allowed)",
        )

    def test_it_has_nothing_to_do_with_a_folder(self) -> None:
        self.assertIn("--data", self.complaint("schema", "--data", "."))


def _type_of(definitions: dict[str, dict[str, object]], reference: str) -> object:
    """Return the `type` of the messages that a reference is about."""
    properties = definitions[reference.removeprefix("#/$defs/")]["properties"]
    return properties["type"]["enum"][0]  # type: ignore[index]


def _references(part: object) -> set[str]:
    """Return all references in a part of a schema."""
    if isinstance(part, list):
        return set().union(*map(_references, part))
    if not isinstance(part, dict):
        return set()
    found = {part["$ref"]} if "$ref" in part else set()
    return found.union(*map(_references, part.values()))
