"""How a number of a list is written: Roman, letters, and the orders of Japanese and Korean."""

from initiatives.intake import vocabulary

ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
#: Form → its signs in their order, beginning with one.
SERIES = {row[0]: row[1] for row in vocabulary.rows("numbering")}
#: Names that other formats have for the same forms.
SAME = {name: form for row in vocabulary.rows("numbering-names") for form in row[:1] for name in row[1].split()}
DIGITS, TENS = "〇一二三四五六七八九", (("千", 1000), ("百", 100), ("十", 10))
KOREAN_DIGITS, KOREAN_TENS = "영일이삼사오육칠팔구", (("천", 1000), ("백", 100), ("십", 10))
MOST = 9999


def numeral(form: str, number: int) -> str | None:
    """The number as written in a form; None where the form or so large a number in it is not known."""
    form = SAME.get(form, form)
    if not 0 <= number <= MOST:
        return None
    if form in SERIES:
        signs = SERIES[form].split()
        return signs[number - 1] if 0 < number <= len(signs) else None
    match form:
        case "decimal":
            return str(number)
        case "decimalZero":
            return f"{number:02}"
        case "decimalFullWidth":
            return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
        case "ordinal":
            last = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
            return f"{number}{last}"
        case "lowerRoman" | "upperRoman" if number:
            written = _roman(number)
            return written if form == "lowerRoman" else written.upper()
        case "lowerLetter" | "upperLetter" if number <= 26 * 10 and number:
            letter = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
            return letter if form == "lowerLetter" else letter.upper()
        case "japaneseCounting":
            return _counted(number, DIGITS, TENS)
        case "koreanCounting":
            return _counted(number, KOREAN_DIGITS, KOREAN_TENS)
        case "ideographDigital":
            return "".join(DIGITS[int(digit)] for digit in str(number))
        case "koreanDigital":
            return "".join(KOREAN_DIGITS[int(digit)] for digit in str(number))
    return None


def _roman(number: int) -> str:
    written = ""
    for value, letters in ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _counted(number: int, digits: str, tens: tuple[tuple[str, int], ...]) -> str:
    if not number:
        return digits[0]
    written = ""
    for sign, value in tens:
        count, number = divmod(number, value)
        written += (digits[count] if count > 1 else "") + sign if count else ""
    return written + (digits[number] if number else "")
