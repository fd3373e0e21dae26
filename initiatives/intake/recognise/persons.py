"""Persons named with an office or rank: their names, titles as printed, and the country or body they represent."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from initiatives.intake import vocabulary
from initiatives.intake.recognise.gazetteer import (
    BODIES,
    CHINESE_FAMILY,
    CITIES,
    COUNTRY,
    COUNTRY_SOURCE,
    HEADS,
    JAPANESE_SYLLABLES,
    KOREAN_FAMILY,
    MONTHS,
    country_of,
)
from initiatives.intake.structure import NumberedPassage, Structure

PORTFOLIOS = vocabulary.words("portfolios")
MODIFIERS = vocabulary.words("modifiers")
HEAD = re.compile(
    r"(?<![\w’'-])(?:(?P<prefix>Vice|Under|Deputy)-)?(?:Secretary[ -]General|Director[ -]General|Attorney "
    r"General|Secretar(?:y|ies)|Under-?[Ss]ecretar(?:y|ies)|Ministers?|"
    r"Presidents?|Premiers?|Chancellors?|Kings?|Queen|Emperor|Crown Prince|Ambassadors?|Representatives?|"
    r"Envoys?|Advis[eo]rs?|Spokes(?:person|man|woman|persons)|"
    r"Directors?|Commissioners?|Commanders?|Admirals?|Generals?|Governors?|Senators?|Counsell?ors?|"
    r"Administrators?|Coordinators?|Co-?[Cc]hairs?|"
    r"Chair(?:man|woman|person|men)?s?|Chiefs? of Staff|Speaker|Congress(?:man|woman)|Taoiseach|Mayor|Marshal|"
    r"Colonel|Commandant|Undersecretary|"
    r"Chargé d[’']Affaires|Chief(?: Negotiator| Executive)?)(?:-[Ee]lect|-[Dd]esignate)?(?![\w-]|[’']s\b)"
)
PLURAL = re.compile(r"(?:ies|ers|ors|ents|als|men|ons|ves|oys|nts|airs|ers|efs of Staff|ings)$")
_MODIFIER = "|".join(re.escape(w) for w in sorted({*MODIFIERS, *PORTFOLIOS}, key=len, reverse=True))
LEFT = re.compile(
    rf"(?<![\w’'-])(?:(?:[Tt]hen|[Ff]ormer|outgoing|incoming)[- ])?(?:(?:{_MODIFIER})(?:\s+and\s+|,\s+(?:and\s+)?|[ "
    rf"/-]))+$|(?<![\w’'-])(?:[Tt]hen|[Ff]ormer)[- ]$"
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
    rf"Korea\b))(?:(?:{_PART})\b|(?:{COUNTRY_SOURCE})(?=\s+(?:{_PART})\b)|"
    rf"(?<=and\s)(?:the\s+)?(?:{COUNTRY_SOURCE})(?=\s+[A-Z])))*)"
)
UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽ"
LOWER = "a-zà-öø-ÿāăąćčďđēėęěğģīįıķłļńņňōőœřśşšţťūůűųźżž"
TOKEN = (
    rf"(?:(?:Mc|Mac|O[’']|D[’']|al-|Al-|El-|el-)?[{UPPER}][{LOWER}]+(?:[’'](?!s\b)[{LOWER}{UPPER}]+)?(?:["
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
DELEGATION_LEFT = re.compile(
    rf"(?P<country>{COUNTRY_SOURCE})(?:[’']s)?\s+(?:delegation|side|team)\s+(?:was|is|were|included|"
    rf"comprised)?\s*(?:led|headed|represented|chaired)?\s*(?:by|included)?\s+(?:the\s+)?$"
)
AFTER_NAME = re.compile(
    rf"(?:,)?\s+(?:of\s+(?:the\s+)?(?P<country>{COUNTRY_SOURCE})(?![\w-]|[’']s)|"
    rf"for\s+(?:the\s+)?(?P<for>{COUNTRY_SOURCE})(?=[,.;]))|\s*\((?P<bracket>{COUNTRY_SOURCE})\)"
)
SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?$")
POSTNOMINAL = re.compile(r"(?:,?\s+(?:MP|QC|KC|AO|AC|AM|OBE|CBE|PhD))+")
NOT_NAMES = frozenset(vocabulary.words("not-names")) | frozenset(MONTHS)
US_OFFICE = re.compile(
    r"(?:then-|former )?(?:Acting )?(?:Deputy |Under |Assistant |Principal Deputy Assistant |Deputy Assistant "
    r")?(?:Secretary|Attorney General|Undersecretary)(?: of (?!State for\b).*)?$|"
    r"(?:Under|Assistant|Deputy Assistant|Principal Deputy Assistant) Secretary\b.*|Deputy Secretary\b.*|"
    r"Secretary of (?:State|Defense|Commerce|Energy|the Treasury|Homeland|Labor|Agriculture|"
    r"Health|Transportation|Education|Veterans|the Interior|Housing|the Navy|the Army|the Air)\b(?!.* for ).*|"
    r"Attorney General|Secretary|USAID Administrator|Treasury Secretary|Commerce Secretary|"
    r"Energy Secretary|Defense Secretary|Coordinator for the Indo-Pacific|Trade Representative|Senator|"
    r"Congressman|Congresswoman"
)


@dataclass(slots=True)
class Naming:
    """One place where a person is named: passage, exact words and their span in the passage's text."""

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


