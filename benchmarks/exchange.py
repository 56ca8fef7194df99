"""Times `chatservice import` and `chatservice export`, and takes their memory.

`python benchmarks/exchange.py [--messages 1000000]` prints one JSON object: for importing a file
into an empty history, for importing it again, and for exporting that history, the seconds that the
program took from its start to its end, and the most memory that it had (the process's maximum
resident set, getrusage(2)). Times are of this machine, now.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

START = 1_600_000_000
ROOMS, PEOPLE = 20, 300
TEXT = "hello there, this is a line of some seventy bytes as people write them"


def write_messages(file: Path, count: int) -> None:
    """Write a file as `chatservice export` does, with messages seven seconds apart."""
    with file.open("w", encoding="utf-8") as output:
        for number in range(count):
            at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(START + number * 7))
            record = {
                "time": f"{at}.{number % 1_000_000:06d}Z",
                "room": f"room{number % ROOMS}",
                "user": f"user{number % PEOPLE}",
                "message": f"{TEXT} {number}",
            }
            output.write(json.dumps(record) + "\n")


def timed(directory: Path, output: Path, *arguments: str) -> dict[str, float]:
    """Run `chatservice` on the history in ``directory``; return its seconds and mebibytes."""
    command = [sys.executable, "-m", "chatservice", *arguments, "--data", str(directory)]
    with output.open("wb") as taken:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=taken)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {child.returncode}")
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return {"seconds": round(seconds, 2), "mebibytes": round(kilobytes / 1024, 1)}


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=100_000)
    count = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        written, exported, said = here / "written", here / "exported", here / "said"
        write_messages(written, count)
        found = {
            "import": timed(here / "data", said, "import", str(written)),
            "import again": timed(here / "data", said, "import", str(written)),
            "export": timed(here / "data", exported, "export"),
        }
        same = filecmp.cmp(written, exported, shallow=False)
        mebibytes = round(written.stat().st_size / 1024**2, 1)
    print(
        json.dumps(
            {
                "messages": count,
                "file in mebibytes": mebibytes,
                "exported as imported": same,
                **found,
                "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
                "python": platform.python_version(),
                "apsw": version("apsw"),
            }
        )
    )


if __name__ == "__main__":
    main()
