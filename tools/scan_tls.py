"""Lets sslyze (https://github.com/nabla-c0d3/sslyze) look for weaknesses of the server's TLS.

    python tools/scan_tls.py

It starts a server with `--tls` and a certificate of its own on a free port of this machine, prints
what sslyze finds, and stops it. The status is 1 if something is weak, by sslyze's tests or against
Mozilla's "intermediate" recommendation; what is not as recommended, and why, stands in `ACCEPTED`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

WAITING = re.compile(r"\[SERVER\] Waiting for connections on (\S+)\n")
SERVER = (
    *("--nodaemon", "--pidfile=", "chat", "--host", "127.0.0.1", "--data", ":memory:"),
    *("--tls", "--tls-port", "0", "--no-plain"),
)

ACCEPTED = {
    "certificate_path_validation": "nobody vouches for a certificate that the server made itself",
    "maximum_certificate_lifespan": "and its fingerprint is not to change every year",
    "tls_curves": "pyOpenSSL has no choice of them: secp521r1 and X448 are stronger than asked for",
}
"""What is not as Mozilla recommends, and why it is no weakness."""

ISSUE = re.compile(r"^\s+\* (?P<name>[a-z_]+): .*$", re.MULTILINE)
"""A line of sslyze's comparison with the recommendation."""

WEAKNESS = re.compile(r"^.*(?:\bVULNERABLE\b|\bWEAK\b|Error when running).*$", re.MULTILINE)


def report(address: str) -> str:
    """Return what sslyze tells of a server."""
    ended = subprocess.run(
        [sys.executable, "-m", "sslyze", "--mozilla_config", "intermediate", address],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ended.stdout


def weaknesses(told: str) -> list[str]:
    """Return the lines of a report that tell of a weakness, or that there is no report."""
    if "COMPLIANCE AGAINST" not in told or "Scan did not run successfully" in told:
        return ["nothing is known: the scan was not completed"]
    found = [match for match in ISSUE.finditer(told) if match["name"] not in ACCEPTED]
    return [match[0].strip() for match in (*found, *WEAKNESS.finditer(told))]


def main() -> int:
    """Scan a server; return the status."""
    twistd = Path(sys.executable).with_name("twistd")
    with subprocess.Popen(
        [str(twistd), *SERVER], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            log = ""
            while not (waiting := WAITING.search(log)):
                line = server.stdout.readline() if server.stdout else ""
                if not line:
                    print(log, "the server did not start", sep="", file=sys.stderr)
                    return 1
                log += line
            told = report(waiting[1])
        finally:
            server.terminate()
    print(told)
    weak = weaknesses(told)
    for line in weak:
        print(f"weak: {line}")
    if not weak:
        print("nothing weak; accepted are:")
        for name, reason in ACCEPTED.items():
            print(f"  {name}: {reason}")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
