"""The table of what is recognised by its first bytes: one row, one file, for each protocol.

Whatever no row recognises is the conversation in lines of text. No two rows recognise the same.
"""

from __future__ import annotations

from chatservice.protocols.detectors import http, json, tls

DETECTORS = (tls.DETECTOR, http.DETECTOR, json.DETECTOR)

LINE = "line"
"""The name of the conversation in lines of text."""

WEB = http.DETECTOR.name

AUTO = "auto"
"""The name of whatever the first bytes say."""

SPOKEN = (AUTO, LINE, *(row.name for row in DETECTORS if row.is_plain))
"""What an endpoint may be said to speak."""
