from __future__ import annotations

from tests.core.actions.kitchen import ADDRESSES, InTheKitchen

MUTED = "You are muted in #kitchen, so nothing was sent."
MUTED_EVERYWHERE = "You are muted, so nothing was sent."


class MutingInARoom(InTheKitchen):
    def test_the_moderator_reads_that_it_is_done(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/mute Sam 10m"), ["Sam is muted in #kitchen for 10 minutes."]
        )

    def test_without_a_time_it_is_for_ever(self) -> None:
        self.assertEqual(self.told(self.mona, "/mute Sam"), ["Sam is muted in #kitchen for ever."])

    def test_who_is_muted_is_told_and_nobody_else(self) -> None:
        self.mona.types("/mute Sam 10m")

        self.assertEqual(self.sam.reads(), ["* Mona muted you in #kitchen for 10 minutes"])
        self.assertEqual(self.owen.reads(), [])

    def test_it_is_told_in_spanish(self) -> None:
        for visitor in (self.mona, self.sam):
            visitor.types("/lang es")
            visitor.reads()

        self.assertEqual(
            self.told(self.mona, "/silenciar Sam 1h"),
            ["Sam queda silenciado en #kitchen durante 1 hora."],
        )
        self.assertEqual(self.sam.reads(), ["* Mona te ha silenciado en #kitchen durante 1 hora"])
        self.assertEqual(
            self.told(self.sam, "hola"),
            ["Estás silenciado en #kitchen durante 1 hora más, así que no se ha enviado nada."],
        )

    def test_nothing_that_they_say_there_is_heard_and_each_time_they_are_told(self) -> None:
        self.mona.types("/mute Sam")
        self.all_read()

        for line in ("hello", "/me waves", "//hello", "/topic hello"):
            self.assertEqual(self.told(self.sam, line), [MUTED], line)
        self.assertEqual(self.owen.reads(), [])

    def test_who_is_muted_for_a_time_is_told_how_much_of_it_is_left(self) -> None:
        self.mona.types("/mute Sam 10m")
        self.chat.passes(60)

        self.assertEqual(
            self.told(self.sam, "hello"),
            ["You are muted in #kitchen for 9 minutes more, so nothing was sent."],
        )

    def test_what_they_said_before_they_do_not_change_from_another_room(self) -> None:
        self.sam.types("hello")
        self.mona.types("/mute Sam")
        self.all_read()

        self.assertEqual(self.told(self.sam, "/join lobby", "/edit insult")[-1], MUTED)
        self.assertEqual(self.owen.reads(), [])

    def test_they_may_take_back_what_they_said(self) -> None:
        self.sam.types("hello")
        self.mona.types("/mute Sam")
        self.all_read()

        self.assertEqual(self.told(self.sam, "/delete"), ["* Sam took back a message"])

    def test_when_they_go_nobody_is_told_why(self) -> None:
        self.mona.types("/mute Sam")
        self.all_read()

        self.sam.types("/quit insult")

        self.assertEqual(self.owen.reads(), ["* Sam left"])

    def test_elsewhere_they_are_heard(self) -> None:
        self.mona.types("/mute Sam")
        self.owen.types("/join lobby")
        self.all_read()

        self.sam.types("/join lobby", "hello")

        self.assertEqual(self.owen.reads(), ["[14:35] Sam: hello"])

    def test_they_may_write_privately(self) -> None:
        self.mona.types("/mute Sam")

        self.assertEqual(self.told(self.sam, "/msg Owen hello"), ["Message sent to Owen"])

    def test_it_ends_when_its_time_is_over(self) -> None:
        self.mona.types("/mute Sam 10m")
        self.all_read()

        self.chat.passes(599)
        self.assertEqual(
            self.told(self.sam, "hello"),
            ["You are muted in #kitchen for 1 second more, so nothing was sent."],
        )
        self.chat.passes(1)
        self.sam.types("hello")
        self.assertEqual(self.owen.reads(), ["[14:45] Sam: hello"])

    def test_it_outlives_a_rename_and_the_same_name_in_other_letters(self) -> None:
        self.mona.types("/mute Sam")

        for name in ("Tom", "SAM"):
            self.sam.types("/leave kitchen", f"/rename {name}", "/join kitchen")
            self.assertEqual(self.told(self.sam, "hello"), [MUTED])

    def test_it_outlives_coming_back_by_the_same_name(self) -> None:
        self.mona.types("/mute Sam")
        self.sam.types("/leave kitchen", "/rename Tom", "/quit")

        visitor = self.chat.join("sam")
        visitor.types("/join kitchen")
        self.assertEqual(self.told(visitor, "hello"), [MUTED])

    def test_whoever_comes_by_the_name_that_they_left_with_is_heard(self) -> None:
        self.mona.types("/mute Sam")
        self.sam.types("/leave kitchen", "/rename Tom", "/quit")
        tom = self.chat.join("Tom", "203.0.113.9")
        tom.types("/join kitchen")
        self.all_read()

        tom.types("hello")

        self.assertEqual(self.owen.reads(), ["[14:35] Tom: hello"])

    def test_so_are_they_if_the_server_stopped_meanwhile(self) -> None:
        self.mona.types("/mute Sam")
        self.sam.types("/leave kitchen", "/rename Tom")

        self.restart()

        tom = self.chat.join("Tom", "203.0.113.9")
        self.assertEqual(self.told(tom, "/join kitchen", "/topic hello")[-1][-5:], "hello")

    def test_the_names_between_are_free_for_others(self) -> None:
        self.mona.types("/mute Sam")
        self.sam.types("/leave kitchen", "/rename Tom", "/rename Tim", "/quit")
        tom = self.chat.join("Tom")
        tom.types("/join kitchen")
        self.all_read()

        tom.types("hello")

        self.assertEqual(self.owen.reads(), ["[14:35] Tom: hello"])

    def test_a_registered_person_is_muted_by_whatever_name_in_whatever_session(self) -> None:
        self.mona.types("/mute Rita")
        self.rita.types("/leave kitchen", "/rename Tom", "/quit")
        phone = self.chat.logs_in("Rita", "203.0.113.9")
        phone.types("/rename Tim", "/join kitchen")

        self.assertEqual(self.told(phone, "hello"), [MUTED])

    def test_a_stranger_who_registers_stays_muted(self) -> None:
        self.mona.types("/mute Sam")
        self.sam.types("/register", *["correct horse battery"] * 2)
        self.sam.types("/leave kitchen", "/rename Tom", "/rename Tim", "/join kitchen")

        self.assertEqual(self.told(self.sam, "hello"), [MUTED])

    def test_it_outlives_a_restart(self) -> None:
        self.mona.types("/mute Sam 10m")

        self.restart()

        sam = self.chat.join("Sam")
        sam.types("/join kitchen")
        self.assertEqual(
            self.told(sam, "hello"),
            ["You are muted in #kitchen for 10 minutes more, so nothing was sent."],
        )

    def test_somebody_registered_need_not_be_here_to_be_muted(self) -> None:
        self.rita.types("/quit")

        self.assertEqual(
            self.told(self.mona, "/mute rita"), ["Rita is muted in #kitchen for ever."]
        )
        rita = self.chat.logs_in("Rita")
        self.assertEqual(self.told(rita, "/join kitchen", "hello")[-1], MUTED)

    def test_who_nobody_is_called_can_not_be_muted(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/mute Samm"),
            ["There is nobody called Samm. Did you mean Sam? /users shows who is online."],
        )

    def test_what_is_no_time_is_refused(self) -> None:
        for language, sentence in {
            "en": "10 is no length of time: one like 30s, 10m, 2h, 3d or 1w is.",
            "es": "10 no es un tiempo: lo son, por ejemplo, 30s, 10m, 2h, 3d o 1w.",
        }.items():
            self.mona.types(f"/lang {language}")
            self.assertEqual(self.told(self.mona, "/mute Sam 10"), [sentence])

    def test_a_moderator_whom_the_owner_muted_can_not_end_it(self) -> None:
        self.owen.types("/mute Mona")

        self.assertEqual(
            self.told(self.mona, "/unmute Mona"), ["That is yourself: choose somebody else."]
        )
        self.assertEqual(self.told(self.mona, "hello"), [MUTED])


