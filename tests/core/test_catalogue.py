from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.catalogue import CATALOGUE, LONGEST_NAME, Catalogue, Parameter
from chatservice.core.commands import (
    Away,
    Ban,
    Delete,
    Help,
    History,
    Join,
    Leaving,
    Me,
    Rooms,
    Say,
    Set,
    Users,
    Whisper,
    Whois,
)
from chatservice.core.declaring import Command, Kind, Who
from chatservice.core.refusals import Code, Refused


class Parsing(SynchronousTestCase):
    def assert_parsed(self, line: str, command: Command) -> None:
        self.assertEqual(CATALOGUE.parse(line), command)

    def assert_refused(self, line: str, code: Code, **details: str | int) -> None:
        refused = self.assertRaises(Refused, CATALOGUE.parse, line)
        self.assertEqual((refused.code, refused.details), (code, details))

    def test_a_line_without_a_slash_is_said(self) -> None:
        self.assert_parsed("hola", Say("hola"))

    def test_a_slash_inside_a_line_is_nothing_special(self) -> None:
        self.assert_parsed("either/or", Say("either/or"))

    def test_two_slashes_say_a_line_with_one(self) -> None:
        self.assert_parsed("//quit", Say("/quit"))

    def test_three_slashes_say_a_line_with_two(self) -> None:
        self.assert_parsed("///", Say("//"))

    def test_spaces_before_a_command_do_not_send_it_to_the_room(self) -> None:
        self.assert_parsed("  /msg Ana secret", Whisper("Ana", "secret"))

    def test_spaces_before_what_is_said_stay(self) -> None:
        self.assert_parsed("   indented", Say("   indented"))

    def test_spaces_after_what_is_said_do_not(self) -> None:
        self.assert_parsed("hola  ", Say("hola"))

    def test_the_last_argument_takes_the_rest_of_the_line(self) -> None:
        self.assert_parsed("/msg Ana one  two three", Whisper("Ana", "one  two three"))

    def test_the_only_argument_takes_all_of_it(self) -> None:
        self.assert_parsed("/history 20 before today", History("20 before today"))

    def test_several_spaces_between_arguments_count_as_one(self) -> None:
        self.assert_parsed("/msg   Ana   hola", Whisper("Ana", "hola"))

    def test_an_argument_that_may_be_left_out_can_be(self) -> None:
        self.assert_parsed("/away", Away(None))

    def test_the_first_of_two_arguments_can_stand_alone(self) -> None:
        self.assert_parsed("/set echo", Set("echo", None))

    def test_capitals_do_not_count(self) -> None:
        self.assert_parsed("/WhoIs Ana", Whois("Ana"))

    def test_an_at_sign_before_a_person_does_not_count(self) -> None:
        self.assert_parsed("/w @Ana hola", Whisper("Ana", "hola"))

    def test_a_hash_before_a_room_does_not_count(self) -> None:
        self.assert_parsed("/join #cocina", Join("cocina"))

    def test_an_at_sign_in_a_text_stays(self) -> None:
        self.assert_parsed("/me @home", Me("@home"))

    def test_a_length_of_time_in_the_middle_may_be_left_out(self) -> None:
        self.assert_parsed("/ban Juan he shouts", Ban("Juan", None, "he shouts"))

    def test_a_length_of_time_in_the_middle_is_no_part_of_what_follows(self) -> None:
        self.assert_parsed("/ban Juan 2h he shouts", Ban("Juan", "2h", "he shouts"))

    def test_a_question_mark_is_a_command(self) -> None:
        self.assert_parsed("/?", Help(None))

    def test_a_missing_argument_is_refused_by_the_commands_own_name(self) -> None:
        self.assert_refused("/w", Code.MISSING_ARGUMENT, command="/msg")

    def test_the_second_argument_can_be_missing_too(self) -> None:
        self.assert_refused("/w Ana  ", Code.MISSING_ARGUMENT, command="/msg")

    def test_arguments_to_a_command_that_takes_none_are_refused(self) -> None:
        self.assert_refused("/rooms now", Code.TOO_MANY_ARGUMENTS, command="/rooms")

    def test_an_unknown_command_comes_with_the_nearest_one(self) -> None:
        for typed, nearest in {
            "/mgs Ana x": "/msg",
            "/hepl": "/help",
            "/ususarios": "/usuarios",
        }.items():
            self.assert_refused(
                typed, Code.UNKNOWN_COMMAND, command=typed.split()[0], nearest=nearest
            )

    def test_there_is_a_nearest_command_to_anything(self) -> None:
        for typed in ("/", "/ hola", "/xyzzyxyzzy", "/ñ", "/123"):
            refused = self.assertRaises(Refused, CATALOGUE.parse, typed)
            self.assertEqual(refused.code, Code.UNKNOWN_COMMAND)
            self.assertIn(str(refused.details["nearest"])[1:], CATALOGUE.names)

    def test_of_a_very_long_name_only_the_beginning_is_looked_at_and_shown(self) -> None:
        refused = self.assertRaises(Refused, CATALOGUE.parse, "/" + "x" * 4000)

        self.assertEqual(refused.details["command"], "/" + "x" * LONGEST_NAME)

    @given(st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(str.strip))
    def test_what_starts_with_no_slash_is_said_as_it_was_typed(self, line: str) -> None:
        if not line.lstrip().startswith("/"):
            self.assert_parsed(line, Say(line.rstrip()))

    @given(st.text(), st.sampled_from(CATALOGUE.names))
    def test_whatever_stands_behind_a_command_it_is_that_command_or_refused(
        self, rest: str, name: str
    ) -> None:
        try:
            command = CATALOGUE.parse(f"/{name} {rest}")
        except Refused as refused:
            self.assertNotEqual(refused.code, Code.UNKNOWN_COMMAND)
        else:
            self.assertIs(type(command), CATALOGUE.find(name).command)


