from __future__ import annotations

from tests.core.actions.kitchen import InTheKitchen

ONLY_MODERATORS = "In #kitchen only moderators speak: nothing was sent."
REGISTERED_ONLY = "#kitchen is for registered people: /register keeps your nickname."


class Kinds(InTheKitchen):
    def test_each_is_told_to_the_room_in_both_languages(self) -> None:
        self.sam.types("/lang es")
        self.all_read()
        for typed, english, spanish in (
            (
                "invite-only on",
                "* Owen made #kitchen invite-only",
                "* Owen ha hecho #kitchen solo con invitación",
            ),
            (
                "invite-only off",
                "* Owen lets people into #kitchen who were not invited",
                "* Owen deja entrar en #kitchen también sin invitación",
            ),
            (
                "moderated on",
                "* Owen lets only moderators speak in #kitchen",
                "* Owen solo deja hablar a los moderadores en #kitchen",
            ),
            (
                "moderated off",
                "* Owen lets everyone speak in #kitchen",
                "* Owen deja hablar a todos en #kitchen",
            ),
            ("secret on", "* Owen made #kitchen secret", "* Owen ha hecho secreta #kitchen"),
            ("secret off", "* Owen made #kitchen public", "* Owen ha hecho pública #kitchen"),
            (
                "registered on",
                "* Owen made #kitchen a room for registered people",
                "* Owen ha hecho #kitchen una sala para personas registradas",
            ),
            (
                "registered off",
                "* Owen opened #kitchen to people who are not registered",
                "* Owen ha abierto #kitchen a personas sin registrar",
            ),
            (
                "slow 10s",
                "* Owen made #kitchen slow: everyone speaks once in 10 seconds",
                "* Owen ha hecho lenta #kitchen: cada uno habla una vez cada 10 segundos",
            ),
            (
                "slow off",
                "* Owen lets everyone speak in #kitchen as often as they like",
                "* Owen deja hablar a todos en #kitchen cuanto quieran",
            ),
        ):
            self.owen.types(f"/room {typed}")
            self.assertEqual((self.rita.reads(), self.sam.reads()), ([english], [spanish]))

    def test_the_words_may_be_spanish(self) -> None:
        for typed in ("con-invitación sí", "MODERADA si", "secreta on", "registrados on"):
            self.owen.types(f"/sala {typed}")
        self.owen.types("/sala lenta 10m")

        self.assertEqual(
            self.told(self.owen, "/room")[0],
            "#kitchen: invite-only, moderated, secret, for registered people, slow (10 minutes)",
        )

    def test_what_kind_it_is_is_told_in_spanish(self) -> None:
        for kind in ("invite-only", "moderated", "secret", "registered"):
            self.owen.types(f"/room {kind} on")
        self.owen.types("/room slow 10s", "/lang es")

        self.assertEqual(
            self.told(self.owen, "/sala")[0],
            "#kitchen: solo con invitación, moderada, secreta, para personas registradas, "
            "lenta (10 segundos)",
        )

    def test_they_outlive_a_restart(self) -> None:
        self.owen.types("/room moderated on", "/room slow 10s")

        self.restart()

        rita = self.chat.logs_in("Rita")
        self.assertIn(
            "#kitchen: moderated, slow (10 seconds)", self.told(rita, "/join kitchen", "/room")
        )

    def test_what_is_no_kind_is_refused_in_both_languages(self) -> None:
        for language, sentence in {
            "en": (
                "noisy is no kind of room: invite-only, moderated, secret, slow, registered are."
            ),
            "es": (
                "noisy no es una clase de sala: lo son invite-only, moderated, secret, slow, "
                "registered."
            ),
        }.items():
            self.owen.types(f"/lang {language}")
            self.assertEqual(self.told(self.owen, "/room noisy on"), [sentence])

    def test_what_is_neither_on_nor_off_is_refused_in_both_languages(self) -> None:
        for language, sentence in {
            "en": "10s is not allowed for secret: on, off are.",
            "es": "10s no vale para secret: se admite on, off.",
        }.items():
            self.owen.types(f"/lang {language}")
            self.assertEqual(self.told(self.owen, "/room secret 10s"), [sentence])

    def test_without_on_or_off_more_is_asked_for(self) -> None:
        self.assertIn("/room needs more than that.", self.told(self.owen, "/room secret")[0])


