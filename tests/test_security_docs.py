"""`docs/security.md` promises what the code holds: options, numbers, the record of fuzzing."""

from __future__ import annotations

import re

import pytest

from chatservice import auditing, passwords
from chatservice.client.options import Options as ClientOptions
from chatservice.configuration import OPTIONS
from chatservice.core import pace
from chatservice.core import passwords as allowed
from chatservice.history import finding
from chatservice.limit_options import LIMIT_OPTIONS
from chatservice.protocols.receiving import LONGEST_LINE
from chatservice.render.phrasebook import phrasebook
from tests.documents import code_spans, text_of
from tests.fuzzing.targets import TARGETS

DOCUMENT = "docs/security.md"
PROSE = re.sub(r"\s+", " ", text_of(DOCUMENT))
BY_NAME = {option.name: option for option in OPTIONS}
OF_PYTHON = {"--again", "--inputs", "--seconds"}
"""Those of `tools/fuzz.py`."""


def limits() -> dict[str, str]:
    """Return the options in the table of limits, each with its default."""
    return dict(re.findall(r"^\| [^|]+ \| `--([a-z-]+)` \| `([^`]+)` \|$", text_of(DOCUMENT), re.M))


def fuzzed() -> dict[str, int]:
    """Return the targets in the record of fuzzing, each with how many inputs it had."""
    (record,) = re.findall(r"<!-- fuzzed -->\n(.*?)<!-- /fuzzed -->", text_of(DOCUMENT), re.DOTALL)
    rows = re.findall(r"^\| (\w+) \| ([0-9,]+) \|", record, re.MULTILINE)
    return {target: int(inputs.replace(",", "")) for target, inputs in rows}


def test_the_limits_are_options_with_these_defaults() -> None:
    assert limits() == {name: BY_NAME[name].default for name in limits()}


def test_every_option_for_a_limit_is_in_the_table() -> None:
    assert {option.name for option in LIMIT_OPTIONS} <= set(limits())


def test_every_option_that_is_named_exists() -> None:
    named = {span.split()[0] for span in code_spans(text_of(DOCUMENT)) if span.startswith("--")}
    of_client = {f"--{name.rstrip('=')}" for name in ClientOptions(phrasebook("en")).longOpt}

    assert named - {f"--{name}" for name in BY_NAME} - of_client - OF_PYTHON == set()


@pytest.mark.parametrize(
    "sentence",
    [
        f"has {allowed.MIN_LENGTH} to {allowed.MAX_LENGTH} characters",
        f"{passwords.MOST_AT_ONCE} at once, and {passwords.MOST_WAITING} may wait",
        f"waits: {pace.FIRST_DELAY:.0f} second, then twice as long each time",
        f"each time, up to {pace.LONGEST_DELAY:.0f},",
        f"at most {LONGEST_LINE:,} bytes",
        f"over at {auditing.ROTATE_BYTES >> 20} MiB",
        f"`{auditing.FILE}`",
    ],
)
def test_the_numbers_are_those_of_the_code(sentence: str) -> None:
    assert sentence in PROSE


def test_a_search_is_given_up_when_it_says_so() -> None:
    assert finding.SECONDS == 1.0
    assert "longer than a second is given up" in PROSE


def test_every_target_was_fuzzed() -> None:
    assert set(fuzzed()) == set(TARGETS)


def test_at_least_ten_million_inputs_were_tried() -> None:
    assert sum(fuzzed().values()) >= 10_000_000
