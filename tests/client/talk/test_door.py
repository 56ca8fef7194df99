"""Who one is, and what it takes to be let in."""

from __future__ import annotations

from tests.client.talk.servers import SessionTestCase


class WithoutANickname(SessionTestCase):
    nick = None

    def test_it_is_asked_for_before_the_server_is_told_who_one_is(self) -> None:
        self.assertEqual([each["type"] for each in self.heard()], ["ping"])
        assert self.chat.question is not None
        self.chat.question.answer("ana")
        self.assertEqual(self.heard()[0]["nick"], "ana")

    def test_whoever_takes_longer_than_the_server_waits_can_still_answer(self) -> None:
        self.tells("error", code="name-too-late", text="Too late.", details={"seconds": 60})
        self.lose()
        wanted: list[bool] = []
        self.session.wanted = lambda: wanted.append(True)
        self.chat.question.answer("ana")  # type: ignore[union-attr]
        self.assertEqual((wanted, self.over), ([True], []))
        self.connect()
        self.assertEqual(self.heard()[0]["nick"], "ana")

    def test_quit_instead_of_a_nickname_ends_it(self) -> None:
        self.chat.question.answer("/quit")  # type: ignore[union-attr]
        self.assertEqual(self.over, [(True, "")])


class NotEncryptedAnyMore(SessionTestCase):
    """Somebody may stand in between, and take the encryption away."""

    def setUp(self) -> None:
        super().setUp()
        self.lose_for_tls()

    def lose_for_tls(self) -> None:
        self.connect(is_encrypted=True)
        self.session.door.password = "correct horse"
        self.welcome()
        self.lose()

    def test_the_password_is_not_sent(self) -> None:
        self.connect()
        self.assertNotIn("password", self.heard()[0])

    def test_it_is_told(self) -> None:
        self.connect()
        self.assertIn("not encrypted any more", self.notices()[-1])

    def test_it_is_not_sent_on_the_connection_after_that_either(self) -> None:
        self.connect()
        self.lose()
        self.connect()
        self.assertNotIn("password", self.heard()[0])

    def test_where_it_is_encrypted_still_the_password_is_sent(self) -> None:
        self.connect(is_encrypted=True)
        self.assertEqual(self.heard()[0]["password"], "correct horse")


class NoTokenInTheClear(SessionTestCase):
    token = "secret"

    def test_where_it_was_encrypted_before_nothing_is_sent_and_it_is_over(self) -> None:
        self.connect(is_encrypted=True)
        self.welcome()
        self.lose()
        self.connect()
        self.assertEqual((self.heard(), [is_well for is_well, _ in self.over]), ([], [False]))


class AskedAndLetIn(SessionTestCase):
    def test_who_is_let_in_while_asked_comes_back_by_itself_later(self) -> None:
        self.tells("error", id="client-hello", code="name-registered", text="x", details={})
        self.welcome()
        self.assertFalse(self.session.door.is_asking)


class WithAToken(SessionTestCase):
    token = "secret"

    def test_what_was_said_privately_is_told_again_as_to_whoever_is_registered(self) -> None:
        self.welcome()
        self.assertTrue(self.session.saying.is_registered)
