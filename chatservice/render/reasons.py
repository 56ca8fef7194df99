"""What is wrong with a program's message, in words: refusals that people are told otherwise."""

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
        "missing-with-token": N_("it is missing, and so is a token"),
        "not-text": N_("it has to be a string"),
        "not-a-number": N_("it has to be a whole number"),
        "not-a-list": N_("it has to be a list of strings"),
        "too-long": N_("it has too many characters"),
        "out-of-range": N_("it is too small or too large"),
    },
}
"""For each such refusal the values of its ``reason``, which are stable, as English phrases."""

FOR_PROGRAMS: dict[Code, str] = {
    Code.NAME_NEEDED: N_("Nobody knows who you are yet: send hello first."),
    Code.ALREADY_NAMED: N_("You have a nickname already: quit, and log in when you come back."),
    Code.WRONG_PASSWORD: N_("Name or password are wrong."),
    Code.PASSWORD_EXPECTED: N_(
        "First answer the question for a password with secret; an empty one gives up."
    ),
    Code.LINE_TOO_SLOW: N_(
        "The line that you began {time} ago was thrown away: end lines with a line feed."
    ),
}
"""What programs and the web page are told instead: neither types lines, each with its Enter."""
