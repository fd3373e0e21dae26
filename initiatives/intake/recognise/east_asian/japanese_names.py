"""Where a Japanese text names a person with an office: glued, apart, with a reading in brackets, before or after."""

import re
from re import Match

from initiatives.intake.recognise.east_asian.latin import latin_name
from initiatives.intake.recognise.east_asian.people import Found
from initiatives.intake.recognise.packs.folded import Folded
from initiatives.intake.recognise.packs.offices import LISTS, entry_of

LISTS_JA = LISTS["ja"]
K = "[\u3005\u3006\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323afヶ]"
H = "[ぁ-ん]"
T = "[ァ-ヺー]"


def _any(words: "tuple[str, ...] | list[str]") -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


COUNTRIES = LISTS_JA.countries
LONG = _any([name for name in COUNTRIES if len(name) > 1])
SHORT = "".join(name for name in COUNTRIES if len(name) == 1)
PORTFOLIOS = LISTS_JA.words("portfolios")
_PORTFOLIO = _any(list(PORTFOLIOS))
_CITY = _any(list(LISTS_JA.cities))
_HEAD = "|".join(
    re.escape(office.printed).replace("第1", "第[1一]").replace("第2", "第[2二]") for office in LISTS_JA.offices
)
#: After an office: it is a part of another word, mostly of a meeting of those who hold it.
_NOT_AFTER = (
    r"(?!級|間|戦略|政策|実務|定期|協議|会合|会議|会談(?!し)|対話|電話|レベル|室|館|府|官房|官邸|選|付|候補|以上|以下|ポスト|職|同士|たち|各位|経験|クラス|団|部|者"
    r"|性|的|国|声明|令|補|政務|[・·]級)"
)
_PAST = "(?P<past>前|元|当時の)"
OFFICE = re.compile(
    rf"(?:{_PAST}|現|新|次期)?"
    rf"(?:(?P<country>{LONG})(?:政府)?[の·\s]?|(?P<short>[{SHORT}])(?=国務|外務|外交|国防|防衛|大統領|首相|外相|国家|統合|副大統領|国際|財務|商務))?"
    rf"(?P<mods>(?:(?:{_PORTFOLIO}|担当|第[1一2二](?={K}{{0,8}}次)|兼|局|課|部(?=次|長|第)|[駐在対](?:{LONG}|[{SHORT}])|{LONG}|{_CITY})(?:[·\s](?={_PORTFOLIO}))?"
    rf"|及び(?=(?:{_PORTFOLIO})+担当)|(?<=第[1-3一二三])(?={K})|第[1-3一二三](?={K}{{0,8}}[課局次])){{0,7}})"
    rf"(?P<head>{_HEAD})(?:臨時代理|代理|代行|心得)?{_NOT_AFTER}"
)
_LATIN = r"[A-Z][a-z'-]+(?:\s(?:[A-Z]\.|[A-Z][a-z'-]+|[A-Z]{2,}))+|[A-Z]{2,}\s[A-Z][a-z-]+"
_INITIALS = r"(?:[A-Z](?:\.[·\s]?|[·\s])){0,3}"
_KATAKANA = rf"(?<![ァ-ヺーA-Za-z·]){_INITIALS}[ァ-ヺ]{T}*(?:[·=\s-](?:[A-Z]\.?(?![A-Za-z])|{T}+)|[A-Z]\.)*"
_NAME = rf"(?:(?:{T}+·)+{K}{{1,4}}|{_KATAKANA}|{K}{{1,14}}(?:\s?(?:{T}{{2,8}}|{H}{{2,5}})|\s{K}{{1,4}})?|{_LATIN})"
_READING = r"\((?P<reading>[^()]{1,90})\)"
NAME_LEFT = re.compile(rf"(?P<name>{_NAME})(?:氏|様)?(?:\s?{_READING})?\s?[·\s|]?\s?$")
NAME_IN_FRONT_OF_BRACKET = re.compile(rf"(?P<name>{_NAME})(?:氏)?(?:\s?{_READING})?\s?\($")
_BESIDE = r"(?:\([^()]{1,90}\))?"
NAME_RIGHT = re.compile(
    rf"(?:(?:の|である|·)(?P<polite>{_NAME}){_BESIDE}氏|"
    rf"[\s:|]+(?P<apart>{T}+(?:[·=]{T}+)+|{K}{{2,7}}|{K}{{1,4}}\s(?:{K}{{1,4}}|{H}{{2,5}})){_BESIDE}(?=$|[\s、,|)。及と]|氏|は|が)|"
    rf"(?P<glued>{T}+(?:[·=](?:[A-Z]\.?|{T}+))+|{K}{{3,5}}(?=氏|は|が|と|、|及び|\()){_BESIDE}|"
    rf"\((?P<bracket>{T}+(?:[·=]{T}+)+|{K}{{2,5}}|{K}{{1,4}}\s{K}{{1,4}})\))"
)
AFTER_OFFICE = re.compile(r"\s?\((?P<reading>[A-Za-z][^()]{3,140})\)")
_COUNTRY_BEFORE = re.compile(
    rf"(?:(?P<long>{LONG})|(?<![一-鿿\d])(?P<one>[{SHORT}]))(?:(?:側|政府|国)?(?:代表)?(?:の|から|は|、|·|:|\||\(|\s){{0,3}}|(?P<organ>{_PORTFOLIO})の?)$"
)
_NOT_NAMES = frozenset(LISTS_JA.words("not-names"))
_NOT_GIVEN = LISTS_JA.words("not-given")
_PREFIXES = re.compile(
    rf"(?:[一二三四五六七八九十]{{1,3}}日(?={K}{{3}})|本日|同日|翌日|前日|今般|今回|今次|日本側|米国側|韓国側|[日米韓]側|{LONG}|{_CITY}|(?:(?:{_PORTFOLIO})(?=.*{K}{{2}})))+"
)
_BAD_END = re.compile(r"(?:側|省|級|等|者|会|的|庁|課|党|社|団|局|各国|か国|カ国)$")
_ONLY_COUNTRIES = re.compile(rf"[{SHORT}]{{2,}}$|(?:{LONG})+$")
_KANA_READING = re.compile(rf"(?:{T}|{H}|[·=\s-])+$")
_HAN_READING = re.compile(rf"{K}{{2,5}}(?:\s{K}{{1,4}})?$|[가-힣]{{2,4}}$|[가-힣]{{1,5}}\s[가-힣]{{1,5}}$")