@dataclass(slots=True)
class PersonMention:
    """A person with all the places where the document names them. `country` is an ISO code, or EU or INT for bodies."""

    name: str
    title: str
    office: str
    country: str | None
    namings: list[Naming] = field(default_factory=list)
    delegate: bool = False
    country_basis: str = "stated"

    @property
    def tokens(self) -> tuple[str, ...]:
        return name_tokens(self.name)


def name_tokens(name: str) -> tuple[str, ...]:
    """A name's words without case, accents, initials, hyphens and suffixes: what two spellings have in common."""
    bare = SUFFIX.sub("", name.strip().rstrip(",")).replace("‑", "-")
    folded = "".join(c for c in unicodedata.normalize("NFKD", bare.casefold()) if not unicodedata.combining(c))
    words = [re.sub(r"[^\w]", "", w) for w in folded.split()]
    kept = [
        w
        for w, printed in zip(words, bare.split(), strict=False)
        if w and w not in ("jr", "sr") and not re.fullmatch(r"(?:\w\.)+", printed)
    ]
    return tuple(kept)


def find_namings(passage: NumberedPassage, text: str | None = None) -> list[Naming]:
    """Every person named with an office in one passage, in the order of the offices."""
    text = passage.text if text is None else text
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
        end = head.end()
        of_country: str | None = None
        office_end = end
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
        if carried and carried[0] >= begin - 1:
            # two offices of one person: the title is both
            country, start, begin = country or carried[1], carried[2], carried[3]
        carried = None
        country = of_country or country
        if country is None and (led := DELEGATION_LEFT.search(text, max(0, begin - 90), begin)):
            country = country_of(led["country"])
        plural = bool(PLURAL.search(head[0]))
        office = text[start:office_end] if office_end > head.end() or True else head[0]
        title = text[begin:end]
        namings = _names_after(passage, text, end, plural, office, title, country, _country_pair(both))
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
            found.append(naming)
            covered = max(covered, end)
    return found


def _country_pair(both: re.Match[str] | None) -> list[str | None]:
    return [country_of(both["first"]), country_of(both["country"])] if both else []


def _clean(name: str, text: str, at: int) -> str:
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
        name = _clean(match["name"], text, match.start("name"))
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
        shown = title + (text[after.start() : after.end()] if after and own and not country else "")
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
    if not words or name in CITIES or _clean(name, text, 0) != name:
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


def find_persons(structure: Structure) -> list[PersonMention]:
    """Every person named with an office, once, with their title where they are named most fully."""
    body, title_lines = [], []
    for passage in structure.passages:
        if passage.kind == "sentence" or (passage.kind == "heading" and passage.number.startswith("0.")):
            body += find_namings(passage)
        elif passage.kind == "title":
            title_lines += find_namings(passage)
        elif passage.kind == "paragraph" and passage.lead_in:
            body += [n for n in find_namings(passage, passage.lead_in) if not _is_common(n, structure)]
        elif passage.speaker:
            label = passage.speaker.title() if passage.speaker.isupper() else passage.speaker
            body += [_spoken(n, passage) for n in find_namings(passage, label)]
    _inherit(body, {p.number: p.text for p in structure.passages})
    lowercase = {w for p in structure.passages for w in re.findall(r"\b[a-z]+\b", p.text)}
    known = {token for n in body for token in name_tokens(n.name)}
    for naming in title_lines:
        words = naming.name.split()
        while len(words) > 1 and words[-1].casefold() in lowercase and words[-1].casefold() not in known:
            words.pop()
        while (
            len(words) > 1
            and re.search(r"(?:s|ed|ing)$", words[-1])
            and known.intersection(name_tokens(" ".join(words[:-1])))
            and not known.intersection(name_tokens(words[-1]))
        ):
            words.pop()
        if len(words) == 1 and words[0].casefold() in lowercase and words[0].casefold() not in known:
            continue
        naming.name = " ".join(words)
        body.append(naming)
    officials = _people(body)
    infer_countries(officials, structure)
    return _merge_same(officials)


