"""The page's modules that need no page: what they make of texts, and of what the server tells."""

from __future__ import annotations

from string import Formatter

import pytest

from tests.end_to_end.servers import Server
from tests.web.browsers import Browser


@pytest.fixture
def page(server: Server, ana: Browser) -> Browser:
    """A browser at the door."""
    if f":{server.port}/" not in ana.driver.current_url:
        ana.visits(server)
    return ana


def _fields(phrase: str) -> set[str]:
    return set(filter(None, (field for _, field, _, _ in Formatter().parse(phrase.split("|")[-1]))))


def test_every_phrase_has_a_spanish_one_with_the_same_fields(page: Browser) -> None:
    english, spanish = (
        dict(row.split(": ", 1) for row in page.imports(module, "m.TABLE").split("\n")[1:-1])
        for module in ("en.js", "es.js")
    )

    assert len(english) > 70
    assert english.keys() == spanish.keys()
    for key in english:
        for phrase in (english[key], spanish[key]):
            assert phrase.strip(), key
            assert phrase.count("[") == phrase.count("]"), key
            assert _fields(phrase) == _fields(english[key]), key


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        (["es-MX", "en"], "es"),
        (["en-GB", "es"], "en"),
        (["ca-ES", "ES"], "es"),
        (["de-DE", "fr"], "en"),
        ([], "en"),
    ],
)
def test_the_language_is_the_first_that_the_page_has(
    page: Browser, preferred: list[str], language: str
) -> None:
    assert page.imports("words.js", "m.languageOf(a[0])", preferred) == language


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ({"type": "quit", "who": "ana"}, ["ana left"]),
        ({"type": "quit", "who": "ana", "reason": "lunch"}, ["ana left (lunch)"]),
        ({"type": "joined", "who": ["ana", "bob"]}, ["ana, bob joined"]),
        ({"type": "topic-changed", "who": "ana", "topic": ""}, ["ana took the topic away"]),
        ({"type": "topic-changed", "who": "ana", "topic": "[x]"}, ["ana set the topic: [x]"]),
        (
            {"type": "silenced", "by": "ana", "who": "bob", "muted": True, "seconds": 600},
            ["ana muted you for 10 minutes"],
        ),
        (
            {"type": "silenced", "by": "ana", "who": "bob", "muted": False, "room": "lobby"},
            ["ana lets you speak again in #lobby"],
        ),
        (
            {"type": "users", "people": [{"name": "ana"}, {"name": "bob", "away": ""}]},
            ["ana, bob (away) (2)"],
        ),
        ({"type": "setting", "name": "echo", "value": "on"}, ["echo = on"]),
        ({"type": "motd", "lines": ["one", "two"]}, ["one", "two"]),
        ({"type": "error", "code": "x", "text": "No."}, ["No."]),
        (
            {"type": "welcome", "nick": "ana", "away": ""},
            ["Welcome, ana! Type /help for commands. You are away."],
        ),
        ({"type": "no-such-thing"}, []),
    ],
)
def test_what_the_server_tells_is_said_in_words(
    page: Browser, message: dict[str, object], told: list[str]
) -> None:
    expression = "m.tell(a[0]).map((line) => line.replace(/[\\u2066-\\u2069]/g, ''))"

    assert page.imports("words.js", expression, message) == told


def test_what_is_put_into_a_phrase_is_isolated(page: Browser) -> None:
    assert page.imports("words.js", "m.say('left', {who: 'مرحبا'})") == "\u2068مرحبا\u2069 left"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see http://example.org.", "http://example.org"),
        ("(https://example.org/a)", "https://example.org/a"),
        ("https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("HTTPS://EXAMPLE.org/?q=a,b!", "HTTPS://EXAMPLE.org/?q=a,b"),
        ("«https://example.org/á»", "https://example.org/á"),
        ("https://", None),
        ("ftp://example.org javascript://x", None),
    ],
)
def test_a_link_is_found_without_what_ends_the_sentence(
    page: Browser, text: str, link: str | None
) -> None:
    expression = "m.pieces(a[0]).filter((p) => p.kind === 'link').map((p) => p.text)"

    assert page.imports("text.js", expression, text) == ([] if link is None else [link])


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("ana", "Ana, @ANA and ana.", 3),
        ("ana", "banana anab ana_ ana9 áana", 0),
        ("a.b", "a.b axb", 1),
        ("jo-an", "jo-an joan", 1),
        ("José", "josé", 1),
        ("ana", "https://example.org/ana", 0),
    ],
)
def test_a_mention_is_a_word_of_its_own(page: Browser, name: str, text: str, found: int) -> None:
    expression = "m.pieces(a[1], m.mentionOf(a[0])).filter((p) => p.kind === 'mark').length"

    assert page.imports("text.js", expression, name, text) == found


def test_the_pieces_of_a_text_are_the_text(page: Browser) -> None:
    text = "ana: https://example.org/ana and (http://x.example) ana"
    expression = "m.pieces(a[0], m.mentionOf('ana')).map((p) => p.text).join('')"

    assert page.imports("text.js", expression, text) == text


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("ana: hi, @ana. ANA!", ["ana", "@ana", "ANA"]),
        ("ana@juan.com juan@ana.com ana.bea x.ana ana-bea banana", []),
    ],
)
def test_a_name_in_an_address_or_another_name_is_no_mention(
    page: Browser, text: str, marks: list[str]
) -> None:
    expression = "m.pieces(a[0], m.mentionOf('ana')).filter((p) => p.kind).map((p) => p.text)"

    assert page.imports("text.js", expression, text) == marks


