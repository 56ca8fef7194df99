from __future__ import annotations

from datetime import datetime, timezone

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.completion import LOCAL, MOST, ChatCompleter, Suggestion
from chatservice.client.talk.chat import Chat, Hit, Search
from chatservice.client.talk.entries import Entry, Kind
from chatservice.client.talk.talks import Person
from chatservice.core.accounts import Mode
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.settings import LANGUAGES, SETTINGS
from chatservice.render.phrasebook import phrasebook
from tests.client.screen.pressing import chat_in_lobby

NOW = datetime(2024, 5, 17, 12, 0, tzinfo=timezone.utc)


class InAChat(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat: Chat = chat_in_lobby()

    def come(self, *names: str, room: str = "lobby") -> None:
        people = self.chat.talk(room, is_room=True).people
        people.update((name, Person(name)) for name in names)

    def says(self, name: str, text: str = "hello") -> None:
        self.chat.add(self.chat.current, Entry(Kind.SAID, NOW, text, name))

    def suggestions(self, before: str) -> list[Suggestion]:
        return ChatCompleter(self.chat).suggestions(before)

    def texts(self, before: str) -> list[str]:
        return [suggestion.text for suggestion in self.suggestions(before)]


class Commands(InAChat):
    """Everything comes from the declarations of commands and settings."""

    def test_a_slash_offers_every_command_by_its_name(self) -> None:
        names = [declaration.name for declaration in CATALOGUE]
        self.assertEqual(self.texts("/"), [f"/{name}" for name in (*names, *LOCAL)])

    def test_the_beginning_of_a_command(self) -> None:
        self.assertEqual(self.texts("/ren"), ["/rename"])

    def test_the_clients_own_commands(self) -> None:
        for name, meaning in LOCAL.items():
            with self.subTest(name):
                found = {each.text: each.meaning for each in self.suggestions(f"/{name[:3]}")}
                self.assertEqual(found[f"/{name}"], meaning)

    def test_an_alias_is_offered_where_the_name_does_not_begin_so(self) -> None:
        self.assertEqual(self.texts("/sus"), ["/susurro"])

    def test_of_a_command_and_its_alias_one_is_offered(self) -> None:
        self.assertEqual(self.texts("/vers"), ["/version"])

    def test_of_a_setting_and_its_alias_one_is_offered(self) -> None:
        self.assertEqual(self.texts("/set co"), ["colour"])

    def test_case_makes_no_difference(self) -> None:
        self.assertEqual(self.texts("/REN"), ["/rename"])

    def test_an_unknown_command_has_no_arguments(self) -> None:
        self.assertEqual(self.texts("/nosuch "), [])

    def test_names_of_settings(self) -> None:
        self.assertEqual(self.texts("/set "), [setting.name for setting in SETTINGS])

    def test_the_beginning_of_a_setting(self) -> None:
        self.assertEqual(self.texts("/set be"), ["bell"])

    def test_aliases_of_settings(self) -> None:
        self.assertEqual(self.texts("/ajustes idi"), ["idioma"])

    def test_values_of_a_setting(self) -> None:
        self.assertEqual(self.texts("/set echo "), ["on", "off"])

    def test_values_of_a_setting_by_its_alias(self) -> None:
        self.assertEqual(self.texts("/set estilo br"), ["bracket"])

    def test_an_unknown_setting_has_no_values(self) -> None:
        self.assertEqual(self.texts("/set nosuch "), [])

    def test_behind_the_last_argument_there_is_nothing(self) -> None:
        self.assertEqual(self.texts("/set echo on "), [])

    def test_languages(self) -> None:
        self.assertEqual(self.texts("/lang "), list(LANGUAGES))

    def test_commands_of_the_help(self) -> None:
        self.assertEqual(self.texts("/help ren"), ["rename"])

    def test_commands_of_the_help_with_a_slash(self) -> None:
        self.assertEqual(self.texts("/help /ren"), ["/rename"])

    def test_kinds_of_rooms(self) -> None:
        self.assertEqual(self.texts("/room "), [*(mode.value for mode in Mode), "slow"])

    def test_a_kind_of_room_is_on_or_off(self) -> None:
        self.assertEqual(self.texts("/room secret "), ["on", "off"])

    def test_slow_is_a_time_that_nobody_knows_beforehand(self) -> None:
        self.assertEqual(self.texts("/room slow "), [])

    def test_a_word_that_may_be_an_argument(self) -> None:
        self.assertEqual(self.texts("/sessions "), ["close"])
        self.assertEqual(self.texts("/forget-me m"), ["messages"])

    def test_results_of_a_search(self) -> None:
        entries = [Entry(Kind.SAID, NOW, text, "Eva") for text in ("one", "two")]
        hits = [Hit(entries[0], "lobby", is_room=True), Hit(entries[1], "Eva", is_room=False)]
        self.chat.search = Search("words", hits)

        self.assertEqual(
            self.suggestions("/jump "),
            [Suggestion("1", 0, "#lobby Eva: one"), Suggestion("2", 0, "Eva Eva: two")],
        )

    def test_without_a_search_there_are_no_results(self) -> None:
        self.assertEqual(self.texts("/jump "), [])

    def test_text_is_not_completed(self) -> None:
        self.come("Hugo")
        self.assertEqual(self.texts("/me h"), [])

    def test_a_name_within_the_text_of_a_command(self) -> None:
        self.come("Hugo")
        self.assertEqual(self.texts("/me hugs hu"), ["Hugo"])

    def test_talks_by_their_numbers(self) -> None:
        self.chat.talk("Eva", is_room=False)

        self.assertEqual(
            self.suggestions("/talk "), [Suggestion("1", 0, "#lobby"), Suggestion("2", 0, "Eva")]
        )

    def test_talks_by_their_names(self) -> None:
        self.chat.talk("Eva", is_room=False)

        self.assertEqual(self.suggestions("/charla ev"), [Suggestion("2", 2, "Eva")])

    def test_only_what_was_typed_is_replaced(self) -> None:
        self.assertEqual([each.typed for each in self.suggestions("/set be")], [2])

    def test_every_suggestion_goes_on_from_what_was_typed(self) -> None:
        for before in ("/", "/s", "/set ", "/set c", "/set style ", "/help /q", "/idioma e"):
            for each in self.suggestions(before):
                with self.subTest(before, text=each.text):
                    typed = before[len(before) - each.typed :]
                    self.assertTrue(each.text.startswith(typed))

    def test_every_command_can_be_asked_for_each_of_its_arguments(self) -> None:
        for declaration in CATALOGUE:
            for count in range(len(declaration.parameters) + 1):
                with self.subTest(declaration.name, count=count):
                    self.suggestions(f"/{declaration.name} " + "x " * count)

    def test_what_has_arguments_goes_on(self) -> None:
        goes_on = {each.text: each.goes_on for each in self.suggestions("/")}
        self.assertEqual((goes_on["/msg"], goes_on["/version"]), (True, False))


class People(InAChat):
    def test_an_at_sign_offers_who_is_there_by_name(self) -> None:
        self.come("Eva", "bob", "Álvaro")
        self.assertEqual(self.texts("hello @"), ["@bob", "@Eva", "@Álvaro"])

    def test_whoever_spoke_last_comes_first(self) -> None:
        self.come("Bob", "Cid", "Eva")
        self.says("Cid")
        self.says("Eva")
        self.says("Cid")

        self.assertEqual(self.texts("@"), ["@Cid", "@Eva", "@Bob"])

    def test_whoever_spoke_and_left_can_be_answered(self) -> None:
        self.says("Eva")
        self.assertEqual(self.texts("@"), ["@Eva"])

    def test_never_oneself(self) -> None:
        self.come("ANA", "Eva")
        self.says("Ana")
        self.assertEqual(self.texts("@"), ["@Eva"])

    def test_case_and_accents_make_no_difference(self) -> None:
        self.come("José", "Joaquín", "Eva", "jo\u0301nas")
        for before in ("@jo", "@JÓ", "@jo\u0301"):
            with self.subTest(before):
                self.assertEqual(self.texts(before), ["@Joaquín", "@José", "@jo\u0301nas"])

    def test_in_the_middle_of_a_text(self) -> None:
        self.come("Eva")
        for before in (
            "hello @e",
            "hello\n@e",
            "(@e",
            "/me waves at @e",
            "/msg bob see @e",
            "//x @e",
        ):
            with self.subTest(before):
                self.assertEqual(self.texts(before), ["@Eva"])

    def test_an_address_is_not_completed(self) -> None:
        self.come("Eva")
        for before in ("ana@e", "https://x/@e", "@@e"):
            with self.subTest(before):
                self.assertEqual(self.texts(before), [])

    def test_at_the_beginning_a_name_is_who_is_spoken_to(self) -> None:
        self.come("Eva")
        self.assertEqual(self.texts("e"), ["Eva: "])

    def test_elsewhere_one_letter_is_no_name(self) -> None:
        self.come("Eva")
        for before in ("", " ", "and e", "one\ne"):
            with self.subTest(before):
                self.assertEqual(self.texts(before), [])

    def test_elsewhere_a_word_of_two_letters_may_be_one(self) -> None:
        self.come("Eva")
        for before in ("and ev", "one\nEV"):
            with self.subTest(before):
                self.assertEqual(self.suggestions(before), [Suggestion("Eva", 2, goes_on=True)])

    def test_a_part_of_a_word_is_no_name(self) -> None:
        self.come("Eva")
        for before in ("a l/ev", "an (ev", "a -ev"):
            with self.subTest(before):
                self.assertEqual(self.texts(before), [])

    def test_commands_that_need_a_person(self) -> None:
        self.come("Eva")
        for before in ("/msg e", "/whois e", "/ban e", "/kick E"):
            with self.subTest(before):
                self.assertEqual(self.texts(before), ["Eva"])

    def test_a_person_with_a_sign(self) -> None:
        self.come("Eva")
        self.assertEqual(self.texts("/msg @e"), ["@Eva"])

    def test_commands_know_people_elsewhere_too(self) -> None:
        self.come("Zoe")
        self.come("Bob", room="dev")
        self.chat.talk("Cid", is_room=False)

        self.assertEqual(self.texts("/msg "), ["Zoe", "Bob", "Cid"])
        self.assertEqual(self.texts("@"), ["@Zoe"])

    def test_in_a_private_conversation_the_other_one(self) -> None:
        self.chat.open(self.chat.talk("Eva", is_room=False))
        self.assertEqual(self.texts("@"), ["@Eva"])

    def test_whoever_is_away_is_told_so(self) -> None:
        people = self.chat.current.people
        people["Bob"] = Person("Bob", away="lunch")
        people["Eva"] = Person("Eva", away="")

        self.assertEqual([each.meaning for each in self.suggestions("@")], ["away: lunch", "away"])

    def test_a_name_that_would_disturb_the_screen_does_not(self) -> None:
        self.come("Eva\x1b[2J\n")
        self.assertEqual(self.texts("@"), ["@Eva "])

    def test_a_crowd_is_not_offered_whole(self) -> None:
        self.come(*(f"n{number}" for number in range(MOST + 10)))
        self.assertEqual(len(self.texts("@")), MOST)


class Rooms(InAChat):
    def setUp(self) -> None:
        super().setUp()
        self.chat.rooms = {"dev": "Code", "lobby": "Hi", "Économie": ""}

    def test_a_number_sign_offers_rooms_and_their_topics(self) -> None:
        found = [(each.text, each.meaning) for each in self.suggestions("see #")]
        self.assertEqual(found, [("#dev", "Code"), ("#lobby", "Hi"), ("#Économie", "")])

    def test_commands_that_need_a_room(self) -> None:
        for before in ("/join e", "/leave E", "/users é"):
            with self.subTest(before):
                self.assertEqual(self.texts(before), ["Économie"])

    def test_a_room_with_a_sign(self) -> None:
        self.assertEqual(self.texts("/join #d"), ["#dev"])

    def test_a_room_that_the_server_did_not_tell_of(self) -> None:
        self.chat.talk("hidden", is_room=True)
        self.assertEqual(self.texts("#h"), ["#hidden"])


class TheMenu(SynchronousTestCase):
    """The suggestions as prompt_toolkit wants them."""

    def test_a_command_is_explained_in_the_readers_language(self) -> None:
        chat = chat_in_lobby("es")
        [found] = ChatCompleter(chat).get_completions(Document("/ren"), CompleteEvent())
        self.assertEqual(found.display_meta_text, phrasebook("es").say("Take another nickname."))

    def test_the_only_one_ends_with_a_space_where_something_follows(self) -> None:
        for before, text in (("/ren", "/rename "), ("/vers", "/version"), ("/set ec", "echo ")):
            with self.subTest(before):
                completer = ChatCompleter(chat_in_lobby())
                [found] = completer.get_completions(Document(before), CompleteEvent())
                self.assertEqual(found.text, text)

    def test_where_there_is_a_space_no_other_is_added(self) -> None:
        completer = ChatCompleter(chat_in_lobby())
        [found] = completer.get_completions(Document("/ren Eva", 4), CompleteEvent())
        self.assertEqual(found.text, "/rename")

    def test_a_long_explanation_is_cut(self) -> None:
        chat = chat_in_lobby()
        chat.rooms = {"dev": "x" * 1000}
        [found] = ChatCompleter(chat).get_completions(Document("#d"), CompleteEvent())
        self.assertLess(len(found.display_meta_text), 100)
