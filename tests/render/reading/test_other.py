from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.catalogue import CATALOGUE
from chatservice.core.refusals import Code
from chatservice.core.replies import CommandsListed, SettingsShown
from chatservice.core.settings import Settings
from chatservice.render.messages import Message
from chatservice.render.messages.conversation import (
    Again,
    Error,
    Found,
    PasswordAsked,
    RoomRow,
    Rooms,
    Waited,
)
from chatservice.render.messages.events import Joined, Said
from chatservice.render.messages.moderation import (
    Bans,
    ModeChanged,
    RoomShown,
    SanctionRow,
    Silenced,
)
from chatservice.render.messages.server import Command, CommandRow, Commands, ParameterRow, Time
from chatservice.render.messages.server import Settings as SettingsSent
from chatservice.render.plain import FORM
from chatservice.render.reading import sentences, told
from tests.render.reading.tellable import as_message
from tests.render.told import NOW

ENGLISH = Settings("en", zone="UTC").representation(FORM)
SPANISH = Settings("es", zone="UTC").representation(FORM)
COLOURED = Settings("en", colour=True, zone="UTC").representation(FORM)

DANCE = CommandRow(
    name="dance",
    aliases=["baila"],
    usage="/dance [{HOW}]",
    summary="Dances, {with} braces.",
    parameters=[ParameterRow(name="how", label="{HOW}", kind="steps", optional=True)],
)


