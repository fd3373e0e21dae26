"""How Japanese and Korean print days: the patterns alone. What year a day without one belongs to is not asked here.

Groups are named alike in all patterns: `era` and `ey`, `y`, `yy` or `ry` are the year; `m` and `d` the month and the
day; `da` a day alone; `link`, `y2`, `m2` and `d2` the rest of a range; `way` says before or after; `word` is a day that
is told by a word. Text is folded.
"""

import re

_KANJI = "〇零一二三四五六七八九"
DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0"}
#: The year before the first of each era.
ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "大正": 1911}

_J = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_J_WEEKDAY = r"(?:\s?\([月火水木金土日](?:曜日?)?(?:[·、,]?\s?(?:祝|休))?\)|\s?[月火水木金土日]曜日?)?"
_J_YEAR = (
    rf"(?:(?:(?P<era>令和|平成|昭和|大正|(?<![A-Za-z])[RHS])\s?(?P<ey>元|{_J})\s?年"
    rf"(?:\s?\((?:西暦\s?)?\d{{4}}\s?年?\))?"
    rf"|(?:西暦\s?)?(?<!\d)(?P<y>\d{{4}}|[一二][{_KANJI}]{{3}})\s?年(?:\s?\((?:令和|平成|昭和)[^()]{{1,6}}\))?"
    r"|(?P<ry>本年|今年|昨年|去年|一昨年|来年|明年|同年|前年|翌年)(?:の)?)\s?)"
)
_J_REST = (
    rf"(?:\s?(?P<link>から|より|~|-|·|、|,|及び|並びに|と)\s?(?:(?P<y2>\d{{4}})年\s?)?(?:(?P<m2>{_J})\s?月\s?)?"
    rf"(?P<d2>{_J})\s?日(?!間|目){_J_WEEKDAY}(?:まで|にかけて)?)?"
)
_J_AFTER_DAY = r"(?!間|目|以[内上下]|前|後|程度|時|余|本|米|韓)"
JAPANESE = (
    re.compile(
        rf"{_J_YEAR}?(?<![\d第])(?P<m>{_J})\s?月(?![間号額給刊例])\s?(?:(?P<d>{_J})"
        rf"(?:\s?日{_J_AFTER_DAY}{_J_WEEKDAY}{_J_REST}"
        rf"|\s?(?P<link_>[·、,~-]|から|及び|と)\s?(?P<d2_>{_J})\s?日{_J_WEEKDAY}(?:まで)?))?"
    ),
    re.compile(
        r"(?<![\dA-Za-z])(?:(?P<y>\d{4})|(?P<era>[RHS])(?P<ey>\d{1,2}))\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<d>\d{1,2})(?!\d)"
    ),
    re.compile(
        rf"(?P<way>去る|来る|同月|今月|先月|来月)?(?<![\d月年第一-鿿](?<!去る)(?<!来る)(?<!同月)(?<!今月)(?<!先月)(?<!来月)(?<!時間)(?<!現地)(?<!当地))"
        rf"(?P<da>\d{{1,2}})日(?!\d){_J_AFTER_DAY}{_J_WEEKDAY}{_J_REST}"
    ),
    re.compile(r"(?P<word>本日|今日|同日|昨日|明日|翌日|前日)"),
)

