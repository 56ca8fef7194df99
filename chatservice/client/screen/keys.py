"""The keys of the line being typed: those that prompt_toolkit lacks, or has for other purposes.

Its Emacs bindings are those of a shell (GNU Readline 8, "Readline Interaction"). These are added,
or take the place of one:

    Enter                 sends; with a completion chosen in the menu, takes that first
    Alt+Enter             begins another line
    Ctrl+C                clears; gives up a question. Ctrl+D erases. (With nothing typed both are
                          the screen's.)
    Tab                   completes at once, not in a task while other keys are pressed
    Backspace, Delete,    by clusters (`chatservice.client.screen.graphemes`)
      Ctrl+D, Ctrl+T
    Alt+T                 exchanges two words
    Home, End, …          end a search, and move in what was found
    Shift and a key that  moves, and no more: nothing is ever selected, or the next key would do
      moves, Ctrl+Space   something else than it does otherwise
    Alt+#, Ctrl+X (,      nothing: they would send a comment; repeat hidden answers; put in what
      Ctrl+Q              no message may have
    Alt and a key that    nothing; Esc and then the key types it
      means nothing       (`chatservice.client.screen.escaping`)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import CompletionState
from prompt_toolkit.completion import (
    CompleteEvent,
    Completer,
    Completion,
    get_common_complete_suffix,
)
from prompt_toolkit.filters import (
    Condition,
    buffer_has_focus,
    completion_is_selected,
    control_is_searchable,
    has_completions,
    has_focus,
    is_searching,
)
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPress, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.search import SearchDirection, accept_search

from chatservice.client.screen.escaping import is_alone
from chatservice.client.screen.graphemes import (
    erase_after,
    erase_before,
    transpose,
    transpose_words,
)

_Handler = Callable[[KeyPressEvent], None]

_UNSHIFTED = {
    Keys.ShiftLeft: Keys.Left,
    Keys.ShiftRight: Keys.Right,
    Keys.ShiftUp: Keys.Up,
    Keys.ShiftDown: Keys.Down,
    Keys.ShiftHome: Keys.Home,
    Keys.ShiftEnd: Keys.End,
    Keys.ControlShiftLeft: Keys.ControlLeft,
    Keys.ControlShiftRight: Keys.ControlRight,
    Keys.ControlShiftHome: Keys.ControlHome,
    Keys.ControlShiftEnd: Keys.ControlEnd,
}


@dataclass(frozen=True, slots=True)
class Actions:
    """What the keys do that are not about the text alone."""

    enter: _Handler
    clear: _Handler
    give_up: _Handler
    can_give_up: Callable[[], bool]
    """Whether a question is asked that can be given up."""
    is_asked: Callable[[], bool]
    look_for: Callable[[KeyPressEvent, SearchDirection], None]
    paste: _Handler


_ENDING = (
    *("home", "end", "left", "right", "c-left", "c-right"),
    *("c-a", "c-e", "c-b", "c-f"),
)
"""Keys that end a search, as in Readline: they move in the line that was found."""


def line_keys(control: BufferControl, actions: Actions) -> KeyBindings:
    """Return the bindings for the line that a control shows; erasing also for other lines."""
    bindings = KeyBindings()
    add = bindings.add
    in_line = has_focus(control)
    is_empty = Condition(lambda: not get_app().current_buffer.text)

    add("enter", filter=in_line)(actions.enter)
    add("c-o", filter=in_line)(actions.enter)
    add("enter", filter=in_line & completion_is_selected)(_close_menu)
    add("c-c", filter=in_line & ~is_empty)(actions.clear)
    for key in ("c-c", "escape"):
        can_give_up = Condition(actions.can_give_up)
        add(key, filter=in_line & can_give_up, eager=is_alone)(actions.give_up)
    add("escape", filter=in_line & has_completions, eager=is_alone)(_cancel_menu)
    add(Keys.BracketedPaste, filter=in_line)(actions.paste)

    in_message = in_line & ~Condition(actions.is_asked)
    add("escape", "enter", filter=in_message)(_begin_line)
    add("escape", "c-j", filter=in_message)(_begin_line)
    add("tab", filter=in_message)(complete)
    searchable = in_message & control_is_searchable
    add("c-r", filter=searchable)(lambda e: actions.look_for(e, SearchDirection.BACKWARD))
    add("c-s", filter=searchable)(lambda e: actions.look_for(e, SearchDirection.FORWARD))

    for key in _ENDING:
        add(key, filter=is_searching)(_end_search)
    add("escape", filter=is_searching, eager=True)(_end_search_at_escape)

    # An answer is not looked for among messages.
    for key in ("c-r", "c-s"):
        add(key, filter=in_line & ~in_message)(_nothing)

    editing = buffer_has_focus
    add("backspace", filter=editing, save_before=_is_first)(erase_before)
    add("delete", filter=editing, save_before=_is_first)(erase_after)
    add("c-d", filter=editing & ~is_empty, save_before=_is_first)(erase_after)
    add("c-t", filter=editing)(transpose)
    add("escape", "t", filter=editing)(transpose_words)

    for shifted in _UNSHIFTED:
        add(shifted, filter=editing)(_move)
    for keys in (("escape", "#"), ("escape", "-"), ("c-x", "("), ("c-x", ")"), ("c-x", "e")):
        add(*keys, filter=editing)(_nothing)
    for key in ("c-@", "c-q"):
        add(key, filter=editing)(_nothing)
    return bindings


def complete(event: KeyPressEvent) -> None:
    """Complete what stands before the cursor, or show how it may go on."""
    buffer = event.current_buffer
    if buffer.complete_state:
        buffer.complete_next()
        return
    found = _completions(buffer.completer, event)
    if len(found) == 1:
        buffer.apply_completion(found[0])
        return
    common = get_common_complete_suffix(buffer.document, found)
    if common:
        buffer.insert_text(common)
        found = [each.new_completion_from_position(len(common)) for each in found]
    if found:
        buffer.complete_state = CompletionState(buffer.document, found)


def _completions(completer: Completer, event: KeyPressEvent) -> list[Completion]:
    asked = CompleteEvent(completion_requested=True)
    return list(completer.get_completions(event.current_buffer.document, asked))


def _is_first(event: KeyPressEvent) -> bool:
    """Return whether the key is not held: what it erased is then taken back at once."""
    return not event.is_repeat


def _end_search(event: KeyPressEvent) -> None:
    """Take the line that was found, and move in it."""
    accept_search()
    event.key_processor.feed_multiple(event.key_sequence, first=True)


def _end_search_at_escape(event: KeyPressEvent) -> None:
    if not is_alone():
        event.key_processor.feed_multiple(event.key_sequence, first=True)
    accept_search()


def _move(event: KeyPressEvent) -> None:
    key = _UNSHIFTED[Keys(event.key_sequence[0].key)]
    event.key_processor.feed(KeyPress(key), first=True)


def _begin_line(event: KeyPressEvent) -> None:
    event.current_buffer.insert_text("\n")


def _close_menu(event: KeyPressEvent) -> None:
    event.current_buffer.complete_state = None


def _cancel_menu(event: KeyPressEvent) -> None:
    event.current_buffer.cancel_completion()


def _nothing(event: KeyPressEvent) -> None:
    pass