class OtherVersions(SynchronousTestCase):
    """Of what a server of another version may tell."""

    def assert_read(self, message: Message, english: list[str], spanish: list[str]) -> None:
        self.assertEqual(sentences(message, ENGLISH, now=NOW), english)
        self.assertEqual(sentences(message, SPANISH, now=NOW), spanish)

    def test_an_unknown_refusal_is_told_in_the_servers_words(self) -> None:
        error = Error(code="too-loud", text="Not so loud.", details={"level": 11})

        self.assertIsNone(told(error))
        self.assert_read(error, ["Not so loud."], ["Not so loud."])

    def test_a_refusal_without_words_is_told_by_its_code(self) -> None:
        error = Error(code="too-loud", text="", details={})

        self.assert_read(error, ["too-loud"], ["too-loud"])

    def test_a_refusal_whose_details_do_not_fit_is_told_in_the_servers_words(self) -> None:
        wrong: tuple[tuple[Code, dict[str, str | int]], ...] = (
            (Code.UNKNOWN_USER, {}),
            (Code.UNKNOWN_USER, {"name": "ana", "message": "x"}),
            (Code.NOT_OVER_THEM, {"who": "emperor"}),
            (Code.NOT_JSON, {"reason": "yaml"}),
            (Code.BANNED, {"seconds": "long", "reason": ""}),
            (Code.BANNED, {"seconds": 10**15, "reason": ""}),
            (Code.MISSING_ARGUMENT, {"command": "/dance"}),
            (Code.MUTED, {}),
        )
        for code, details in wrong:
            with self.subTest(code, details=details):
                error = Error(code=code.value, text="No.", details=details)
                self.assert_read(error, ["No."], ["No."])

    def test_what_a_refusal_tells_besides_changes_nothing(self) -> None:
        error = Error(code="not-ignored", text="No.", details={"name": "ana", "since": 3})

        self.assert_read(
            error,
            ["You are not ignoring anybody called ana."],
            ["No ignoras a nadie que se llame ana."],
        )

    def test_an_unknown_command_is_listed_among_ours_as_the_server_describes_it(self) -> None:
        ours = as_message(CommandsListed((CATALOGUE.find("away"),)))
        assert isinstance(ours, Commands)

        self.assert_read(
            Commands(commands=[DANCE, *ours.commands]),
            [
                "Commands:",
                "  /dance [{HOW}]  Dances, {with} braces.",
                "  /away [REASON]  Say that you are away: /users and private messages show it.",
                "/help COMMAND tells more. //text sends a line that starts with a slash.",
            ],
            [
                "Comandos:",
                "  /dance [{HOW}]  Dances, {with} braces.",
                (
                    "  /away [MOTIVO]  Avisa de que estás ausente: se ve en /users y al "
                    "escribirte en privado."
                ),
                "/help COMANDO dice más. //texto envía una línea que empieza por una barra.",
            ],
        )

    def test_a_command_that_is_another_one_there_is_told_as_it_is_there(self) -> None:
        changed = Command(
            name="away",
            aliases=["ausente"],
            usage="/away REASON",
            summary="Goes.",
            parameters=[],
            example="/away {lunch}",
        )

        self.assert_read(
            changed,
            ["/away REASON", "  Goes.", "  Also: /ausente", "  Example: /away {lunch}"],
            ["/away REASON", "  Goes.", "  También: /ausente", "  Ejemplo: /away {lunch}"],
        )

    def test_a_command_of_which_little_is_told_has_its_name(self) -> None:
        bare = Command(name="dance", aliases=[], usage="", summary="", parameters=[], example="")

        self.assertEqual(sentences(bare, SPANISH)[0], "/dance")
        self.assertNotIn("Project-Id-Version", " ".join(sentences(bare, SPANISH)))

    def test_settings_that_are_others_are_told_one_by_one(self) -> None:
        for sent in ({"echo": "off", "hue": "{b}"}, {"style": "loud"}, {"zone": "Moon/Sea"}):
            with self.subTest(sent):
                self.assertEqual(
                    sentences(SettingsSent(settings=sent), ENGLISH),
                    [f"{name} is {value}." for name, value in sent.items()],
                )

    def test_a_setting_that_is_missing_is_not_made_up(self) -> None:
        every = as_message(SettingsShown(Settings()))
        assert isinstance(every, SettingsSent)
        del every.settings["bell"]

        self.assertNotIn("bell", " ".join(sentences(every, ENGLISH)))

    def test_no_settings_are_told_by_the_name_of_the_message(self) -> None:
        self.assertEqual(sentences(SettingsSent(settings={}), ENGLISH), ["settings (settings: {})"])

    def test_an_unknown_kind_of_room_is_told_as_it_came(self) -> None:
        for mode, value in (("quiet", "on"), ("secret", "perhaps"), ("slow", "1 hour")):
            with self.subTest(mode):
                changed = ModeChanged(at=NOW, room="den", by="ana", mode=mode, value=value)
                line = f"mode-changed (room: den, by: ana, mode: {mode}, value: {value})"
                self.assert_read(changed, [line], [line])

    def test_a_room_of_an_unknown_kind_is_told_as_it_came(self) -> None:
        shown = RoomShown(room="den", modes=["secret", "quiet"], moderators=[])

        self.assertEqual(
            sentences(shown, ENGLISH),
            ['room-shown (room: den, modes: ["secret","quiet"], moderators: [])'],
        )

    def test_an_unknown_sanction_is_told_as_it_came(self) -> None:
        bans = Bans(sanctions=[SanctionRow(kind="jail", who="eva", by="ana")])

        self.assertEqual(
            sentences(bans, ENGLISH),
            ['bans (sanctions: [{"kind":"jail","who":"eva","by":"ana"}])'],
        )

    def test_an_unknown_password_is_asked_for_as_it_came(self) -> None:
        asked = PasswordAsked(wanted="pin", nick="ana")

        self.assertEqual(sentences(asked, ENGLISH), ["password-asked (wanted: pin, nick: ana)"])

    def test_what_is_told_as_it_came_has_an_end(self) -> None:
        shown = RoomShown(room="a" * 5000, modes=["quiet"], moderators=[])

        (line,) = sentences(shown, ENGLISH)
        self.assertEqual((len(line), line[-2:]), (1000, "a\u2026"))

    def test_what_nobody_did_is_told_as_it_came(self) -> None:
        self.assertEqual(
            sentences(Joined(at=NOW, room="den", who=[]), ENGLISH), ["joined (room: den, who: [])"]
        )
        self.assertEqual(sentences(Commands(commands=[]), ENGLISH), ["commands (commands: [])"])


