"""Places where a person is named with an office: name, title as printed, country where one is printed."""

import re
from dataclasses import dataclass, replace

from initiatives.intake import vocabulary
from initiatives.intake.recognise.gazetteer import BODIES, CITIES, COUNTRY, COUNTRY_SOURCE, MONTHS, country_of
from initiatives.intake.recognise.spelling import mended
from initiatives.intake.structure import NumberedPassage

PORTFOLIOS = vocabulary.words("portfolios")
MODIFIERS = vocabulary.words("modifiers")
HEAD = re.compile(
    r"(?<![\w’'-])(?:(?P<prefix>Vice|Under|Deputy)-)?(?:Secretary[ -]General|Director[ -]General|Attorney "
    r"General|Secretar(?:y|ies)|Under-?[Ss]ecretar(?:y|ies)|Minister-Counsell?ors?|Ministers?|"
    r"Presidents?|Premiers?|Chancellors?|Kings?|Queen|Emperor|Crown Prince|Ambassadors?|Representatives?|"
    r"Envoys?|Advis[eo]rs?|Spokes(?:person|man|woman|persons)|"
    r"Directors?|Commissioners?|Commanders?|Admirals?|Generals?|Governors?|Senators?|Counsell?ors?|"
    r"Administrators?|Coordinators?|Co-?[Cc]hairs?|"
    r"Chair(?:man|woman|person|men)?s?|Chiefs? of Staff|Speaker|Congress(?:man|woman)|Taoiseach|Mayor|Marshal|"
    r"Colonel|Commandant|Undersecretary|Officers?|Attach[eé]s?|Consuls?(?:[ -]General)?|Inspector[ -]General|"
    r"Comptroller|Commodore|Brigadier|Captain|Major|(?:(?:Lt|Maj|Brig)\.\s+)?Gen\.|(?:(?:Vice|Rear)\s+)?Adm\.|"
    r"(?:[Dd]eputy\s+)?[Hh]eads?(?=\s+(?:of|for)\s+(?:the\s+)?[A-Z])|chief(?=\s+of\s+(?:the\s+)?[A-Z])|"
    r"Chargés? d[’']Affaires|Chiefs?(?: Negotiators?| Executives?| of Mission)?)(?:-[Ee]lect|-[Dd]esignate)?"
    r"(?![\w-]|[’']s\b)"
)
PLURAL = re.compile(r"(?:ies|ers|ors|ents|als|men|ons|ves|oys|nts|airs|ers|efs of Staff|ings)$")
_MODIFIER = "|".join(re.escape(w) for w in sorted({*MODIFIERS, *PORTFOLIOS}, key=len, reverse=True))
LEFT = re.compile(
    rf"(?<![\w’'-])(?:(?:[Tt]hen|[Ff]ormer|outgoing|incoming)[-‐‑ ])?(?:(?:{_MODIFIER})(?:\s+and\s+|,\s+(?:and\s+)?|[ "
    rf"/-]))+$|(?<![\w’'-])(?:[Tt]hen|[Ff]ormer)[-‐‑ ]$"
)
COUNTRY_LEFT = re.compile(rf"(?<![\w.-])(?P<country>{COUNTRY_SOURCE})(?:[’']s?)?\s+(?:leader\s+)?$")
TWO_COUNTRIES_LEFT = re.compile(
    rf"(?P<first>{COUNTRY_SOURCE})(?:[’']s)?\s+and\s+(?:the\s+)?(?P<country>{COUNTRY_SOURCE})(?:[’']s?)?\s+$"
)
ORGANS = vocabulary.words("organs")
_PART = "|".join(re.escape(w) for w in sorted({*PORTFOLIOS, *ORGANS}, key=len, reverse=True))
ORGAN = re.compile(rf"(?:{'|'.join(ORGANS)})\b")
COMPLEMENT = re.compile(
    rf"\s+(?P<link>of|for|to|on|in charge of|at|from)\s+(?:the\s+)?(?:(?P<country>{COUNTRY_SOURCE})(?![’']s)|"
    rf"(?P<part>(?:{_PART})\b))"
    rf"(?P<more>(?:(?:\s+|,\s+|,?\s+and\s+|\s*&\s*|,?\s+and\s+the\s+|\s+of\s+(?=Staff|"
    rf"Korea\b))(?:(?:{_PART})\b|(?:{COUNTRY_SOURCE})(?=\s+(?:{_PART})\b|,?\s+and\b)|"
    rf"(?<=and\s)(?:the\s+)?(?:{COUNTRY_SOURCE})(?=\s+[A-Z])))*)"
)
_LATIN = [chr(code) for first, last in ((0xC0, 0x24F), (0x1E00, 0x1EFF)) for code in range(first, last + 1)]
UPPER = "A-Z" + "".join(letter for letter in _LATIN if letter.isupper())
LOWER = "a-z" + "".join(letter for letter in _LATIN if letter.islower())
TOKEN = (
    rf"(?:(?:Ma|Wm|Chas|Geo|Jos)\.(?=\s+[{UPPER}])|(?:Mc|Mac|O[’']|D[’']|al-|Al-|El-|el-)?[{UPPER}][{LOWER}]+(?:[’'](?!s\b)[{LOWER}{UPPER}]+)?(?:["
    rf"{UPPER}][{LOWER}]+)?(?:[-‑][{UPPER}{LOWER}]+)*"
    rf"|[{UPPER}]\.(?:\s?[{UPPER}]\.)*|[{UPPER}]{{2,}}(?:[-‑][{UPPER}]+)*|[{UPPER}](?=\s+[{UPPER}][{LOWER}]))"
)
PARTICLE = r"(?:von|van|der|den|de|da|di|do|dos|das|del|della|la|le|bin|ibn|al|el|y|zu|ter|ten|e|und)"
HONORIFIC = (
    r"(?:(?:H\.?\s?E\.?|His Excellency|Her Excellency|His Majesty|[Tt]he (?:Right )?Hono(?:u)?rable|"
    r"(?:Senator )?[Tt]he (?:Rt\.? )?Hon\.?|Hon\.|Rt\.? Hon\.?|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof(?:essor|\.)|Sir|"
    r"Dame|Lord|"
    r"General|Gen\.|Admiral|Adm\.|Lt\.|Vice Admiral|Lieutenant General|\((?:Mr|Ms|Dr)\.?\))\s+)"
)
NAME = re.compile(
    rf"(?P<honorific>{HONORIFIC}*)(?P<name>(?:{PARTICLE}\s+){{0,2}}{TOKEN}(?:\s+(?:{PARTICLE}\s+){{0,2}}"
    rf"{TOKEN}){{0,4}}(?:,?\s+(?:Jr|Sr)\b\.?|\s+(?:II|III|IV)\b)?)"
)
NAME_LEFT = re.compile(
    rf"(?<![\w.’'-])(?P<honorific>{HONORIFIC}*)(?P<name>(?:{PARTICLE}\s+){{0,2}}{TOKEN}(?:\s+(?:{PARTICLE}\s+)"
    rf"{{0,2}}{TOKEN}){{0,4}}(?:,?\s+(?:Jr|Sr)\.?)?)"
    rf"(?:\s*,\s*|\s+\(|\s*[-–—]\s+)(?:(?:the|our|who is|as|a|who serves as)\s+){{0,2}}$"
)
LISTED_LEFT = re.compile(
    rf"(?<![\w.’'-])(?P<honorific>{HONORIFIC}*)(?P<name>(?:{PARTICLE}\s+){{0,2}}{TOKEN}(?:\s+(?:{PARTICLE}\s+)"
    rf"{{0,2}}{TOKEN}){{1,3}})(?:,\s+(?:and\s+)?|\s+and\s+)$"
)
DELEGATION_LEFT = re.compile(
    rf"(?P<country>{COUNTRY_SOURCE})(?:[’']s)?\s+(?:delegation|side|team)\s+(?:was|is|were|included|"
    rf"comprised)?\s*(?:led|headed|represented|chaired)?\s*(?:by|included)?\s+(?:the\s+)?$"
)
#: A portfolio of words that no list has, where a comma parts it from the name: "Chief Officer for River Basins, …".
FREE = re.compile(
    r"(?:\s+(?:of|for|on|to|at)(?:\s+the)?)?\s+[A-Z][\w’'&/-]*(?:(?:,?\s+and(?:\s+the)?|(?:\s+(?:of|for|on|the|in|at|to|"
    r"&)){0,3})\s+[A-Z][\w’'&/-]*|,\s+[A-Z][\w’'&/-]*(?=,?\s+and\s+[A-Z])){0,9}(?=,\s+(?:[A-Z]|the\s+Hon))"
)
AFTER_NAME = re.compile(
    rf"(?:,)?\s+(?:of\s+(?:the\s+)?(?P<country>{COUNTRY_SOURCE})(?![\w-]|[’']s)|"
    rf"for\s+(?:the\s+)?(?P<for>{COUNTRY_SOURCE})(?=[,.;]))|\s*\((?P<bracket>{COUNTRY_SOURCE})\)"
)
POSTNOMINAL = re.compile(r"(?:,?\s+(?:MP|QC|KC|AO|AC|AM|OBE|CBE|PhD))+")
#: Months are printed after names ("Seoul May 4"), but Jun and Jan are names.
NOT_NAMES = frozenset(vocabulary.words("not-names")) | frozenset(month for month in MONTHS if len(month) > 3)


