"""What the benchmark needs of the machine: two cores, many files, and what is known about both."""

from __future__ import annotations

import os
import platform
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent

PAGE = resource.getpagesize()


def cores() -> tuple[int | None, int | None]:
    """Return a core for the load and another for the server, or twice `None` for any."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[1]) if len(allowed) > 1 else (None, None)


def prepared(core: int | None) -> Callable[[], None]:
    """Return what a child does before its program runs: keep to a core, open many files."""

    def prepare() -> None:
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        if core is not None:
            os.sched_setaffinity(0, {core})

    return prepare


def compiler() -> str | None:
    """Return the C compiler's path, if there is one."""
    return shutil.which(os.environ.get("CC", "cc"))


def compile_program(name: str, *sources: str, into: Path) -> Path:
    """Compile C files of this folder to the program ``name``, and return its path.

    Raises `SystemExit` where there is no compiler, and `subprocess.CalledProcessError`.
    """
    found = compiler()
    if found is None:
        raise SystemExit("a C compiler is needed: cc")
    program = into / name
    files = [str(HERE / source) for source in sources]
    subprocess.run([found, "-O2", "-Wall", "-Wextra", "-o", str(program), *files], check=True)
    return program


def resident_kibibytes(pid: int) -> float:
    """Return the resident memory of a process (proc_pid_statm(5))."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1024


def surroundings() -> dict[str, object]:
    """Return what figures depend on: the machine, the versions, the commit, and who else runs."""
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "load average": [round(value, 2) for value in os.getloadavg()],
        "python": platform.python_version(),
        "twisted": version("twisted"),
        "commit": _first_line("git", "-C", str(HERE), "describe", "--always", "--dirty"),
        "ngircd": _first_line("ngircd", "--version"),
        "inspircd": _first_line("inspircd", "--version"),
        "command": " ".join(["python", *sys.argv]),
    }


def _processor() -> str:
    try:
        found = re.search("model name\\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def _first_line(*command: str) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return (ended.stdout.splitlines() or [None])[0]
