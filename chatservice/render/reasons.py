"""What is wrong with a program's message, in words: the details of two refusals."""

from __future__ import annotations

from chatservice.core.phrases import N_
from chatservice.core.refusals import Code

REASONS: dict[Code, dict[str, str]] = {
    Code.NOT_JSON: {
        "syntax": N_("it is not written as JSON is"),
        "not-an-object": N_("it is another value"),
        "not-utf-8": N_("it is not UTF-8"),
        "too-deep": N_("it is nested too deeply"),
    },
    Code.BAD_FIELD: {
        "missing": N_("it is missing"),
        "not-text": N_("it has to be a string"),
        "not-a-number": N_("it has to be a whole number"),
        "not-a-list": N_("it has to be a list of strings"),
        "too-long": N_("it has too many characters"),
        "out-of-range": N_("it is too small or too large"),
    },
}
"""For each such refusal the values of its ``reason``, which are stable, as English phrases."""
