"""Alt and a key, or Esc and then a key: a terminal sends the same for both.

Only the time between tells them apart. What comes at once is Alt and a key; Esc alone does its work
at once where it has any (it closes what is open), and otherwise waits for a key, for those whose
terminal has no Alt. prompt_toolkit waits in any case, and takes whichever key comes for one that
was pressed with Alt.
"""

from __future__ import annotations

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition, Filter
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_bindings import Binding
from prompt_toolkit.key_binding.key_processor import KeyPressEvent, KeyProcessor
from prompt_toolkit.keys import Keys

_UNUSED = ("/", "*", "e")
"""Keys that mean something to prompt_toolkit with Alt and nothing here: it completes otherwise."""

is_alone = Condition(lambda: not get_app().key_processor.input_queue)
"""Whether nothing came together with the key that is being taken."""


class Escaping:
    """Gives keys that mean nothing with Alt to whoever pressed Esc before, and else to nobody."""

    def __init__(self) -> None:
        self._is_alt = False

    def key_came(self, processor: KeyProcessor) -> None:
        """Take note that prompt_toolkit has taken a key."""
        if [each.key for each in processor.key_buffer] == [Keys.Escape]:
            self._is_alt = bool(processor.input_queue)

    def bind(self, bindings: KeyBindings, where: Filter) -> None:
        """Add what takes such keys; ``where``: in a line that is typed."""
        bindings.add("escape", Keys.Any, filter=where & Condition(self._is_meaningless))(_nothing)
        for key in _UNUSED:
            bindings.add("escape", key, filter=where)(self._unused)

    def _is_meaningless(self) -> bool:
        """Return whether the keys just taken are Alt and a character, and Esc has no work."""
        last = get_app().key_processor.key_buffer[-1].key
        return self._is_alt and not isinstance(last, Keys) and _work_of_escape() is None

    def _unused(self, event: KeyPressEvent) -> None:
        escape = _work_of_escape()
        if escape is not None:
            escape.call(event)
        if escape is not None or not self._is_alt:
            event.key_processor.feed(event.key_sequence[-1], first=True)


def _work_of_escape() -> Binding | None:
    """Return what Esc does now; `None`: nothing."""
    keys = get_app().key_bindings
    bindings = [] if keys is None else keys.get_bindings_for_keys((Keys.Escape,))
    return next((each for each in reversed(bindings) if each.filter()), None)


def _nothing(event: KeyPressEvent) -> None:
    pass
