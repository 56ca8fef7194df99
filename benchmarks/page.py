"""How long the chat page takes to its first message, in headless Chromium on loopback.

From the beginning of the navigation until a message of the room stands on the page: HTML, style
sheet, modules, WebSocket, `hello`, the room's history, and the picture after it. Nothing comes from
the browser's cache; somebody has been in the chat before in this tab, so that nobody types a name.
Chromium and its driver must be installed, and `selenium`:

    .venv/bin/python benchmarks/page.py --rounds 20
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which
from tempfile import TemporaryDirectory

from measuring import SECONDS, Person, milliseconds, serving, show
from selenium import webdriver

LINES = 50
"""As many as whoever enters a room is shown."""

BEFORE = "sessionStorage.setItem('nick', `reader${Math.floor(Math.random() * 1e9)}`);"

FIRST = """
const watching = new MutationObserver(() => {
  if (!document.querySelector(".message")) return;
  watching.disconnect();
  requestAnimationFrame(() => { window.shownAfter = performance.now(); });
});
watching.observe(document, { childList: true, subtree: true });
"""
"""Takes the time of the picture that has the first message in it."""

OPTIONS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """Run a browser with a profile of its own, which caches nothing."""
    options = webdriver.ChromeOptions()
    options.binary_location = which("chromium") or "chromium"
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for argument in (*OPTIONS, f"--user-data-dir={folder}"):
            options.add_argument(argument)
        service = webdriver.ChromeService(which("chromedriver") or "chromedriver")
        driver = webdriver.Chrome(options, service)
        try:
            driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
            source = {"source": BEFORE + FIRST}
            driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", source)
            yield driver
        finally:
            driver.quit()


def seconds_to_first_message(driver: webdriver.Chrome, port: int) -> float:
    """Open the page once; return how long its first message took."""
    driver.get("about:blank")
    driver.get(f"http://127.0.0.1:{port}/")
    driver.set_script_timeout(SECONDS)
    taken = driver.execute_async_script(
        "const done = arguments[0], look = () =>"
        " window.shownAfter ? done(window.shownAfter) : setTimeout(look, 5); look()"
    )
    return float(taken) / 1000


def main() -> None:
    """Measure as the command line says, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    with serving("--data", ":memory:") as port:
        talker = Person(port, "talker")
        for number in range(LINES):
            talker.socket.sendall(f"line {number} of the history\r\n".encode())
        talker.asks("/version", b"chatservice ")
        with chromium() as driver:
            seconds_to_first_message(driver, port)  # the browser's own first time
            taken = [seconds_to_first_message(driver, port) for _ in range(rounds)]
    show({"rounds": rounds, "page to first message, ms": milliseconds(taken)})


if __name__ == "__main__":
    main()
