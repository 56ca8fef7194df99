from __future__ import annotations

import pytest

from tests.programs import plain_environment, program


def test_a_program_that_is_there_is_found() -> None:
    assert program("sh").endswith("/sh")


def test_a_test_without_its_program_is_skipped_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("REQUIRE_PROGRAMS", raising=False)

    with pytest.raises(pytest.skip.Exception, match="'no-such-program' is not installed"):
        program("no-such-program")


def test_a_test_without_its_program_fails_where_programs_are_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUIRE_PROGRAMS", "1")

    with pytest.raises(pytest.fail.Exception, match="'no-such-program' is not installed"):
        program("no-such-program")


@pytest.mark.parametrize("name", ["LANGUAGE", "LC_MESSAGES", "CHATSERVICE_PORT", "NO_COLOR"])
def test_a_subprocess_knows_nothing_of_the_developers_taste(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "es")

    assert name not in plain_environment()


def test_a_test_chooses_what_its_subprocess_sees() -> None:
    assert plain_environment(LC_ALL="es_ES.UTF-8")["LC_ALL"] == "es_ES.UTF-8"
