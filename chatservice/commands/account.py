"""`chatservice account`: says who is registered, and changes that, also while the server runs."""

from __future__ import annotations

import os
import pwd
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import datetime, timezone
from getpass import getpass
from pathlib import Path

import apsw
from wcwidth import wcswidth

from chatservice.accounts import proofs
from chatservice.accounts.store import Store
from chatservice.auditfile import FILE, add
from chatservice.commands.options import CommandError, Options, place
from chatservice.core.accounts import Account, Rank
from chatservice.core.audit import Audited
from chatservice.core.log import BusyError, NotKeptError, NotReadError
from chatservice.core.names import Name, Names, parse_name
from chatservice.core.passwords import prepare
from chatservice.core.refusals import Code, Refused
from chatservice.render.phrasebook import Phrasebook

PATIENCE = 5000
"""Milliseconds that a change waits for the server, which takes as many microseconds."""

MOST_BYTES = 4096
"""Of a password on standard input: more are not read."""


def run(options: Options, book: Phrasebook, environment: Mapping[str, str]) -> None:
    """Do what the first argument says."""
    directory, _ = place(options, environment)
    if not directory.is_dir():
        raise CommandError(
            book.say(
                "there is no directory {directory}: start the server once, or name the directory "
                "of its history with --data",
                directory=directory,
            )
        )
    try:
        with closing(_opened(directory)) as store:
            _Action(options, book, store, directory).run()
    except (NotKeptError, NotReadError) as error:
        raise CommandError(_sentence(book, error)) from error


def _opened(directory: Path) -> Store:
    store = Store(directory, lambda: datetime.now(timezone.utc), patience=PATIENCE)
    store.open()
    return store


def _sentence(book: Phrasebook, error: Exception) -> str:
    if isinstance(error, BusyError):
        return book.say("another program holds the accounts: try again later")
    if isinstance(error.__cause__, apsw.FullError):
        return book.say("the disk is full: make room and try again")
    return book.say("something went wrong ({reason})", reason=error)


