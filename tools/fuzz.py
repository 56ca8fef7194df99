"""Fuzzes what takes bytes from outside (`tests/fuzzing`) with Atheris, guided by coverage.

    python tools/fuzz.py [--inputs N] [--seconds S] [--corpus FOLDER] [TARGET …]
    python tools/fuzz.py --again FILE TARGET

The first runs each target, or those that are named, on N inputs at most and for S seconds at most,
one after the other, and prints a row for each. What it finds stays in FOLDER, to begin with the
next time; an input that breaks something is written there too, and `--again` runs one such file
without Atheris, under any debugger. Atheris (https://github.com/google/atheris) has to be
installed; nothing else of chatservice needs it.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
INSTRUMENTED = ["chatservice", "precis_i18n", "wcwidth"]
SECONDS_FOR_ONE = 10
"""An input that takes longer is a finding: everything is meant to take linear time."""

LONGEST = {"telnet": 3000, "client": 40_000, "imported": 4000}
"""Bytes of an input, where there are limits to be reached; elsewhere 400, for the sake of speed."""


def fuzz(target: str, arguments: list[str]) -> None:
    """Run one target under Atheris in this process, which ends with that."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=INSTRUMENTED):
        targets = importlib.import_module("tests.fuzzing.targets").TARGETS
    # Until logging begins, Twisted remembers the last 65,536 events, and each its connection.
    logger = importlib.import_module("twisted.logger")
    logger.globalLogBeginner.beginLoggingTo(
        [lambda event: None], discardBuffer=True, redirectStandardIO=False
    )
    atheris.Setup([sys.argv[0], *arguments], targets[target])
    atheris.Fuzz()


def run(target: str, inputs: int, seconds: int, corpus: Path) -> bool:
    """Run one target in a process of its own, and print its row; return whether all held."""
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    pieces = importlib.import_module("tests.fuzzing.pieces")
    for number, first in enumerate(pieces.TO_BEGIN_WITH[target]):
        (folder / f"first-{number}").write_bytes(first)
    words = corpus / f"{target}.dict"
    words.write_text(_dictionary(pieces.FOR_TARGET[target]), encoding="ascii")
    log = corpus / f"{target}.log"
    with tempfile.TemporaryDirectory() as scratch, log.open("w", encoding="utf-8") as output:
        ended = subprocess.run(
            [
                *(sys.executable, __file__, "--one", target, "--"),
                *(f"-runs={inputs}", f"-max_total_time={seconds}", f"-timeout={SECONDS_FOR_ONE}"),
                *(f"-max_len={LONGEST.get(target, 400)}", f"-dict={words}"),
                *(f"-artifact_prefix={corpus}/{target}-", "-print_final_stats=1", str(folder)),
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": scratch},
            check=False,
        )
    said = log.read_text(encoding="utf-8", errors="replace")
    done = re.search(r"^stat::number_of_executed_units: *(\d+)", said, re.MULTILINE)
    took = re.search(r"^Done \d+ runs in (\d+) second", said, re.MULTILINE)
    covered = re.findall(r"\bcov: (\d+) ft: (\d+)", said)
    print(
        f"| {target} | {int(done[1]) if done else 0:,} | {took[1] if took else '?'} s "
        f"| {covered[-1][0] if covered else '?'} | {'none' if not ended.returncode else log} |",
        flush=True,
    )
    return not ended.returncode


def _dictionary(pieces: tuple[bytes, ...]) -> str:
    """Return pieces as a dictionary of libFuzzer's, which takes no longer ones."""
    lines = ("".join(f"\\x{byte:02x}" for byte in piece) for piece in pieces if len(piece) <= 64)
    return "".join(f'"{line}"\n' for line in dict.fromkeys(lines))


def main() -> int:
    """Do what the command line asks for; return the exit status."""
    # libFuzzer's own options come behind the dashes.
    mine, _, for_atheris = _split(sys.argv[1:])
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "chat-corpus")
    parser.add_argument("--again", type=Path, metavar="FILE")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(mine)
    sys.path.insert(0, str(CHECKOUT))
    if options.one:
        fuzz(options.targets[0], for_atheris)
        return 0
    known = importlib.import_module("tests.fuzzing.targets").TARGETS
    if set(options.targets) - set(known):
        parser.error(f"the targets are {', '.join(known)}")
    if options.again is not None:
        for target in options.targets:
            known[target](options.again.read_bytes())
        return 0
    print("| target | inputs | time | branches | findings |\n| --- | --- | --- | --- | --- |")
    # All of them, whatever one finds.
    held = [
        run(target, options.inputs, options.seconds, options.corpus)
        for target in options.targets or known
    ]
    return 0 if all(held) else 1


def _split(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" not in arguments:
        return arguments, "", []
    at = arguments.index("--")
    return arguments[:at], "--", arguments[at + 1 :]


if __name__ == "__main__":
    sys.exit(main())
