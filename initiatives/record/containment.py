"""Whether words hold a value: the same words but for case, spaces and forms of letters, dates and numbers in words.

What is compared is folded: compatibility forms (NFKC), case, spaces, quotation marks and hyphens. A value in letters
that separate words must stand between their ends: “US” is not in “focus”. Source of the folding: Unicode Standard
Annex 15 and, for case, section 3.13 of the Unicode Standard.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator

from initiatives.dates import PartialDate

MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "·": "・"})
UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = dict(
    zip(range(20, 100, 10), ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], strict=True)
)
IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
IRREGULAR |= {"twelve": "twelfth"}
KANJI = "〇一二三四五六七八九"
KOREAN = "영일이삼사오육칠팔구"
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}  # the year before the first
MONTHS = [name.casefold() for name in calendar.month_name]
NO_SPACES = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")  # kana, Han characters, hangul


def folded(text: str) -> str:
    """The text for comparison."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(MARKS).casefold().split())


def holds(words: str, value: str) -> bool:
    """True where the words have the value as it stands, but for what folding takes away."""
    text, wanted = folded(words), folded(value).strip(" .,;:")
    if not wanted:
        return False
    if NO_SPACES.search(wanted):
        return wanted.replace(" ", "") in text.replace(" ", "")
    return bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text))


def holds_any(words: str, values: Iterable[str]) -> bool:
    return any(holds(words, value) for value in values)


# --- Numbers


def holds_number(words: str, number: int) -> bool:
    """True where the words have a number, in figures or in words: 6, 6th, sixth, six, 第6回, 第六回, 제6차."""
    text = folded(words).replace(",", "")
    if re.search(rf"(?<![\d.]){number}(?![\d]|\.\d)", text):
        return True
    return not _said_in(text).isdisjoint(in_english(number)) or any(
        re.search(said, text) for said in _in_characters(number)
    )


def _said_in(text: str) -> set[str]:
    """The words of a folded text, a number above twenty as one: twenty-first, never first."""
    found: set[str] = set()
    joined = re.sub(rf"\b({'|'.join(TENS.values())})[- ](?=(?:{'|'.join(UNDER_TEN)})\b)", r"\1-", text)
    for word in re.findall(r"\w+(?:-\w+)*", joined):
        tens, _, unit = word.partition("-")
        found.update([word] if tens in TENS.values() and unit in UNDER_TEN else word.split("-"))
    return found


def in_english(number: int) -> list[str]:
    """A number below a hundred as a count and as a place: six, sixth; twenty-one, twenty-first."""
    if number < 20:
        last, before = UNITS[number], ""
    elif number < 100:
        tens, unit = number - number % 10, number % 10
        last, before = (UNITS[unit], f"{TENS[tens]}-") if unit else (TENS[tens], "")
    else:
        return []
    return [before + last, before + _place(last)]


def _place(count: str) -> str:
    """A number word as a place: six → sixth."""
    return IRREGULAR.get(count) or (f"{count[:-1]}ieth" if count.endswith("y") else count.rstrip("t") + "th")


UNDER_TEN = {*UNITS[1:10], *(_place(count) for count in UNITS[1:10])}


def _in_characters(number: int) -> Iterator[str]:
    if not 0 < number < 100:
        return
    tens, unit = divmod(number, 10)
    for figures, ten, before, after in ((KANJI, "十", "第", "回"), (KOREAN, "십", "제", "차")):
        said = ("" if tens < 1 else ten if tens == 1 else figures[tens] + ten) + (figures[unit] if unit else "")
        yield rf"{before} ?{said}(?![{figures}{ten}])"
        yield rf"(?<![{figures}{ten}]){said} ?{after}"


# --- Dates and times of day


def holds_date(words: str, value: str) -> bool:
    """True where the words have a partial date, with its year: January 5, 2017; 5 Jan. 2017; 2017年1月5日."""
    try:
        date = PartialDate(value)
    except ValueError:
        return False
    text = folded(words)
    if not any(re.search(rf"(?<!\d){said}(?!\d)", text) for said in _years(date.year)):
        return False
    if date.month is None:
        return True
    return any(re.search(pattern, text) for pattern in _days(date.month, date.day, date.year))


def _years(year: int) -> Iterator[str]:
    yield str(year)
    for era, before in ERAS.items():
        if year > before:
            yield f"{era} ?{'元' if year - before == 1 else year - before}"


def _days(month: int, day: int | None, year: int) -> Iterator[str]:
    """Patterns of a day of a month, or of the month; several days of one month may stand in a list."""
    name = MONTHS[month]
    said = rf"(?<!\w)(?:{name}|{name[:3]}\.?|{name[:4]}\.)"
    more = r"(?:\d{1,2}(?:st|nd|rd|th)? ?(?:,|and|to|-|&|or) ?)*"  # September 15 and 16
    rest = r"(?: ?(?:,|and|to|-|&|or) ?\d{1,2}(?:st|nd|rd|th)?)*"
    if day is None:
        yield said
        yield rf"(?<!\d)0?{month} ?[月월]"
        yield rf"(?<!\d){year}[-/.] ?0?{month}(?!\d)"
        return
    ordinal = rf"(?<!\d)0?{day}(?:st|nd|rd|th)?(?!\d)"
    yield rf"{said} (?:the )?{more}{ordinal}"
    yield rf"{ordinal}{rest}(?: of)? {said}"
    between = r"(?:\d{1,2} ?[日일]?(?: ?\([^)]*\))? ?(?:[、,・~-]|から|부터|및|和) ?)*"  # 15日、16日
    yield rf"(?<!\d)0?{month} ?[月월] ?{between}0?{day}(?!\d)"
    yield rf"(?<!\d){year}[-/.] ?0?{month}[-/.] ?0?{day}(?!\d)"


def holds_time(words: str, value: str) -> bool:
    """True where the words have a time of day given as 14:00: 14:00, 2 p.m., 2:00 pm, 14時, 午後2時, 오후 2시."""
    hour, minute = (int(part) for part in value.split(":"))
    text, twelve = folded(words), hour % 12 or 12
    english, japanese, korean = ("p", "午後", "오후") if hour >= 12 else ("a", "午前", "오전")
    minutes = rf"[:.]{minute:02}" if minute else r"(?:[:.]00)?"
    after = rf" ?{minute} ?[分분]" if minute else r"(?! ?\d+ ?[分분])"
    patterns = [
        rf"(?<![\d:])0?{hour}:{minute:02}(?!\d)",
        rf"(?<![\d:])0?{twelve}{minutes} ?{english}\.? ?m\.?(?!\w)",
        rf"(?<!\d)0?{hour} ?[時시]{after}",
        rf"(?:{japanese}|{korean}) ?0?{twelve} ?[時시]{after}",
    ]
    if minute == 30:
        patterns += [rf"(?<!\d)0?{hour} ?[時시] ?[半반]", rf"(?:{japanese}|{korean}) ?0?{twelve} ?[時시] ?[半반]"]
    return any(re.search(pattern, text) for pattern in patterns)
