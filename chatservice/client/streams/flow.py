"""How one side of the filter holds back the other."""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer


@implementer(IPushProducer)
class Flow:
    """Pauses and resumes one side for the other.

    Twisted would also close the one side as soon as the other is lost, with what it still has to
    deliver.
    """

    def __init__(self, pause: Callable[[], None], resume: Callable[[], None]) -> None:
        self.pauseProducing = pause
        self.resumeProducing = resume

    def stopProducing(self) -> None:
        """Go on: how all ends is the filter's to decide."""
