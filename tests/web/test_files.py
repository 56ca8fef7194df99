"""The page's files, as they are: no browser is needed to look at them."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

FOLDER = Path(str(files("chatservice") / "web"))
FILES = sorted(FOLDER.iterdir())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]

FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|srcdoc"
    r"|createContextualFragment|setHTML|\.style\b|cssText|localStorage|document\.cookie"
)
"""What could make anything but text of a text, or keep what is nobody's business."""


LANGUAGES = ("en.js", "es.js")
"""What the page says: a visitor loads one of them."""

ON_DEMAND = ("completing.js", "dialogs.js")
"""What is loaded with its first use."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_a_visitor_loads_to_talk_is_under_60_kilobytes(language: str) -> None:
    others = {*LANGUAGES, *ON_DEMAND} - {language}
    loaded = [path for path in FILES if path.name not in others]

    assert len(loaded) == len(FILES) - 3
    assert sum(path.stat().st_size for path in loaded) < 60_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_text_is_only_ever_text(path: Path) -> None:
    assert FORBIDDEN.search(path.read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_other_hosts(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert re.findall(r"['\"(](?:https?:)?//\w", text) == []


def test_no_style_and_no_script_stands_in_the_page_itself() -> None:
    page = (FOLDER / "index.html").read_text(encoding="utf-8")

    assert re.findall(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", page) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_module_says_what_it_is_and_exports_what_is_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    others = "".join(other.read_text(encoding="utf-8") for other in SCRIPTS if other != path)
    tests = "".join(each.read_text(encoding="utf-8") for each in Path(__file__).parent.glob("*.py"))

    assert text.startswith("/**")
    exported = re.findall(r"export (?:default )?(?:async )?(?:function|class|const) (\w+)", text)
    assert [name for name in exported if name not in others + tests] == []
