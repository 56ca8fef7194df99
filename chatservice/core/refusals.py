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

    NAME_REGISTERED = "name-registered"  # name: str, somebody's who is registered
    NOT_ALLOWED = "not-allowed"  # command: str, who: str, the name of a `Who` in small letters
    NOT_OVER_THEM = "not-over-them"  # who: str, as above: what the other one is
    BANNED = "banned"  # seconds: int, 0 for ever; reason: str; the connection closes
    BANNED_FROM_ROOM = "banned-from-room"  # name: str, of the room; seconds: int; reason: str
    MUTED = "muted"  # seconds: int, 0 for ever
    MUTED_IN_ROOM = "muted-in-room"  # name: str, the room's; seconds: int, 0 for ever
    ROOM_INVITE_ONLY = "room-invite-only"  # name: str
    ROOM_MODERATED = "room-moderated"  # name: str
    ROOM_FOR_REGISTERED = "room-for-registered"  # name: str
    ROOM_SLOW = "room-slow"  # name: str, seconds: int
    ROOM_STAYS_OPEN = "room-stays-open"  # name: str, the room where everyone starts
    UNKNOWN_MODE = "unknown-mode"  # value: str, allowed: str
    MODE_VALUE = "mode-value"  # name: str, value: str, allowed: str
    BAD_PERIOD = "bad-period"  # value: str
    TOO_MANY_WAITING = "too-many-waiting"  # name: str, allowed: int, messages
    TOO_MANY_LEFT = "too-many-left"  # for people who are not here; allowed: int, seconds: int
    TOO_MANY_REPORTS = "too-many-reports"  # from one address; allowed: int, seconds: int
    TOO_MANY_OWNED = "too-many-owned"  # allowed: int, rooms of one owner that are kept
    INVITED_ALREADY = "invited-already"  # name: str, of a person; room: str
    IN_ROOM_ALREADY = "in-room-already"  # name: str, of a person; room: str
    BANNED_THERE = "banned-there"  # name: str, of a person; room: str
    TOO_MANY_SANCTIONS = "too-many-sanctions"  # allowed: int, name: str, a room's; "" on the server
    SANCTION_OF_HIGHER = "sanction-of-higher"  # name: str, by: str, whose it is, who: str, as above
    NOW_CALLED = "now-called"  # name: str, before; other: str, now
    NOT_BANNED = "not-banned"  # name: str
    NOT_MUTED = "not-muted"  # name: str
    NOT_HERE = "not-here"  # name: str, of a person; room: str
    NOT_A_MODERATOR = "not-a-moderator"  # name: str
    NOT_REGISTERED = "not-registered"  # name: str
    NO_MODERATORS = "no-moderators"
    NOTHING_TO_REMOVE = "nothing-to-remove"  # name: str

    ALREADY_REGISTERED = "already-registered"  # name: str
    ALREADY_NAMED = "already-named"  # logging in is for who has no nickname yet
    WRONG_PASSWORD = "wrong-password"  # noqa: S105  # no password
    TOO_MANY_WRONG_PASSWORDS = "too-many-wrong-passwords"  # the connection closes
    ATTEMPT_TOO_SOON = "attempt-too-soon"  # another one from there waits; seconds: int
    ATTEMPT_WAITS = "attempt-waits"  # no refusal: it is looked at later; seconds: int
    TOO_MANY_REGISTRATIONS = "too-many-registrations"  # from one address; seconds: int
    TOO_MANY_LOGINS = "too-many-logins"  # so many wait that this one is not begun
    PASSWORD_TOO_SHORT = "password-too-short"  # noqa: S105  # allowed: int, characters
    PASSWORD_TOO_LONG = "password-too-long"  # noqa: S105  # allowed: int, characters
    PASSWORD_CHARACTER = "password-character"  # noqa: S105  # no password
    PASSWORD_IS_NAME = "password-is-name"  # noqa: S105  # no password
    PASSWORDS_DIFFER = "passwords-differ"  # the second was not the first
    NO_QUESTION = "no-question"  # a password that was not asked for
    PASSWORD_EXPECTED = "password-expected"  # noqa: S105  # no command
    ACCOUNT_REMOVED = "account-removed"  # by an administrator
    UNKNOWN_SESSION = "unknown-session"  # value: str, allowed: int

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
    TOO_MANY_FROM_ADDRESS = "too-many-from-address"  # allowed: int; the connection closes
    TOO_MANY_ARRIVALS_FROM_ADDRESS = "too-many-arrivals-from-address"  # allowed: int, seconds: int
    TOO_MANY_ARRIVALS = "too-many-arrivals"  # seconds: int; the connection closes
    MUTED_FOR_FLOOD = "muted-for-flood"  # seconds: int, from now on
    FLOODED = "flooded"  # the connection closes
    REPEATED = "repeated"  # allowed: int, times, seconds: int
    TOO_MANY_RENAMES = "too-many-renames"  # seconds: int, until the next
    TOO_MANY_STRANGERS = "too-many-strangers"  # allowed: int, people, seconds: int, until the next
    TOO_MANY_ATTEMPTS = "too-many-attempts"  # at passwords from one address; seconds: int
    BAD_NETWORK = "bad-network"  # value: str

    NOT_JSON = "not-json"  # reason: str
    UNKNOWN_TYPE = "unknown-type"  # of a program's message; value: str, nearest: str
    BAD_FIELD = "bad-field"  # of a program's message; name: str, reason: str
    UNKNOWN_VERSION = "unknown-version"  # of the protocol for programs; value: int, allowed: int
    WRONG_TOKEN = "wrong-token"  # noqa: S105  # no password
    TOKEN_TOO_SOON = "token-too-soon"  # noqa: S105  # after wrong ones from there; seconds: int
    TOO_MANY_LINES = "too-many-lines"  # said at once; allowed: int
    TOO_MANY_BOTS = "too-many-bots"  # allowed: int, for each owner
    NOT_A_BOT = "not-a-bot"  # name: str, no bot of one's own
    BOT_ACCOUNT = "bot-account"  # name: str, a bot's, which can't do that

    LINE_TOO_LONG = "line-too-long"  # allowed: int, bytes
    LINE_TOO_SLOW = "line-too-slow"  # seconds: int, since it was begun
    NOT_UTF8 = "not-utf8"
    NOTHING_LEFT = "nothing-left"  # of a line that had nothing in it which may be shown
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
