"""What is needed has bounds below and above; the lower ones are what `tox -e oldest` tries."""

from __future__ import annotations

import configparser
import sys
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.programs import CHECKOUT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
LISTS = {
    "to build": PROJECT["build-system"]["requires"],
    "to run": PROJECT["project"]["dependencies"],
    **PROJECT["dependency-groups"],
}


@pytest.mark.parametrize("name", LISTS)
def test_every_dependency_has_a_lower_and_an_upper_bound(name: str) -> None:
    open_ended = [
        line
        for line in LISTS[name]
        if {each.operator for each in Requirement(line).specifier} not in ({">=", "<"}, {"=="})
    ]

    assert open_ended == []


def test_the_oldest_versions_that_are_tried_are_the_lower_bounds() -> None:
    tox = configparser.ConfigParser(interpolation=None)
    tox.read_string((CHECKOUT / "tox.ini").read_text(encoding="utf-8"))
    tried = {
        Requirement(line).name: Requirement(line).specifier
        for line in tox["testenv:oldest"]["deps"].split()
    }
    # What one version of Python alone needs is not there in the others.
    needed = [Requirement(line) for line in LISTS["to run"] if ";" not in line]

    assert set(tried) == {requirement.name for requirement in needed}
    for requirement in needed:
        (oldest,) = (each.version for each in tried[requirement.name])
        (lower,) = (each.version for each in requirement.specifier if each.operator == ">=")
        assert Requirement(f"x=={lower}.*").specifier.contains(oldest), requirement.name
