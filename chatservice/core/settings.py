"""A person's own settings: what there is to set, and what each may be.

Like the commands, each setting is declared once; `/set`, its help and its completion read this.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from chatservice.core.phrases import N_
from chatservice.core.refusals import Code, Refused

LANGUAGES = {"en": "English", "es": "español"}
"""The languages that the catalogues hold, each by its own name."""

STYLES = ("clock", "bracket")
"""How a message is shown: `[14:35] Juan: Hola` or `[Juan] Hola`."""


TERMINAL = "plain"
"""The form that people read as it is, on a terminal."""


class Representation(NamedTuple):
    """All that decides how an event reads on a screen: equal representations get equal bytes."""

    form: str
    language: str
    style: str
    colour: bool
    times: bool
    zone: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one session. An empty ``zone`` is the server's own time zone."""

    language: str = "en"
    style: str = "clock"
    echo: bool = False
    colour: bool = False
    bell: bool = False
    times: bool = True
    zone: str = ""

    def representation(self, form: str) -> Representation:
        """Return how events reach someone with these settings over a protocol's ``form``.

        Of a program's events nothing depends on the settings but the language, so that all programs
        get the same bytes.
        """
        if form != TERMINAL:
            return Representation(form, self.language, "", colour=False, times=False, zone="")
        return Representation(form, self.language, self.style, self.colour, self.times, self.zone)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting's declaration: its ``name`` is the field of `Settings`.

    ``read`` makes the value from what was typed and returns `None` for what is not allowed.
    """

    name: str
    aliases: tuple[str, ...]
    summary: str
    allowed: tuple[str, ...]
    read: Callable[[str], Any]


def _one_of(words: dict[str, Any]) -> Callable[[str], Any]:
    return lambda typed: words.get(typed.lower())


_switch = _one_of({"on": True, "yes": True, "sí": True, "si": True, "off": False, "no": False})
_language = _one_of(
    {
        "en": "en",
        "english": "en",
        "inglés": "en",
        "ingles": "en",
        "es": "es",
        "spanish": "es",
        "español": "es",
        "espanol": "es",
    }
)
_style = _one_of({"clock": "clock", "reloj": "clock", "bracket": "bracket", "corchete": "bracket"})
SERVER_ZONE = "server"


@cache
def _zones() -> dict[str, str]:
    """Return the IANA time zones' names by their lower-case forms.

    Read from the list in the `tzdata` package: `zoneinfo.available_timezones()` opens some 600
    files, which would hold the reactor for tens of milliseconds.
    """
    names = resources.files("tzdata").joinpath("zones").read_text("ascii").split()
    return {name.lower(): name for name in names}


@cache
def _cities() -> dict[str, str]:
    return {name.rpartition("/")[2]: name for name in _zones()}


def _zone(typed: str) -> str:
    plain = typed.strip().lower().replace(" ", "_")
    if plain in (SERVER_ZONE, "servidor"):
        return ""
    found = _zones().get(plain)
    if found is None:
        # A city alone is what most people try first: nearest among the last parts.
        cities = _cities()
        nearest = difflib.get_close_matches(plain[:40], [*cities, *_zones()], n=1, cutoff=0.6)
        known = _zones()[cities.get(nearest[0], nearest[0])] if nearest else "Europe/Madrid"
        raise Refused(Code.UNKNOWN_ZONE, value=typed, nearest=known)
    return found


SETTINGS: tuple[Setting, ...] = (
    Setting("echo", ("eco",), N_("your own lines come back to you"), ("on", "off"), _switch),
    Setting("style", ("estilo",), N_("how a message is shown"), STYLES, _style),
    Setting(
        "language",
        ("idioma", "lang"),
        N_("the language of what the server tells you"),
        tuple(LANGUAGES),
        _language,
    ),
    Setting("colour", ("color",), N_("a colour for each person"), ("on", "off"), _switch),
    Setting(
        "bell",
        ("timbre",),
        N_("rings when someone names you or writes to you alone"),
        ("on", "off"),
        _switch,
    ),
    Setting("times", ("horas",), N_("the time before each message"), ("on", "off"), _switch),
    Setting(
        "zone",
        ("zona",),
        N_("the time zone of those times"),
        (SERVER_ZONE, "Europe/Madrid", "America/Bogota", "UTC"),
        _zone,
    ),
)
"""Every setting, in the order in which `/set` shows them."""

_BY_NAME = {name: setting for setting in SETTINGS for name in (setting.name, *setting.aliases)}


def find_setting(name: str) -> Setting:
    """Return the setting of that name or alias; raises `Refused` with all names otherwise."""
    try:
        return _BY_NAME[name.lower()]
    except KeyError:
        names = ", ".join(setting.name for setting in SETTINGS)
        raise Refused(Code.UNKNOWN_SETTING, name=name, allowed=names) from None


def change(settings: Settings, name: str, typed: str) -> Settings:
    """Return ``settings`` with the one called ``name`` as ``typed``.

    Raises `Refused` for an unknown name or a value that is not allowed.
    """
    setting = find_setting(name)
    value = setting.read(typed)
    if value is None:
        raise Refused(
            Code.SETTING_VALUE,
            name=setting.name,
            value=typed,
            allowed=", ".join(setting.allowed),
        )
    return replace(settings, **{setting.name: value})


def value_text(settings: Settings, name: str) -> str:
    """Return a setting's value as it would be typed."""
    value = getattr(settings, name)
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) or SERVER_ZONE