def _is_common(naming: Naming, structure: Structure) -> bool:
    last = naming.name.split()[-1]
    return last.casefold() in {w for p in structure.passages for w in re.findall(r"\b[a-z]+\b", p.text)}


def _spoken(naming: Naming, passage: NumberedPassage) -> Naming:
    naming.words = passage.speaker or ""
    naming.start, naming.end = 0, len(naming.words)
    return naming


def is_past(office: str) -> bool:
    """Whether a title says that its office was held before."""
    return office.casefold().startswith(("then", "former"))


def rank_of(office: str) -> str:
    """What an office is, whatever the country: a key under which two holders cannot be of one country at a time."""
    low = office.casefold().replace("-", " ")
    if "vice president" in low:
        return "vice president"
    if "deputy prime minister" in low:
        return "deputy prime minister"
    if "deputy secretary" in low or ("vice" in low and "minister" in low):
        return "vice minister"
    for head in ("prime minister", "president", "chancellor", "premier", "king"):
        if low.endswith(head) or f"{head} of" in low:
            return head
    if "spokes" in low or "press secretary" in low:
        return "spokesperson"
    if "national security advis" in low or "security office" in low:
        return "national security advisor"
    if (
        ("foreign" in low and ("minister" in low or "secretary" in low))
        or low.startswith("secretary of state")
        or low == "secretary"
    ):
        return "foreign minister"
    if "defen" in low:
        return "defense minister"
    return low


def _inherit(namings: list[Naming], texts: dict[str, str]) -> None:
    """A second office beside one whose country is stated belongs to the same country, unless both cannot."""
    for before, naming in pairwise(namings):
        if naming.country or not before.country or naming.passage != before.passage or before.shared:
            continue
        one, other = rank_of(before.office), rank_of(naming.office)
        if one == other or other in HEADS or US_OFFICE.fullmatch(naming.office) or _body_of(naming.office):
            continue
        link = texts.get(naming.passage, "")[before.end : naming.end - len(naming.words)]
        if re.fullmatch(r"\s*(?:,\s*(?:and\s+)?|;\s*(?:and\s+)?|\s+and\s+)(?:the\s+|his\s+|its\s+)?", link):
            naming.country = before.country


def same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names can be one person's: the same words in any order, or one a part of the other."""
    if not one or not other:
        return False
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    joined = "".join(one)
    turns = {"".join(other[i:] + other[:i]) for i in range(len(other))}
    return joined in turns or bool(len(one) > 1 and len(other) > 1 and "".join(sorted(one)) == "".join(sorted(other)))


def _people(namings: list[Naming]) -> list[PersonMention]:
    order = sorted(range(len(namings)), key=lambda i: (-min(2, len(name_tokens(namings[i].name))), i))
    people: list[PersonMention] = []
    for index in order:
        naming = namings[index]
        tokens = name_tokens(naming.name)
        fits = [
            person
            for person in people
            if same_person(tokens, person.tokens)
            and (
                not naming.country
                or not person.country
                or naming.country == person.country
                or (len(tokens) > 1 and set(tokens) == set(person.tokens))
            )
            and not _ranks_differ(naming, person)
            and (
                len(tokens) < 2
                or len(person.tokens) < 2
                or len(set(tokens) & set(person.tokens)) > 1
                or same_length(tokens, person.tokens)
            )
        ]
        if fits:
            best = max(
                fits,
                key=lambda person: (
                    closeness(naming.office, person.office),
                    rank_of(naming.office) == rank_of(person.office),
                ),
            )
            best.namings.append(naming)
            best.country = best.country or naming.country
            if len(tokens) > len(best.tokens):
                best.name, best.title, best.office = naming.name, naming.title, naming.office
        elif tokens:
            people.append(PersonMention(naming.name, naming.title, naming.office, naming.country, [naming]))
    for person in people:
        person.namings.sort(key=namings.index)
        fullest = max(
            person.namings,
            key=lambda n: (
                len(name_tokens(n.name)),
                not is_past(n.title),
                len(n.office.split()),
                -namings.index(n),
            ),
        )
        person.name, person.office = fullest.name, fullest.office
        person.title = max(
            (n.title for n in person.namings if name_tokens(n.name) == name_tokens(fullest.name)),
            key=lambda title: (not is_past(title), len(title.split())),
        )
    first = {id(p): min(namings.index(n) for n in p.namings) for p in people}
    return sorted(people, key=lambda p: first[id(p)])


