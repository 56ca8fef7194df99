"""What the READMEs quote is what people read, and the numbers that they tell hold."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from twisted.internet.address import IPv4Address

from chatservice import auditing, certificates, renewing
from chatservice.accounts import files as accounts_files
from chatservice.accounts import schema as accounts_schema
from chatservice.client import failures
from chatservice.client.network.address import Address
from chatservice.client.network.trust import ChangedCertificateError
from chatservice.commands.options import AccountOptions
from chatservice.core import flood
from chatservice.core.accounts import Mode
from chatservice.core.actions.owning import MODES, SLOW
from chatservice.core.audit import Audited
from chatservice.core.hooks import MOST_LINES
from chatservice.core.limits import BOTS_EACH, Limits
from chatservice.core.names import MAX_NAME_LENGTH
from chatservice.core.passwords import MIN_LENGTH
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import WayOutShown
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy
from chatservice.history import files as history_files
from chatservice.history import schema as history_schema
from chatservice.listening import announcement
from chatservice.protocols.detect import SILENCE_SECONDS
from chatservice.protocols.detectors import SPOKEN
from chatservice.protocols.web.refusing import OTHER_SITE
from chatservice.render.phrasebook import phrasebook
from chatservice.render.plain import FORM, PlainRenderer
from chatservice.render.refusals import refusal
from tests.documents import code_spans, fences, text_of
from tests.programs import CHECKOUT

READMES = {"en": "README.md", "es": "README.es.md"}


@pytest.mark.parametrize("language", sorted(READMES))
def test_what_people_see_is_quoted_as_they_see_it(language: str) -> None:
    """In the headings under which they look for help."""
    book = phrasebook(language)
    way_out = PlainRenderer()(WayOutShown(), Settings(language=language).representation(FORM))
    in_use = book.say(
        "Port {port} is in use by another program: stop that program, or choose another port "
        "with {option}",
        port=5050,
        option="--port",
    )
    taken = refusal(book, Refused(Code.NAME_TAKEN, name="…"))
    asked = book.say("Password for {name}: ", name="…")
    crowded = refusal(book, Refused(Code.TOO_MANY_FROM_ADDRESS, allowed="…"))
    waited = book.count(
        "{number} message while you were away:", "{number} messages while you were away:", 3
    )
    spans = code_spans(text_of(READMES[language]))

    assert in_use.partition(":")[0] in spans
    assert taken.partition(":")[0] in spans
    assert refusal(book, Refused(Code.SERVER_FULL)) in spans
    assert way_out.decode().strip() in spans
    assert asked.rstrip(" :") in spans
    assert any(crowded.startswith(span) for span in spans if "…" in span)
    assert waited in spans
    assert book.say(OTHER_SITE) in spans


@pytest.mark.parametrize("language", sorted(READMES))
def test_what_the_client_says_is_quoted_as_it_says_it(language: str) -> None:
    book = phrasebook(language)
    address = Address("…", 0)
    said = [
        failures.not_connected(book, address, ChangedCertificateError("", Path()), 0),
        failures.lost(book, address),
    ]
    spans = [span for span in code_spans(text_of(READMES[language])) if "…" in span]

    for sentence in said:
        assert any(sentence.replace("…:0", "…").startswith(span) for span in spans)


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_what_the_server_says_at_its_start_is_quoted_as_it_says_it(document: str) -> None:
    first, _ = announcement("tcp:5050", IPv4Address("TCP", "0.0.0.0", 5050))
    _, second = announcement("tcp:5050", IPv4Address("TCP", "192.0.2.7", 5050))

    assert f"{first}\n{second}\n" in fences(text_of(document), "text")


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_what_it_says_of_its_encrypted_port_is_quoted_too(document: str) -> None:
    here = IPv4Address("TCP", "0.0.0.0", 5051)
    first, _ = announcement("tcp:5051", here, encrypted=True)
    there = IPv4Address("TCP", "192.0.2.7", 5051)
    _, second = announcement("tcp:5051", there, encrypted=True)
    (shown,) = [each for each in fences(text_of(document), "text") if "SHA-256" in each]

    assert shown.splitlines()[1:] == [first, second]


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_the_picture_of_the_page_is_there(document: str) -> None:
    (link,) = re.findall(r"!\[.+\]\((.+)\)", text_of(document))
    picture = (CHECKOUT / link).read_bytes()

    assert picture.startswith(b"\x89PNG\r\n")
    assert len(picture) < 60_000


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_the_line_of_the_audit_log_is_one(document: str) -> None:
    (shown,) = [json.loads(each) for each in fences(text_of(document), "json") if "act" in each]

    assert list(shown) == ["at", *(field.name for field in fields(Audited))]


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_every_kind_of_room_is_shown(document: str) -> None:
    typed = re.findall(r"^\| `/(?:room|sala) (\S+) (?:on|10s)`", text_of(document), re.MULTILINE)

    assert {MODES[kind] for kind in typed if kind in MODES} == set(Mode)
    assert [kind for kind in typed if kind not in MODES and kind in SLOW] != []
    assert [kind for kind in typed if kind not in MODES and kind not in SLOW] == []


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_every_file_of_the_data_folder_is_shown(document: str) -> None:
    shown = re.findall(r"`([\w-]+\.(?:db|log|pem))`", text_of(document))
    kept = {history_files.DATABASE, history_files.INDEX, accounts_files.DATABASE}

    assert kept | {auditing.FILE, certificates.KEY, certificates.CERTIFICATE} <= set(shown)


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_everything_that_can_be_done_with_accounts_is_shown(document: str) -> None:
    _, _, table = text_of(document).partition("| `chatservice account …` |")
    shown = re.findall(r"^\| `(\w+)", table.partition("\n\n")[0], re.MULTILINE)

    assert shown == list(AccountOptions.ARGUMENTS)


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_the_readme_tells_the_numbers_that_hold(document: str) -> None:
    prose = re.sub(r"\s+", " ", text_of(document))
    policy = Policy()

    assert re.search(rf"\b(last|los|sus) {policy.history}\b", prose)
    assert re.search(rf"\b{policy.limits.nickname_seconds} (seconds|segundos)\b", prose)
    assert re.search(rf"\b1 (to|a) {MAX_NAME_LENGTH} ", prose)


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_the_readme_tells_the_numbers_of_bots_and_of_one_port_that_hold(document: str) -> None:
    prose = re.sub(r"\s+", " ", text_of(document))
    silence = round(SILENCE_SECONDS * 1000)

    assert re.search(rf"\b{silence} (milliseconds|milisegundos)\b", prose)
    assert (BOTS_EACH, MOST_LINES) == (10, 10)
    assert re.search(r"\b(ten|diez) bots\b", prose)
    assert re.search(r"\b(ten lines|diez líneas) (are|de una vez)\b", prose)
    versions = [str(each.VERSION) for each in (history_schema, accounts_schema)]
    assert re.findall(r"(?:version|versión) (\d+)[,.] ", prose) == versions


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_everything_that_an_endpoint_may_speak_is_shown(document: str) -> None:
    assert set(SPOKEN) - set(code_spans(text_of(document))) == set()


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_the_readme_tells_the_numbers_of_accounts_and_limits_that_hold(document: str) -> None:
    prose = re.sub(r"\s+", " ", text_of(document))
    limits, patience = Limits(), int(flood.PATIENCE.total_seconds())
    assert limits.flood is not None
    assert limits.flood_registered is not None
    pasted = [
        int(each.burst + patience * each.per_second)
        for each in (limits.flood, limits.flood_registered)
    ]

    assert re.search(rf"(at least|al menos) {MIN_LENGTH} ", prose)
    assert re.search(rf"\b{patience} (seconds|segundos)\b", prose)
    assert re.search(rf"\b(for|silencia) {flood.MUTED.seconds}\b", prose)
    assert re.search(rf"\b{pasted[0]} (lines|líneas)\b.* {pasted[1]}\. ", prose)
    assert re.search(rf"\b{limits.address_connections} (from|desde) (one|una)\b", prose)
    assert re.search(rf"\b{auditing.ROTATE_BYTES >> 20} MiB\b", prose)
    assert (auditing.ROTATED_FILES, renewing.LOOK_SECONDS) == (9, 60)
    assert re.search(r"\b(nine|nueve)\b.*", prose)
    assert re.search(r"\b(two minutes|dos minutos)\b", prose)
