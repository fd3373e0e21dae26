"""Where sentences end: full stops that close a sentence told from those of abbreviations, initials and numbers."""

import re

from initiatives.intake import vocabulary

#: Always followed by more of the same sentence.
OPEN_ABBREVIATIONS = frozenset(vocabulary.words("open-abbreviations"))
#: May also be the last word of a sentence: what follows decides.
CLOSING_ABBREVIATIONS = frozenset(vocabulary.words("closing-abbreviations"))
#: Words that open a sentence and hardly ever continue a name after an abbreviation.
OPENERS = frozenset(vocabulary.words("openers"))
BOUNDARY = re.compile(
    r"(?P<stop>[.!?…]+|[。！？])(?P<close>[\"'”’»)\]]*)(?P<note>(?:\[\d{1,3}\])*)(?P<space>\s+|(?<=[。！？])|(?=[A-Z][a-z]))"
)
WORD_BEFORE = re.compile(r"[\w.&'’-]+$")
OPENING = re.compile(r"[\"'“‘«(\[*]*(?:[^\W_]|[$€£¥])")


def sentence_spans(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Spans [first, last) of the sentences of text[start:], without the white space between them.

    Every non-space character from `start` on is in exactly one span.
    """
    spans: list[tuple[int, int]] = []
    begin = start
    while begin < len(text) and text[begin].isspace():
        begin += 1
    for match in BOUNDARY.finditer(text, begin):
        end = match.end("note")
        if end <= begin or end >= len(text) or not _closes(text, begin, match):
            continue
        spans.append((begin, end))
        begin = match.end()
    if begin < len(text):
        last = len(text)
        while last > begin and text[last - 1].isspace():
            last -= 1
        if last > begin:
            spans.append((begin, last))
    return spans


def _closes(text: str, begin: int, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 40]
    opening = OPENING.match(after)
    if not opening:
        return False
    letter = after[opening.end() - 1]
    if letter.islower():
        return False
    if "(" in match["close"] or match["stop"] == "…":
        return letter.isupper()
    if not set(match["stop"]) <= {"."} or match["stop"] == "...":
        return True
    before = WORD_BEFORE.search(text[max(begin, match.start() - 30) : match.start()])
    word = before[0] if before else ""
    if not match["space"]:
        # a full stop with no space after it: two glued sentences, unless it is part of an address or a name
        return len(word) > 2 and word.isalpha() and word.islower() and not re.match(r"\S*[/@.]\S", after.split(" ")[0])
    if match["close"]:
        return True
    folded = word.casefold().strip("'’-&")
    following = re.match(r"[^\w]*([\w’'-]+)", after)
    next_word = following[1].casefold() if following else ""
    if folded in CLOSING_ABBREVIATIONS:
        return next_word in OPENERS
    if folded in OPEN_ABBREVIATIONS and (
        word[:1].isupper()
        or letter.isdigit()
        or folded in {"vs", "e.g", "i.e", "cf", "approx", "no", "para", "op", "ca"}
    ):
        return folded == "no" and word.islower() and next_word in OPENERS
    if re.fullmatch(r"(?:[A-Z]\.)*[A-Z]", word):
        # an initial or an abbreviation in capitals: only a plain sentence opener ends the sentence after it
        return len(word) > 1 and next_word in OPENERS
    return not (word.isdigit() and len(word) <= 3 and match.start() - len(word) <= begin)