class Moderated(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.owen.types("/room moderated on")
        self.all_read()

    def test_others_than_moderators_are_not_heard_and_told_so_in_both_languages(self) -> None:
        for language, sentence in {
            "en": ONLY_MODERATORS,
            "es": "En #kitchen solo hablan los moderadores: no se ha enviado nada.",
        }.items():
            self.rita.types(f"/lang {language}")
            for line in ("hello", "/me waves", "/topic Tea"):
                self.assertEqual(self.told(self.rita, line), [sentence])
        self.assertEqual(self.owen.reads(), [])

    def test_moderators_the_owner_and_administrators_are_heard(self) -> None:
        for visitor in (self.mona, self.owen, self.ada):
            visitor.types("hello")

        self.assertEqual(
            self.sam.reads(),
            ["[14:35] Mona: hello", "[14:35] Owen: hello", "[14:35] Ada: hello"],
        )

    def test_when_others_go_nobody_is_told_why(self) -> None:
        self.sam.types("/quit insult")

        self.assertEqual(self.owen.reads(), ["* Sam left"])


class Slow(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.owen.types("/room slow 10s")
        self.all_read()

    def test_after_as_many_seconds_one_may_speak_again_and_not_before(self) -> None:
        self.sam.types("one")
        self.chat.passes(9)
        self.assertEqual(
            self.told(self.sam, "two"), ["#kitchen is slow: you can speak again in 1 second."]
        )
        self.chat.passes(1)
        self.sam.types("three")

        self.assertEqual(self.owen.reads(), ["[14:35] Sam: one", "[14:35] Sam: three"])

    def test_it_is_told_in_spanish(self) -> None:
        self.assertEqual(
            self.told(self.sam, "/lang es", "uno", "/yo saluda")[1:],
            ["#kitchen es lenta: puedes volver a hablar dentro de 10 segundos."],
        )

    def test_what_was_refused_does_not_make_one_wait_longer(self) -> None:
        self.sam.types("one")
        self.chat.passes(9)
        self.sam.types("two")
        self.chat.passes(1)
        self.all_read()

        self.sam.types("three")

        self.assertEqual(self.owen.reads(), ["[14:35] Sam: three"])

    def test_leaving_and_coming_back_does_not_help(self) -> None:
        self.assertEqual(
            self.told(self.sam, "one", "/leave", "/join kitchen", "two")[-1],
            "#kitchen is slow: you can speak again in 10 seconds.",
        )

    def test_each_waits_alone_and_may_speak_elsewhere(self) -> None:
        self.sam.types("one", "/join lobby", "two")
        self.rita.types("three")

        self.assertEqual(
            self.owen.reads(),
            ["[14:35] Sam: one", "[14:35] #lobby Sam: two", "[14:35] Rita: three"],
        )

    def test_moderators_do_not_wait(self) -> None:
        for visitor in (self.mona, self.owen, self.ada):
            visitor.types("one", "two")
            self.assertEqual(len(self.sam.reads()), 2)

    def test_an_hour_is_slow_enough_and_a_second_more_is_refused_in_both_languages(self) -> None:
        self.assertEqual(
            self.told(self.owen, "/room slow 1h"),
            ["* Owen made #kitchen slow: everyone speaks once in 1 hour"],
        )
        for language, sentence in {
            "en": "3601s is not allowed for slow: off, 1s … 1h are.",
            "es": "3601s no vale para slow: se admite off, 1s … 1h.",
        }.items():
            self.owen.types(f"/lang {language}")
            self.assertEqual(self.told(self.owen, "/room slow 3601s"), [sentence])

    def test_what_is_no_time_is_refused(self) -> None:
        for typed in ("10", "on", "0s", "-1s"):
            self.assertEqual(
                self.told(self.owen, f"/room slow {typed}"),
                [f"{typed} is not allowed for slow: off, 1s … 1h are."],
            )


class Registered(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.owen.types("/room registered on")
        self.all_read()

    def test_strangers_do_not_enter_and_are_told_why_in_both_languages(self) -> None:
        self.sam.types("/leave")
        for language, sentence in {
            "en": REGISTERED_ONLY,
            "es": "#kitchen es para personas registradas: /register reserva tu nombre.",
        }.items():
            self.sam.types(f"/lang {language}")
            self.assertEqual(self.told(self.sam, "/join kitchen"), [sentence])

    def test_who_is_there_already_stays_and_is_not_heard(self) -> None:
        self.assertEqual(self.told(self.sam, "hello"), [REGISTERED_ONLY])
        self.rita.types("hello")
        self.assertEqual(self.sam.reads(), ["[14:35] Rita: hello"])

    def test_registered_people_enter_and_are_heard(self) -> None:
        self.rita.types("/leave", "/join kitchen", "hello")

        self.assertEqual(self.owen.reads()[-1], "[14:35] Rita: hello")

    def test_when_it_is_off_strangers_are_heard(self) -> None:
        self.owen.types("/room registered off")
        self.all_read()

        self.sam.types("hello")

        self.assertEqual(self.owen.reads(), ["[14:35] Sam: hello"])


class TheLobby(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        for visitor in (self.ada, self.owen, self.mona, self.rita, self.sam):
            visitor.types("/join lobby")
        self.all_read()

    def test_it_is_neither_secret_nor_invite_only_which_is_told_in_both_languages(self) -> None:
        for kind in ("secret", "invite-only"):
            for language, sentence in {
                "en": "#lobby is where everyone starts, so it can't be that.",
                "es": "#lobby es donde empieza todo el mundo, así que no puede ser eso.",
            }.items():
                self.ada.types(f"/lang {language}")
                self.assertEqual(self.told(self.ada, f"/room {kind} on"), [sentence])

    def test_for_registered_people_strangers_come_and_read_and_are_not_heard(self) -> None:
        self.ada.types("/room registered on")
        tom = self.chat.join("Tom")
        self.rita.types("hello")

        self.assertEqual(tom.reads(), ["[14:35] Rita: hello"])
        self.assertEqual(
            self.told(tom, "hello"),
            ["#lobby is for registered people: /register keeps your nickname."],
        )

    def test_moderated_and_slow_hold_there_as_elsewhere(self) -> None:
        self.ada.types("/room slow 10s")
        self.assertEqual(
            self.told(self.sam, "one", "two"),
            ["#lobby is slow: you can speak again in 10 seconds."],
        )

        self.ada.types("/room moderated on")
        self.assertEqual(
            self.told(self.rita, "one"), ["In #lobby only moderators speak: nothing was sent."]
        )
