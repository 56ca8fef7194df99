"""Why something can't be done, in words: what was wrong and what is allowed."""

from __future__ import annotations

from datetime import timedelta

from chatservice.core.catalogue import CATALOGUE
from chatservice.core.phrases import N_
from chatservice.core.refusals import Code, Refused
from chatservice.render.durations import duration
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.reasons import FOR_PROGRAMS, REASONS
from chatservice.render.usage import usage

PHRASES: dict[Code, str] = {
    Code.NAME_EMPTY: N_("A name needs at least one letter."),
    Code.NAME_TOO_LONG: N_("That name is too long: at most {allowed} characters are allowed."),
    Code.NAME_CHARACTER: N_(
        "A name can't contain {character}: letters, digits, _, - and . are allowed."
    ),
    Code.NAME_WITHOUT_LETTER: N_("A name needs at least one letter."),
    Code.NAME_MARKS: N_(
        "That name has too many accents on one letter: at most 4 different ones are allowed."
    ),
    Code.NAME_DIRECTION: N_(
        "That name mixes letters written from left to right with letters written from right to "
        "left: use one kind only."
    ),
    Code.NAME_NOT_ALLOWED: N_(
        "That name has characters in an order that is not allowed: letters, digits, _, - and . are."
    ),
    Code.NAME_TAKEN: N_("The name {name} is taken: choose another one."),
    Code.NAME_LOOKS_LIKE: N_(
        "The name {name} looks too much like {other}, which is in use: choose another one."
    ),
    Code.NAME_ALREADY_YOURS: N_("Your name is {name} already."),
    Code.NAME_NEEDED: N_("First choose a nickname: type it and press Enter."),
    Code.TOO_MANY_REFUSALS: N_("Too many names were refused: connect again to go on trying."),
    Code.NAME_TOO_LATE: N_("No nickname in {seconds} seconds: connect again when you have one."),
    Code.NAME_REGISTERED: N_("The name {name} is registered: choose another one."),
    Code.NOT_ALLOWED: N_("{command} is for {who}. /help shows what you can do."),
    Code.NOT_OVER_THEM: N_("That can't be done to {who}."),
    Code.MUTED: N_("You are muted, so nothing was sent."),
    Code.MUTED_IN_ROOM: N_("You are muted in #{name}, so nothing was sent."),
    Code.ROOM_INVITE_ONLY: N_("#{name} is invite-only: one of its moderators has to invite you."),
    Code.ROOM_MODERATED: N_("In #{name} only moderators speak: nothing was sent."),
    Code.ROOM_FOR_REGISTERED: N_(
        "#{name} is for registered people: /register keeps your nickname."
    ),
    Code.ROOM_SLOW: N_("#{name} is slow: you can speak again in {time}."),
    Code.ROOM_STAYS_OPEN: N_("#{name} is where everyone starts, so it can't be that."),
    Code.UNKNOWN_MODE: N_("{value} is no kind of room: {allowed} are."),
    Code.MODE_VALUE: N_("{value} is not allowed for {name}: {allowed} are."),
    Code.BAD_PERIOD: N_("{value} is no length of time: one like 30s, 10m, 2h, 3d or 1w is."),
    Code.TOO_MANY_WAITING: N_(
        "{allowed} messages wait for {name} already, so nothing was sent: try again when they have "
        "been here."
    ),
    Code.TOO_MANY_LEFT: N_(
        "{allowed} messages were left from your address just now for people who are not here: you "
        "can leave another one in {time}."
    ),
    Code.TOO_MANY_REPORTS: N_(
        "{allowed} reports came from your address just now: you can send another one in {time}."
    ),
    Code.TOO_MANY_OWNED: N_(
        "{allowed} rooms are kept for one owner, and more are not allowed: make another one an "
        "ordinary room first."
    ),
    Code.INVITED_ALREADY: N_("{name} is invited to #{room} already."),
    Code.IN_ROOM_ALREADY: N_("{name} is in #{room} already."),
    Code.BANNED_THERE: N_("{name} is banned from #{room}: /unban lets them in again."),
    Code.TOO_MANY_SANCTIONS: N_(
        "There are {allowed} bans and mutes here already, and more are not allowed: /bans shows "
        "them, /unban and /unmute end them."
    ),
    Code.SANCTION_OF_HIGHER: N_("{by} decided that about {name}: changing it is for {who}."),
    Code.NOW_CALLED: N_("Nobody is called {name} any more: that is {other} now."),
    Code.NOT_BANNED: N_("{name} is not banned here. /bans shows who is."),
    Code.NOT_MUTED: N_("{name} is not muted here. /bans shows who is."),
    Code.NOT_HERE: N_("{name} is not in #{room}."),
    Code.NOT_A_MODERATOR: N_("{name} is no moderator of this room."),
    Code.NOT_REGISTERED: N_("{name} is not registered: only registered people can be that."),
    Code.NO_MODERATORS: N_("This server has no moderators yet, so nobody can be told."),
    Code.NOTHING_TO_REMOVE: N_("{name} has said nothing lately in this room."),
    Code.ALREADY_REGISTERED: N_("You are registered as {name} already."),
    Code.ALREADY_NAMED: N_("You have a nickname already: /quit, and log in when you come back."),
    Code.WRONG_PASSWORD: N_("Name or password are wrong. An empty line goes back."),
    Code.TOO_MANY_WRONG_PASSWORDS: N_("Too many wrong passwords: connect again to go on trying."),
    Code.ATTEMPT_TOO_SOON: N_(
        "Another password for that name waits from your address already: try again in {time}."
    ),
    Code.ATTEMPT_WAITS: N_(
        "Wrong passwords were tried just now, so yours may have to wait for {time}: please stay."
    ),
    Code.TOO_MANY_REGISTRATIONS: N_(
        "Many names were registered from your address today: you can register yours in {time}."
    ),
    Code.TOO_MANY_LOGINS: N_("Too many people are logging in: try again in a moment."),
    Code.PASSWORD_TOO_SHORT: N_(
        "That password is too short: at least {allowed} characters are needed."
    ),
    Code.PASSWORD_TOO_LONG: N_(
        "That password is too long: at most {allowed} characters are allowed."
    ),
    Code.PASSWORD_CHARACTER: N_(
        "A password can't contain control characters: letters, digits, signs and spaces are "
        "allowed."
    ),
    Code.PASSWORD_IS_NAME: N_("Your password can't be your name: choose another one."),
    Code.PASSWORDS_DIFFER: N_("The two passwords differ: begin again."),
    Code.PASSWORD_EXPECTED: N_("First answer the question for a password, or press Enter."),
    Code.ACCOUNT_REMOVED: N_("Your account was removed: your nickname is not registered any more."),
    Code.UNKNOWN_SESSION: N_(
        "There is no connection {value}: a number from 1 to {allowed} is allowed. /sessions shows "
        "them."
    ),
    Code.UNKNOWN_COMMAND: N_(
        "There is no command {command}. The nearest one is {nearest}; /help shows them all. "
        "Nothing was sent."
    ),
    Code.MISSING_ARGUMENT: N_("{command} needs more than that. Usage: {usage}"),
    Code.TOO_MANY_ARGUMENTS: N_("{command} takes nothing more. Usage: {usage}"),
    Code.NOT_A_NUMBER: N_("{value} can't be used here: a whole number from 1 to {allowed} can."),
    Code.UNKNOWN_USER: N_("There is nobody called {name}. /users shows who is online."),
    Code.UNKNOWN_USER_NEAREST: N_(
        "There is nobody called {name}. Did you mean {nearest}? /users shows who is online."
    ),
    Code.USER_GONE: N_("{name} is not here any more, so nothing was sent."),
    Code.YOURSELF: N_("That is yourself: choose somebody else."),
    Code.NOBODY_TO_ANSWER: N_(
        "Nobody has written to you privately yet. Use /msg USER TEXT to write first."
    ),
    Code.NOT_IGNORED: N_("You are not ignoring anybody called {name}."),
    Code.UNKNOWN_ROOM: N_("There is no room called #{name}. /rooms shows them all."),
    Code.NOT_IN_ROOM: N_("You are not in #{name}."),
    Code.TOO_MANY_ROOMS: N_(
        "You are in {allowed} rooms, and more are not allowed: leave one first with /leave."
    ),
    Code.NO_MORE_ROOMS: N_(
        "There are {allowed} rooms already, and more are not allowed: /rooms shows them."
    ),
    Code.TOPIC_TOO_LONG: N_("That topic is too long: at most {allowed} characters are allowed."),
    Code.ONLY_ROOM: N_(
        "#{name} is your only room: enter another one first with /join, or leave with /quit."
    ),
    Code.UNKNOWN_SETTING: N_("There is no setting {name}. The settings are: {allowed}."),
    Code.SETTING_VALUE: N_("{value} is not a value for {name}. Allowed are: {allowed}."),
    Code.UNKNOWN_ZONE: N_(
        "There is no time zone {value}. Use a name like {nearest}, or server for the server's."
    ),
    Code.NOT_KEPT: N_(
        "The server can't keep anything just now, so nothing was sent or changed: try again in a "
        "moment."
    ),
    Code.NOT_READ: N_("The history can't be read just now: try again in a moment."),
    Code.TOO_MANY_SHOWN: N_("From 1 to {allowed} messages are shown at once."),
    Code.BEFORE_MISSING: N_(
        "{value} alone can't be used here: /history before {value} shows what was said before it."
    ),
    Code.NOTHING_SAID: N_("You have said nothing (more) that could be changed or taken back."),
    Code.NOTHING_TO_SEARCH: N_(
        "There is nothing to look for in that: use words, from:USER, in:ROOM, before:DATE or "
        "after:DATE."
    ),
    Code.TOO_MANY_SEARCHES: N_("Many are searching just now: search again in a moment."),
    Code.SEARCH_TOO_LONG: N_(
        "That search took too long and was given up: add a word, from:USER, in:ROOM or after:DATE."
    ),
    Code.NO_MORE_FOUND: N_("There is no more to show: /search WORDS begins a new search."),
    Code.BAD_DATE: N_(
        "{value} is no date: one like 2026-11-20, 20/11/2026, 14:30, today or yesterday is, and "
        "a time may follow it."
    ),
    Code.SERVER_FULL: N_("The server is full: try again later."),
    Code.TOO_MANY_FROM_ADDRESS: N_(
        "{allowed} are connected from your address already, and more are not allowed: try again "
        "when one of them has left."
    ),
    Code.TOO_MANY_ARRIVALS_FROM_ADDRESS: N_(
        "Your address has connected {allowed} times within a minute, and more are not allowed: try "
        "again in {time}."
    ),
    Code.TOO_MANY_ARRIVALS: N_("Very many are connecting just now: try again in {time}."),
    Code.MUTED_FOR_FLOOD: N_(
        "You are writing too fast: nothing that you write is sent for {time}."
    ),
    Code.FLOODED: N_("You went on writing too fast: connect again, and write more slowly."),
    Code.REPEATED: N_(
        "You said that {allowed} times within {time} already, so it was not sent again: say "
        "something else."
    ),
    Code.TOO_MANY_RENAMES: N_(
        "You have changed your name too often: you can change it again in {time}."
    ),
    Code.TOO_MANY_STRANGERS: N_(
        "You have just written to {allowed} people who had not written to you: you can write to "
        "another one in {time}."
    ),
    Code.TOO_MANY_ATTEMPTS: N_(
        "Too many passwords were typed from your address: try again in {time}."
    ),
    Code.BAD_NETWORK: N_(
        "{value} is no address and no network: one like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32 "
        "is."
    ),
    Code.NOT_JSON: N_(
        "That is no JSON object on a line of its own ({reason}), so nothing was done."
    ),
    Code.UNKNOWN_TYPE: N_(
        "There is no message of the type {value}. The nearest one is {nearest}; nothing was done."
    ),
    Code.BAD_FIELD: N_("The field {name} is wrong ({reason}), so nothing was done."),
    Code.UNKNOWN_VERSION: N_(
        "Version {value} of this protocol is not spoken here: version {allowed} is."
    ),
    Code.WRONG_TOKEN: N_("That token is not valid: /token NAME makes one for a bot."),
    Code.TOKEN_TOO_SOON: N_(
        "Wrong passwords or tokens were tried from your address just now: try again in {time}."
    ),
    Code.TOO_MANY_LINES: N_("Those are too many lines at once: at most {allowed} are allowed."),
    Code.TOO_MANY_BOTS: N_(
        "You have {allowed} bots, and more are not allowed: /token NAME remove takes one away."
    ),
    Code.NOT_A_BOT: N_("{name} is no bot of yours. /token shows those that are."),
    Code.BOT_ACCOUNT: N_("{name} is a bot, and bots can't do that: its owner can."),
    Code.NO_QUESTION: N_("No password was asked for, so nothing was done."),
    Code.LINE_TOO_LONG: N_(
        "That line was too long and was not sent: at most {allowed} bytes are allowed."
    ),
    Code.LINE_TOO_SLOW: N_(
        "The line that you began {time} ago was thrown away: end lines with Enter."
    ),
    Code.NOT_UTF8: N_(
        "What you typed is not UTF-8, so some characters were replaced by \ufffd. Set your "
        "terminal to UTF-8."
    ),
    Code.NOTHING_LEFT: N_(
        "Nothing in that line can be seen, so nothing was sent: letters, digits, signs and emoji "
        "are allowed."
    ),
    Code.NOT_THIS_PROTOCOL: N_(
        "Here people talk in lines of text, as with telnet and netcat, and you are speaking "
        "{protocol}."
    ),
    Code.INTERNAL: N_("Something went wrong on the server. It was noted; you can go on."),
}


