"""Where sentences end: full stops that close a sentence told from those of abbreviations, initials and numbers.

Japanese sentences end at 。, Korean ones at a full stop after a word; a quotation inside a sentence ends none.
"""

import re

from initiatives.intake import vocabulary

#: Always followed by more of the same sentence.
OPEN_ABBREVIATIONS = frozenset(vocabulary.words("open-abbreviations"))
#: May also be the last word of a sentence: what follows decides.
CLOSING_ABBREVIATIONS = frozenset(vocabulary.words("closing-abbreviations"))
#: Words that open a sentence and hardly ever continue a name after an abbreviation.
OPENERS = frozenset(vocabulary.words("openers"))
BOUNDARY = re.compile(
    r"(?P<stop>[.!?…]+|[。｡！？]+|(?<=[ぁ-ん])．(?=[ぁ-んァ-ヶ一-鿿「\s]))(?P<close>[\"'”’»)\]」』）】〉》〕]*)"
    r"(?P<note>(?:\[\d{1,3}\])*)"
    r"(?P<space>\s+|(?<=[。｡！？」』）】〉》〕．])|(?=[A-Z][a-z])|(?<=[가-힣][다함음됨임]\.)(?=[“‘\"'(]?[가-힣]))"
)
WORD_BEFORE = re.compile(r"[\w.&'’-]+$")
OPENING = re.compile(r"[\"'“‘«(\[*「『（【〈《〔＜［※△▲▴○●□■◆◇・]*(?:[^\W_]|[$€£¥])")
EASTERN = re.compile(r"[ぁ-ヿ가-힣一-鿿]")
HANGUL = re.compile(r"[가-힣]")
WIDE_STOP = frozenset("。｡！？．")
#: What takes a quotation up again, so that the sentence goes on after it.
TAKEN_UP = re.compile(
    r"[、。，,）)]|と|など|等|を|は|が|に|で|の|も|や|へ|旨|趣旨|ため|こと|ところ|ほか|由"
    r"|\s*이?라?(?:고|며|면서|는)(?:$|[\s,])|\s*하(?:고|며|였|자|면서)"
    r"|(?:는|은|을|를|이|가|와|과|의|로|으로|에|도)(?:$|[\s,])"
)
QUOTES = {"「": "」", "『": "』", "“": "”", "‘": "’", "（": "）", "(": ")", '"': '"'}
#: Before a full stop these count points or name a country; they end no Korean sentence.
KOREAN_SIGNS = frozenset("가나다라마바사아자차카타파하한미일")


def sentence_spans(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Spans [first, last) of the sentences of text[start:], without the white space between them.

    Every non-space character from `start` on is in exactly one span.
    """
    spans: list[tuple[int, int]] = []
    quotations = iter(_quotations(text, start) if EASTERN.search(text) else [])
    ahead = next(quotations, None)
    # how far the quotations opened so far reach, and those after which the sentence goes on
    inside = taken_up = -1
    begin = start
    while begin < len(text) and text[begin].isspace():
        begin += 1
    for match in BOUNDARY.finditer(text, begin):
        while ahead and ahead[0] < match.start():
            inside = max(inside, ahead[1])
            taken_up = max(taken_up, ahead[1] if ahead[2] else -1)
            ahead = next(quotations, None)
        end = match.end("note")
        if end <= begin or end >= len(text) or not _closes(text, begin, match):
            continue
        if match.start() <= taken_up or end <= inside:
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


def _quotations(text: str, start: int) -> list[tuple[int, int, bool]]:
    """(first, last, whether the sentence goes on after it) of each Japanese or Korean quotation inside a sentence."""
    found: list[tuple[int, int, bool]] = []
    opened: list[tuple[int, str, int, int]] = []
    stops, letters, before = 0, 0, ""
    straight = text.count('"', start) % 2 == 0
    for index in range(start, len(text)):
        character = text[index]
        closes = bool(opened) and character == QUOTES[text[opened[-1][0]]]
        if character in QUOTES and not closes and (straight or character != '"'):
            opened.append((index, before, stops, letters))
        elif closes:
            first, outside, stops_before, letters_before = opened.pop()
            if stops > stops_before and letters > letters_before:
                inside = bool(outside) and outside not in "。｡.！？!?」』”）)"
                goes_on = bool(TAKEN_UP.match(text, index + 1)) or (inside and character in "）)")
                if goes_on or inside:
                    found.append((first, index, goes_on))
        stops += character in ".。！？!?"
        letters += bool(EASTERN.match(character))
        before = before if character.isspace() else character
    return sorted(found)


def _closes(text: str, begin: int, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 40]
    opening = OPENING.match(after)
    if not opening:
        return False
    letter = after[opening.end() - 1]
    if match["stop"][0] in WIDE_STOP:
        return bool(match["close"]) or not re.match("と|、", after)
    if EASTERN.match(text, match.start() - 1) or EASTERN.match(letter):
        return _closes_korean(text, begin, match, letter)
    if text[match.start() - 1].isdigit() and re.match(r"\d{1,2}\.", after):
        return False  # 2027. 3. 3.
    if letter.islower():
        return False
    if "(" in match["close"] or match["stop"] == "…":
        return letter.isupper()
    if not set(match["stop"]) <= {"."} or match["stop"] == "...":
        return True
    word = _word_before(text, begin, match.start())
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


def _word_before(text: str, begin: int, end: int) -> str:
    """The word that ends at `end`; of a compound its last part, where that begins with a capital (Japan-U.S.)."""
    before = WORD_BEFORE.search(text[max(begin, end - 30) : end])
    word = before[0] if before else ""
    last = re.split("[-–/]", word)[-1]
    return last if last[:1].isupper() and "." in last else word


def _closes_korean(text: str, begin: int, match: re.Match[str], letter: str) -> bool:
    """Whether a full stop with Hangul, kana or Han beside it ends a sentence: after a word, and not in a date."""
    before = text[match.start() - 1]
    if not EASTERN.match(before):
        # a number, a name in Latin letters, a bracket: the same rules as anywhere, but a figure counts or dates
        word = _word_before(text, begin, match.start())
        if before.isdigit() or re.fullmatch(r"(?:[A-Z]\.)*[A-Z]", word) or not match["space"]:
            return False
        return word.casefold() not in OPEN_ABBREVIATIONS | CLOSING_ABBREVIATIONS
    word = _word_before(text, begin, match.start())
    if len(word) == 1 and word in KOREAN_SIGNS:
        return False
    if not match["space"]:
        return len(word) > 1 and word[-1] in "다함음됨임" and bool(HANGUL.match(letter))
    return not re.match(r"\s*이?라?(?:고|며|면서|는)[\s,]", text[match.end("note") : match.end("note") + 8])
