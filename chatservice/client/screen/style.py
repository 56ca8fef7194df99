"""How the rows around the log look: on light and dark terminals, and without any colour.

No background is set but by reversing, so that what stands on it can be read whatever colours the
terminal has; what is told by a colour is told by a sign or a word as well (`NO_COLOR`).
"""

from __future__ import annotations

from prompt_toolkit.styles import Style

from chatservice.client.screen.colours import LOUD


def style_of(*, colours: bool) -> Style:
    """Return the look of the rows around the log, which has its own."""
    loud = LOUD if colours else ""
    return Style.from_dict(
        {
            "prompt": "bold",
            "question": "bold",
            "title": "underline",
            "title.name": "bold underline",
            "status": "reverse",
            "status.current": "bold noreverse",
            "status.unread": "reverse bold",
            "status.mention": f"reverse bold {loud}",
            "status.below": "reverse bold",
            "status.alert": f"reverse bold {loud}",
            "status.hint": "reverse bold",
            "found.heading": "reverse",
            "found.chosen": "bold",
            "found.match": "underline",
            "help.key": "bold",
        }
    )
