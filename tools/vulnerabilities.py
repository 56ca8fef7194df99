"""Looks for known vulnerabilities in what chatservice needs, as it is installed here.

    python tools/vulnerabilities.py

It asks pip-audit (https://github.com/pypa/pip-audit) about the package's dependencies, theirs too,
in the versions that are installed beside it. The status is 1 if any of them has a vulnerability, or
if pip-audit fails. Where pip-audit can't reach its data, the reason is printed and the status is 0;
so it is for a single dependency of which the data know nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from importlib.metadata import distribution, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGE = "chatservice"

# What pip-audit, or the library that it asks with, ends with when there is no way to its data.
_NO_WAY = re.compile(
    r"^(?:requests\.exceptions\.\w*(?:Connection|Proxy|SSL|Timeout)\w*|pip_audit\S*ServiceError"
    r"|ERROR:pip_audit\S*?:(?=Could not connect|\S* ?is not redirecting)).*",
    re.MULTILINE,
)


def needed(package: str) -> dict[str, str]:
    """Return what a package needs here, and what that needs, each with its version."""
    found: dict[str, str] = {}
    to_do = [Requirement(package)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while to_do:
        requirement = to_do.pop()
        name = canonicalize_name(requirement.name)
        extras = frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found[name] = version(name)
        for line in distribution(name).requires or ():
            further = Requirement(line)
            marker = further.marker
            if marker is None or any(marker.evaluate({"extra": e}) for e in extras | {""}):
                to_do.append(further)
    del found[canonicalize_name(package)]
    return found


def ask(packages: dict[str, str]) -> tuple[int, str, str]:
    """Return the status, the output and the complaints of pip-audit."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.txt"
        file.write_text("".join(f"{name}=={packages[name]}\n" for name in sorted(packages)))
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "pip_audit", "--requirement", str(file)),
                *("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    return ended.returncode, ended.stdout, ended.stderr


def verdict(asked: int, status: int, output: str, complaints: str) -> tuple[int, list[str]]:
    """Return the exit status, and what to print, for what pip-audit said of ``asked`` packages."""
    no_way = _NO_WAY.search(complaints)
    if status and not output.strip():
        if no_way:
            return 0, [f"skipped: pip-audit can't reach its data ({no_way.group()})"]
        return 1, ["pip-audit failed:", *complaints.splitlines()]
    # Of what has no vulnerability it says nothing, unless there is something else to say.
    told = json.loads(output)["dependencies"] if output.strip() else []
    unknown = [each["skip_reason"] for each in told if "skip_reason" in each]
    wrong = [
        f"{each['name']} {each['version']}: {found['id']}, mended in "
        f"{', '.join(found['fix_versions']) or 'no version yet'}: {found['description']}"
        for each in told
        for found in each.get("vulns", ())
    ]
    if len(unknown) == asked:
        return 0, [f"skipped: pip-audit's data have none of {asked} dependencies ({unknown[0]})"]
    summary = f"{asked - len(unknown)} of {asked} dependencies looked up: {len(wrong)} known faults"
    return 1 if wrong or status else 0, [*wrong, *(f"skipped: {each}" for each in unknown), summary]


def main() -> int:
    """Audit what is installed, and tell."""
    packages = needed(PACKAGE)
    status, lines = verdict(len(packages), *ask(packages))
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
