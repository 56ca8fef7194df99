"""`/token`: one's bots, made and removed, and the tokens that let them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.auditing import note
from chatservice.core.commands import Token
from chatservice.core.limits import BOTS_EACH
from chatservice.core.names import Name, parse_name
from chatservice.core.people import new_identity
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import BotLine, BotRemoved, TokenMade, TokensListed
from chatservice.core.tokens import digest, new_token

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chatservice.core.accounts import Account
    from chatservice.core.hub import Hub
    from chatservice.core.session import Session

REMOVE = ("remove", "quitar")


def token(session: Session, command: Token) -> None:
    """List this person's bots, make one or a new token for one, or remove one."""
    owner = own_account(session)
    if command.name is None:
        bots = session.hub.accounts.bots_of(owner.identity)
        session.answer(TokensListed(tuple(BotLine(bot.name.text, bot.since) for bot in bots)))
        return
    name = parse_name(command.name)
    bot = session.hub.accounts.find(name)
    if bot is not None and bot.owner != owner.identity:
        bot = None
    if command.what is None:
        _give_token(session, owner, name, bot)
    elif command.what.lower() not in REMOVE:
        raise Refused(Code.TOO_MANY_ARGUMENTS, command="/token")
    elif bot is None:
        raise Refused(Code.NOT_A_BOT, name=name.text)
    else:
        _remove(session, bot)


def own_account(session: Session) -> Account:
    """Return the account of who has ``session``, who is a person.

    Raises `Refused`: NOT_REGISTERED, and BOT_ACCOUNT for a bot, whose owner has its account.
    """
    account = session.named.account
    if account is None:
        raise Refused(Code.NOT_REGISTERED, name=session.named.name.text)
    if account.is_bot:
        raise Refused(Code.BOT_ACCOUNT, name=account.name.text)
    return account


def _give_token(session: Session, owner: Account, name: Name, bot: Account | None) -> None:
    """Make a token, which is told here and nowhere else, for a bot of that name."""
    hub = session.hub
    made = new_token()
    if bot is None:
        hub.arrivals.check_free(name)
        if len(hub.accounts.bots_of(owner.identity)) >= BOTS_EACH:
            raise Refused(Code.TOO_MANY_BOTS, allowed=BOTS_EACH)
        hub.logins.count_registration(session.origin)
        bot = hub.accounts.add_bot(name, new_identity(), owner.identity, digest(made), hub.now())
        note(session, "bot-add", bot.name.text)
    else:
        hub.accounts.set_token(bot.identity, digest(made))
        note(session, "bot-token", bot.name.text)
        send_away(hub, [bot])
    session.answer(TokenMade(bot.name.text, made, hub.policy.web))


def _remove(session: Session, bot: Account) -> None:
    session.hub.accounts.remove(bot.identity)
    note(session, "bot-remove", bot.name.text)
    send_away(session.hub, [bot])
    session.answer(BotRemoved(bot.name.text))


def send_away(hub: Hub, bots: Iterable[Account]) -> None:
    """End the conversations of ``bots`` whose tokens are worth nothing any more."""
    for bot in bots:
        here = hub.arrivals.with_identity(bot.identity)
        if here is not None:
            hub.arrivals.reread_one(here)
