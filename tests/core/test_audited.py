"""What the audit log is told: each act of moderation, log-in and refusal, once, and no text."""

from __future__ import annotations

from dataclasses import astuple

from chatservice.core.audit import Audited
from chatservice.core.limits import Limits
from tests.core.actions.kitchen import ADDRESSES, InTheKitchen
from tests.core.conversation import PASSWORD, Chat

TEXT = "a word that is nobody else's business"

OWEN = {"who": "Owen", "account": "Owen", "address": ADDRESSES["Owen"]}
MONA = {"who": "Mona", "account": "Mona", "address": ADDRESSES["Mona"]}
ADA = {"who": "Ada", "account": "Ada", "address": ADDRESSES["Ada"]}
RITA = {"who": "Rita", "account": "Rita", "address": ADDRESSES["Rita"]}
SAM = {"who": "Sam", "address": ADDRESSES["Sam"]}
KITCHEN = {"room": "kitchen"}
BY_MONA = {**MONA, **KITCHEN}
SAMS, RITAS = (f"{ADDRESSES[name]}/32" for name in ("Sam", "Rita"))


class Told(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.sam.types("hello")
        self.all_read()
        self.chat.audited.clear()

    def audited(self) -> list[Audited]:
        """Return what was audited since this was asked last."""
        self.chat.settles()
        found = list(self.chat.audited)
        self.chat.audited.clear()
        return found

    def test_each_act_of_a_moderator(self) -> None:
        for line, expected in {
            f"/kick Sam {TEXT}": Audited("kick", target="Sam", **MONA, **KITCHEN),
            f"/ban Sam 2h {TEXT}": Audited("ban", target="Sam", detail=f"2h {SAMS}", **BY_MONA),
            f"/ban Sam {TEXT}": Audited("ban", target="Sam", detail=SAMS, **BY_MONA),
            "/ban 203.0.113.7/24": Audited("ban", target="203.0.113.0/24", **MONA, **KITCHEN),
            "/unban sam": Audited("unban", target="sam", **MONA, **KITCHEN),
            "/mute Sam 10m": Audited("mute", target="Sam", detail="10m", **MONA, **KITCHEN),
            "/unmute Sam": Audited("unmute", target="Sam", **MONA, **KITCHEN),
            "/delete Sam 5": Audited("delete", target="Sam", detail="1", **MONA, **KITCHEN),
            f"/report Sam {TEXT}": Audited("report", target="Sam", **MONA, **KITCHEN),
        }.items():
            self.sam.types("/join kitchen")
            self.audited()
            self.mona.types(line)
            self.assertEqual(self.audited(), [expected], line)

    def test_that_somebody_was_invited(self) -> None:
        self.sam.types("/leave kitchen")
        self.audited()

        self.mona.types("/invite Sam")

        expected = Audited("invite", target="Sam", **MONA, **KITCHEN)
        self.assertEqual(self.audited(), [expected])

    def test_each_act_of_an_owner(self) -> None:
        for line, expected in {
            "/op Rita": Audited("op", target="Rita", **OWEN, **KITCHEN),
            "/deop Rita": Audited("deop", target="Rita", **OWEN, **KITCHEN),
            "/room secreta sí": Audited("room", detail="secret on", **OWEN, **KITCHEN),
            "/room slow 1m": Audited("room", detail="slow 60s", **OWEN, **KITCHEN),
        }.items():
            self.owen.types(line)
            self.assertEqual(self.audited(), [expected], line)

    def test_each_act_of_an_administrator(self) -> None:
        for line, expected in {
            f"/announce {TEXT}": Audited("announce", **ADA),
            f"/ban Rita 2h {TEXT}": Audited("ban", target="Rita", detail=f"2h {RITAS}", **ADA),
            "/mute Sam": Audited("mute", target="Sam", **ADA),
            "/unmute Sam": Audited("unmute", target="Sam", **ADA),
            "/unban Rita": Audited("unban", target="Rita", **ADA),
        }.items():
            self.ada.types(line)
            self.assertEqual(self.audited(), [expected], line)

    def test_what_was_thrown_off_the_server(self) -> None:
        self.ada.types("/join lobby", f"/kick Sam {TEXT}")

        self.assertEqual(self.audited(), [Audited("kick", target="Sam", room="lobby", **ADA)])

    def test_what_comes_to_nothing_is_no_act(self) -> None:
        for line in (
            "/kick Samm",
            "/unban Sam",
            "/unmute Sam",
            "/delete Rita",
            "/bans",
            "/deop Ada",
        ):
            self.ada.types(line)
            self.assertEqual(self.audited(), [], line)

    def test_an_account_made_changed_and_removed(self) -> None:
        self.sam.types("/register", PASSWORD, PASSWORD)
        self.assertEqual(self.audited(), [Audited("register", account="Sam", **SAM)])

        self.sam.types("/password", PASSWORD, "another password", "another password")
        self.assertEqual(self.audited(), [Audited("password", account="Sam", **SAM)])

        self.sam.types("/forget-me messages", "another password")
        self.assertEqual(
            self.audited(), [Audited("forget-me", account="Sam", detail="messages", **SAM)]
        )

    def test_a_log_in(self) -> None:
        self.rita.types("/rename Tom")

        self.chat.logs_in("rita", "203.0.113.9")

        self.assertEqual(
            self.audited(),
            [Audited("log-in", who="Tom", account="Rita", address="203.0.113.9")],
        )

    def test_a_wrong_password_for_a_name_that_is_registered_and_for_one_that_is_not(self) -> None:
        for name, who in {"Rita": "Rita", "Nobody": ""}.items():
            visitor = self.chat.connect("203.0.113.9")
            visitor.types(f"/login {name}", TEXT)
            self.assertEqual(
                [each for each in self.audited() if each.act == "log-in"],
                [Audited("log-in", "wrong-password", who=who, address="203.0.113.9")],
            )
            self.chat.passes(60)
            self.audited()

    def test_what_is_not_allowed(self) -> None:
        self.sam.types(f"/kick Rita {TEXT}")
        self.assertEqual(self.audited(), [Audited("refusal", "not-allowed", detail="/kick", **SAM)])

        self.mona.types(f"/ban Owen {TEXT}")
        self.assertEqual(self.audited(), [Audited("refusal", "not-over-them", **MONA)])

    def test_who_is_banned_and_comes(self) -> None:
        self.ada.types(f"/ban Rita 2h {TEXT}")
        self.audited()

        self.chat.connect("203.0.113.9").types("Tom")
        self.assertEqual(self.audited(), [])
        self.chat.connect(ADDRESSES["Rita"]).types("Tim")
        expected = Audited("refusal", "banned", address=ADDRESSES["Rita"], target="Tim")
        self.assertEqual(self.audited(), [expected])

    def test_who_is_banned_from_a_room_and_enters(self) -> None:
        self.mona.types("/ban Sam")
        self.audited()

        self.sam.types("/join kitchen")

        self.assertEqual(self.audited(), [Audited("refusal", "banned-from-room", **SAM, **KITCHEN)])

    def test_what_people_say_and_are_refused_otherwise_is_not_told(self) -> None:
        self.mona.types("/mute Sam")
        self.audited()

        for line in (
            TEXT,
            f"/me {TEXT}",
            f"/msg Rita {TEXT}",
            f"/{TEXT}",
            "/whois Nobody",
            "/bans",
        ):
            self.sam.types(line)

        self.assertEqual(self.audited(), [Audited("refusal", "not-allowed", detail="/bans", **SAM)])


class ToldOfLimits(InTheKitchen):
    def limited(self, limits: Limits) -> Chat:
        chat = Chat(limits=limits)
        self.sam, self.ana = chat.join("Sam", ADDRESSES["Sam"]), chat.join("Ana")
        chat.audited.clear()
        return chat

    def test_what_is_too_much_is_told_once_each_time(self) -> None:
        without_flood = Limits(flood=None, flood_registered=None)
        for code, lines in {
            "repeated": [TEXT] * 4,
            "too-many-renames": [f"/rename Sam-{number}" for number in range(6)],
            "too-many-strangers": [f"/msg visitor{number} {TEXT} {number}" for number in range(6)],
        }.items():
            chat = self.limited(without_flood)
            for number in range(6):
                chat.join(f"visitor{number}")
            self.sam.types(*lines)
            who = "Sam-4" if code == "too-many-renames" else "Sam"
            self.assertEqual(
                chat.audited, [Audited("refusal", code, who=who, address=ADDRESSES["Sam"])]
            )

    def test_who_writes_too_fast_is_told_of_when_muted_and_when_disconnected(self) -> None:
        chat = self.limited(Limits(repeats=None))

        self.sam.types(*[TEXT] * 200)
        chat.passes(60)

        self.assertEqual(
            chat.audited,
            [Audited("refusal", "muted-for-flood", **SAM), Audited("refusal", "flooded", **SAM)],
        )

    def test_who_goes_on_and_on_is_told_of_once_a_minute(self) -> None:
        chat = self.limited(Limits(flood=None))

        for _ in range(120):
            self.sam.types("/bans")
            chat.passes(1)

        expected = Audited("refusal", "not-allowed", detail="/bans", **SAM)
        self.assertEqual(chat.audited, [expected] * 2)


class NoText(InTheKitchen):
    def test_nothing_that_anybody_typed_as_text_or_as_a_password_is_told(self) -> None:
        for visitor in (self.ada, self.owen, self.mona, self.rita, self.sam):
            for line in (
                *(TEXT, f"/me {TEXT}", f"/topic {TEXT}", f"/msg Rita {TEXT}", f"/away {TEXT}"),
                *(f"/report Rita {TEXT}", f"/announce {TEXT}", f"/search {TEXT}", f"/{TEXT}"),
                *(f"/kick Sam {TEXT}", f"/ban Rita 1h {TEXT}", "/password", PASSWORD, TEXT, TEXT),
            ):
                visitor.types(line)
        self.sam.types(f"/quit {TEXT}")
        self.chat.settles()

        told = " ".join(" ".join(map(str, astuple(each))) for each in self.chat.audited)

        self.assertNotIn(TEXT, told)
        self.assertNotIn(PASSWORD, told)
        self.assertIn("kick", told)
