"""Questions whose answers are passwords.

Who is asked is in a state that is secret (`chatservice.core.states.Secret`): what is typed is not
shown where that can be helped, is no command, and goes nowhere but to who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from chatservice.core.names import Name
from chatservice.core.replies import Wanted

if TYPE_CHECKING:
    from chatservice.core.session import Session


class Question(NamedTuple):
    """A password is asked for: which one, of what name, and who takes it.

    ``take`` may raise `Refused`, and the question is asked again.
    """

    wanted: Wanted
    name: Name
    take: Callable[[Session, str], None]
