"""A built sdist and wheel, and new virtual environments to install into."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.programs import CHECKOUT, plain_environment

_NOT_SOURCE = shutil.ignore_patterns(
    ".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", ".venv",
    "__pycache__", "*.mo", "dist", "dropin.cache",
)  # fmt: skip


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program that must succeed, and return what it wrote to standard output."""
    done = subprocess.run(
        command, cwd=cwd, env=plain_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Environment:
    """A virtual environment: runs its programs in a folder that is nobody's checkout."""

    home: Path
    elsewhere: Path

    def run(self, name: str, *arguments: str | Path) -> str:
        """Run a program of this environment and return what it wrote."""
        return run(self.home / "bin" / name, *arguments, cwd=self.elsewhere)


@dataclass(frozen=True)
class Built:
    """The files that would be published."""

    sdist: Path
    wheel: Path


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout without what was made in it: as from `git clone`."""
    copy = tmp_path_factory.mktemp("clone") / "chatservice"
    shutil.copytree(CHECKOUT, copy, ignore=_NOT_SOURCE)
    return copy


@pytest.fixture(scope="session")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist made from the source, and the wheel made from that sdist."""
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, cwd=source)
    (sdist,) = dist.glob("*.tar.gz")
    (wheel,) = dist.glob("*.whl")
    return Built(sdist, wheel)


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment into which nothing but the wheel was installed."""
    environment = Environment(
        tmp_path_factory.mktemp("wheel") / ".venv", tmp_path_factory.mktemp("elsewhere")
    )
    venv.create(environment.home, with_pip=True)
    environment.run("python", "-m", "pip", "install", "--quiet", built.wheel)
    return environment