def test_an_address_with_many_brackets_takes_no_time(page: Browser) -> None:
    expression = "((t) => (m.pieces('https://' + ')'.repeat(4080)), performance.now() - t))"

    assert page.imports("text.js", f"{expression}(performance.now())") < 20


def test_marks_count_code_points(page: Browser) -> None:
    expression = "m.marked('🎉🎉 fiesta', [[0, 1], [3, 9]]).map((p) => [p.kind ?? '', p.text])"

    marked = page.imports("dialogs.js", expression)

    assert marked == [["mark", "🎉"], ["", "🎉 "], ["mark", "fiesta"]]


COMMANDS = [
    {
        "name": "msg",
        "aliases": ["w", "susurro"],
        "usage": "/msg USER TEXT",
        "summary": "x",
        "parameters": [{"name": "to", "kind": "person"}, {"name": "text", "kind": "text"}],
    },
    {"name": "me", "aliases": [], "usage": "/me ACTION", "summary": "y", "parameters": []},
]


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("/m", ["/msg ", "/me "]),
        ("/SUS", ["/msg "]),
        ("/x", []),
        ("/msg a", ["Ana "]),
        ("/susurro ", ["Ana ", "bob "]),
        ("/msg Ana b", []),
        ("see #k", ["#kitchen "]),
        ("@A", ["@Ana "]),
        ("msg a", []),
        ("", []),
    ],
)
def test_what_is_typed_can_be_completed(page: Browser, text: str, completed: list[str]) -> None:
    expression = "m.completions(a[0], a[1], ['Ana', 'bob'], ['kitchen']).map((each) => each.text)"

    assert page.imports("completing.js", expression, text, COMMANDS) == completed


def test_what_is_dropped_as_invisible_does_not_make_another_text(page: Browser) -> None:
    expression = "[m.isSame('a\\u200b b\\t', 'a b'), m.isSame('n\\u0303', 'ñ'), m.isSame('a', 'b')]"

    assert page.imports("text.js", expression) == [True, True, False]


STATE = """
((chat) => {
  chat.become("ana");
  const said = (seq, text = "x", from = "bob", room = "r") => {
    const at = `2026-01-01T00:00:${String(seq).padStart(2, "0")}Z`;
    return chat.hear({ type: "said", seq, at, room, from, text });
  };
  const speaks = (text, room = "r") => chat.speak(chat.room(room), "said", text);
  const texts = () => chat.room("r").messages.map((each) => each.text);
  const many = () => Array.from({ length: 5000 }, (_, n) => said(n + 1, "x"));
  return %s;
})(m.createChat(() => {}))
"""


@pytest.mark.parametrize(
    ("what", "expression", "result"),
    [
        ("in order", "(said(2, 'b'), said(1, 'a'), said(3, 'c'), texts())", ["a", "b", "c"]),
        ("once", "(said(1, 'a'), said(1, 'a'), texts())", ["a"]),
        ("what is sent is last", "(speaks('mine'), said(1, 'a'), texts())", ["a", "mine"]),
        (
            "what is kept is in its place, once",
            "(chat.kept(speaks('mine'), 1), said(2, 'a'), said(1, 'mine', 'ana'), texts())",
            ["mine", "a"],
        ),
        ("corrected", "(said(1, 'a'), chat.correct(1, 'b'), chat.remove(9, ''), texts())", ["b"]),
        ("counted", "(said(1, 'a'), said(2, 'ana!'), chat.waiting)", {"unread": 2, "mentions": 1}),
        ("read", "(said(1, 'a'), chat.open(chat.room('r')), chat.waiting.unread)", 0),
        (
            "not seen",
            "(chat.isSeen = false, chat.open(chat.room('r')), said(1, 'a'), chat.waiting.unread)",
            1,
        ),
        ("bounded", "(many(), texts().length)", 600),
        (
            "bounded while it is read",
            "(chat.open(chat.room('r')), chat.isReadingBack = true, many(), texts().length)",
            3000,
        ),
        (
            "the last of one's own",
            "(chat.kept(speaks('one'), 1), chat.kept(speaks('two', 'q'), 2), chat.lastOwn.text)",
            "two",
        ),
        (
            "none while one is on its way",
            "(chat.kept(speaks('one'), 1), speaks('two', 'q'), chat.lastOwn)",
            None,
        ),
        (
            "a name that somebody else has now is one's own no more",
            "(chat.become('bea'), chat.came('r', ['ana']), said(2, 'b', 'ana').own)",
            False,
        ),
        (
            "what comes while one reads back is unread",
            "(chat.open(chat.room('r')), chat.isReadingBack = true, said(1), chat.waiting.unread)",
            1,
        ),
        (
            "renamed",
            "(chat.person('B'), chat.renamed('b', 'c'), chat.privates[0].name)",
            "c",
        ),
    ],
)
def test_the_state_of_a_chat(page: Browser, what: str, expression: str, result: object) -> None:
    assert page.imports("state.js", STATE % expression) == result, what