class Finding(SynchronousTestCase):
    def test_a_command_is_found_with_or_without_its_slash(self) -> None:
        self.assertIs(CATALOGUE.find("/users").command, Users)
        self.assertIs(CATALOGUE.find("users").command, Users)

    def test_a_command_is_found_under_every_name(self) -> None:
        for declaration in CATALOGUE:
            for name in declaration.command.names:
                self.assertIs(CATALOGUE.find(name), declaration)

    def test_all_names_and_aliases_are_known(self) -> None:
        self.assertEqual(
            list(CATALOGUE.names), [n for d in CATALOGUE for n in (d.name, *d.aliases)]
        )

    def test_a_declaration_tells_who_may_use_the_command(self) -> None:
        self.assertIs(CATALOGUE.find("exit").who, Leaving.who)
        self.assertIs(CATALOGUE.find("msg").who, Who.NAMED)


class Reading(SynchronousTestCase):
    def test_the_fields_of_a_command_are_its_parameters_in_their_order(self) -> None:
        self.assertEqual(
            CATALOGUE.find("msg").parameters,
            (
                Parameter("to", "USER", Kind.PERSON, optional=False, who=Who.ANYONE),
                Parameter("text", "TEXT", Kind.TEXT, optional=False, who=Who.ANYONE),
            ),
        )

    def test_a_field_that_may_be_none_is_optional(self) -> None:
        self.assertEqual(
            CATALOGUE.find("users").parameters,
            (Parameter("room", "ROOM", Kind.ROOM, optional=True, who=Who.ANYONE),),
        )

    def test_an_argument_may_be_for_fewer_people_than_its_command(self) -> None:
        delete = CATALOGUE.find("delete")

        self.assertEqual(
            [
                [parameter.field for parameter in delete.parameters_for(who)]
                for who in (Who.NAMED, Who.MODERATOR)
            ],
            [[], ["whose", "number"]],
        )

    def test_who_may_give_a_command_depends_on_the_arguments_that_it_has(self) -> None:
        delete = CATALOGUE.find("delete")

        self.assertEqual(
            [delete.needs(Delete()), delete.needs(Delete("Juan"))], [Who.NAMED, Who.MODERATOR]
        )

    def test_a_command_without_fields_has_no_parameters(self) -> None:
        self.assertEqual(Catalogue(Rooms).find("rooms").parameters, ())

    def test_two_commands_of_one_name_are_a_mistake_of_the_programmers(self) -> None:
        @dataclass(frozen=True, slots=True)
        class Retire(Command):
            names = ("exit",)

        self.assertRaises(TypeError, Catalogue, Leaving, Retire)

    def test_an_argument_that_stands_for_nothing_is_a_mistake_of_the_programmers(self) -> None:
        self.assertRaises(TypeError, Catalogue, Wink)


@dataclass(frozen=True, slots=True)
class Wink(Command):
    """A command whose argument is a plain string, of which nobody knows what it is."""

    names = ("wink",)
    eye: str