class Unmuting(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.mona.types("/mute Sam")
        self.all_read()

    def test_they_are_told_and_heard_again(self) -> None:
        self.assertEqual(self.told(self.mona, "/unmute sam"), ["Sam may speak again."])
        self.assertEqual(self.sam.reads(), ["* Mona lets you speak again"])

        self.sam.types("hello")

        self.assertEqual(self.owen.reads(), ["[14:35] Sam: hello"])

    def test_it_is_told_in_spanish(self) -> None:
        for visitor in (self.mona, self.sam):
            visitor.types("/lang es")
            visitor.reads()

        self.assertEqual(self.told(self.mona, "/dejarhablar Sam"), ["Sam puede hablar otra vez."])
        self.assertEqual(self.sam.reads(), ["* Mona te deja hablar otra vez"])

    def test_by_the_name_that_they_have_now_it_ends_for_all_of_them(self) -> None:
        self.sam.types("/leave kitchen", "/rename Tom")
        self.mona.types("/unmute Tom")
        self.all_read()

        self.sam.types("/rename Sam", "/join kitchen", "hello")

        self.assertEqual(self.owen.reads()[-1], "[14:35] Sam: hello")

    def test_it_ends_for_good(self) -> None:
        self.mona.types("/unmute Sam")

        self.restart()

        sam, owen = self.chat.join("Sam"), self.chat.logs_in("Owen")
        for visitor in (sam, owen):
            visitor.types("/join kitchen")
            visitor.reads()
        sam.types("hello")
        self.assertEqual(owen.reads(), ["[14:35] Sam: hello"])

    def test_who_is_not_muted_here_can_not_be_unmuted(self) -> None:
        for language, sentence in {
            "en": "Rita is not muted here. /bans shows who is.",
            "es": "Rita no está silenciado aquí. /bans muestra quién lo está.",
        }.items():
            self.mona.types(f"/lang {language}")
            self.assertEqual(self.told(self.mona, "/unmute Rita"), [sentence])

    def test_an_administrator_unmutes_on_the_server_and_not_in_the_room(self) -> None:
        self.assertEqual(
            self.told(self.ada, "/unmute Sam"), ["Sam is not muted here. /bans shows who is."]
        )


class UnmutingWhomSomebodyHigherMuted(InTheKitchen):
    OWENS = "Owen decided that about Sam: changing it is for the owner of a room."

    def setUp(self) -> None:
        super().setUp()
        self.owen.types("/mute Sam")
        self.all_read()

    def test_a_moderator_does_not_end_what_the_owner_did(self) -> None:
        self.assertEqual(self.told(self.mona, "/unmute Sam"), [self.OWENS])
        self.assertEqual(self.told(self.sam, "hello"), [MUTED])

    def test_nor_do_they_make_it_shorter(self) -> None:
        self.assertEqual(self.told(self.mona, "/mute Sam 1s"), [self.OWENS])
        self.chat.passes(1)
        self.assertEqual(self.told(self.sam, "hello"), [MUTED])

    def test_nobody_is_told_that_they_tried(self) -> None:
        self.mona.types("/mute Sam 1s", "/unmute Sam")

        self.assertEqual(self.sam.reads(), [])

    def test_the_owner_ends_what_a_moderator_did(self) -> None:
        self.mona.types("/mute Rita")

        self.assertEqual(self.told(self.owen, "/unmute Rita"), ["Rita may speak again."])


class MutingOnTheServer(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.answer = self.told(self.ada, "/mute Sam 2h")

    def test_the_administrator_reads_that_it_is_done(self) -> None:
        self.assertEqual(self.answer, ["Sam is muted for 2 hours."])

    def test_who_is_muted_is_told(self) -> None:
        self.assertEqual(self.sam.reads(), ["* Ada muted you for 2 hours"])

    def test_it_is_told_in_spanish(self) -> None:
        for visitor in (self.ada, self.sam):
            visitor.types("/lang es")
            visitor.reads()

        self.assertEqual(
            self.told(self.ada, "/mute Sam 2h"), ["Sam queda silenciado durante 2 horas."]
        )
        self.assertEqual(self.sam.reads(), ["* Ada te ha silenciado durante 2 horas"])
        self.assertEqual(
            self.told(self.sam, "hola"),
            ["Estás silenciado durante 2 horas más, así que no se ha enviado nada."],
        )

    def test_for_ever_is_told_in_both_languages(self) -> None:
        self.ada.types("/mute Sam")

        self.assertEqual(self.told(self.sam, "hola"), [MUTED_EVERYWHERE])
        self.assertEqual(
            self.told(self.sam, "/lang es", "hola")[-1],
            "Estás silenciado, así que no se ha enviado nada.",
        )

    def test_nothing_that_they_say_is_heard_anywhere(self) -> None:
        self.chat.passes(1)
        sentence = "You are muted for 1 hour 59 minutes more, so nothing was sent."
        self.sam.types("/join lobby")

        for line in ("hello", "/me waves", "/msg Owen hello", "/topic hello"):
            self.assertEqual(self.told(self.sam, line), [sentence], line)

    def test_they_do_not_answer_who_writes_to_them(self) -> None:
        self.ada.types("/mute Sam")
        self.owen.types("/msg Sam hello")

        self.assertEqual(self.told(self.sam, "/reply hello"), [MUTED_EVERYWHERE])

    def test_they_may_report_somebody(self) -> None:
        self.assertIn(
            "read your report, now or when they come.",
            self.told(self.sam, "/report Rita she shouts")[0],
        )

    def test_a_moderator_can_not_end_it_in_the_room(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/unmute Sam"), ["Sam is not muted here. /bans shows who is."]
        )

    def test_the_longer_one_counts_in_the_room(self) -> None:
        self.ada.types("/unmute Sam")
        self.mona.types("/mute Sam 10m")

        self.assertEqual(
            self.told(self.sam, "hello"),
            ["You are muted in #kitchen for 10 minutes more, so nothing was sent."],
        )

    def test_who_is_nowhere_but_muted_comes_by_another_address_and_is_muted(self) -> None:
        self.sam.types("/quit")
        sam = self.chat.join("SAM", ADDRESSES["Rita"])

        self.assertIn("so nothing was sent", self.told(sam, "hello")[0])
