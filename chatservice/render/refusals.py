"""Why something can't be done, in words: what was wrong and what is allowed."""

from __future__ import annotations

from chatservice.core.catalogue import CATALOGUE
from chatservice.core.phrases import N_
from chatservice.core.refusals import Code, Refused
from chatservice.render.phrasebook import Phrasebook
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
    Code.LINE_TOO_LONG: N_(
        "That line was too long and was not sent: at most {allowed} bytes are allowed."
    ),
    Code.NOT_UTF8: N_(
        "What you typed is not UTF-8, so some characters were replaced by \ufffd. Set your "
        "terminal to UTF-8."
    ),
    Code.NOT_THIS_PROTOCOL: N_(
        "This is a chat for telnet and netcat, and you are speaking {protocol} to it."
    ),
    Code.INTERNAL: N_("Something went wrong on the server. It was noted; you can go on."),
}


def refusal(book: Phrasebook, refused: Refused) -> str:
    """Return a sentence that tells why something was refused."""
    details: dict[str, object] = dict(refused.details)
    if refused.code in (Code.MISSING_ARGUMENT, Code.TOO_MANY_ARGUMENTS):
        details["usage"] = usage(book, CATALOGUE.find(str(details["command"])))
    if details.get("character") == "U+0020":
        details["character"] = book.say("a space")  # what most newcomers try first
    return book.say(PHRASES[refused.code], **details)