@dataclass(slots=True)
class Naming:
    """One place where a person is named: passage, exact words and their span in the passage's text.

    `shared` is an office of several, `row` a row of a table of participants.
    """

    name: str
    office: str
    title: str
    country: str | None
    passage: str
    start: int
    end: int
    words: str
    honorific: bool = False
    shared: bool = False
    row: bool = False


def find_namings(passage: NumberedPassage, text: str | None = None) -> list[Naming]:
    """Every person named with an office in one passage, in the order of the offices.

    An office with one wrong letter counts; title and words are as printed.
    """
    printed = passage.text if text is None else text
    spelt = mended(printed)
    found = _namings(passage, spelt.text)
    for naming in found if spelt.changes else ():
        begin = naming.start if spelt.text.startswith(naming.words, naming.start) else naming.end - len(naming.words)
        stop = begin + len(naming.words)
        naming.words = printed[spelt.place(begin) : spelt.place(stop)]
        naming.title = spelt.printed(naming.title, begin, stop)
        naming.start, naming.end = spelt.place(naming.start), spelt.place(naming.end)
    return found


def _namings(passage: NumberedPassage, text: str) -> list[Naming]:
    found: list[Naming] = []
    carried: tuple[int, str | None, int, int] | None = None
    covered = 0
    for head in HEAD.finditer(text):
        if head.start() < covered:
            continue
        left = LEFT.search(text, max(0, head.start() - 160), head.start())
        start = left.start() if left else head.start()
        start = max(start, covered)
        country: str | None = None
        both = TWO_COUNTRIES_LEFT.search(text, max(covered, start - 110), start)
        before = COUNTRY_LEFT.search(text, max(covered, start - 70), start)
        begin = start
        if before:
            country, begin = country_of(before["country"]), before.start()
        elif left and (inner := COUNTRY_LEFT.search(text, start, head.start())):
            country = country_of(inner["country"])
        end, office_end, of_country = _complements(text, head.end())
        if carried and carried[0] >= begin - 1:
            # two offices of one person: the title is both
            country, start, begin = country or carried[1], carried[2], carried[3]
        carried = None
        country = of_country or country
        if country is None and (led := DELEGATION_LEFT.search(text, max(0, begin - 90), begin)):
            country = country_of(led["country"])
        plural = bool(PLURAL.search(head[0]))
        if out := re.match(r"(?:First|Second|Third|Finally|Next),\s+", text[start:end]):
            # "Second, State Minister …": a list of points
            start, begin = start + out.end(), max(begin, start + out.end())
        office, title = text[start:office_end], text[begin:end]
        is_named = _is_named_before(text, begin, covered)
        namings = (
            []
            if is_named and text.startswith(", ", end)
            else _names_after(passage, text, end, plural, office, title, country, _country_pair(both))
        )
        if namings:
            found += namings
            covered = max(n.end for n in namings)
            continue
        if not is_named and (free := FREE.match(text, end)) and not HEAD.search(free[0]):
            namings = _names_after(
                passage, text, free.end(), plural, text[start : free.end()], text[begin : free.end()], country, []
            )
            if namings:
                found += namings
                covered = max(n.end for n in namings)
                continue
        chain = re.compile(r"(?:\s+and\s+(?:the\s+)?|\s*/\s*|\s+)").match(text, end)
        following = HEAD.search(text, end, end + 90)
        if (chain and following and LEFT.search(text, max(0, end - 1), following.start())) or (
            chain and following and following.start() == chain.end()
        ):
            between = text[chain.end() : following.start()]
            if not between.strip() or LEFT.fullmatch(between):
                carried = (chain.end(), country, start, begin)
        naming = None if carried else _name_before(passage, text, begin, end, office, country, covered)
        if naming:
            found += [*(_also_before(naming, text, covered) if plural else ()), naming]
            covered = max(covered, end)
    return found


