"""Every state of a conversation with everything that can happen in it, tried and written down.

`python -m tests.core.states`, from the root of the source tree, brings the table between the
markers of docs/architecture.md up to date.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from chatservice.core.events import Event
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Goodbye, Reply
from chatservice.core.settings import Representation
from chatservice.core.states import CHATTING, CONFIDING, GONE, NEGOTIATING, PROVING, State
from tests.core.conversation import PASSWORD, Chat, Visitor

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"
BEGIN, END = "<!-- states -->\n", "<!-- /states -->"

STATES: tuple[State, ...] = (NEGOTIATING, PROVING, CHATTING, CONFIDING, GONE)

WRONG_PASSWORD = "correct horse bakery"

INPUTS: dict[str, Callable[[Visitor], None]] = {
    "a line: a name that may be had": lambda visitor: visitor.types("Pedro"),
    "a line: no name that may be had": lambda visitor: visitor.types("Ana"),
    "a line: the tenth of these": lambda visitor: visitor.types("Ana"),
    "an empty line": lambda visitor: visitor.types(""),
    "a line of spaces": lambda visitor: visitor.types("  "),
    "a line: the password that is asked for": lambda visitor: visitor.types(PASSWORD),
    "a line: another password": lambda visitor: visitor.types(WRONG_PASSWORD),
    "a line: the third of these": lambda visitor: visitor.types(WRONG_PASSWORD),
    "`/rename` with a name that may be had": lambda visitor: visitor.types("/rename Pedro"),
    "a command for everyone: `/time`": lambda visitor: visitor.types("/time"),
    "a command for people with a name: `/me`": lambda visitor: visitor.types("/me waves"),
    "`/login` with a name": lambda visitor: visitor.types("/login Beto"),
    "`/register`": lambda visitor: visitor.types("/register"),
    "an unknown command": lambda visitor: visitor.types("/tiem"),
    "`/quit`": lambda visitor: visitor.types("/quit"),
    "60 seconds of silence": lambda visitor: visitor.chat.passes(60),
    "a line that is too long": lambda visitor: visitor.session.decline(
        Refused(Code.LINE_TOO_LONG, allowed=4096)
    ),
    "bytes that are not UTF-8": lambda visitor: visitor.session.bad_bytes(),
    "telnet's “are you there”": lambda visitor: visitor.session.are_you_there(),
    "telnet's interrupt": lambda visitor: visitor.session.interrupted(),
    "the end of what they send": lambda visitor: visitor.session.leave(Goodbye()),
    "the connection is lost": lambda visitor: visitor.session.lost(),
    "the server stops": lambda visitor: visitor.chat.hub.close(),
}
"""Everything that can happen to a session, by what the table calls it."""


class Outcome(NamedTuple):
    """What became of an input: the next state, what was told to whom, and whether it was the last.

    ``told`` and ``others`` are the names of replies and events.
    """

    state: State
    told: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    closes: bool = False


class _NamesOnly:
    """A renderer that tells what kind of thing was told."""

    def __call__(
        self,
        what: Event | Reply,
        representation: Representation,
        *,
        labelled: bool = False,
        seq: int = 0,
        request: str | None = None,
    ) -> bytes:
        return f"{type(what).__name__}\r\n".encode()

    def bell(self, representation: Representation) -> bytes:
        return b""


def outcome(state: State, happens: str) -> Outcome:
    """Return what becomes of the input of that name in ``state``, having tried it.

    Juan may be a stranger, who is to prove that he is Beto; asked for his own password, he has one.
    """
    chat = Chat(render=_NamesOnly())
    chat.member("Beto").types("/quit")
    ana = chat.join("Ana")
    visitor = chat.connect()
    if "tenth" in happens:
        visitor.types(*["Ana"] * (chat.hub.policy.refusals - 1))
    _bring(visitor, state)
    if "third" in happens:
        for _ in range(2):
            visitor.types(WRONG_PASSWORD)
            chat.passes(2)  # each wrong one makes the next wait
    assert visitor.session.state is state
    ana.reads()
    visitor.reads()
    INPUTS[happens](visitor)
    chat.end_turn()
    others = [kind for kind in ana.reads() if kind != "ServerClosing"]  # which is Ana's own
    return Outcome(visitor.session.state, tuple(visitor.reads()), tuple(others), visitor.closed)


def _bring(visitor: Visitor, state: State) -> None:
    """Bring somebody who has no nickname yet into ``state``."""
    if state is PROVING:
        visitor.types("Beto")
    elif state is not NEGOTIATING:
        visitor.types("Juan")
    if state is CONFIDING:
        visitor.types("/register", PASSWORD, PASSWORD, "/password")
    if state is GONE:
        visitor.types("/quit")
        visitor.closed = False  # whatever it may still be sent shall be seen


def _cell(state: State, found: Outcome) -> str:
    parts = [f"→ **{type(found.state).__name__}**"] if found.state is not state else []
    parts += [", ".join(found.told)] if found.told else []
    parts += [f"others: {', '.join(found.others)}"] if found.others else []
    parts += ["closes"] if found.closes else []
    return "; ".join(parts) or "–"


def state_table() -> str:
    """Return the table in Markdown: a row for each input, a column for each state."""
    rows = [
        ["what happens", *(type(state).__name__ for state in STATES)],
        ["---"] * (len(STATES) + 1),
        *(
            [happens, *(_cell(state, outcome(state, happens)) for state in STATES)]
            for happens in INPUTS
        ),
    ]
    return "".join("| {} |\n".format(" | ".join(row)) for row in rows)


def main() -> None:
    """Put the table between its markers."""
    before, begin, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{DOCUMENT} has no place for the table between {BEGIN!r} and {END!r}")
    DOCUMENT.write_text(before + begin + state_table() + end + after, encoding="utf-8")


if __name__ == "__main__":
    main()
