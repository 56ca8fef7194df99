"""The line being typed: messages and commands, or the answer to what is asked."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.application import get_app
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, has_focus
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout.containers import (
    AnyContainer,
    ConditionalContainer,
    Float,
    HSplit,
    Window,
)
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.layout import Layout
from prompt_toolkit.layout.menus import CompletionsMenu
from prompt_toolkit.layout.processors import (
    ConditionalProcessor,
    HighlightIncrementalSearchProcessor,
)
from prompt_toolkit.search import SearchDirection, start_search

from chatservice.client.screen import pasting, prompt
from chatservice.client.screen.completion import ChatCompleter
from chatservice.client.screen.escaping import Escaping
from chatservice.client.screen.graphemes import GraphemeBuffer
from chatservice.client.screen.hidden import AnswerBuffer, Kept, Unseen
from chatservice.client.screen.keys import Actions, line_keys
from chatservice.client.screen.prompt import InCells
from chatservice.client.screen.remembered import Remembered, is_secret
from chatservice.client.talk.chat import Chat, Question, Speaker

MOST_ROWS = 6
"""Rows of the screen that the line grows to, or half of them; what is longer scrolls."""

_ROWS_ASKED = 2
"""The same while it is asked how it is to be sent: that takes rows as well."""

_MENU_ROWS = 8


class Editor:
    """Where somebody types.

    ``container`` is to be focused; ``bindings`` are the keys, ``menu`` floats above all else, and
    ``clipboard`` is the application's. What is sent before there is a ``speaker`` waits for it.
    ``refresh`` is to be called before the screen is drawn, ``follow`` before a key is taken, and
    ``key_came`` after that.
    """

    def __init__(
        self, chat: Chat, speaker: Callable[[], Speaker | None], remembered: Remembered
    ) -> None:
        self._chat = chat
        self._speaker = speaker
        self._remembered = remembered
        self._talk = chat.current
        self._was_listed = chat.current in chat.talks
        self._question: Question | None = None
        self._long = pasting.Question(lambda: self._line.text, self._answered, self._come_back)
        self._waiting: list[str] = []
        self._layout: Layout | None = None
        self._has_complained = False
        self.clipboard = Kept()
        self._line = GraphemeBuffer(completer=ChatCompleter(chat), history=remembered)
        self._answer = AnswerBuffer()
        self._search = prompt.search_toolbar(chat.book, self._line)
        self._escaping = Escaping()
        self.key_came = self._escaping.key_came
        self._control = BufferControl(
            self._line,
            input_processors=[
                HighlightIncrementalSearchProcessor(),
                ConditionalProcessor(Unseen(), Condition(lambda: self._answer.is_hidden)),
                InCells(),
            ],
            include_default_input_processors=False,
            search_buffer_control=self._search.control,
            preview_search=True,
        )
        self._window = Window(
            self._control,
            height=self._height,
            dont_extend_height=True,
            wrap_lines=True,
            get_line_prefix=self._prefix,
        )
        self._above = self._question_window()
        self.container: AnyContainer = HSplit(
            [
                ConditionalContainer(self._above, Condition(lambda: bool(self._text_above()))),
                self._window,
                self._search,
            ]
        )
        self.menu = Float(
            CompletionsMenu(_MENU_ROWS, scroll_offset=1, extra_filter=has_focus(self._control)),
            xcursor=True,
            ycursor=True,
        )
        actions = Actions(
            enter=self._enter,
            clear=self._clear,
            give_up=self._give_up,
            can_give_up=lambda: self._question is not None and bool(self._question.give_up),
            is_asked=lambda: self._question is not None,
            look_for=self._look_for,
            paste=self._paste,
        )
        self.bindings = line_keys(self._control, actions)
        self._escaping.bind(self.bindings, has_focus(self._control))
        self.refresh()

    def refresh(self) -> None:
        """Take note of another question or another talk, and of a speaker who is there now."""
        self._turn_to_question()
        self.follow()
        self._send_waiting()
        self._complain()

    def follow(self) -> None:
        """Turn to the current talk: what is typed right behind Alt+2 may come together with it.

        A question is turned to when it is drawn: nobody meant to answer it before.
        """
        before, talk = self._talk, self._chat.current
        was_listed = self._was_listed
        self._talk = talk
        self._was_listed = talk in self._chat.talks
        if talk is before:
            return
        text = self._line.text
        # What was begun before there was any talk goes on in the first one.
        if text and not was_listed:
            return
        if before in self._chat.talks:
            before.draft = text
        else:
            # Up brings it back: in another talk it might be sent to the wrong people.
            self._remembered.append_string(text)
        self._come_back()
        self._put(talk.draft)
        talk.draft = ""

    # -- what is typed into ----------------------------------------------------------------------

    def _turn_to_question(self) -> None:
        before, question = self._question, self._chat.question
        if question is before:
            return
        self._question = question
        # One that is asked again, perhaps over another connection, leaves what is typed.
        if before and question and (before.text, before.hidden) == (question.text, question.hidden):
            return
        self._come_back()
        self._answer.reset()
        self._answer.is_hidden = question is not None and question.hidden
        self._control.buffer = self._answer if question else self._line

    def _put(self, text: str) -> None:
        """Begin anew with a text, the cursor at its end."""
        self._line.reset(Document(text))

    def _come_back(self) -> None:
        """Have the keys go to the line again, whatever took them."""
        self._long.close()
        # Without prompt_toolkit's functions for it: this may be called from outside of a key.
        layout, self._layout = self._layout, None
        if layout is None:
            return
        searching = self._search.control
        if layout.search_links.pop(searching, None):
            self._search.search_buffer.reset()
        if layout.current_control in (searching, self._above.content):
            layout.focus(self._window)

    # -- sending ---------------------------------------------------------------------------------

    def _enter(self, event: KeyPressEvent) -> None:
        text = event.current_buffer.text
        if self._chat.question is not self._question:
            # What was typed was not for a question that nobody has seen yet.
            self.refresh()
        elif self._question is not None:
            self._answer.reset()
            self._question.answer(pasting.one_line(text))
            self.refresh()
        elif pasting.is_long(text):
            self._long.open()
            self._layout = event.app.layout
            self._layout.focus(self._above)
        else:
            self._send_all([text])

    def _send_all(self, texts: list[str]) -> None:
        """Send messages; what is not taken stays in the line, and all that would come after it."""
        # Before anything else: what is sent may lead to another talk, with another draft.
        self._line.reset()
        for at, text in enumerate(texts):
            if text.strip() and not self._send(text):
                self._put("\n".join(texts[at:]))
                texts = texts[:at]
                break
        if not any(map(is_secret, texts)):
            self._remembered.append_string("\n".join(texts))
        self._complain()

    def _send(self, text: str) -> bool:
        speaker = self._speaker()
        if speaker is None:
            self._waiting.append(text)
            return True
        return speaker.type(text)

    def _send_waiting(self) -> None:
        speaker = self._speaker()
        if speaker is None:
            return
        waiting, self._waiting = self._waiting, []
        for text in waiting:
            # It is remembered: Up brings it back where something else is typed by now.
            if not speaker.type(text) and not self._line.text:
                self._put(text)

    def _clear(self, event: KeyPressEvent) -> None:
        """Clear the line; Ctrl+Y brings a message back."""
        if self._question is None:
            event.app.clipboard.set_text(event.current_buffer.text)
        event.current_buffer.reset()

    def _give_up(self, event: KeyPressEvent) -> None:
        question = self._question
        self._answer.reset()
        if question is not None and question.give_up is not None:
            question.give_up()
        self.refresh()

    def _paste(self, event: KeyPressEvent) -> None:
        text = pasting.pasted(event.data)
        if len(text) > pasting.MOST_PASTED:
            self._chat.notice(pasting.too_long(self._chat.book, text))
        else:
            event.current_buffer.insert_text(
                text if self._question is None else pasting.one_line(text)
            )

    def _complain(self) -> None:
        if self._remembered.problem and not self._has_complained:
            self._has_complained = True
            self._chat.notice(
                self._chat.book.say(
                    "What you send is not kept for the next time ({problem}).",
                    problem=self._remembered.problem,
                )
            )

    # -- what is asked about a text of many lines ------------------------------------------------

    def _question_window(self) -> Window:
        """Return where questions stand that are too long to be a prompt; it takes the answers."""
        control = FormattedTextControl(
            self._text_above,
            focusable=Condition(lambda: self._long.is_open),
            key_bindings=self._long.bindings(),
        )
        return Window(control, dont_extend_height=True, wrap_lines=True)

    def _answered(self, texts: list[str]) -> None:
        self._come_back()
        self._send_all(texts)

    def _look_for(self, event: KeyPressEvent, direction: SearchDirection) -> None:
        self._layout = event.app.layout
        # Enter with nothing typed would go to what was looked for the last time.
        self._control.search_state.text = ""
        start_search(self._control, direction)

    # -- drawing ---------------------------------------------------------------------------------

    def _height(self) -> Dimension:
        most = _ROWS_ASKED if self._long.is_open else MOST_ROWS
        return Dimension(min=1, max=max(1, min(most, get_app().output.get_size().rows // 2)))

    def _asked(self) -> str:
        return self._question.text if self._question else ""

    def _text_above(self) -> StyleAndTextTuples:
        if self._long.is_open:
            return prompt.above(self._long.words(self._chat.book), always=True)
        return prompt.above(self._asked())

    def _prefix(self, row: int, wrapped: int) -> StyleAndTextTuples:
        return prompt.before(self._asked(), self._talk.title, row, wrapped)