def _ranks_differ(naming: Naming | PersonMention, person: PersonMention) -> bool:
    """Whether a family name alone cannot be that person's: its office is another of the highest ones."""
    offices = (naming.office, person.office)
    whole = len(name_tokens(naming.name)) > 1 and len(person.tokens) > 1
    if whole or any(is_past(office) for office in offices):
        return False
    one, other = map(rank_of, offices)
    if one == other:
        return False
    if any(office.casefold() in ("secretary", "minister") for office in offices):
        return one in HEADS or other in HEADS
    highest = {*HEADS, "foreign minister", "vice minister", "national security advisor", "defense minister"}
    return one in HEADS or other in HEADS or (one in highest and other in highest)


def same_length(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return abs(len("".join(one)) - len("".join(other))) <= 1


def closeness(one: str, other: str) -> int:
    """How many words two offices share."""
    return len(set(one.casefold().split()) & set(other.casefold().split()))


def document_countries(structure: Structure) -> Counter[str]:
    """How often each country is named; the title counts for more."""
    counts: Counter[str] = Counter()
    for passage in structure.passages:
        if passage.kind in ("title", "sentence", "heading"):
            weight = 5 if passage.kind == "title" else 1
            for match in COUNTRY.finditer(passage.text):
                code = country_of(match["country"])
                if code:
                    counts[code] += weight
    return counts


def publisher_of(structure: Structure) -> str:
    """The country whose government published the text, as far as the text tells; the United States otherwise."""
    front = " ".join(p.text for p in structure.passages if p.number.startswith("0.") and p.kind == "heading")
    if re.search(r"Office of the Spokesperson|White House|Department of State|state\.gov|whitehouse\.gov", front):
        return "USA"
    ministry = re.search(
        rf"Ministry of (?:Foreign Affairs|Defen[cs]e)(?:\s+of|,)\s+(?:the\s+)?(?P<country>{COUNTRY_SOURCE})", front
    )
    if ministry:
        return country_of(ministry["country"]) or "USA"
    title = structure.title or ""
    first = re.match(
        (
            rf"(?:\W*(?:Joint|Fact|Sheet|Statement|Readout|Press|Release|The|on|of|the|for|[\d]+(?:st|nd|rd|"
            rf"th))\s+|[:\s])*(?P<country>{COUNTRY_SOURCE})\s?[-–‐‑/]"
        ),
        title,
    )
    if first:
        return country_of(first["country"]) or "USA"
    return "USA"


def infer_countries(officials: list[PersonMention], structure: Structure) -> None:
    """Give a country to those for whom none is printed: from the office, the family name, or what the others leave."""
    counts = document_countries(structure)
    publisher = publisher_of(structure)
    titled = {country_of(m["country"]) for m in COUNTRY.finditer(structure.title or "")}
    taken: set[tuple[str, str | None]] = {(rank_of(o.office), o.country) for o in officials if o.country}
    open_cases: list[tuple[PersonMention, list[str]]] = []
    for official in officials:
        if official.country:
            continue
        official.country_basis = "inferred"
        rank = rank_of(official.office)
        twin = next(
            (o for o in officials if o is not official and o.country and same_person(o.tokens, official.tokens)), None
        )
        office = re.sub(r"^(?:[Tt]hen|[Ff]ormer)[- ]", "", official.office)
        family = official.tokens[0] if len(official.tokens) > 1 else official.tokens[-1]
        suggested = (
            {"KOR"}
            if family in KOREAN_FAMILY
            else {"CHN"}
            if family in CHINESE_FAMILY
            else {"JPN"}
            if JAPANESE_SYLLABLES.fullmatch(family)
            else set()
        )
        if twin:
            official.country = twin.country
        elif body := _body_of(office):
            official.country = body
        elif rank not in HEADS and US_OFFICE.fullmatch(office):
            official.country = "USA"
            taken.add((rank, "USA"))
        elif rank == "spokesperson":
            official.country = publisher
        elif rank not in HEADS and "minister" not in rank and rank != "national security advisor":
            # officials of other countries are as a rule printed with their country, one's own without
            official.country = _by_name(official, counts) or publisher
            taken.add((rank, official.country))
        elif rank in HEADS:
            bodies = (BODIES if rank == "president" else frozenset()) | (suggested & HEADS[rank])
            open_cases.append(
                (
                    official,
                    [
                        c
                        for c in {*HEADS[rank], *bodies}
                        if c in counts or c in suggested or (c == publisher and c in HEADS[rank])
                    ]
                    or ["DEU" if rank == "chancellor" else publisher],
                )
            )
        else:
            candidates = [c for c in {*counts, publisher, *suggested} if c not in BODIES and c != "PRK"]
            if rank in ("foreign minister", "vice minister") and "minister" in office.casefold():
                candidates = [c for c in candidates if c != "USA"] or candidates
            open_cases.append((official, candidates))
    # the clearest case first: what it takes is no longer open to the others of its rank
    while open_cases:
        scored = [
            (
                _likelihood(code, rank_of(o.office), o, counts, publisher, taken) + 0.5 * (code in titled),
                counts[code],
                code,
                -index,
            )
            for index, (o, candidates) in enumerate(open_cases)
            for code in candidates
        ]
        best = max(scored)
        official = open_cases.pop(-best[3])[0]
        official.country = best[2]
        taken.add((rank_of(official.office), best[2]))


def _body_of(office: str) -> str | None:
    """The international body an office belongs to, where only one kind of body has such an office."""
    if re.match(r"Secretary[- ]General", office):
        return "INT"
    return "EU" if re.match(r"High Representative|(?:European )?Commission |European ", office) else None


#: Korean family names that are given names elsewhere.
WESTERN_GIVEN = frozenset(("lee", "kim", "min", "song", "shin", "chung", "han", "jin"))


def _by_name(official: PersonMention, counts: Counter[str]) -> str | None:
    """A country that the form of a full name tells, family name first, where the document names that country."""
    tokens = official.tokens
    if len(tokens) < 2:
        return None
    korean = tokens[0] in KOREAN_FAMILY and tokens[-1] not in KOREAN_FAMILY
    if counts["KOR"] and korean and ("-" in official.name or len(tokens) > 2 or tokens[0] not in WESTERN_GIVEN):
        return "KOR"
    if counts["JPN"] and all(len(t) > 3 and JAPANESE_SYLLABLES.fullmatch(t) for t in tokens):
        return "JPN"
    return None


def _likelihood(
    code: str,
    rank: str,
    official: PersonMention,
    counts: Counter[str],
    publisher: str,
    taken: set[tuple[str, str | None]],
) -> float:
    """How well a country fits a person whose country is not printed; only the order of the numbers matters."""
    families = list(official.tokens[:1] + official.tokens[-1:])
    words = len(official.tokens)
    score = min(counts[code], 20) / 20
    if re.search(r"\b(?:von|van|der|de|di|da)\s", official.name):
        score += 2 * (code == "EU") - 1 * (code == "USA")
    korean = any(f in KOREAN_FAMILY for f in families[:1] or []) or (words == 1 and families[-1] in KOREAN_FAMILY)
    chinese = any(f in CHINESE_FAMILY for f in families)
    japanese = all(JAPANESE_SYLLABLES.fullmatch(f) and len(f) > 2 for f in families) and not korean
    score += 3 * (code == "KOR" and korean) + 3 * (code == "CHN" and chinese and not (korean and counts["KOR"]))
    score += 1.2 * (code == "JPN" and japanese)
    score -= (
        2 * (code in ("KOR", "PRK") and not korean)
        + 2 * (code == "JPN" and not japanese)
        + 2 * (code == "CHN" and not chinese)
    )
    score += (1.5 if counts[code] else 0.3) * (code == publisher) - 1 * (code in BODIES)
    score -= 4 * ((rank, code) in taken)
    return score


def _merge_same(officials: list[PersonMention]) -> list[PersonMention]:
    """One row a person: a bare family name joins the full name of the same country."""
    merged: list[PersonMention] = []
    for official in sorted(officials, key=lambda o: -len(o.tokens)):
        twin = [
            m
            for m in merged
            if m.country == official.country
            and set(official.tokens) <= set(m.tokens)
            and not _ranks_differ(official, m)
        ]
        if twin:
            best = max(twin, key=lambda m: closeness(m.office, official.office))
            best.namings += official.namings
        else:
            merged.append(official)
    return sorted(merged, key=officials.index)