_K_WEEKDAY = (
    r"(?:\s?\((?:월|화|수|목|금|토|일)(?:요일)?(?=[),\s])(?:\s?,\s?[^()]{1,12})?\)|\s?(?:월|화|수|목|금|토|일)요일)"
)
_K_WAY = r"(?:(?P<way>지난달|지난|오는|내달|이달|다음\s?달)\s?)?"
_K_YEAR = (
    r"(?:(?<!\d)(?P<y>\d{4})\s?(?:년|\.)|(?:'\s?|(?<![\d.]))(?P<yy>\d{2})\s?(?:년|\.)|"
    r"(?P<ry>올해|금년|작년|지난해|지난\s해|재작년|내년|동년|같은\s?해|이듬해))(?:도)?\s?"
)
_K_REST = (
    r"(?:\s?(?P<link>부터|에서|~|-|·|,|및|과|와)\s?(?:(?P<y2>\d{4})년\s?)?(?:(?P<m2>\d{1,2})\s?월\s?)?(?P<d2>\d{1,2})"
    rf"\s?일(?!간|째){_K_WEEKDAY}?(?:까지)?)?"
)
KOREAN = (
    re.compile(
        rf"{_K_WAY}(?:{_K_YEAR})?(?<!\d)(?P<m>\d{{1,2}})\s?월(?![호간세])\s?"
        rf"(?:(?P<d>\d{{1,2}})(?:\s?일(?!간|째|차){_K_WEEKDAY}?{_K_REST}"
        rf"|\s?(?P<link_>[·,~-])\s?(?P<d2_>\d{{1,2}})\s?일{_K_WEEKDAY}?(?:까지)?))?"
    ),
    re.compile(
        rf"(?<![\d.])(?:(?P<y>\d{{4}})|'?(?P<yy>\d{{2}}))\s?\.\s?(?P<m>\d{{1,2}})\s?\.\s?(?P<d>\d{{1,2}})(?!\d)\s?\.?{_K_WEEKDAY}?"
        rf"(?:\s?(?P<link>~|-)\s?(?:(?P<m2>\d{{1,2}})\s?\.\s?)?(?P<d2>\d{{1,2}})(?!\d)\.?{_K_WEEKDAY}?)?"
    ),
    re.compile(r"(?<![\d.])(?P<y>\d{4})\s?-\s?(?P<m>\d{1,2})\s?-\s?(?P<d>\d{1,2})(?!\d)"),
    re.compile(
        rf"(?<![\d.'])(?P<m>\d{{1,2}})\.\s?(?P<d>\d{{1,2}})(?![\d%])(?:\.?(?P<week>{_K_WEEKDAY})|\.(?=[\s,)~-]|$|현|오|한)|"
        rf"(?=\s?[~-]\s?\d{{1,2}}\.))"
        rf"(?:\s?(?P<link>~|-)\s?(?:(?P<m2>\d{{1,2}})\.\s?)?(?P<d2>\d{{1,2}})(?!\d)\.?{_K_WEEKDAY}?)?"
    ),
    re.compile(
        rf"{_K_WAY}(?<![\d월년.])(?P<da>\d{{1,2}})\s?일(?![가-힣]*[간째차]|\s?(?:이내|이상|전|후|동안|만에))(?=[\s(,·~-]|에|부터|까지|과|와|오|$){_K_WEEKDAY}?{_K_REST}"
    ),
    re.compile(r"(?P<word>오늘|금일|이날|같은\s?날|당일|어제|내일|다음\s?날|이튿날|전날)"),
)
#: A word for a day: how many days from the day of the page, or from the last day told of.
FROM_THE_PAGE = {"本日": 0, "今日": 0, "昨日": -1, "明日": 1, "오늘": 0, "금일": 0, "어제": -1, "내일": 1}
FROM_THE_TEXT = {
    "同日": 0,
    "翌日": 1,
    "前日": -1,
    "이날": 0,
    "같은날": 0,
    "당일": 0,
    "다음날": 1,
    "이튿날": 1,
    "전날": -1,
}
#: Words for a year: how many years from that of the page, or from the last year told of.
YEARS_FROM_THE_PAGE = {
    "本年": 0, "今年": 0, "昨年": -1, "去年": -1, "一昨年": -2, "来年": 1, "明年": 1,
    "올해": 0, "금년": 0, "작년": -1, "지난해": -1, "재작년": -2, "내년": 1,
}  # fmt: skip
YEARS_FROM_THE_TEXT = {"同年": 0, "前年": -1, "翌年": 1, "동년": 0, "같은해": 0, "이듬해": 1}
EARLIER = frozenset(("去る", "先月", "지난", "지난달"))
LATER = frozenset(("来る", "来月", "오는", "내달", "다음달"))
OTHER_MONTH = {"先月": -1, "지난달": -1, "来月": 1, "내달": 1, "다음달": 1}

#: What was, and what is to come, in the clause after a month.
WAS = re.compile(r"(?:され|し|行われ|れ|っ)た|개최된|열린|있었던|실시된|(?:하였|했|됐|되었|가졌|열렸)다?|가진")
WILL_BE = re.compile(r"される|予定|行う|行われる|開く|する(?:こと|運び)|개최될|열릴|예정|개최하|실시하|개최되는|있을")

#: Whose clock a day is told by, set before it or in brackets after it.
LOCAL = r"(?:現地|当地|현지)\s?(?:時間|시간|일시)"
_OF_A_COUNTRY = (
    r"(?:日本|韓国|米国東部|米国|米東部|東部|ハワイ|ワシントン|한국|우리|일본|미국\s?동부|미국|미\s?동부|미|동부|워싱턴|서울|도쿄)"
    r"\s?(?:時間|標準時|시간|시각)"
)
ZONE_BEFORE = re.compile(rf"(?:(?P<local>{LOCAL})|(?P<other>{_OF_A_COUNTRY}))(?:で|の|기준|으로)?[、,\s:]*$")
ZONE_AFTER = re.compile(rf"[.\s]*\([^()]{{0,8}}?(?:(?P<local>{LOCAL})|(?P<other>{_OF_A_COUNTRY}))(?:\s?기준)?\)")


def number_of(text: str) -> int:
    """A number in digits or in kanji, one by one (二〇二六) or with ten (三十一)."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, units = text.partition("十")
        return int(DIGITS.get(tens, "1")) * 10 + int(DIGITS.get(units, "0"))
    return int("".join(DIGITS[sign] for sign in text))
