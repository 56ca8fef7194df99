"""What the chat service may refuse, and why, without a word of any human language.

A refusal names its reason by a code and carries the values a sentence about it needs. The
sentence itself is written, in the reader's language, where it is shown.
"""

from __future__ import annotations

from enum import Enum


class Code(str, Enum):
    """The reasons for a refusal; the values are the JSON protocol's error codes and are stable.

    The comment after each code lists the details that come with it.
    """

    NAME_EMPTY = "name-empty"
    NAME_TOO_LONG = "name-too-long"  # allowed: int, characters
    NAME_CHARACTER = "name-character"  # character: str, itself or as "U+0020"
    NAME_WITHOUT_LETTER = "name-without-letter"
    NAME_MARKS = "name-marks"  # too many combining marks on one letter, or one of them twice
    NAME_DIRECTION = "name-direction"  # left-to-right and right-to-left scripts mixed (RFC 5893)
    NAME_NOT_ALLOWED = "name-not-allowed"  # anything else PRECIS (RFC 8265) refuses
    NAME_TAKEN = "name-taken"  # name: str, as its owner writes it
    NAME_LOOKS_LIKE = "name-looks-like"  # name: str, asked for; other: str, in use
    NAME_ALREADY_YOURS = "name-already-yours"  # name: str
    NAME_NEEDED = "name-needed"  # a command that only people with a nickname may use
    TOO_MANY_REFUSALS = "too-many-refusals"  # while choosing a nickname; the connection closes
    NAME_TOO_LATE = "name-too-late"  # seconds: int; the connection closes

    UNKNOWN_COMMAND = "unknown-command"  # command: str, nearest: str
    MISSING_ARGUMENT = "missing-argument"  # command: str
    TOO_MANY_ARGUMENTS = "too-many-arguments"  # command: str
    NOT_A_NUMBER = "not-a-number"  # value: str, allowed: int

    UNKNOWN_USER = "unknown-user"  # name: str
    UNKNOWN_USER_NEAREST = "unknown-user-nearest"  # name: str, nearest: str
    USER_GONE = "user-gone"  # name: str, who was here and left
    YOURSELF = "yourself"  # whispering to or ignoring oneself
    NOBODY_TO_ANSWER = "nobody-to-answer"
    NOT_IGNORED = "not-ignored"  # name: str

    UNKNOWN_ROOM = "unknown-room"  # name: str
    NOT_IN_ROOM = "not-in-room"  # name: str
    TOO_MANY_ROOMS = "too-many-rooms"  # allowed: int, for each person
    NO_MORE_ROOMS = "no-more-rooms"  # allowed: int, on the server
    TOPIC_TOO_LONG = "topic-too-long"  # allowed: int, characters
    ONLY_ROOM = "only-room"  # name: str

    UNKNOWN_SETTING = "unknown-setting"  # name: str, allowed: str
    SETTING_VALUE = "setting-value"  # name: str, value: str, allowed: str
    UNKNOWN_ZONE = "unknown-zone"  # value: str, nearest: str
    BAD_DATE = "bad-date"  # value: str

    NOT_KEPT = "not-kept"  # the disk is full, or the like: what was said is told to nobody
    NOT_READ = "not-read"  # the history can't be read just now
    TOO_MANY_SHOWN = "too-many-shown"  # allowed: int, messages at once
    BEFORE_MISSING = "before-missing"  # value: str, a date
    NOTHING_SAID = "nothing-said"  # nothing that could be corrected or taken back
    NOTHING_TO_SEARCH = "nothing-to-search"  # no word and no filter
    TOO_MANY_SEARCHES = "too-many-searches"  # others' are not done yet
    SEARCH_TOO_LONG = "search-too-long"
    NO_MORE_FOUND = "no-more-found"

    SERVER_FULL = "server-full"  # as many are connected as may be; the connection closes
    LINE_TOO_LONG = "line-too-long"  # allowed: int, bytes
    NOT_UTF8 = "not-utf8"
    NOT_THIS_PROTOCOL = "not-this-protocol"  # protocol: str; the connection closes
    INTERNAL = "internal"  # a fault of the server's


class Refused(Exception):
    """A request is refused for the reason `code`; `details` holds the values that explain it."""

    def __init__(self, code: Code, **details: str | int) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        """Return the code and its details on one line, for a log and never for a person."""
        return " ".join(
            [self.code.value, *(f"{name}={value!r}" for name, value in self.details.items())]
        )
