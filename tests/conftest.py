"""What holds for every test under pytest; trial watches the log by itself."""

from __future__ import annotations

import gc
import os
import unittest
from collections.abc import Iterator

import pytest

try:
    from hypothesis import settings
except ModuleNotFoundError:  # `tox -e package` installs nothing but what it takes to install
    pass
else:
    if not os.environ.get("CI"):  # where it is set, Hypothesis's own profile for CI does this
        settings.register_profile("any machine", deadline=None)
        settings.load_profile("any machine")


def pytest_collection_finish() -> None:
    """Leave what the imports made out of the collections below, which then take a tenth."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_failure_is_only_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that left a failure in Twisted's log, or a Deferred with an unhandled one.

    Trial's test cases do so themselves, and know `flushLoggedErrors`.
    """
    if request.cls is not None and issubclass(request.cls, unittest.TestCase):
        yield
        return
    try:
        from twisted.logger import LogEvent, globalLogPublisher
    except ModuleNotFoundError:
        yield
        return
    failures: list[str] = []

    def remember(event: LogEvent) -> None:
        if "log_failure" in event:
            failures.append(event["log_failure"].getTraceback())

    globalLogPublisher.addObserver(remember)
    try:
        yield
        gc.collect()  # a Deferred reports its unhandled failure when it is collected
    finally:
        globalLogPublisher.removeObserver(remember)
    if failures:
        pytest.fail("logged during the test:\n" + "\n".join(failures), pytrace=False)
