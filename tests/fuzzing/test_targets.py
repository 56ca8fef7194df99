"""Each target with inputs of Hypothesis's, for some seconds; `tools/fuzz.py` does it for hours."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from tests.fuzzing.pieces import FOR_TARGET, TO_BEGIN_WITH
from tests.fuzzing.targets import TARGETS

GREETING = b'{"type":"hello","version":1,"nick":"ana"}\n'

# What one input may take is the business of `tools/fuzz.py`, on a machine that does nothing else.
many = settings(deadline=None, max_examples=500)
some = settings(deadline=None, max_examples=200)


def inputs(target: str) -> st.SearchStrategy[bytes]:
    """Return inputs for a target: its own pieces, any text and any bytes, in any order."""
    pieces = st.sampled_from(FOR_TARGET[target])
    texts = st.text(max_size=8).map(lambda text: text.encode(errors="surrogatepass"))
    return st.lists(pieces | pieces | texts | st.binary(max_size=6), max_size=25).map(b"".join)


def in_packets(target: str) -> st.SearchStrategy[bytes]:
    """Return inputs for a target whose first byte says how long the packets are."""
    sizes = (st.integers(0, 40) | st.integers(128, 140)).map(lambda size: bytes([size]))
    return st.builds(bytes.__add__, sizes, inputs(target))


class EveryTarget(SynchronousTestCase):
    def test_each_has_pieces_to_put_inputs_together_from(self) -> None:
        self.assertEqual(set(FOR_TARGET), set(TARGETS))
        self.assertEqual(set(TO_BEGIN_WITH), set(TARGETS))

    def test_each_holds_for_what_fuzzing_begins_with(self) -> None:
        for target, inputs in TO_BEGIN_WITH.items():
            for data in inputs:
                TARGETS[target](data)

    def test_each_has_its_test_here(self) -> None:
        tested = {name.removeprefix("test_").partition("_is_")[0] for name in dir(self)}

        self.assertLessEqual(set(TARGETS), tested)

    @many
    @given(inputs("text"))
    def test_text_is_made_safe(self, data: bytes) -> None:
        TARGETS["text"](data)

    @many
    @given(in_packets("telnet"))
    def test_telnet_is_understood_however_it_is_cut(self, data: bytes) -> None:
        TARGETS["telnet"](data)

    @some
    @given(in_packets("conversation").map(lambda data: data[:1] + b"ana\r\n" + data[1:]))
    def test_conversation_is_safe_for_the_others(self, data: bytes) -> None:
        TARGETS["conversation"](data)

    @some
    @given(in_packets("conversation"))
    def test_conversation_is_safe_before_there_is_a_name(self, data: bytes) -> None:
        TARGETS["conversation"](data)

    @some
    @given(in_packets("proxied"))
    def test_proxied_is_taken_for_what_it_is(self, data: bytes) -> None:
        TARGETS["proxied"](data)

    @many
    @given(inputs("request"))
    def test_request_is_what_python_finds_in_it_or_refused(self, data: bytes) -> None:
        TARGETS["request"](data)

    @some
    @given(in_packets("program").map(lambda data: data[:1] + GREETING + data[1:]))
    def test_program_is_safe_for_the_others(self, data: bytes) -> None:
        TARGETS["program"](data)

    @some
    @given(in_packets("program"))
    def test_program_is_safe_before_there_is_a_name(self, data: bytes) -> None:
        TARGETS["program"](data)

    @some
    @given(in_packets("http"))
    def test_http_is_answered_safely(self, data: bytes) -> None:
        TARGETS["http"](data)

    @some
    @given(in_packets("frames"))
    def test_frames_is_safe_for_the_others(self, data: bytes) -> None:
        TARGETS["frames"](data)

    @many
    @given(in_packets("client"))
    def test_client_is_safe_from_its_server(self, data: bytes) -> None:
        TARGETS["client"](data)

    @many
    @given(inputs("nickname"))
    def test_nickname_is_somebodys_or_refused(self, data: bytes) -> None:
        TARGETS["nickname"](data)

    @many
    @given(inputs("password"))
    def test_password_is_the_same_or_refused(self, data: bytes) -> None:
        TARGETS["password"](data)

    @many
    @given(inputs("address"))
    def test_address_is_the_same_or_refused(self, data: bytes) -> None:
        TARGETS["address"](data)

    @many
    @given(inputs("command"))
    def test_command_is_understood_or_refused(self, data: bytes) -> None:
        TARGETS["command"](data)

    @some
    @given(inputs("query"))
    def test_query_is_answered_as_by_looking_at_each_message(self, data: bytes) -> None:
        TARGETS["query"](data)

    @many
    @given(inputs("imported"))
    def test_imported_is_written_and_read_again_or_refused(self, data: bytes) -> None:
        TARGETS["imported"](data)
