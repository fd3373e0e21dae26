"""Where a Korean text names a person with an office: name, organ and office apart, names of others in brackets."""

import re
from dataclasses import dataclass
from re import Match

from initiatives.intake.recognise.east_asian.latin import latin_name
from initiatives.intake.recognise.east_asian.people import Found
from initiatives.intake.recognise.packs.folded import Folded
from initiatives.intake.recognise.packs.offices import LISTS, entry_of

LISTS_KO = LISTS["ko"]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in sorted(set(words), key=len, reverse=True))


COUNTRIES = LISTS_KO.countries | {"美": "USA", "日": "JPN", "韓": "KOR", "中": "CHN", "北": "PRK"}
LONG = _any([name for name in COUNTRIES if len(name) > 1])
SHORT = "".join(name for name in COUNTRIES if len(name) == 1)
PORTFOLIOS = frozenset(LISTS_KO.words("portfolios"))
_PORTFOLIO = _any(list(PORTFOLIOS))
_HEAD = "|".join(
    re.escape(office.printed)
    .replace(r"\ ", r"\s?")
    .replace("제1차관", r"제\s?1\s?차관")
    .replace("제2차관", r"제\s?2\s?차관")
    for office in LISTS_KO.offices
)
#: After an office: it is a part of another word, mostly of a meeting of those who hold it.
_NOT_AFTER = (
    r"(?!급|협의|회의|회담|대화|보(?!좌|다)|실|직(?!접)|단(?!독)|국(?!장|은|이|과)|회|부(?:$|[^터])|간담|통화|공관|관저|관실|청|들|령|선거|성명|팀|적|제"
    r"|\s?(?:협의회|협의|회의|회담|대화|통화)(?!를|에))"
)
OFFICE = re.compile(
    rf"(?<![가-힣A-Za-z\d])(?:(?P<past>전|前|당시)\s|(?:현|신임|신)\s)?"
    rf"(?:(?P<country>{LONG})(?:의)?\s?(?=\S)|(?P<short>[{SHORT}])(?:\s|(?=국무|외무|국방|외교|합참|재무|대통령))(?=(?:{_PORTFOLIO}|{_HEAD})))?"
    rf"(?P<mods>(?:(?:{_PORTFOLIO}|담당|주(?:{LONG}|[{SHORT}])|제\s?[12](?=\s?차관|\s?차장)|겸|{LONG})(?:\s|·(?=\S))?"
    rf"|(?:동아시아|아시아|북미|동북아)[가-힣0-9]{{0,8}}(?:국|과)\s?){{0,6}})"
    rf"(?P<head>{_HEAD})(?:\s?직무대행|\s?대행)?{_NOT_AFTER}"
)
FAMILIES = LISTS_KO.words("families")
_ONE = "".join(family for family in FAMILIES if len(family) == 1)
_TWO = _any([family for family in FAMILIES if len(family) == 2])
NATIVE = re.compile(rf"(?:{_TWO})[가-힣]{{1,2}}|[{_ONE}][가-힣]{{1,2}}")
GLUED = re.compile(
    rf"(?<![가-힣])(?P<family>(?!부|사무|외|국)[{_ONE}])(?P<head>차관|장관|부장관|대통령|총리|대사|국장){_NOT_AFTER}"
)
_NOT_NAMES = frozenset(LISTS_KO.words("not-names"))
_CITIES = frozenset(LISTS_KO.cities)
_TOKEN = re.compile(r"(?:[가-힣]{1,8}|[A-Z]\.?|[A-Z][a-z'-]+|[A-Z]{2,}|[\u4e00-\u9fff\uf900-\ufaff]{2,5})$")
_READING_LEFT = re.compile(r"\s?\(\s?(?P<reading>[^()]{1,90})\)\s?$")
_QUOTED = re.compile(r"[「『'\"<《](?P<inside>[^「」『』<>《》]{2,80})[」』'\">》]\s?$")
_STRONG = re.compile(
    r"(?:에서|으로|에게|하는|하여|에는|에도|부터|까지|라는|이며|이고|하고|한|된|될|중인|[은는을를의])$"
)
_WEAK = re.compile(r"(?:[이가과와에로서고며도])$")
#: What a particle is set to where it is a noun of this world and no name.
_NOUN = re.compile(
    r"(?:관|장|통령|총리|정부|측|국|회|회의|협의|부|청|원|단|자|들|간|일|월|년|시|때|것|바|점|상황|기간)$"
)
_BEFORE = re.compile(
    rf"(?:(?P<long>{LONG})|(?<![가-힣])(?P<one>[{SHORT}]))(?:측)?(?:은|는|의|에서는|에서)?(?:\s대표)?\s?[,:|(·]?\s?[「『'\"]?$"
)
_ORGAN_BEFORE = re.compile(rf"(?P<organ>{_PORTFOLIO})(?:의)?\s[「『]?$")
#: Ministries that one country alone calls so in Korean.
ORGANS = {
    "외무성": "JPN",
    "방위성": "JPN",
    "국무부": "USA",
    "백악관": "USA",
    "외교부": "KOR",
    "통일부": "KOR",
    "대통령실": "KOR",
}
NAME_RIGHT = re.compile(
    r"\s?[:|]?\s?[「『]?(?P<name>[가-힣]{2,6}(?:\s[가-힣]{1,6}){0,2}?)(?:\((?P<reading>[^()]{2,60})\))?[」』]?"
    r"(?P<after>$|[,|)]|\s?(?:은|는|이|가|과|와|을|를)(?=[\s,]|$)|\s씨|\s및)"
)
AFTER_OFFICE = re.compile(r"\s?\((?P<reading>[A-Za-z][^()]{3,140})\)")


