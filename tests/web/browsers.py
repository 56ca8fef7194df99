"""Real Chromium, driven as WebDriver has it: somebody at the chat page, with keys and eyes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.end_to_end.people import SECONDS
from tests.end_to_end.servers import Server
from tests.programs import CHECKOUT, program

DESKTOP = (1280, 800)
TABLET = (820, 1100)
PHONE = (360, 740)

QUIET = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-extensions", "--disable-default-apps", "--hide-scrollbars"),
]
"""Nothing but the page, and nothing from other hosts."""

_ISOLATES = re.compile("[\u2066-\u2069]")
_NO_CONNECTION = re.compile(r"WebSocket connection to .* failed|net::ERR_")


class Browser:
    """Somebody's browser."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    # -- where one is ----------------------------------------------------------------------------

    def visits(self, server: Server, size: tuple[int, int] = DESKTOP) -> None:
        """Open the server's page as somebody who was never there."""
        before = self.driver.current_window_handle
        self.driver.switch_to.new_window("tab")  # which remembers nothing
        now = self.driver.current_window_handle
        self.driver.switch_to.window(before)
        self.driver.close()
        self.driver.switch_to.window(now)
        self.looks_like(size)
        self.driver.get(f"http://127.0.0.1:{server.port}/")

    def enters(self, server: Server, name: str, size: tuple[int, int] = DESKTOP) -> None:
        """Open the page, and come into the chat."""
        self.visits(server, size)
        self.gives_name(name)
        self.sees("#people", name)

    def gives_name(self, name: str) -> None:
        """Choose a nickname."""
        self.waits_for("return !document.querySelector('#nick').disabled")
        field = self.one("#nick")
        field.clear()
        field.send_keys(name, Keys.ENTER)

    def looks_like(self, size: tuple[int, int], *, dark: bool = False) -> None:
        """Be a screen of that size, which is light or dark."""
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    # -- what one does ---------------------------------------------------------------------------

    def says(self, *lines: str) -> None:
        """Type lines where one writes, each with its Enter."""
        for line in lines:
            self.one("#text").send_keys(line, Keys.ENTER)

    def presses(self, *keys: str) -> None:
        """Press keys wherever the focus is."""
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def clicks(self, selector: str, text: str = "") -> None:
        """Click what is there, as soon as it is: the first one that has that text."""

        def click(_: object) -> bool:
            with suppress(StaleElementReferenceException):  # just made anew: it is found again
                for each in self.all(selector):
                    if each.is_displayed() and text in shown(each):
                        each.click()
                        return True
            return False

        self._until(click, f"nothing to click at {selector} {text}")

    # -- what one sees ---------------------------------------------------------------------------

    def all(self, selector: str) -> list[WebElement]:
        """Return the elements that a CSS selector finds."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """Return the first of them, as soon as it is there."""
        self._until(lambda _: self.all(selector), f"there is no {selector}")
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector: str = "#log") -> str:
        """Return the text that is seen somewhere, without marks of direction."""
        script = "return document.querySelector(arguments[0])?.innerText ?? ''"
        return _ISOLATES.sub("", self.runs(script, selector))

    def sees(self, selector: str, *texts: str) -> None:
        """Wait until all of ``texts`` are seen there."""
        self._until(
            lambda _: all(text in self.text(selector) for text in texts),
            f"{texts} did not come",
            selector,
        )

    def reads(self, *texts: str) -> None:
        """Wait until messages with these texts are seen."""
        self.sees("#log", *texts)

    def sees_no_more(self, selector: str, text: str) -> None:
        """Wait until ``text`` is not seen there any more."""
        self._until(lambda _: text not in self.text(selector), f"{text} is still there", selector)

    def messages(self) -> list[str]:
        """Return the texts of the messages that people said, in their order."""
        script = "return [...document.querySelectorAll('.message .text')].map((e) => e.textContent)"
        return list(self.runs(script))

    def title(self) -> str:
        """Return the window's title."""
        return self.driver.title

    def waits_for(self, script: str, *arguments: Any) -> Any:
        """Return what a script in the page returns, as soon as that is true."""
        return self._until(lambda _: self.runs(script, *arguments), f"{script} did not come true")

    def runs(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page."""
        return self.driver.execute_script(script, *arguments)  # type: ignore[no-untyped-call]

    def imports(self, module: str, expression: str, *arguments: Any) -> Any:
        """Return what an expression is with a module of the page's, called ``m`` in it."""
        return self.driver.execute_async_script(  # type: ignore[no-untyped-call]
            "const done = arguments[arguments.length - 1], a = arguments;"
            f"import('/{module}').then((m) => done({expression}), (e) => done(String(e)))",
            *arguments,
        )

    def complaints(self) -> list[str]:
        """Return what the browser complains of: faults, what the policy forbids; not losses."""
        log = self.driver.get_log("browser")
        texts = [entry["message"] for entry in log if entry["level"] in ("SEVERE", "WARNING")]
        return [text for text in texts if not _NO_CONNECTION.search(text)]

    def is_too_wide(self) -> bool:
        """Tell whether anything is wider than what shows it, be it the page or the messages."""
        return bool(
            self.runs(
                "return ['html', 'body', '#log', '#side', '#people', 'header', '#dialog']"
                ".map((s) => document.querySelector(s))"
                ".some((e) => e && e.clientWidth && e.scrollWidth > e.clientWidth)"
            )
        )

    def _until(self, what: Any, complaint: str, selector: str = "#chat") -> Any:
        wait = WebDriverWait(self.driver, SECONDS, poll_frequency=0.02)
        try:
            return wait.until(what)
        except Exception as error:
            raise AssertionError(f"{complaint}, but {self.text(selector)[-2000:]!r}") from error


def shown(element: WebElement) -> str:
    """Return what is seen of an element, or what it is called where nothing can be read."""
    return _ISOLATES.sub("", element.text or element.get_attribute("aria-label") or "")


@contextmanager
def browser(language: str) -> Iterator[Browser]:
    """Start a browser whose person reads ``language``, such as "es-ES"."""
    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium")
    service = webdriver.ChromeService(program("chromedriver"))
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for argument in (*QUIET, f"--lang={language}", f"--user-data-dir={folder}"):
            options.add_argument(argument)
        languages = f"{language},{language[:2]}"
        options.add_experimental_option("prefs", {"intl.accept_languages": languages})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options, service)
        try:
            yield Browser(driver)
        finally:
            driver.quit()


def kept_pictures() -> Path:
    """Return the folder that pictures of the page are kept in, which git ignores."""
    folder = Path(os.environ.get("WEB_PICTURES") or CHECKOUT / "web-pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
