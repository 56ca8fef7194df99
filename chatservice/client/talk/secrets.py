"""Passwords that the server asks for while one is in: to register a name, or to change one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from chatservice.client.network.requests import Requests
from chatservice.client.talk.chat import Chat, Question
from chatservice.client.talk.door import Door
from chatservice.client.talk.hearing import Hearing
from chatservice.client.talk.saying import Saying
from chatservice.render.messages import Answer
from chatservice.render.messages import conversation as answer
from chatservice.render.messages.accounts import PasswordChanged, Registered

_ANSWER = "client-answer"


class Secrets:
    """Asks the person, and answers the server. ``send`` sends an object, if that can be.

    The password that was taken is the ``door``'s from then on.
    """

    def __init__(
        self,
        chat: Chat,
        requests: Requests,
        hearing: Hearing,
        saying: Saying,
        door: Door,
        send: Callable[[dict[str, Any]], None],
    ) -> None:
        self._chat = chat
        self._requests = requests
        self._hearing = hearing
        self._saying = saying
        self._door = door
        self._send = send
        self._last = ""
        """The last answer."""
        self._number = 0
        """How many answers there were: the id of each has its own."""
        self._between: Question | None = None
        """What takes what is typed while the server looks at an answer; else `None`."""
        self._ahead: deque[str] = deque()
        """Answers that were typed before they were asked for."""

    def take(self, message: Answer) -> bool:
        """Take an answer of the server's; return whether it has to do with a password."""
        if isinstance(message, answer.PasswordAsked):
            self._ask(message)
        elif message.id is not None and message.id.startswith(_ANSWER):
            self._answered(message)
        else:
            return False
        return True

    def lost(self) -> None:
        """Take note that the connection is lost: nothing is asked for any more."""
        self._between = None
        self._ahead.clear()

    def give_up(self) -> None:
        """Answer with nothing, if something is asked for."""
        question = self._chat.question
        if question is not None and question.give_up is not None:
            question.give_up()

    def _ask(self, message: answer.PasswordAsked) -> None:
        """Ask the person: the server hears nothing else until it has the answer."""
        self._requests.hold()
        self._between = None
        if self._ahead:
            self._answer(self._ahead.popleft())
            return
        prompt = "".join(self._hearing.words(message))
        self._show(Question(prompt, self._answer, hidden=True, give_up=lambda: self._answer("")))

    def _answer(self, text: str) -> None:
        self._last = text
        self._number += 1
        # Until it is known whether there is another question: what is typed may be a password, and
        # must not be said in a room.
        self._between = Question("", self._ahead.append, hidden=True)
        self._show(self._between)
        self._send({"type": "secret", "id": f"{_ANSWER}{self._number}", "text": text})

    def _answered(self, message: Answer) -> None:
        if isinstance(message, Registered | PasswordChanged):
            self._door.password, self._last = self._last, ""
            self._saying.is_registered = True
        is_last = message.id == f"{_ANSWER}{self._number}" and self._between is not None
        if isinstance(message, answer.Ok | answer.Error) and is_last:
            self._end()
        if not isinstance(message, answer.Ok):
            self._hearing.take(message)

    def _end(self) -> None:
        if self._chat.question is self._between:
            self._show(None)
        if self._ahead:
            self._chat.notice(
                self._chat.book.say("Not sent: that was typed where a password was expected.")
            )
        self.lost()
        self._requests.go_on()

    def _show(self, question: Question | None) -> None:
        self._chat.question = question
        self._chat.changed()