@dataclass(slots=True)
class _Left:
    """What stands before an office, cut to the end of a possible name, with what its brackets say."""

    end: int
    first: int = 0
    reading: str = ""
    quoted: bool = False


def find_names(folded: Folded) -> list[Found]:
    """Every person named with an office, in order. Countries are those printed, or that alone call an office so."""
    text, found, covered = folded.text, list[Found](), 0
    for office in OFFICE.finditer(text):
        if office.start() < covered:
            continue
        one = _before(text, office, covered) or _after(text, office)
        if one is None:
            continue
        after = AFTER_OFFICE.match(text, one.stop)
        if after and (name := latin_name(after["reading"])):
            one.others.append(name)
            one.stop = after.end()
        _country(text, one)
        found.append(one)
        covered = one.stop
    for match in GLUED.finditer(text):
        if match[0][:1] not in _NOT_NAMES and not any(f.start < match.end() and match.start() < f.stop for f in found):
            one = Found(match.span("family"), match.span("head"), match.end())
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _before(text: str, office: Match[str], covered: int) -> Found | None:
    """A name set before the office, plain, in brackets of quotation, with other letters in brackets."""
    start = office.start()
    title_start = start
    if office["past"]:
        title_start = office.start("past")
    end = start
    while end > covered and text[end - 1] in " |,·":
        if text[end - 1] == "," and text[end - 2 : end - 1].isspace():
            return None
        end -= 1
    if "," in text[end:start]:
        return None
    bracketed = text[end - 1 : end] == "(" and text[office.end() : office.end() + 1] == ")"
    left = _Left(end - 1 if bracketed else end)
    if quoted := _QUOTED.search(text, max(covered, start - 90), left.end):
        left.first, left.end, left.quoted = quoted.start("inside"), quoted.end("inside"), True
    others: list[str] = []
    if reading := _READING_LEFT.search(text, max(covered, left.end - 100), left.end):
        left.reading, left.end = reading["reading"], reading.start()
        others = _readings(left.reading)
        if not others:
            return None  # whose the words in brackets are cannot be said
    code = COUNTRIES[office["country"] or office["short"]] if office["country"] or office["short"] else None
    entry = entry_of(office["mods"] + office["head"])
    code = code or (entry.country if entry else "") or None
    span = _quoted_span(text, left) if left.quoted else _name_span(text, left, covered, code, office)
    if span is None:
        return None
    stop = office.end() + (1 if bracketed else 0)
    return Found(span, (title_start, office.end()), stop, others=others, is_past=bool(office["past"]))


def _quoted_span(text: str, left: _Left) -> tuple[int, int] | None:
    name = text[left.first : left.end].rstrip()
    return (left.first, left.first + len(name)) if 1 < len(name) <= 40 and not re.search(r"[,.]\s", name) else None


