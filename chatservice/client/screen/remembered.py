"""What was sent, for the keys Up and Ctrl+R: kept in a file, and never anything secret.

The file has the format of prompt_toolkit's `FileHistory`, so that people can read it: a line with
the time, then each line of the text behind a "+". Where it stands: XDG Base Directory
Specification 0.8, "state data … such as … recently used files, history".

prompt_toolkit's own class lets everyone read the file, never shortens it, and raises what the
system says in the middle of a key press.
"""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from fcntl import LOCK_EX, flock
from pathlib import Path

from prompt_toolkit.history import FileHistory, History

MOST = 1_000
"""Texts that are remembered."""

LONGEST = 20_000
"""Characters of a text that is kept on disk: a longer one was pasted, and is elsewhere."""

_FOREIGN = frozenset(
    ("auth", "identify", "id", "nickserv", "ns", "oper", "pass", "passwd", "clave", "keyring")
)
"""What other chats call the commands that take a password."""

_ALIKE = 0.75
"""How alike an unknown command is to one that deals with secrets: `/pasword`, `/regsiter`."""


def place_of(environment: Mapping[str, str]) -> Path | None:
    """Return where texts are remembered; `None`: nowhere, as `CHAT_HISTORY=` asks for."""
    chosen = environment.get("CHAT_HISTORY")
    if chosen is not None:
        return Path(chosen) if chosen else None
    state = environment.get("XDG_STATE_HOME", "")
    # "All paths … must be absolute. If … relative … consider the path invalid and ignore it."
    folder = Path(state)
    if not folder.is_absolute():
        home = environment.get("HOME", "")
        if not Path(home).is_absolute():
            return None
        folder = Path(home, ".local", "state")
    return folder / "chatservice" / "history"


def is_secret(text: str) -> bool:
    """Return whether a text may hold a password that somebody gave to a command.

    No command takes one (`chatservice.core.commands.accounts`), but people try: it is whatever
    stands behind the name of a command that deals with secrets, in any language, be it misspelt or
    another chat's.
    """
    words = text.split(maxsplit=1)
    if len(words) < 2 or not words[0].startswith("/") or words[0].startswith("//"):
        return False
    # Imported late: declarations take a time that the first prompt does not have.
    from chatservice.core.commands import COMMANDS
    from chatservice.core.commands.accounts import ForgetMe, LogIn, Password, Register, Token

    name = words[0][1:].lower()
    secret = set(_FOREIGN)
    for command in (Register, LogIn, Password, ForgetMe, Token):
        secret.update(command.names)
    if name in secret:
        return True
    if any(name in command.names for command in COMMANDS):
        return False
    return bool(difflib.get_close_matches(name[:32], secret, n=1, cutoff=_ALIKE))


class Remembered(History):
    """What was sent, the last `MOST` texts: in memory, and in the file at ``path`` unless `None`.

    Several clients may use one file at once. ``problem``: why the file can't be used, as the
    system says; then all goes on in memory.
    """

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self.problem = ""
        self._texts: list[str] = []
        self._path: Path | None = None
        if path is not None:
            # A link stays one when another file takes the place of what it leads to.
            self._path = Path(os.path.realpath(path))
            with self._noting_problems():
                self._texts = _shortened(self._path)

    def append_string(self, string: str) -> None:
        """Remember a text, unless it is blank, secret, or what was sent just before."""
        if not string.strip() or self._texts[-1:] == [string] or is_secret(string):
            return
        self._texts.append(string)
        del self._texts[:-MOST]
        self.store_string(string)

    def store_string(self, string: str) -> None:
        """Remember a text on disk."""
        if self._path is not None and len(string) <= LONGEST:
            with self._noting_problems():
                _append(self._path, _written(string))

    def load_history_strings(self) -> Iterable[str]:
        """Return the texts, the newest first."""
        return reversed(list(self._texts))

    def get_strings(self) -> list[str]:
        """Return the texts, the oldest first."""
        return list(self._texts)

    async def load(self) -> AsyncGenerator[str, None]:
        """Yield the texts, the newest first."""
        for text in self.load_history_strings():
            yield text

    @contextmanager
    def _noting_problems(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.problem = f"{self._path}: {error.strerror or error}"
            self._path = None


def _written(text: str) -> bytes:
    """Return a text in the file's format."""
    # Whatever else a reader may take for the end of a line stays within the text's own lines.
    lines = "".join(f"+{line}\n" for line in text.split("\n"))
    now = datetime.now(timezone.utc).isoformat(" ", "seconds")
    return f"\n# {now}\n{lines}".encode("utf-8", "replace")


def _append(path: Path, data: bytes) -> None:
    """Add to the file, which is made if there is none. Raises `OSError`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    while True:
        # Whoever has a pipe without a reader there must not wait for one (O_NONBLOCK).
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        try:
            _lock(descriptor)
            # Another client may have put a shorter file in its place while this one waited.
            if _is_at(path, descriptor):
                mode = os.fstat(descriptor).st_mode
                if stat.S_ISREG(mode) and mode & 0o077:
                    os.fchmod(descriptor, 0o600)
                # One write: nobody's lines get between these.
                os.write(descriptor, data)
                return
        finally:
            os.close(descriptor)


def _shortened(path: Path) -> list[str]:
    """Return the last texts of the file, the oldest first, all others taken out of it.

    Raises `OSError` when it can't be read or written.
    """
    _append(path, b"")
    with path.open("rb") as file:
        _lock(file.fileno())
        texts = list(FileHistory(path).load_history_strings())
        texts.reverse()
        if len(texts) > MOST and _is_at(path, file.fileno()):
            texts = texts[-MOST:]
            _replace(path, b"".join(map(_written, texts)))
    return texts[-MOST:]


def _replace(path: Path, data: bytes) -> None:
    """Put another file in the place of one, at once: whoever looks finds either."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(descriptor))


def _lock(descriptor: int) -> None:
    """Keep other clients out until the descriptor is closed, where the file system can."""
    with suppress(OSError):
        flock(descriptor, LOCK_EX)