class _Action:
    """One run of the command, with the accounts open."""

    def __init__(self, options: Options, book: Phrasebook, store: Store, directory: Path) -> None:
        self._options = options
        self._book = book
        self._store = store
        self._directory = directory

    def run(self) -> None:
        """Do what the first argument says."""
        action, *arguments = self._options["words"]
        actions: dict[str, Callable[..., str]] = {
            "list": self._list,
            "add": self._add,
            "password": self._password,
            "role": self._role,
            "remove": self._remove,
        }
        sys.stdout.write(f"{actions[action](*arguments)}\n")

    def _list(self) -> str:
        accounts = self._store.all_accounts()
        if not accounts:
            return self._book.say("Nobody is registered.")
        say = self._book.say
        titles = [say("Name"), say("Role"), say("Registered")]
        rows = [[a.name.text, a.rank.value, _day(a.since)] for a in accounts]
        if any(account.is_bot for account in accounts):
            names = {account.identity: account.name.text for account in accounts}
            titles.append(say("Bot of"))
            for row, account in zip(rows, accounts, strict=True):
                row.append(names.get(account.owner, ""))
        return _table([titles, *rows])

    def _add(self, typed: str) -> str:
        name = parse_name(typed)
        self._store.check(name)
        proof = proofs.make(_new_password(self._book, name))
        identity = secrets.randbits(62) + 1
        self._store.add(name, identity, proof, datetime.now(timezone.utc))
        self._note("account-add", name)
        return self._book.say("{name} is registered.", name=name)

    def _password(self, typed: str) -> str:
        account = self._found(typed)
        if account.is_bot:
            raise CommandError(
                self._book.say(
                    "{name} is a bot and has no password: its owner makes another token for it, "
                    "with /token {name}",
                    name=account.name,
                )
            )
        self._store.set_proof(
            account.identity, proofs.make(_new_password(self._book, account.name))
        )
        self._note("account-password", account.name)
        return self._book.say("{name} has another password now.", name=account.name)

    def _role(self, typed: str, role: str | None = None) -> str:
        account = self._found(typed)
        if role is None:
            return account.rank.value
        self._store.set_rank(account.identity, Rank(role))
        self._note("account-role", account.name, role)
        return self._book.say("{name} is {role} now.", name=account.name, role=role)

    def _remove(self, typed: str) -> str:
        account = self._found(typed)
        bots = self._store.bots_of(account.identity)
        if not self._options["yes"] and not self._confirms(account):
            return self._book.say("Nothing is removed.")
        self._store.remove(account.identity)
        for each in (account, *bots):
            self._note("account-remove", each.name)
        said = [self._book.say("{name} is not registered any more.", name=account.name)]
        if bots:
            names = ", ".join(bot.name.text for bot in bots)
            said.append(self._book.say("Nor are their bots: {names}.", names=names))
        return "\n".join(said)

    def _note(self, act: str, name: Name, detail: str = "") -> None:
        """Add to the audit log what was done. A disk that refuses the line does not undo it."""
        done = Audited(act, who=f"user:{_user()}", target=name.text, detail=detail)
        try:
            add(self._directory, done, datetime.now(timezone.utc))
        except OSError as error:
            sentence = self._book.say(
                "that is done, but {file} can't be written ({reason})",
                file=self._directory / FILE,
                reason=error.strerror,
            )
            sys.stderr.write(f"chatservice account: {sentence}\n")

    def _confirms(self, account: Account) -> bool:
        """Ask at a terminal whether that is meant. Raises `CommandError` where there is none."""
        if not sys.stdin.isatty():
            raise CommandError(
                self._book.say(
                    "there is no terminal to ask at: add --yes to remove the account of {name}",
                    name=account.name,
                )
            )
        question = self._book.say("Remove the account of {name}? [y/N] ", name=account.name)
        try:
            answer = input(question)
        except EOFError:
            return False
        return answer.strip()[:1].lower() in ("y", "s")

    def _found(self, typed: str) -> Account:
        """Return the account of a name as it was typed. Raises `CommandError` if there is none."""
        try:
            account = self._store.find(parse_name(typed))
        except Refused:  # It may be near a name all the same.
            account = None
        if account is not None:
            return account
        names: Names[None] = Names()
        for each in self._store.all_accounts():
            with suppress(Refused):  # They may look alike since a table of look-alikes grew.
                names.claim(each.name, None)
        nearest = names.nearest(typed)
        if nearest is None:
            raise CommandError(
                self._book.say("nobody called {name} is registered", name=repr(typed))
            )
        raise CommandError(
            self._book.say(
                "nobody called {name} is registered: did you mean {nearest}?",
                name=repr(typed),
                nearest=nearest,
            )
        )


def _new_password(book: Phrasebook, name: Name) -> str:
    """Return a password that was typed twice, or that is a line of standard input.

    Raises `Refused` and `CommandError`, neither of which says any part of it.
    """
    first = _typed(book, book.say("New password for {name}: ", name=name))
    password = prepare(first, new=True, name=name.text)
    if sys.stdin.isatty() and _typed(book, book.say("The same password again: ")) != first:
        raise Refused(Code.PASSWORDS_DIFFER)
    return password


def _typed(book: Phrasebook, question: str) -> str:
    """Return a line that is typed and not seen, or the next line of standard input."""
    problem = book.say("no password was given")
    try:
        if sys.stdin.isatty():
            return getpass(question)
        line = sys.stdin.buffer.readline(MOST_BYTES)
        if line:
            return line.decode().rstrip("\r\n")
    except (KeyboardInterrupt, EOFError) as end:
        sys.stderr.write("\n")  # what is told next has a line of its own
        if isinstance(end, KeyboardInterrupt):
            raise
    except UnicodeDecodeError:
        problem = book.say("the password has characters that can't be read here: UTF-8 is needed")
    # Outside of what it was found out in: the error there has the password in it.
    raise CommandError(problem)


def _user() -> str:
    """Return what the system calls whoever runs the command: a name, or else a number."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _day(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _table(rows: list[list[str]]) -> str:
    """Return rows below each other, each column as wide as its widest text."""
    widths = [max(wcswidth(text) for text in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            text + " " * (width - wcswidth(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )
