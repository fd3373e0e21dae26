"""Where sentences end: full stops that close a sentence told from those of abbreviations, initials and numbers."""

import re

from initiatives.intake.words import word_list

#: Always followed by more of the same sentence.
OPEN_ABBREVIATIONS = frozenset(
    word_list(
        "p no nos dr mr mrs ms messrs prof gen maj col lt capt cmdr cdr adm vadm radm brig sgt sen rep reps gov "
        "amb hon rev st mt ft "
        "vs e.g i.e cf viz art arts para paras fig figs sec ch vol pp pt approx ca res op ed eds al dept asst gen. "
        "jan feb mar apr jun jul aug sept sep oct nov dec h.e u.s.s"
    )
)
#: May also be the last word of a sentence: what follows decides.
CLOSING_ABBREVIATIONS = frozenset(
    word_list("u.s u.n u.k e.u d.c r.o.k p.r.c d.p.r.k a.m p.m u.s.a jr sr inc ltd co corp etc ph.d m.d j.d u.a.e")
)
#: Words that open a sentence and hardly ever continue a name after an abbreviation.
OPENERS = frozenset(
    word_list(
        "the they we it he she this these those that there our their its his her in on at as for with from by to "
        "after before "
        "during following since while when where if although though however moreover furthermore additionally "
        "also both all "
        "such through under over today yesterday looking building recognizing recalling welcoming noting "
        "reaffirming together "
        "finally further meanwhile thus therefore a an and but or i you"
    )
)
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
