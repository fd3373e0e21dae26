"""What the lines of Japanese and Korean papers are: running text, headings, front matter, closing lines.

Neither script has capitals: a heading is told by its shape (short, framed, numbered or marked, with no sentence in it),
and running text by how sentences end.
"""

import re

from initiatives.intake import vocabulary
from initiatives.intake.languages import is_hangul, is_unspaced, width

OPENERS = "「『“‘(（[［【〔〈《<＜"
CLOSERS = "」』”’)）\\]］】〕〉》>＞\"'"
#: Columns: a heading is hardly ever wider, a title may be.
WIDEST_HEADING, WIDEST_TITLE = 80, 200
#: Characters: no label is longer, and how a line ends is seen from its last.
LONGEST_LABEL, LAST = 200, 60

SENTENCE_END = re.compile(rf"[。｡.！!？?…][{CLOSERS}。]*$")
TERMINAL = re.compile(rf"[。｡.！!？?…：:；;][{CLOSERS}。]*$")
KOREAN_ENDING = re.compile(
    rf"(?:[가-힣] ?(?:다|까|요|함|음|임|됨)[.!?？！][{CLOSERS}]*|[가-힣]{{2}}(?:니다|[했됐었였겠있없한된이]다)"
    rf"|[했됐었였있없]음|기로 ?함)$"
)
KOREAN_SENTENCE_INSIDE = re.compile(rf"[가-힣] ?(?:(?:다|함|음|됨|임)\.|까[?？])[{CLOSERS}]*\s")
JAPANESE_ENDING = re.compile(r"(?:ました|ません|ます|でした|です|である|であった|ている|ていた|された)$")

#: Where a sentence goes on: a comma, a particle or a connective that nothing can end with.
JAPANESE_OPEN = re.compile(
    r"(?:[、，]|は|が|を|に|で|と|の|も|へ|から|より|及び|並びに|また|かつ|おける|ついて|対する|関する)$"
)
KOREAN_OPEN = re.compile(
    r"(?:[,，]|[가-힣](?:은|는|을|를|에서|에게|하고|하며|하여|하면서|위해|위한|대한|대해|관한|관해|통해|있는|하는)"
    r"|(?:\s|^)(?:및|또는|그리고))$"
)
KOREAN_PARTICLE = re.compile(r"[가-힣](?:이|가|의|와|과|로|으로|에|도)$")

DIGITS = "[0-9０-９]"
WEEKDAY = r"\s*[(（]?\s*(?:[月火水木金土日]|[월화수목금토일])(?:曜日?|요일)?\s*[)）]?"
CLOCK = (
    rf"(?:\s*(?:午前|午後|正午|오전|오후)?\s*{DIGITS}{{1,2}}(?:[:：]{DIGITS}{{2}}|[時시](?:\s*{DIGITS}{{1,2}}[分분])?))"
)
CLOCK_ALONE = re.compile(CLOCK)
DATE = re.compile(
    rf"(?:(?:令和|平成|昭和)\s*(?:{DIGITS}{{1,2}}|元)\s*年|[‘’'`]?{DIGITS}{{2,4}}\s*[年년.．/-])"
    rf"\s*{DIGITS}{{1,2}}\s*[月월.．/-]\s*{DIGITS}{{1,2}}\s*[日일.．]?(?:{WEEKDAY})?(?:{CLOCK})?"
)
PHONE = re.compile(r"(?:\+\d{1,3}[- ]?)?\(?0?\d{1,3}\)?[-–) ]\s?\d{3,4}[-–]\d{4}|[\w.+-]+@[\w-]+\.\w")
OFFICE_LINE = re.compile(r"[^\s。、：:はがを]{2,24}(?:省|庁|局|課|室)(?:\s[^\s。、はがを]{2,16}(?:局|課|室))*$")
KOREAN_OFFICE_LINE = re.compile(r"외교부(?:\s[가-힣A-Z0-9]{1,12}(?:국|과|실|관|팀|단|부))+$")
#: When it may be reported: a sentence that is none of the paper's.
EMBARGO = re.compile(r"보도(?:하여|해) ?주시기|매체는\s.{0,30}이후|(?:解禁|報道)(?:は|を).{0,20}(?:以降|お願い)")
TRAIL = re.compile(r"(?:トップページ|ホーム|홈|HOME)\s*[>＞›»/]")
FRAMES = ("【】", "［］", "[]", "＜＞", "<>", "〈〉", "《》", "〔〕")


def _spaced(word: str) -> str:
    return r"\s*".join(map(re.escape, word))


def _any_of(name: str) -> str:
    return "|".join(_spaced(word) for word in sorted(vocabulary.words(name), key=len, reverse=True))


