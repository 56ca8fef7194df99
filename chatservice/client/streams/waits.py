"""How long fronts without a screen wait for others."""

from __future__ import annotations

SILENCE_SECONDS = 60.0
"""How long a server that owes an answer may say nothing. It takes what is piped in faster than
that, however much is on its way."""

GOODBYE_SECONDS = 2.0
"""How long somebody who interrupts the client waits for the server's goodbye."""

UNREAD_SECONDS = 1.0
"""How long input is still sent after nobody reads the output any more: what is there at that
moment gets said, while an endless input ends."""

UNWRITTEN_SECONDS = 2.0
"""How long somebody who interrupts the client waits for whoever should read its output. Without an
interruption they have all the time they want: it may be a pager."""
