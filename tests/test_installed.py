"""Guards the other tests: that they ran what a user installs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import chatservice
from tests.programs import CHECKOUT


def test_the_tests_import_the_installed_package() -> None:
    if not os.environ.get("TESTING_WHEEL"):
        pytest.skip("only tox installs the wheel; here the checkout may be what is tested")

    assert Path(chatservice.__file__).resolve().parents[1] != CHECKOUT