def _is_named_before(text: str, begin: int, covered: int) -> bool:
    """Whether a name stands right before an office, so that what follows it is another's."""
    match = NAME_LEFT.search(text, max(0, begin - 90, covered), begin)
    return bool(match and (match["honorific"] or len(match["name"].split()) > 1) and is_name(match["name"]))


def _also_before(last: Naming, text: str, covered: int) -> list[Naming]:
    """The others of a list of names before an office of several: "Ana Reed and Bo Larkin, Senior Directors"."""
    found: list[Naming] = []
    start = last.start
    while match := LISTED_LEFT.search(text, max(0, start - 90, covered), start):
        if not is_name(match["name"]):
            break
        start = match.start("name")
        found.insert(
            0,
            replace(last, name=match["name"], start=start, end=match.end("name"), words=match["name"]),
        )
    return found


def _complements(text: str, end: int) -> tuple[int, int, str | None]:
    """Where what follows the head of an office ends, where the office itself does, and the country it is of."""
    office_end = end
    of_country: str | None = None
    while complement := COMPLEMENT.match(text, end):
        if complement["link"] == "of" and complement["country"] and ORGAN.match(complement["more"].strip()):
            of_country = of_country or country_of(complement["country"])
        elif complement["country"] and not complement["more"]:
            if complement["link"] in ("of", "from"):
                of_country = of_country or country_of(complement["country"])
            elif complement["link"] not in ("to", "for", "at"):
                break
        end = complement.end()
        if complement["part"]:
            office_end = end
    return end, office_end, of_country