WHO = {
    "named": N_("people with a nickname"),
    "registered": N_("registered people"),
    "moderator": N_("the moderators of a room"),
    "owner": N_("the owner of a room"),
    "admin": N_("the administrators of the server"),
}
"""Those of whom a refusal tells that a command is for them, or that they can't be touched."""


_MUTED_FOR = {
    Code.MUTED: N_("You are muted for {time} more, so nothing was sent."),
    Code.MUTED_IN_ROOM: N_("You are muted in #{name} for {time} more, so nothing was sent."),
}
"""What is told to whoever is not muted for ever."""


def _banned(book: Phrasebook, refused: Refused) -> str:
    """Return a sentence that says from where somebody is banned, how long, and why."""
    details = refused.details
    seconds, name = int(details["seconds"]), details.get("name", "")
    time = duration(book, timedelta(seconds=seconds))
    if refused.code is Code.BANNED:
        said = (
            book.say("You are banned from this server for {time} more.", time=time)
            if seconds
            else book.say("You are banned from this server.")
        )
    else:
        said = (
            book.say("You are banned from #{name} for {time} more.", name=name, time=time)
            if seconds
            else book.say("You are banned from #{name}.", name=name)
        )
    reason = details["reason"]
    return f"{said} ({reason})" if reason else said


def refusal(book: Phrasebook, refused: Refused, *, is_for_program: bool = False) -> str:
    """Return a sentence that tells why something was refused, to people or to a program."""
    details: dict[str, object] = dict(refused.details)
    if refused.code in (Code.MISSING_ARGUMENT, Code.TOO_MANY_ARGUMENTS):
        details["usage"] = usage(book, CATALOGUE.find(str(details["command"])))
    if "seconds" in details:
        details["time"] = duration(book, timedelta(seconds=int(str(details["seconds"]))))
    if refused.code in (Code.BANNED, Code.BANNED_FROM_ROOM):
        return _banned(book, refused)
    if refused.code in _MUTED_FOR and details["seconds"]:
        return book.say(_MUTED_FOR[refused.code], **details)
    if refused.code in REASONS:
        details["reason"] = book.say(REASONS[refused.code][str(details["reason"])])
    if "who" in details:
        details["who"] = book.say(WHO[str(details["who"])])
    if details.get("character") == "U+0020":
        details["character"] = book.say("a space")  # what most newcomers try first
    special = FOR_PROGRAMS.get(refused.code) if is_for_program else None
    return book.say(special or PHRASES[refused.code], **details)