def _name_span(text: str, left: _Left, covered: int, code: str | None, office: Match[str]) -> tuple[int, int] | None:
    """The words before an office that are a name: one for a Korean one, two or three for those of others."""
    tokens = _tokens(text, left.end, covered)
    if not tokens:
        return None
    first, last = tokens[0]
    nearest = text[first:last]
    if not _may_be_part(nearest) and not (len(nearest) == 1 and nearest in _ONE):
        return None
    if _is_grammar(nearest):
        return None
    is_native = bool(NATIVE.fullmatch(nearest)) and code in ("KOR", "PRK", None)
    beside = text[slice(*tokens[1])] if len(tokens) > 1 else ""
    is_short = not office["mods"].strip() and not office["country"] and not office["short"] and not left.reading
    if is_native and not (code is None and _may_be_part(beside) and _is_japanese(nearest) and _is_japanese(beside)):
        return first, last
    if code in ("KOR", "PRK"):
        return (first, last) if len(nearest) <= 2 and nearest[0] in _ONE else _spaced(text, tokens)
    wanted = _count(left.reading)
    begin, number = first, 1
    for start, end in tokens[1:4]:
        word = text[start:end]
        number += not re.fullmatch(r"[A-Z]\.?", word)  # an initial is no word of its own
        if (wanted and number > wanted) or not _may_be_part(word) or _is_head(word):
            break
        if not wanted and number > 1 and not _goes_on(word, nearest, number, code):
            break
        if is_short and len(word) > 1 and (_STRONG.search(word) or _WEAK.search(word)):
            break  # somebody called for short has a name of one word; what stands before it is grammar
        begin = start
    return begin, last


def _goes_on(word: str, nearest: str, number: int, code: str | None) -> bool:
    """Whether a word may still be a part of the name that ends in `nearest`, being the `number`th from its end."""
    japanese = code in ("JPN", None) and _is_japanese(word) and _is_japanese(nearest)
    if number > 2:
        # a Japanese name has two words, and what modifies the name mostly ends alike
        ends = re.search(r"[인는은한된던할중등를을의에서로고며와과이가]$", word)
        return code != "JPN" and not ends and not _STRONG.search(word)
    if len(word) > 1 and _STRONG.search(word):
        return japanese and len(word) > 2
    if len(word) > 1 and _WEAK.search(word):
        return japanese or not _NOUN.search(word[:-1])
    return True


def _spaced(text: str, tokens: list[tuple[int, int]]) -> tuple[int, int] | None:
    """A Korean name of which the family name stands apart: 홍 길동."""
    if len(tokens) < 2:
        return None
    family, given = text[slice(*tokens[1])], text[slice(*tokens[0])]
    return (tokens[1][0], tokens[0][1]) if family in FAMILIES and 1 <= len(given) <= 2 else None


def _tokens(text: str, end: int, covered: int) -> list[tuple[int, int]]:
    """Words before a place, the nearest first, as long as only a space parts them."""
    found: list[tuple[int, int]] = []
    while len(found) < 5:
        while end > covered and text[end - 1] == " ":
            end -= 1
        match = _TOKEN.search(text, max(covered, end - 16), end)
        if match is None or (match.start() and re.match(r"[가-힣A-Za-z\d]", text[match.start() - 1])):
            break
        found.append(match.span())
        end = match.start()
        if end <= covered or text[end - 1] not in " ·-":
            break
        end -= 1
    return found


def _may_be_part(word: str) -> bool:
    return bool(word) and word not in _NOT_NAMES and word not in COUNTRIES and word not in PORTFOLIOS | _CITIES


_PARTICLE = re.compile(r"(?:은|는|이|가|과|와|을|를|의|에게|도|로|에)$")


def _is_head(word: str) -> bool:
    bare = _PARTICLE.sub("", word)
    return entry_of(bare) is not None or bare in _NOT_NAMES or bare in PORTFOLIOS or bare in COUNTRIES


def _is_grammar(word: str) -> bool:
    """Whether the word before an office is a noun with its particle, a verb, an office: no name."""
    if _is_head(word):
        return True
    particle = _STRONG.search(word) or _WEAK.search(word)
    if not particle or len(word) < 2:
        return False
    stem = word[: particle.start()]
    if stem in _NOT_NAMES or stem in COUNTRIES or stem in PORTFOLIOS or stem in _CITIES or _NOUN.search(stem):
        return True
    if NATIVE.fullmatch(word) and len(word) == 3:
        return False
    return len(particle[0]) > 1 or (bool(_STRONG.search(word)) and not _is_japanese(word))


def _is_japanese(word: str) -> bool:
    """Whether a word is made of syllables that Japanese names have when they are written in Hangul."""
    if not re.fullmatch("[가-힣]+", word):
        return False
    for syllable in word:
        code = ord(syllable) - 0xAC00
        vowel, final = code // 28 % 21, code % 28
        if vowel not in (0, 2, 5, 8, 9, 12, 13, 17, 18, 20) or final not in (0, 4, 19):
            return False
    return True


def _count(reading: str) -> int:
    """How many words a name has in Hangul by what its brackets say; 0 where they do not."""
    if name := latin_name(reading.split(",")[-1] if re.match(r"[^A-Za-z]", reading) else reading):
        return len(name.split())
    if re.fullmatch("[\u3005\u4e00-\u9fff\uf900-\ufaff]{1,4}\\s?[\u3005\u4e00-\u9fffぁ-ヺー]{0,5}", reading.strip()):
        return 2
    return 0