def find_names(folded: Folded) -> list[Found]:
    """Every person named with an office, in order. Countries are those printed, or that alone call an office so."""
    text, found, covered = folded.text, list[Found](), 0
    for office in OFFICE.finditer(text):
        if office.start() < covered:
            continue
        start = _title_start(text, office)
        one = _before(text, start, office, covered) or _after(text, start, office)
        if one is None:
            continue
        after = AFTER_OFFICE.match(text, one.stop)
        if after and (name := latin_name(after["reading"])):
            one.others.append(name)
            one.stop = after.end()
        _country(text, one, office)
        found.append(one)
        covered = one.stop
    return found


def _title_start(text: str, office: Match[str]) -> int:
    """Where a title begins: a single letter for a country after kanji may be the end of a name (春日, 久米)."""
    if office["short"] is None or not re.match(K, text[office.start("short") - 1 : office.start("short")] or " "):
        return office.start()
    entry = entry_of(office["mods"] + office["head"])
    code = COUNTRIES[office["short"]]
    if office["short"] != "日" and entry is not None and entry.country == code:
        return office.start()
    return office.end("short")


def _before(text: str, start: int, office: Match[str], covered: int) -> Found | None:
    """A name set before the office, or in front of the brackets that hold the office."""
    window = max(covered, start - 130)
    bracketed = text[start - 1 : start] == "(" and text[office.end() : office.end() + 1] == ")"
    pattern = NAME_IN_FRONT_OF_BRACKET if bracketed else NAME_LEFT
    match = pattern.search(text, window, start)
    if match is None:
        return None
    first, last = _name_in(text, *match.span("name"))
    if first == last:
        return None
    stop = office.end() + (1 if bracketed else 0)
    one = Found((first, last), (start, office.end()), stop, is_past=bool(office["past"]))
    if match["reading"] and not _reading(match["reading"], one) and "。" in match["reading"]:
        return None
    return one


def _after(text: str, start: int, office: Match[str]) -> Found | None:
    """A name set after the office."""
    match = NAME_RIGHT.match(text, office.end())
    if match is None:
        return None
    group = next(name for name in ("polite", "apart", "glued", "bracket") if match[name])
    first, last = match.span(group)
    name = text[first:last]
    if _name_in(text, first, last) != (first, last) or any(name.endswith(event) for event in LISTS_JA.words("events")):
        return None
    if re.fullmatch(rf"{K}{{2}}", name) and group != "polite":
        return None  # two letters after an office are as a rule a noun
    one = Found((first, last), (start, office.end()), match.end(), is_past=bool(office["past"]))
    if beside := re.compile(_READING).match(text, last):
        _reading(beside["reading"], one)
    return one