def office_at(text: str, begin: int, head: re.Match[str]) -> tuple[int, str]:
    """Where the title ends whose office begins at `begin` and has this head, and the office."""
    end, office_end, _ = _complements(text, head.end())
    return end, text[begin:office_end]


def is_name(words: str) -> bool:
    """Whether a run of capitalised words can be a name, whole."""
    return _clean(words) == words


def _country_pair(both: re.Match[str] | None) -> list[str | None]:
    return [country_of(both["first"]), country_of(both["country"])] if both else []


def _clean(name: str) -> str:
    """The part of a run of capitalised words that can be a name; empty where its first word cannot."""
    words = re.split(r"(\s+)", name)
    kept: list[str] = []
    for word in words:
        bare = word.strip(",")
        if word.isspace():
            kept.append(word)
            continue
        if bare in NOT_NAMES or bare.rstrip("’'s") in NOT_NAMES or bare in PORTFOLIOS or country_of(bare):
            break
        kept.append(word)
    result = "".join(kept).strip()
    while result and re.search(rf"\s{PARTICLE}$", result):
        result = result.rsplit(None, 1)[0]
    if result != name and re.fullmatch(rf"(?:{PARTICLE}|[A-Z]\.)", result):
        return ""
    if country_of(result) or result in CITIES:
        return ""
    result = re.sub(rf"{POSTNOMINAL.pattern}$", "", result)
    words = result.split()
    capitals = [w for w in words if w.isupper() and len(w) > 1 and "." not in w]
    if words and len(capitals) == len(words) and len(words) == 1:
        return ""
    if words and not any(len(w.strip(".")) > 1 for w in words):
        return ""
    if words and len(words) > 1 and capitals and any(len(w) <= 5 and country_of(w) for w in capitals):
        return ""
    return result