def _readings(reading: str) -> list[str]:
    """The names that stand in brackets: Latin letters, Han."""
    found: list[str] = []
    for part in map(str.strip, [reading] if latin_name(reading) else re.split(r"[,;/]", reading)):
        if name := latin_name(part):
            found.append(name)
        elif re.fullmatch("[\u3005\u3041-\u30ff\u4e00-\u9fff\uf900-\ufaff·=\\s]{2,16}", part):
            found.append(part)
    return found


def _after(text: str, office: Match[str]) -> Found | None:
    """A name set after the office: a Korean one of three syllables, others where brackets or the line's end say so."""
    match = NAME_RIGHT.match(text, office.end())
    if match is None or text[office.end() : office.end() + 1] not in (" ", ":", "|", "「", "『"):
        return None
    name, words = match["name"], match["name"].split()
    others = _readings(match["reading"]) if match["reading"] else []
    stems = [_PARTICLE.sub("", word) if len(word) > 1 else word for word in words]
    if any(not _may_be_part(word) or _is_head(word) for word in [*words, *stems]):
        return None
    nouns = (*LISTS_KO.words("events"), *LISTS_KO.words("documents"), "발표문")
    if any(word.endswith(noun) for word in words for noun in nouns) or any(_STRONG.search(word) for word in words[:-1]):
        return None
    one_name = len(words) == 1 and len(name) >= 3 and bool(NATIVE.fullmatch(name)) and match["after"] != " 씨"
    foreign = len(words) > 1 and (bool(others) or match["after"] in ("", ",", "|", ")") or ":" in match[0][:3])
    if not one_name and not foreign and not others:
        return None
    start = match.start("name")
    stop = match.end("reading") + 1 if match["reading"] else match.end("name")
    return (
        Found(match.span("name"), office.span(), stop, others=others, is_past=bool(office["past"])) if start else None
    )


def _country(text: str, one: Found) -> None:
    """The country an office is of: printed in its title, before the name, or told by the office itself."""
    title = text[one.title[0] : one.title[1]]
    if code := _country_in(title):
        one.country, one.stated = code, True
        return
    beside = re.compile(rf"\s?\((?P<country>{LONG}|[{SHORT}])\)").match(text, one.stop)
    if beside:
        one.country, one.stated = COUNTRIES[re.sub(r"\s", "", beside["country"])], True
        return
    before = _BEFORE.search(text, max(0, one.start - 30), one.start)
    if before:
        one.country, one.stated = COUNTRIES[re.sub(r"\s", "", before["long"] or before["one"])], True
        return
    organ = _ORGAN_BEFORE.search(text, max(0, one.start - 30), one.start)
    if organ:
        country = _BEFORE.search(text, max(0, organ.start() - 16), organ.start())
        if country:
            one.country, one.stated = COUNTRIES[re.sub(r"\s", "", country["long"] or country["one"])], True
            return
    entry = entry_of(title)
    one.country = (entry.country if entry else "") or next((c for o, c in ORGANS.items() if o in title), None)
    if one.country is None and organ:
        one.country = ORGANS.get(organ["organ"])


def _country_in(title: str) -> str | None:
    """The country printed in a title that it is of, not one it is accredited to or deals with."""
    for match in re.finditer(
        rf"(?:(?<![가-힣])|(?<=주[한미일중북]))(?P<long>{LONG})|^(?P<one>[{SHORT}])(?=\s|국무|외무)", title
    ):
        before, after = title[max(0, match.start() - 1) : match.start()], title[match.end() : match.end() + 3]
        if before in ("주", "대") or re.match(r"\s?(?:담당|문제|정책)", after):
            continue
        return COUNTRIES.get(re.sub(r"\s", "", match["long"] or match["one"]), None)
    return None


def shorts(name: str) -> frozenset[str]:
    """The names by which somebody may be called for short: the family name of a Korean, each part of another."""
    parts = [part for part in re.split(r"[\s·=-]", name) if part]
    if len(parts) == 1 and NATIVE.fullmatch(name):
        return frozenset({name[:2], name[:1]} if re.match(_TWO, name) else {name[:1]})
    found = {part.casefold() for part in parts if len(part.rstrip(".")) > 1 or re.match("[가-힣]", part)}
    return frozenset(found | {"".join(parts[first:]).casefold() for first in range(1, len(parts))})


def is_native(name: str) -> bool:
    """Whether a name is a Korean one, whole: a family name and two syllables."""
    return len(name) == 3 and bool(NATIVE.fullmatch(name))