def _name_in(text: str, first: int, last: int) -> tuple[int, int]:
    """The part of a run of letters that can be a name; empty where none can."""
    empty = (last, last)
    if text[first - 1 : first].isdigit() and re.match("[日月年時分回次]", text[first:last]):
        first += 1
    moved = True
    while moved and first < last:
        moved = False
        if prefix := _PREFIXES.match(text, first, last):
            first, moved = prefix.end(), True
        while text[first : first + 1] in (" ", "·") and first < last:
            first, moved = first + 1, True
    name = text[first:last].rstrip()
    last = first + len(name)
    bare = re.sub(r"\s", "", name)
    if not bare or bare in _NOT_NAMES or bare in PORTFOLIOS or bare in COUNTRIES or bare in LISTS_JA.cities:
        return empty
    if _ONLY_COUNTRIES.match(bare) or (_BAD_END.search(bare) and not re.match(T, bare[-1])):
        return empty
    if " " in name and name.split()[0] in _NOT_NAMES | frozenset(PORTFOLIOS):
        return _name_in(text, first + name.index(" ") + 1, last)
    kana = re.search(rf"{H}+$", bare)
    if kana and (kana[0] in _NOT_GIVEN or any(kana[0].endswith(word) for word in _NOT_GIVEN)):
        return empty
    if re.fullmatch(rf"{K}+", bare) and len(bare) > 7:
        return empty
    if kana and not re.match(K, bare):
        return empty
    return first, last


def _reading(reading: str, one: Found) -> bool:
    """Take what stands in brackets as other names; False where it is none."""
    parts = [part.strip() for part in re.split(r"[、;/]|,(?=\s*[^A-Za-z\s])|(?<=[^A-Za-z.]),", reading) if part.strip()]
    taken = [_one_reading(part, one) for part in parts]  # each is looked at
    return all(taken)


def _one_reading(reading: str, one: Found) -> bool:
    if _KANA_READING.match(reading) and len(reading) > 1:
        one.others.append(reading.replace("·", "・"))
    elif _HAN_READING.match(reading) and reading not in _NOT_NAMES:
        one.others.append(reading)
    elif name := latin_name(reading):
        one.others.append(name)
    else:
        return False
    return True


def _country(text: str, one: Found, office: Match[str]) -> None:
    """The country an office is of: printed in its title, before the name, or told by the office itself."""
    title = text[one.title[0] : one.title[1]]
    if code := _country_in(title):
        one.country, one.stated = code, True
        return
    beside = re.compile(rf"\((?P<country>{LONG}|[{SHORT}])\)").match(text, one.stop)
    if beside:
        one.country, one.stated = COUNTRIES[beside["country"]], True
        return
    before = _COUNTRY_BEFORE.search(text, max(0, one.start - 30), one.start)
    if before:
        one.country, one.stated = COUNTRIES[before["long"] or before["one"]], True
        return
    if entry := entry_of(title):
        one.country = entry.country or None
    organ = re.search(rf"(?P<organ>{_PORTFOLIO})の?$", text[max(0, one.start - 14) : one.start])
    if one.country is None and organ and (organs := ORGANS.get(organ["organ"])):
        one.country = organs
    if one.country is None and (organs := next((c for o, c in ORGANS.items() if o in title), None)):
        one.country = organs


#: Ministries that one country alone calls so in Japanese.
ORGANS = {
    "外務省": "JPN",
    "防衛省": "JPN",
    "国務省": "USA",
    "国防総省": "USA",
    "外交部": "KOR",
    "国防部": "KOR",
    "統一部": "KOR",
}


def _country_in(title: str) -> str | None:
    """The country printed in a title that it is of, not one it is accredited to or deals with."""
    for match in re.finditer(rf"(?P<long>{LONG})|^(?P<one>[{SHORT}])(?=国務|{K}{{2}})", title):
        before, after = title[max(0, match.start() - 1) : match.start()], title[match.end() : match.end() + 2]
        if before in ("駐", "在", "対") or re.match(r"担当|問題|政策|課", after):
            continue
        return COUNTRIES[match["long"] or match["one"]]
    return None


_PARTS = re.compile(r"[\s·=-]")


def shorts(name: str) -> frozenset[str]:
    """The names by which somebody may be called for short: every part of a name, each beginning of one in kanji."""
    parts = [part for part in _PARTS.split(name.replace("・", "·").replace("＝", "=")) if part]
    found = {part.casefold() for part in parts if len(part.rstrip(".")) > 1 or re.match(K, part)}
    if len(parts) == 1 and re.fullmatch(rf"{K}+{H}*{T}*", parts[0]):
        kanji = re.match(rf"{K}+", parts[0])
        found |= {parts[0][:length] for length in range(1, min(4, len(kanji[0]) if kanji else 0) + 1)}
    elif len(parts) > 1 and re.match(K, parts[0]):
        found = {parts[0]}  # the family name stands first
    if len(parts) > 2:
        found |= {"".join(parts[first:]).casefold() for first in range(1, len(parts))}
    return frozenset(found)


def is_native(name: str) -> bool:
    """Whether a name can only be Japanese: four letters in kanji, or a given name in hiragana."""
    return bool(re.fullmatch(rf"{K}{{4,}}|{K}+\s?{H}+", name))
