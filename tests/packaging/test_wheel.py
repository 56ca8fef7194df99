"""What is in the files that would be published, and what an installation from them does."""

from __future__ import annotations

import email
import tarfile
import zipfile

import pytest

import tests.packaging.conftest as made

pytestmark = pytest.mark.packaging

ONE_LINE = "A chat server for telnet, netcat and its own client, in English and Spanish."


def _names_in_wheel(built: made.Built) -> set[str]:
    with zipfile.ZipFile(built.wheel) as wheel:
        return set(wheel.namelist())


def _names_in_sdist(built: made.Built) -> set[str]:
    with tarfile.open(built.sdist) as sdist:
        return {member.name.partition("/")[2] for member in sdist.getmembers()}


def _line_of_chat(help_text: str) -> str:
    (line,) = [line for line in help_text.splitlines() if line.split()[:1] == ["chat"]]
    return line


def test_the_wheel_holds_the_package_the_plugin_and_nothing_else(built: made.Built) -> None:
    names = {name for name in _names_in_wheel(built) if ".dist-info/" not in name}
    outside = {name for name in names if not name.startswith("chatservice/")}

    assert outside == {"twisted/plugins/chat_plugin.py"}


def test_the_wheel_tells_type_checkers_that_it_is_typed(built: made.Built) -> None:
    assert "chatservice/py.typed" in _names_in_wheel(built)


def test_the_wheel_holds_its_licence(built: made.Built) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in _names_in_wheel(built))


def test_the_wheel_has_the_version_of_the_package(built: made.Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(wheel.read(name))
        source = wheel.read("chatservice/__init__.py").decode()

    assert f'__version__ = "{metadata["Version"]}"' in source


def test_every_catalogue_in_the_wheel_is_compiled(built: made.Built) -> None:
    names = _names_in_wheel(built)
    catalogues = {name for name in names if name.endswith(".po")}

    assert "chatservice/locale/es/LC_MESSAGES/chatservice.po" in catalogues
    assert {name.removesuffix(".po") + ".mo" for name in catalogues} <= names


@pytest.mark.parametrize(
    "name",
    ["README.md", "LICENSE", "CHANGELOG.md", "tox.ini", "hatch_build.py", "tests/conftest.py"],
)
def test_the_sdist_holds_what_a_packager_needs(built: made.Built, name: str) -> None:
    assert name in _names_in_sdist(built)


def test_the_sdist_holds_nothing_that_was_compiled(built: made.Built) -> None:
    made_later = {n for n in _names_in_sdist(built) if n.endswith((".mo", ".pyc", "dropin.cache"))}

    assert made_later == set()


@pytest.mark.parametrize("command", ["twistd", "python -m twisted"])
def test_the_installed_chat_is_listed_with_its_line(
    installed: made.Environment, command: str
) -> None:
    listed = installed.run(*command.split(), "--help")

    assert " ".join(_line_of_chat(listed).split()).removeprefix("chat ") in ONE_LINE


def test_twistd_explains_the_options_of_the_installed_chat(installed: made.Environment) -> None:
    assert "--port" in installed.run("twistd", "chat", "--help")


def test_the_installed_command_explains_itself(installed: made.Environment) -> None:
    assert "chatservice" in installed.run("chatservice", "--help")


def test_the_installed_catalogue_is_in_spanish(installed: made.Environment) -> None:
    metadata = installed.run(
        "python",
        "-c",
        "import gettext, importlib.resources\n"
        "folder = importlib.resources.files('chatservice') / 'locale'\n"
        "print(gettext.translation('chatservice', folder, ['es']).info()['language'])",
    )

    assert metadata.strip() == "es"


def test_installing_leaves_twisted_whole(installed: made.Environment) -> None:
    location = installed.run("python", "-c", "import twisted; print(twisted.__version__)")

    assert location.strip()
    installed.run("python", "-m", "pip", "check")
