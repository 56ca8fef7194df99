"""Days in words: the line above what was said on another day."""

from __future__ import annotations

from datetime import date

from chatservice.core.phrases import N_
from chatservice.render.phrasebook import Phrasebook

# The catalogues have no names of days, and Babel, which has them, is needed for building alone.
_WEEKDAYS = (
    *(N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday")),
    *(N_("Friday"), N_("Saturday"), N_("Sunday")),
)
_MONTHS = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June")),
    *(N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
)


def day_in_words(book: Phrasebook, day: date) -> str:
    """Return a day as in "Friday, 20 November 2026"."""
    return book.say(
        "{weekday}, {day} {month} {year}",
        weekday=book.say(_WEEKDAYS[day.weekday()]),
        day=day.day,
        month=book.say(_MONTHS[day.month - 1]),
        year=day.year,
    )
