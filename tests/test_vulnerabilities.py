"""What `tools/vulnerabilities.py` makes of what pip-audit says, which differs between places."""

from __future__ import annotations

import importlib
import json
import sys
from types import ModuleType
from typing import Any

import pytest

from tests.programs import CHECKOUT


def _tool() -> ModuleType:
    sys.path.insert(0, str(CHECKOUT / "tools"))
    try:
        return importlib.import_module("vulnerabilities")
    finally:
        sys.path.pop(0)


tool = _tool()

# As pip-audit 2.10 and requests 2.34 wrote them.
UNREACHABLE = (
    'Traceback (most recent call last):\n  File "adapters.py", line 729, in send\n'
    "    raise ConnectionError(e, request=request)\n"
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='data.example', port=443): "
    "Max retries exceeded\n"
)
TIMED_OUT = "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed\n"
BROKEN = "Traceback (most recent call last):\nKeyError: 'vulnerabilities'\n"
UNKNOWN: dict[str, Any] = {"name": "idna", "skip_reason": "Dependency not found: idna (3.0)"}
CLEAN: dict[str, Any] = {"name": "attrs", "version": "26.1.0", "vulns": []}
VULNERABLE: dict[str, Any] = {
    "name": "twisted",
    "version": "24.3.0",
    "vulns": [{"id": "CVE-2024-41671", "fix_versions": ["24.7.0"], "description": "Disorder."}],
}


def told(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_nothing_said_is_nothing_wrong() -> None:
    assert tool.verdict(2, 0, "", "No known vulnerabilities found\n") == (
        0,
        ["2 of 2 dependencies looked up: 0 known faults"],
    )


def test_a_vulnerability_fails_and_is_named_with_the_version_that_mends_it() -> None:
    status, (line, summary) = tool.verdict(2, 1, told(CLEAN, VULNERABLE), "Found 1 known\n")

    assert status == 1
    assert line == "twisted 24.3.0: CVE-2024-41671, mended in 24.7.0: Disorder."
    assert "1 known" in summary


@pytest.mark.parametrize("complaints", [UNREACHABLE, TIMED_OUT])
def test_without_a_way_to_the_data_it_is_skipped_with_the_reason(complaints: str) -> None:
    status, (line,) = tool.verdict(2, 1, "", complaints)

    assert status == 0
    assert line.startswith("skipped: pip-audit can't reach its data (")
    assert complaints.splitlines()[-1] in line


def test_data_that_know_nothing_at_all_are_none() -> None:
    status, (line,) = tool.verdict(1, 0, told(UNKNOWN), "")

    assert status == 0
    assert line.startswith("skipped: ")
    assert UNKNOWN["skip_reason"] in line


def test_a_single_dependency_that_is_unknown_is_named() -> None:
    status, lines = tool.verdict(2, 0, told(CLEAN, UNKNOWN), "")

    assert status == 0
    assert f"skipped: {UNKNOWN['skip_reason']}" in lines


def test_an_unknown_one_hides_no_vulnerability() -> None:
    assert tool.verdict(2, 1, told(UNKNOWN, VULNERABLE), "")[0] == 1


def test_a_failure_of_another_kind_fails() -> None:
    assert tool.verdict(2, 1, "", BROKEN) == (1, ["pip-audit failed:", *BROKEN.splitlines()])


def test_a_vulnerability_is_no_lack_of_a_way_whatever_its_description_says() -> None:
    described = {**VULNERABLE["vulns"][0], "description": "requests.exceptions.ConnectionError"}

    assert tool.verdict(1, 1, told({**VULNERABLE, "vulns": [described]}), UNREACHABLE)[0] == 1


def test_what_is_asked_about_is_all_that_is_needed_and_nothing_else() -> None:
    needed = tool.needed("chatservice")

    # Of its own, of Twisted's, and of what Twisted's extra for TLS brings.
    assert {"twisted", "wcwidth", "attrs", "cryptography"} <= set(needed)
    assert {"chatservice", "pytest", "ruff"} & set(needed) == set()