class Bounds(SynchronousTestCase):
    """Of what no server of ours tells, though it follows the schema."""

    def test_a_person_may_be_in_no_room(self) -> None:
        rooms = Rooms(rooms=[RoomRow(name="den", people=1)], joined=[], more=0)

        self.assertEqual(sentences(rooms, ENGLISH)[1:], ["  #den (1 person)"])

    def test_of_countless_rooms_where_one_is_the_last_ones_count(self) -> None:
        joined = ["first", *["other"] * 1000, "den"]
        listed = [RoomRow(name=name, people=1) for name in ("first", "other", "den")]

        self.assertEqual(
            sentences(Rooms(rooms=listed, joined=joined, more=0), ENGLISH)[1:],
            ["  #first (1 person)", "+ #other (1 person)", "* #den (1 person)"],
        )

    def test_there_are_at_least_as_many_messages_as_were_sent(self) -> None:
        waited = Waited(messages=[said("hola")], total=-5)

        self.assertEqual(
            sentences(waited, ENGLISH, now=NOW),
            ["1 message while you were away:", "[14:35] ana: hola"],
        )

    def test_of_marks_only_parts_of_the_text_are_taken_each_once(self) -> None:
        marks = [(2, 1), (0, 2), (1, 3), (-2, 9), (3, 99), (3, 4), (3, 4)]
        found = Found(messages=[said("hola")], marks=[marks], more=False, first=False)

        self.assertEqual(sentences(found, ENGLISH), ["[2026-11-21 14:35] #lobby ana: *ho*l*a*"])

    def test_messages_and_marks_need_not_be_as_many(self) -> None:
        for marks in ([], [[(0, 4)], [], [(0, 1)]]):
            with self.subTest(marks):
                two: list[Again] = [said("hola"), said("adiós")]
                found = Found(messages=two, marks=marks, more=False, first=False)
                self.assertEqual(len(sentences(found, ENGLISH)), 2)

    def test_no_time_is_too_long(self) -> None:
        muted = Silenced(at=NOW, by="ana", who="eva", muted=True, seconds=10**30)
        time = Time(now=NOW, uptime=10**30)

        self.assertRegex(sentences(muted, ENGLISH)[0], r"muted you for \d+ days")
        self.assertRegex(sentences(time, ENGLISH)[1], r"Running for \d+ days")

    def test_what_lasts_less_than_no_time_lasts_none(self) -> None:
        self.assertEqual(sentences(Time(now=NOW, uptime=-5), ENGLISH)[1], "Running for 0 seconds")

    def test_escape_sequences_are_not_told(self) -> None:
        line = said("a\x1b[2Jb\r\nc\x07\u202ed", who="a\x1b]0;x\x07na")

        self.assertEqual(sentences(line, ENGLISH), ["[14:35] ana: ab cd"])

    def test_names_of_settings_and_details_of_refusals_are_as_safe(self) -> None:
        settings = SettingsSent(settings={"e\x1b[31mcho": "o\nff"})
        error = Error(code="unknown-user", text="", details={"name": "a\x1b[31mna"})

        self.assertEqual(sentences(settings, ENGLISH), ["echo is o ff."])
        self.assertIn("called ana.", sentences(error, ENGLISH)[0])

    def test_colours_are_our_own(self) -> None:
        (line,) = sentences(said("a\x1b[31mb"), COLOURED)

        self.assertRegex(line, "^\\[14:35\\] \x1b\\[3[1-6]mana\x1b\\[0m: ab$")

    def test_the_message_itself_stays_as_it_came(self) -> None:
        line = said("a\x07")
        sentences(line, ENGLISH)

        self.assertEqual(line.text, "a\x07")

    def test_a_list_of_commands_has_an_end(self) -> None:
        many = Commands(commands=[DANCE] * 1500)

        self.assertEqual(len(sentences(many, ENGLISH)), 1002)

    def test_a_usage_has_an_end(self) -> None:
        long = Command(
            name="a", aliases=[], usage="/" + "a" * 999, summary="", parameters=[], example=""
        )

        self.assertEqual(len(sentences(long, ENGLISH)[0]), 200)

    def test_a_list_of_many_commands_with_wide_usage_is_no_larger_than_what_came(self) -> None:
        wide = CommandRow(name="w", aliases=[], usage="w" * 10**6, summary="", parameters=[])
        lines = sentences(Commands(commands=[wide, *[DANCE] * 5000]), ENGLISH)

        self.assertLess(sum(map(len, lines)), 10**6)


def said(text: str, who: str = "ana") -> Said:
    return Said(seq=1, at=NOW, room="lobby", from_=who, text=text)