FRONT_WORD = re.compile(_any_of("front-lines"))
FIELD = re.compile(rf"[\W_]*(?:{_any_of('front-fields')})\s*(?:[:：|｜(（\d]|\s|$)")
CITIES = frozenset(
    name for language in ("ja", "ko") for row in vocabulary.rows(f"{language}/cities") for name in row[2].split(";")
)
FACT = re.compile(rf"[\W_]*(?:{_any_of('body-fields')})\s*[:：]\s*\S")
CLOSING_LINE = re.compile(rf"[\s{OPENERS[:-1]}<＜/／\-–—―]*(?:{_any_of('closing-lines')})[\s.。{CLOSERS}/／\-–—―]*")
CLOSING_TAIL = re.compile(
    rf"(?<=[。.{CLOSERS}])\s*(?:끝\.?|[(（<＜/／]+\s*(?:끝|了|以上|終わり|終)\s*[)）>＞/／]+|以上。?)$"
)
MARKED_NAME = re.compile(
    r"(?P<open>[(（\[［【＜<〔〈《])(?P<name>[^()（）\[\]［］【】＜＞<>〔〕〈〉《》。]{1,30})[)）\]］】＞>〕〉》]\s*[:：]?\s*"
)
PLAIN_NAME = re.compile(r"(?P<name>[^:：。、，,;；!！?？]{1,30}?)\s*[:：]\s*(?=\S)")
#: What stands in brackets or before a colon and is the name of nothing.
NO_NAME = re.compile(
    r"(?:注|別添|参考|写真|別紙|仮訳|図|表|出典|注釈|붙임|첨부|참고|주|별첨|사진|출처|비고"
    r"|국문|영문|現地時間|日本時間|현지시간|현지시각|한국시간)\s*[0-9０-９]{0,2}"
)
TOPIC = re.compile(r"[ぁ-ん一-鿿ァ-ー]は|[가-힣](?:은|는|을|를)\s")
SPEAKER = re.compile(
    rf"(?:[【〈<＜](?P<framed>[^【】〈〉<>＜＞。]{{0,30}}?(?:{_any_of('speakers')}))[】〉>＞]"
    rf"|(?P<plain>[^。、，,:：\s]{{0,12}}(?:\s[^。、，,:：\s]{{1,12}})?(?:{_any_of('speakers')}))\s*[:：])\s*(?=\S)"
)
NAMED = re.compile(r"[(（\[［【][^()（）\[\]［］【】]{1,30}[)）\]］】]\s*\S")
REMARK = re.compile(r"[（(［\[【](?:参考|注|別添|別紙|참고|붙임|첨부|별첨)\s*[0-9０-９]*[）)］\]】]\s*\S")
TITLE_END = re.compile(r"[（(](?:結果|概要|結果概要|骨子|要旨|開催結果|결과|개최 결과|개최결과)[)）]")
PARTICLE_FIRST = re.compile(
    r"(?:に(?:向け|つい|関|おい|対|より|よる|基づ)|を[一-鿿ぁ-んァ-ヶ]|が[一-鿿]|との|という|として|など|等)"
)
FULL_NOTE = re.compile(r"(?:以下|次)のとおり|다음과 같다|다음과 같음|아래와 같다")


