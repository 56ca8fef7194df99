"""What goes to the audit log: who did what to whom, from where; never what anybody typed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audited:
    """An act of moderation, a log-in, or a refusal.

    ``act`` names it ("log-in", "register", "ban", "kick", "delete", …), ``outcome`` is "done" or
    the `Code` of the refusal. ``who`` did it, whose account is called ``account`` (empty for a
    stranger), from ``address``. ``target`` is a person, an address or a network, ``room`` where it
    was. ``detail`` is what else there is to know, such as how long: no text of a person's.
    """

    act: str
    outcome: str = "done"
    who: str = ""
    account: str = ""
    address: str = ""
    target: str = ""
    room: str = ""
    detail: str = ""
