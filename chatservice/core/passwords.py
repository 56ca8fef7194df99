"""What a password may be: made ready for being compared, or refused.

Passwords are compared under the OpaqueString profile of PRECIS (RFC 8265, section 4): as they are
typed, whatever the keyboard or system composes an accented letter of. No exception that is raised
here says, or leads to, any part of a password.
"""

from __future__ import annotations

from precis_i18n import get_profile

from chatservice.core.refusals import Code, Refused

MIN_LENGTH = 8  # characters; NIST SP 800-63B, section 5.1.1.2
MAX_LENGTH = 128

# No character is made of more than 4 when decomposed canonically, so a longer text cannot be
# composed into a password; it is not even looked at, because normalizing it could be slow.
_MAX_DECOMPOSED_LENGTH = 4 * MAX_LENGTH

_profile = get_profile("OpaqueString")


def prepare(raw: str, *, new: bool, name: str | None = None) -> str:
    """Return what stands for the password ``raw``: equal for what counts as the same password.

    A ``new`` one has at least 8 characters; it must not be the ``name`` that it is for, in
    whatever case. One that is only compared may be of any length up to the greatest.

    Raises `Refused` with PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_CHARACTER (a control
    character, or another one that PRECIS does not allow) or PASSWORD_IS_NAME.
    """
    if len(raw) > _MAX_DECOMPOSED_LENGTH:
        raise Refused(Code.PASSWORD_TOO_LONG, allowed=MAX_LENGTH)
    password = _enforced(raw) if raw else ""
    # Outside of what it was found out in: the error there has the password in it.
    if password is None:
        raise Refused(Code.PASSWORD_CHARACTER)
    if len(password) > MAX_LENGTH:
        raise Refused(Code.PASSWORD_TOO_LONG, allowed=MAX_LENGTH)
    if new and len(password) < MIN_LENGTH:
        raise Refused(Code.PASSWORD_TOO_SHORT, allowed=MIN_LENGTH)
    if new and name is not None and password.casefold() == name.casefold():
        raise Refused(Code.PASSWORD_IS_NAME)
    return password


def _enforced(raw: str) -> str | None:
    try:
        return str(_profile.enforce(raw))
    except UnicodeEncodeError:
        return None