def is_eastern(language: str, text: str) -> bool:
    """Whether the rules for Japanese and Korean hold for a text in `language` ("" where no pack knows it)."""
    return language in ("ja", "ko") or (not language and any(is_unspaced(c) or is_hangul(c) for c in text))


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a sentence does."""
    bare = text.rstrip()[-LAST:]
    return bool(
        re.search(rf"[。｡][{CLOSERS}]*$", bare)
        or KOREAN_ENDING.search(bare)
        or (len(bare) > 10 and JAPANESE_ENDING.search(bare))
    )


def is_sentence(text: str) -> bool:
    """Whether a line is, or holds, a sentence."""
    return "。" in text or bool(KOREAN_SENTENCE_INSIDE.search(text)) or ends_sentence(text)


def is_label(text: str) -> bool:
    """A line of front matter: the kind of paper, an office, a day, a field of the head, a button of the page."""
    bare = text.strip()
    if len(bare) > LONGEST_LABEL:
        return False
    if width(bare) < 120 and EMBARGO.search(bare):
        return True
    if is_sentence(bare):
        return False
    if FIELD.match(bare) or TRAIL.match(bare) or (PHONE.search(bare) and width(bare) < 120):
        return True
    if is_place(bare):
        return True
    if OFFICE_LINE.match(bare) or KOREAN_OFFICE_LINE.match(bare):
        return True
    rest = CLOCK_ALONE.sub(" ", DATE.sub(" ", bare))
    if rest == bare and not FRONT_WORD.search(bare):
        return False
    rest = re.sub(r"\b(?:English|Japanese|Korean|PDF|HWP|HWPX)\b", " ", FRONT_WORD.sub(" ", rest))
    return not any(c.isalnum() for c in rest)


def is_day(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return bool(DATE.fullmatch(text.strip(" ()（）")))


def is_place(text: str) -> bool:
    """Whether a line names a city and nothing else: where a statement was made."""
    return re.sub(r"^於\s*[:：]?\s*|\s*(?:にて|에서)$", "", text.strip(" 　()（）")) in CITIES


def is_title_end(text: str) -> bool:
    """Whether a line is the second row of a title: what it reports in brackets, （結果）."""
    return bool(TITLE_END.fullmatch(text.strip()))


def goes_on(text: str) -> bool:
    """Whether a line can only go on with what stands before it: it begins with a particle."""
    return bool(PARTICLE_FIRST.match(text))


def names_a_kind(text: str) -> bool:
    """Whether a label says what kind of paper it is: where nothing else is a title, that is it."""
    return len(text.strip()) > 3 and not (DATE.search(text) or FIELD.match(text) or TRAIL.match(text))


def is_running(text: str) -> bool:
    """Whether a line is running text rather than a line of front matter or a heading."""
    return not is_label(text) and bool(is_sentence(text) or width(text) > WIDEST_HEADING or FACT.match(text))


def is_title_like(text: str) -> bool:
    """Whether a line can be a title: longer than a heading may be, but no sentence."""
    return width(text) <= WIDEST_TITLE and not is_sentence(text) and not breaks_off(text)


def is_closing(text: str) -> bool:
    """Whether a line says only that the paper ends: 以上, 끝., （了）."""
    return len(text) < LAST and bool(CLOSING_LINE.fullmatch(text.strip()))


def closing_tail(text: str) -> int:
    """Where the words begin that say at the end of a last paragraph that the paper ends; its length where none do."""
    match = CLOSING_TAIL.search(text, max(0, len(text) - LAST))
    return match.start() if match and match.start() else len(text)


def is_framed(text: str) -> bool:
    """Whether a whole line stands in brackets of a heading: 【北朝鮮】, ＜경제안보＞."""
    bare = text.strip()
    return len(bare) > 2 and any(bare[0] == pair[0] and bare.find(pair[1]) == len(bare) - 1 for pair in FRAMES)


def has_heading_shape(text: str) -> bool:
    """Whether a line can be a heading at all: short, with no sentence in it, and nothing left open at its end."""
    bare = text.strip()
    if not any(c.isalpha() for c in bare) or width(bare) > WIDEST_HEADING or is_sentence(bare) or is_label(bare):
        return False
    return not (is_closing(bare) or breaks_off(bare) or REMARK.match(bare) or re.search(r"[。、，,;；]$", bare))


def is_named(text: str) -> bool:
    """Whether a line opens with a name in brackets and goes on: a point with its name, no heading."""
    return bool(NAMED.match(text))


def is_plain_heading(text: str) -> bool:
    """Whether an unmarked line has the shape of a heading: so short that it can be nothing else over running text."""
    bare = text.strip()
    return width(bare) <= 50 and has_heading_shape(bare) and not re.search(r"[:：]\s*\S|[.…]$", bare)


def breaks_off(text: str) -> bool:
    """Whether a line ends in the middle of a sentence for certain."""
    bare = text.rstrip()
    if TERMINAL.search(bare[-LAST:]) or ends_sentence(bare):
        return False
    if is_hangul(bare[-1:] or " ") or bare[-1:] in ",，":
        return bool(KOREAN_OPEN.search(bare) or (width(bare) > WIDEST_HEADING and KOREAN_PARTICLE.search(bare)))
    return bool(JAPANESE_OPEN.search(bare))


def is_cut(text: str) -> bool:
    """Whether a line is the beginning of a sentence that its width cut, be it in the middle of a word."""
    return breaks_off(text) or (
        "、" in text and width(text) > 60 and not (TERMINAL.search(text) or ends_sentence(text))
    )


def introduces(text: str) -> bool:
    """Whether a paragraph announces the points below it."""
    return bool(re.search(rf"[:：][{CLOSERS}]*$", text[-LAST:]) or FULL_NOTE.search(text[-30:]))


def speaker(text: str) -> tuple[str, int] | None:
    """Who speaks in a transcript, and where the words spoken begin: 【小田切記者】…, <질문> …."""
    match = SPEAKER.match(text)
    return (match["framed"] or match["plain"], match.end()) if match else None


def lead_in(text: str, *, item: bool = False) -> tuple[str, int] | None:
    """The name a paragraph opens with, and where its text begins: 「安全保障：…」, 「(안보) …」, 【地域情勢】….

    The text behind it is a sentence; that of an `item` of a list may be less.
    """
    match = MARKED_NAME.match(text) or PLAIN_NAME.match(text)
    if not match:
        return None
    name, rest = match["name"].strip(" 　「」『』“”‘’\"'"), text[match.end() :]
    if width(name) > 40 or not any(c.isalpha() for c in name) or NO_NAME.fullmatch(name) or DATE.search(name):
        return None
    if (
        FIELD.match(text)
        or not (is_sentence(rest) or (item and not FACT.match(text)))
        or len(rest) < 8
        or breaks_off(name)
        or TOPIC.search(name)
        or is_sentence(name)
    ):
        return None
    return name, match.end()
