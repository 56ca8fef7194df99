"""Text from strangers: made safe for any terminal, and freed of the editing keys left in it.

What `sanitise` does, in this order:

    in the text                                     becomes
    ----------------------------------------------  ---------------------------------------------
    CSI sequences (ESC [ and U+009B) to their end   nothing
    OSC, DCS, APC, PM, SOS strings, to ST or BEL    nothing; if unterminated, to the end of line
    other escape sequences: two characters,         nothing
      single shifts, character set selections
    CR LF, TAB, LF, VT, FF, CR, NEL,                one space
      U+2028, U+2029
    other control characters: C0, DEL, C1           nothing
    bidirectional embeddings, overrides, isolates   nothing (LRM, RLM, ALM and letters stay)
    invisible characters: zero-width space,         nothing
      soft hyphen, word joiner, BOM, fillers...
    lone surrogates, private use, noncharacters,    nothing (U+FFFD stays)
      interlinear annotation
    joiners (ZWJ, ZWNJ)                             stay after a letter or mark of a script that
                                                      joins; ZWJ also between two emoji
    variation selectors                             one stays after an emoji, a keycap's base, a
                                                      Han or a Mongolian letter
    tag characters                                  stay in a flag: U+1F3F4, tags, U+E007F
    combining marks, and what else a terminal       the first 4 stay on each character
      puts on the character before (Hangul)

Each row has its tests in `tests/core/test_text_rules.py`.

Sources: ECMA-48 (escape sequences), Unicode Technical Reports 9 (bidirectional), 36 and 39
(security), 51 (emoji), RFC 5892 appendix A (joiners).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from wcwidth import iter_graphemes, wcwidth

MAX_MARKS = 4  # combining marks on one character (UTS 39, section 5.4)

# Each alternative reads on through classes of characters that do not overlap, so that no text
# makes the search go back: the time is linear.
_ESCAPE_SEQUENCES = re.compile(
    r"""
      (?:\x1b\[|\x9b) (?: \[[ -~]? | [0-?]*[ -/]*[@-~]? )   # CSI; "ESC [ [ x" is Linux's F1 to F5
    | (?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])                  # OSC, DCS, SOS, PM, APC ...
          [^\x07\x18\x1a\x1b\x9c]* (?:[\x07\x18\x1a\x9c]|\x1b\\)?   # ... to ST, BEL, CAN or SUB
    | (?:\x1b[NO]|[\x8e\x8f]) [ -~]?                        # SS2, SS3 and what they shift
    | \x1b[ -/]*[0-~]?                                      # any other, such as ESC ( B, ESC c
    """,
    re.VERBOSE,
)
_LINE_SPACING = "\t\n\x0b\x0c\r\x85\u2028\u2029"
_SPACES = re.compile(f"\r\n|[{_LINE_SPACING}]")
_SHOWS_NOTHING = (
    " \xa0\u061c\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200e\u200f\u202f\u205f\u2800\u3000"  # spaces, direction marks, an empty Braille cell
    "\U00016fe4\U0001d159"  # a filler of Khitan, an empty note
)
_NEVER_SHOWN = (
    "\x00-\x1f\x7f-\x9f"  # controls
    "\u202a-\u202e\u2060-\u206f"  # bidirectional formatting, invisible operators
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u3164\ufeff\uffa0"  # invisible
    "\U00013430-\U0001343f"  # formatting of hieroglyphs
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical formatting
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"  # reserved as ignorable
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"  # surrogates, private use
    "\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"  # noncharacters, interlinear annotation
) + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0xF0000, 0x10000))
_DROPPED = re.compile(f"[{_NEVER_SHOWN}]")

_ZWJ = "\u200d"
_JOINERS = f"\u200c{_ZWJ}"
_TAGS = "\U000e0020-\U000e007f"
_EMOJI_SELECTORS = "\ufe0e\ufe0f"
_HAN_SELECTORS = "\U000e0100-\U000e01ef"
_MONGOLIAN_SELECTORS = "\u180b-\u180d\u180f"
_SELECTORS = f"\ufe00-\ufe0f{_HAN_SELECTORS}{_MONGOLIAN_SELECTORS}"
# Somewhat wider than the property Extended_Pictographic: whole blocks hold in every Unicode
# version to come.
_EMOJI = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\U0001fc00-\U0001fffd"
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_MONGOLIAN = "\u1820-\u18aa"
# Arabic and its kin, Indic, South-East Asian and Mongolian scripts: where a joiner tells words,
# or forms of a letter, apart.
_JOINING = (
    "\u0600-\u0dff\u0f00-\u109f\u1700-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff\ufb50-\ufdff"
    "\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_FLAG_OR_CHARACTER = re.compile(f"{_FLAG}|.", re.DOTALL)
_SELECTOR = re.compile(f"[{_SELECTORS}]")
_TAG = re.compile(f"[{_TAGS}]")
_SELECTED = re.compile(
    f"[0-9#*{_EMOJI}][{_EMOJI_SELECTORS}]"
    f"|[{_HAN}][{_HAN_SELECTORS}]"
    f"|[{_MONGOLIAN}][{_MONGOLIAN_SELECTORS}]"
)
_JOINED = re.compile(f"[{_JOINING}][{_JOINERS}]|[{_EMOJI}\ufe0f]{_ZWJ}[{_EMOJI}]")
# Vowels and finals of Hangul, which have no width of their own (Unicode Standard, section 18.6).
_JAMO = "\u1161-\u11ff\ud7b0-\ud7ff"
# More than four in a row that are neither letters nor digits may be too many marks.
_MANY_SIGNS = re.compile(rf"[^\w\x00-\x7f]{{{MAX_MARKS + 1}}}")
_DEPENDS_ON_CONTEXT = re.compile(rf"[{_JOINERS}{_SELECTORS}{_TAGS}{_JAMO}]|{_MANY_SIGNS.pattern}")
# Of what `str.isprintable` takes for letters, marks and signs, all that may have to go. To ask both
# takes a third of the time of looking for each character above: 1.1 µs a line, not 3.1.
_UNCLEAR = re.compile(
    f"[\u034f\u115f\u1160{_JAMO}\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0{_HAN_SELECTORS}]"
)

_ERASE_CHARACTER = "\x08\x7f"
_ERASE_LINE = "\x15"
_EDITING = re.compile(f"([{_ERASE_CHARACTER}{_ERASE_LINE}])")
_MAX_LOOKBACK = 4  # characters; enough for any mark, skin tone, joiner or flag to find its base


def sanitise(text: str) -> str:
    """Return one line of a stranger's decoded `text` as any terminal may print it, on one line.

    The rules are in the table above. The result is never longer than `text`, and sanitising it
    again changes nothing. The time is linear in the length of `text`.
    """
    if text.isprintable() and (
        text.isascii() or not (_UNCLEAR.search(text) or _MANY_SIGNS.search(text))
    ):
        return text
    text = _ESCAPE_SEQUENCES.sub("", text)
    text = _SPACES.sub(" ", text)
    text = _DROPPED.sub("", text)
    if _DEPENDS_ON_CONTEXT.search(text):
        text = "".join(_fitting(_FLAG_OR_CHARACTER.findall(text)))
    return text


def _fitting(parts: list[str]) -> Iterator[str]:
    """Yield those of `parts`, flags and single characters, that may stand where they stand."""
    before = ""  # the last one yielded
    marks = 0
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        if part in _JOINERS:
            if not _JOINED.match(before[-1:] + part + after):
                continue
        elif _SELECTOR.match(part):
            if not _SELECTED.fullmatch(before + part):
                continue
        elif _TAG.match(part):
            continue
        else:
            category = unicodedata.category(part[0])
            # Marks that Unicode has got since this Python are known by their width.
            if category[0] == "M" or (category != "Cf" and wcwidth(part[0]) == 0):
                marks += 1
                if marks > MAX_MARKS:
                    continue
            elif category != "Cf":  # LRM and its like do not part a mark from its letter.
                marks = 0
        yield part
        before = part


def erase(line: str) -> str:
    """Return `line` as its writer left it after using the editing keys that are still in it.

    Backspace (U+0008) and Delete (U+007F) erase the grapheme cluster before them (Unicode
    Technical Report 29), Ctrl-U (U+0015) all that is before it. The time is linear in the length
    of `line`.
    """
    if line.isprintable() or not _EDITING.search(line):
        return line
    clusters: list[str] = []
    for piece in _EDITING.split(line):
        if piece == _ERASE_LINE:
            clusters.clear()
        elif piece and piece in _ERASE_CHARACTER:
            del clusters[-1:]
        elif piece.isascii() or not clusters:
            clusters.extend(iter_graphemes(piece))
        else:
            # What is typed after a correction may belong to the cluster before, as an accent
            # does. Looking at the whole of that cluster each time would take quadratic time.
            last = clusters.pop()
            start, end = last[:-_MAX_LOOKBACK], last[-_MAX_LOOKBACK:]
            joined = iter_graphemes(end + piece)
            clusters.append(start + next(joined))
            clusters.extend(joined)
    return "".join(clusters)


def is_blank(text: str) -> bool:
    """Return whether a sanitised line shows nothing: spaces and direction marks alone."""
    return not text.strip(_SHOWS_NOTHING)
