"""What concerns oneself: one's name, settings, being away, whom one ignores, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.commands import (
    Away,
    Back,
    Ignore,
    Language,
    Leaving,
    Rename,
    Set,
    Unignore,
)
from chatservice.core.log import NotKeptError
from chatservice.core.names import Name, parse_name
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    AwaySet,
    BackSet,
    Goodbye,
    Ignored,
    SettingShown,
    SettingsShown,
    Unignored,
)
from chatservice.core.rules import check_muted_nowhere, check_speaking
from chatservice.core.settings import change, find_setting, value_text

if TYPE_CHECKING:
    from datetime import datetime

    from chatservice.core.session import Session


def rename(session: Session, command: Rename) -> None:
    """Take another nickname."""
    name = parse_name(command.name)
    person = session.named
    if name.text == person.name.text:
        raise Refused(Code.NAME_ALREADY_YOURS, name=name.text)
    check_muted_nowhere(session.hub, person)
    session.hub.arrivals.rename(person, name)


def away(session: Session, command: Away) -> None:
    """Be away: who is muted, without a reason."""
    if command.reason:
        check_muted_nowhere(session.hub, session.named)
    _be_away(session, command.reason or "")
    session.answer(AwaySet(command.reason or ""))


def back(session: Session, command: Back) -> None:
    """Be away no longer."""
    _be_away(session, None)
    session.answer(BackSet())


def _be_away(session: Session, away: str | None) -> None:
    person = session.named
    before, person.away = person.away, away
    try:
        session.hub.arrivals.remember(person)
    except NotKeptError:
        person.away = before
        raise


def ignore(session: Session, command: Ignore) -> None:
    """Read nothing more from somebody, or from a bot, which may speak without being here."""
    person, arrivals = session.named, session.hub.arrivals
    account = arrivals.account(command.person)
    if account is not None and account.is_bot and not arrivals.with_identity(account.identity):
        other, name = None, account.name
    else:
        other = arrivals.person(command.person)
        name = other.name
    if other is person:
        raise Refused(Code.YOURSELF)
    _ignore(session, person.ignored | {name: person.ignored.get(name, {})})
    if other is not None and person.whispered_by is other:
        person.whispered_by = None
    session.answer(Ignored(name.text))


def unignore(session: Session, command: Unignore) -> None:
    """Read somebody again, who need not be here any more."""
    try:
        name = parse_name(command.person)
    except Refused:
        raise Refused(Code.NOT_IGNORED, name=command.person) from None
    person = session.named
    ignored = next((known for known in person.ignored if known == name), None)
    if ignored is None:
        raise Refused(Code.NOT_IGNORED, name=command.person)
    _ignore(session, {name: person.ignored[name] for name in person.ignored if name != ignored})
    session.answer(Unignored(ignored.text))


def _ignore(session: Session, ignored: dict[Name, dict[str, datetime]]) -> None:
    person = session.named
    session.hub.changing(person)
    before, person.ignored = person.ignored, ignored
    try:
        session.hub.arrivals.remember(person)
    except NotKeptError:
        person.ignored = before
        raise


def set_value(session: Session, command: Set) -> None:
    """Show all settings, or one, or change one."""
    if command.name is None:
        session.answer(SettingsShown(session.settings))
        return
    name = find_setting(command.name).name
    if command.value is not None:
        changed = change(session.settings, name, command.value)
        if session.person is not None:
            session.hub.arrivals.remember(session.person, {name: command.value})
        session.change_settings(changed)
        session.chosen[name] = command.value
    value = value_text(session.settings, name)
    session.answer(SettingShown(name, value, changed=command.value is not None))


def language(session: Session, command: Language) -> None:
    """Show or change the language: a shorter way to `/set language`."""
    set_value(session, Set("language", command.language))


def leave_chat(session: Session, command: Leaving) -> None:
    """Say goodbye: with a reason, unless one may say nothing in one of one's rooms."""
    person = session.person
    reason = command.reason or ""
    if reason and person is not None:
        try:
            for room in person.rooms:
                check_speaking(session.hub, person, room)
        except Refused:
            reason = ""
    session.leave(Goodbye(), reason)
