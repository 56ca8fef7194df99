"""Whether somebody looks: as the terminal tells, or else by when the last key was pressed.

The terminal is asked to tell when its window gets and loses the focus (XTerm Control Sequences,
"FocusIn/FocusOut"). prompt_toolkit does not know those reports: they are added to its table of
sequences as what is to be ignored, so that they never get into the line being typed, not even
where nobody listens to them. The key that it makes of them carries the sequence.
"""

from __future__ import annotations

from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output

from chatservice.client.screen.pacing import Timer, Timing
from chatservice.client.talk.chat import Chat

IDLE_SECONDS = 180.0
"""After so long without a key nobody looks, where the terminal does not tell."""

FOCUS_IN = "\x1b[I"
FOCUS_OUT = "\x1b[O"
_ASK = "\x1b[?1004h"
_STOP_ASKING = "\x1b[?1004l"

ANSI_SEQUENCES[FOCUS_IN] = Keys.Ignore
ANSI_SEQUENCES[FOCUS_OUT] = Keys.Ignore


class Focus:
    """Keeps ``chat.is_seen`` right."""

    def __init__(self, chat: Chat, output: Output, timing: Timing) -> None:
        self._chat = chat
        self._output = output
        self._timing = timing
        self._is_asked = False
        self._tells = False
        self._has_told = False
        self._last_key = timing.time()
        self._timer: Timer | None = None

    def ask(self) -> None:
        """Have the terminal tell from now on, if it does not yet."""
        if not self._is_asked:
            self._is_asked = True
            self._output.write_raw(_ASK)
            self._output.flush()

    def stop(self) -> None:
        """Have the terminal tell nothing any more: what it told would go to the shell."""
        if self._is_asked:
            self._is_asked = False
            self._output.write_raw(_STOP_ASKING)
            self._output.flush()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def told(self, report: str) -> None:
        """Take what the terminal told."""
        self._has_told = True
        if report in (FOCUS_IN, FOCUS_OUT):
            self._tells = True
            self._see(report == FOCUS_IN)

    def left(self) -> None:
        """Take note that the screen is not shown for a while: nobody looks until a key comes."""
        self._see(False)

    def key_came(self) -> None:
        """Take note that prompt_toolkit has dealt with a key: a report is none of somebody's."""
        if self._has_told:
            self._has_told = False
        else:
            self.pressed()

    def pressed(self) -> None:
        """Take note that a key was pressed: somebody is there."""
        self._last_key = self._timing.time()
        if self._timer is None:
            self._timer = self._timing.call_later(IDLE_SECONDS, self._look_at_keys)
        self._see(True)

    def _look_at_keys(self) -> None:
        self._timer = None
        if self._tells:
            return
        left = self._last_key + IDLE_SECONDS - self._timing.time()
        if left > 0:
            self._timer = self._timing.call_later(left, self._look_at_keys)
        else:
            self._see(False)

    def _see(self, is_seen: bool) -> None:
        if is_seen is not self._chat.is_seen:
            self._chat.is_seen = is_seen
            if is_seen:
                self._chat.look()

    def bindings(self) -> KeyBindings:
        """Return what takes the reports out of the keys, whatever else waits for a key."""
        bindings = KeyBindings()

        # Eager: nothing may take a report for the key that it waits for.
        @bindings.add(
            Keys.Ignore,
            eager=True,
            is_global=True,
            save_before=lambda event: False,
            record_in_macro=False,
        )
        def _told(event: KeyPressEvent) -> None:
            self.told(event.data)

        return bindings
