"""Counts the messages of a room that are stored each second, beside those that are only sent.

`python benchmarks/stored.py [--people 200] [--lines 150] [--pairs 5]` prints one JSON object. All
talk at once, each as many lines as the server takes of them, to a server that stores in a new
folder and to one with `--data :memory:`, in turns; ``ratio`` is the median of the first by that of
the second. A message counts when somebody who says nothing has read it.
"""

from __future__ import annotations

import argparse
import selectors
import socket
import statistics
import tempfile
import time
from pathlib import Path

from measuring import Person, serving, show

LINE = b"hello there, this is a line of some seventy bytes as people write them\r\n"


def messages_a_second(data: str, people: int, lines: int) -> float:
    """Let ``people`` say ``lines`` lines each, and return how many a second the room hears."""
    with serving("--data", data, "--history", "0") as port:
        listener = Person(port, "listener")
        talkers = [Person(port, f"user{number}") for number in range(people)]
        listener.pings()
        buffer = bytearray(1024 * 1024)
        with selectors.DefaultSelector() as selector:
            for person in (listener, *talkers):
                person.socket.setblocking(False)
                selector.register(person.socket, selectors.EVENT_READ, person is listener)
            heard, wanted = 0, people * lines
            start = time.perf_counter()
            for person in talkers:
                person.socket.sendall(LINE * lines)
            while heard < wanted:
                for key, _ in selector.select():
                    connected = key.fileobj
                    assert isinstance(connected, socket.socket)
                    size = connected.recv_into(buffer)
                    if not size:
                        raise SystemExit("the server hung up")
                    if key.data:
                        heard += buffer.count(b"as people write them\r\n", 0, size)
            took = time.perf_counter() - start
        for person in (listener, *talkers):
            person.socket.close()
    return wanted / took


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--lines", type=int, default=150)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--sync", default="normal")
    chosen = parser.parse_args()
    stored, sent = [], []
    for _ in range(chosen.pairs):
        with tempfile.TemporaryDirectory() as directory:
            data = str(Path(directory) / "data")
            stored.append(messages_a_second(data, chosen.people, chosen.lines))
        sent.append(messages_a_second(":memory:", chosen.people, chosen.lines))
    show(
        {
            "benchmark": "stored",
            "people": chosen.people,
            "messages a run": chosen.people * chosen.lines,
            "stored a second": [round(rate) for rate in stored],
            "in memory a second": [round(rate) for rate in sent],
            "ratio": round(statistics.median(stored) / statistics.median(sent), 3),
        }
    )


if __name__ == "__main__":
    main()