def _names_after(
    passage: NumberedPassage,
    text: str,
    end: int,
    plural: bool,
    office: str,
    title: str,
    country: str | None,
    pair: list[str | None],
) -> list[Naming]:
    """Names that follow an office: one, or after a plural office a list."""
    gap = re.compile(r",\s+(?=[A-Z]|the (?:Rt\.? )?Hon)|\s*:\s+(?=[A-Z])|\s+").match(text, end)
    if not gap:
        return []
    apart = not gap[0].isspace()
    found: list[Naming] = []
    position = gap.end()
    while match := NAME.match(text, position):
        name = _clean(match["name"])
        if not name:
            break
        name_end = match.start("name") + len(name)
        if POSTNOMINAL.fullmatch(match["name"][len(name) :]):
            name_end = match.end("name")
        several = len(name.split()) > 1 or bool(match["honorific"])
        if apart and not found:
            follows = text[name_end : name_end + 2]
            full = re.search(r"\b(?:of|for)\b", title) or re.search(
                r"\b[Tt]he\s$", text[max(0, end - len(title) - 4) : end - len(title)]
            )
            if not several or not full or (follows[:1] not in ",.;)" and follows.strip()[:1].isupper()):
                break
        if re.match(r"-(?:led|chaired|hosted)", text[name_end:]):
            break
        after = AFTER_NAME.match(text, name_end)
        own = country_of(after["country"] or after["for"] or after["bracket"]) if after else None
        shown = title + (text[after.start() : after.end()].lstrip(",") if after and own and not country else "")
        stop = after.end() if after and own else name_end
        found.append(
            Naming(
                name,
                office,
                " ".join(shown.split()),
                own or country,
                passage.number,
                match.start("name"),
                stop,
                text[end - len(title) : stop] if not found else text[match.start("name") : stop],
                bool(match["honorific"]),
                plural,
            )
        )
        if not plural:
            break
        link = re.compile(r",\s+and\s+|,\s+|\s+and\s+(?:the\s+)?").match(text, stop)
        if not link or HEAD.match(text, link.end()) or LEFT.match(text[link.end() : link.end() + 20]):
            break
        position = link.end()
    if plural and len(pair) == len(found) == 2 and all(pair):
        for naming, code in zip(found, pair, strict=True):
            naming.country = code
    elif plural and len(found) > 1 and not pair:
        own_countries = [AFTER_NAME.match(text, n.start + len(n.name)) is not None for n in found]
        if any(own_countries) and country is None:
            for naming, own_stated in zip(found, own_countries, strict=True):
                naming.country = naming.country if own_stated else None
    elif plural and len(found) > 1 and pair:
        for naming in found:
            naming.country = None
    return found


def _name_before(
    passage: NumberedPassage, text: str, begin: int, end: int, office: str, country: str | None, taken: int
) -> Naming | None:
    """A name set before its office: "Mori Takeo, Vice Minister for Foreign Affairs"."""
    match = NAME_LEFT.search(text, max(0, begin - 90, taken), begin)
    if not match:
        return None
    words = match["name"].split()
    name = match["name"]
    while words and (words[0] in NOT_NAMES or words[0] in PORTFOLIOS or country_of(words[0])):
        words = words[1:]
    name = " ".join(words)
    if not words or name in CITIES or _clean(name) != name:
        return None
    if len(words) < 2 and not match["honorific"]:
        return None
    first = text.find(words[0], match.start())
    lead = text[max(0, first - 12) : first]
    if (
        re.search(r"\b(?:in|at|near|from|to|of|for|the)\s+$", lead)
        and not match["honorific"]
        and not re.search(r"\b(?:to|from|of|for)\s+$", lead)
    ):
        return None
    # what stands beside the office up to the next person tells the country: "head of the Mexican Delegation"
    rest = text[end : end + 120]
    stop = re.search(
        (
            rf";|\.\s|\s\(|,\s+(?:and\s+)?(?:{HONORIFIC}|(?:the\s+)?(?:{COUNTRY_SOURCE})\s)|,\s+(?:and|who|"
            rf"which)\s+|,?\s+(?:held|met|had|attended|spoke)\s|$"
        ),
        rest,
    )
    aside = rest[: stop.start()] if stop else rest
    printed = text[begin:end]
    tail = re.match(
        (
            r"(?:\s+(?:of|for|to|at|in|and|on)\s+(?:the\s+)?[A-Z][\w’'-]*(?:(?:\s+|,\s+|\s+and\s+|"
            r"\s+of\s+)(?:the\s+)?[A-Z][\w’'-]*)*)*"
        ),
        aside,
    )
    bracket = re.match(rf"\s*\(\s*(?P<country>{COUNTRY_SOURCE})\s*\)", rest)
    if country is None and bracket:
        country = country_of(bracket["country"])
    if country is None and (near := COUNTRY.search(aside)):
        code = country_of(near["country"])
        country = code if code not in BODIES else None
    title = printed + (tail[0] if tail else "")
    return Naming(
        name,
        office,
        " ".join(title.split()),
        country,
        passage.number,
        first,
        first + len(name),
        text[first:end],
        bool(match["honorific"]),
    )
