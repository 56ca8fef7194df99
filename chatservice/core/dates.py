"""Dates and times as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from chatservice.core.refusals import Code, Refused

_DAYS_AGO = {"today": 0, "hoy": 0, "yesterday": 1, "ayer": 1}
_TYPED = re.compile(
    r"""
    (?: (?P<year>[0-9]{4}) - (?P<month>[0-9]{1,2}) - (?P<day>[0-9]{1,2})
      | (?P<day_first>[0-9]{1,2}) / (?P<month_second>[0-9]{1,2}) / (?P<year_last>[0-9]{4})
      | (?P<name>[a-z]+)
    )?
    (?P<between> T | [ ]+ )?
    (?: (?P<hour>[0-9]{1,2}) : (?P<minute>[0-9]{2})
      (?: : (?P<second>[0-9]{2}) (?: \. (?P<fraction>[0-9]{1,6}) )? )? )?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def parse_date(typed: str, zone: str, now: datetime) -> datetime:
    """Return the moment, in UTC, that ``typed`` is in time zone ``zone``, an IANA name.

    An empty ``zone`` is the server's own. ``now``, an aware time, tells which day is today. A date
    is `2026-11-20`, `20/11/2026` (the day first), `today`, `yesterday`, `hoy` or `ayer`, perhaps
    with a time behind it, to the millionth of a second; a time alone is today's. Without a time it
    is the day's beginning. Of a time that a clock shows twice it is the first; one that is left out
    when clocks are put forward is as long after midnight as it says.

    Raises `Refused` with BAD_DATE for anything else, and for what not every time zone can show:
    the first year and the last that a calendar has here.
    """
    bad = Refused(Code.BAD_DATE, value=typed)
    found = _TYPED.fullmatch(typed.strip())
    if found is None or not found.group():
        raise bad
    has_day = bool(found["year"] or found["day_first"] or found["name"])
    if bool(found["between"]) is not (has_day and found["hour"] is not None):
        raise bad
    of_zone = ZoneInfo(zone) if zone else None
    try:
        day = _day(found, now.astimezone(of_zone).date())
        hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
        fraction = int((found["fraction"] or "").ljust(6, "0"))
        local = datetime.combine(day, time(hour, minute, second, fraction), tzinfo=of_zone)
        moment = local.astimezone(timezone.utc)
    except (KeyError, ValueError, OverflowError, OSError):
        raise bad from None
    if not 1 < moment.year < 9999:
        raise bad
    return moment


def _day(found: re.Match[str], today: date) -> date:
    """Return the day that was typed; raises `KeyError` or `ValueError` if there is none such."""
    if found["year"]:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found["day_first"]:
        return date(int(found["year_last"]), int(found["month_second"]), int(found["day_first"]))
    if found["name"]:
        return today - timedelta(days=_DAYS_AGO[found["name"].lower()])
    return today
