"""Four lines on how fast the server is, from what the last run of the large benchmark wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parents[1] / "benchmarks/fanout/results/results.json"

LINES = {
    "en": """
- **1,000 people, all talking:** {rate:.0f} million lines delivered a second, {times:.0f} times as
  many for the same CPU as the better of ngircd and InspIRCd.
- **200 people, one talking:** {one.ours:.1f} µs of CPU for each line delivered; ngircd
  {one.ngircd:.1f}, InspIRCd {one.inspircd:.1f}, a bare relay in C {one.relay:.1f}.
- **1,000 people, 60 lines a second:** 99 of 100 lines arrive within {paced.ours:.1f} ms; ngircd
  {paced.ngircd:.1f}, InspIRCd {paced.inspircd:.1f}, the relay {paced.relay:.1f}.
- **10,000 people in one process, 5 lines a second:** 99 of 100 lines arrive within {crowd:.0f} ms.
  Each connection takes {idle:.1f} KiB of memory.
""",
    "es": """
- **1000 personas, todas hablando:** {rate:.0f} millones de líneas entregadas por segundo,
  {times:.0f} veces más con la misma CPU que el mejor de ngircd e InspIRCd.
- **200 personas, una hablando:** {one.ours:.1f} µs de CPU por línea entregada; ngircd
  {one.ngircd:.1f}, InspIRCd {one.inspircd:.1f}, un simple repetidor en C {one.relay:.1f}.
- **1000 personas, 60 líneas por segundo:** 99 de cada 100 líneas llegan en {paced.ours:.1f} ms;
  ngircd {paced.ngircd:.1f}, InspIRCd {paced.inspircd:.1f}, el repetidor {paced.relay:.1f}.
- **10 000 personas en un proceso, 5 líneas por segundo:** 99 de cada 100 líneas llegan en
  {crowd:.0f} ms. Cada conexión ocupa {idle:.1f} KiB de memoria.
""",
}


class _Of:
    """One figure of every server, by the server's name."""

    def __init__(self, results: dict[str, Any], workload: str, figure: str, scale: float) -> None:
        for server, found in results.items():
            if workload in found and server.isidentifier():
                setattr(self, server, found[workload][figure] * scale)


def lines(language: str) -> str:
    """Return the four lines as a list in Markdown."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))["results"]
    ours = results["ours"]
    irc = min(results[name]["all 1000"]["cpu_us"] for name in ("ngircd", "inspircd"))
    figures = {
        "rate": ours["all 1000"]["rate"] / 1e6,
        "times": irc / ours["all 1000"]["cpu_us"],
        "one": _Of(results, "one 200", "cpu_us", 1),
        "paced": _Of(results, "paced 1000", "p99_us", 1e-3),
        "crowd": ours["paced 10000"]["p99_us"] / 1e3,
        "idle": ours["idle"]["KiB each"],
    }
    return LINES[language].strip().format(**figures)
