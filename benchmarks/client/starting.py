"""How long it is from the client's start to a prompt that takes keys.

`python benchmarks/client/starting.py [--times 10]` prints a table of medians, in milliseconds from
before the program is executed until

- the first byte on the screen,
- a key is on the screen that was typed before the start (by who does not wait),
- a key is on the screen that was typed as soon as the screen had been drawn (by who waits),
- the last line that was said before is on it: connected, with TLS, and read.

`python -c pass`, and one that imports prompt_toolkit, stand beside it: what Python itself takes.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from people import Work, senders
from terminal import CLIENT, KEYS, Terminal, table

sys.path.append(str(Path(__file__).resolve().parents[1]))
from measuring import running

BEFORE, AFTER, SAID = KEYS[0], KEYS[1], "Ω"


def started(address: str, options: list[str]) -> dict[str, float]:
    """Start a client; return when each thing was, in seconds since the start."""
    command = (*CLIENT, address, "--nick", "reader", *options)
    with Terminal(*command, ahead=BEFORE.encode()) as terminal:
        terminal.take(60)
        first = time.perf_counter()
        before = terminal.until(BEFORE)
        said = terminal.until(SAID)
        times = {"the first byte": first, "a key typed before the start": before, "said": said}
        typed_before = {name: each - terminal.started for name, each in times.items()}
    with Terminal(*command) as terminal:
        terminal.until("\x1b[?1049h")
        while terminal.take(0.002):
            pass  # what is drawn at once
        terminal.press(AFTER.encode())
        return typed_before | {
            "a key typed after the prompt": terminal.until(AFTER) - terminal.started
        }


def python(code: str) -> float:
    """Return the seconds that Python takes for some code, with all that comes before."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("options", nargs="*", help="more options for the client, after --")
    chosen = parser.parse_args()
    found: dict[str, list[float]] = {}
    with TemporaryDirectory() as folder, running("--data", f"{folder}/data") as (_, port):
        with senders(port, 1) as people:
            people.send(Work(10, 0.5, SAID))
            people.recv()
        # The first one writes the compiled modules.
        for number in range(chosen.times + 1):
            times = started(f"127.0.0.1:{port}", chosen.options)
            times["python -c pass"] = python("pass")
            times["python -c 'import prompt_toolkit'"] = python("import prompt_toolkit")
            for name, each in times.items() if number else ():
                found.setdefault(name, []).append(each * 1000)
    rows = [
        [name, *(f"{figure(each):.0f}" for figure in (statistics.median, min, max))]
        for name, each in found.items()
    ]
    print(table(["from the start to", "median, ms", "least", "most"], rows))


if __name__ == "__main__":
    main()
