"""Security Council resolutions by number, and treaties, conventions, charters, protocols and agreements by name."""

import re
from dataclasses import dataclass

from initiatives.intake import vocabulary
from initiatives.intake.structure import NumberedPassage

RESOLUTION = re.compile(
    r"(?P<words>(?:(?:UN|U\.N\.|United Nations)\s+)?(?:Security Council|UNSC|UN SC)?\s*(?:\((?:UNSC|"
    r"UNSCRs?)\)\s*)?(?:\b[Rr]esolutions?|\bUNSCRs?|\bUNSC [Rr]es\.?|\bS/RES/)"
    r"(?:\s+\((?:UNSCRs?|resolutions?)\))?(?:\s+(?:Nos?\.|Numbers?|"
    r"numbers?))?\s*(?P<numbers>\d{1,4}\b(?:\s*\((?:19|20)\d{2}\))?(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|"
    r"\s+or\s+|\s*&\s*|\s+through\s+)(?:UNSCR\s+|[Rr]esolutions?\s+)?\d{3,4}\b(?:\s*\((?:19|20)\d{2}\))?)*))"
)
GENERAL_ASSEMBLY = re.compile(r"General Assembly|Human Rights Council|UNGA|House|Senate|A/RES")
_CAP = r"(?:[A-Z][\w’'.-]*|\d{4})"
_WORD = (
    rf"(?:{_CAP}(?:\s+(?=(?:{_CAP}|and\s+[A-Z]|of\s+(?:the\s+)?[A-Z]|on\s+(?:the\s+)?[A-Z]|for\s+(?:the\s+)?[A-Z]|"
    rf"to\s+[A-Z]))|\s*/\s*)(?:(?:and|of|on|for|to|the)\s+)*)"
)
_CONT = r"(?!UNSC|Resolution)[A-Z][\w’'-]+(?![\w’'-]*\.[A-Z])"
KIND = r"(?:Treaty|Treaties|Conventions?|Charter|Covenants?|Protocols?|Agreements?|Accords?|Pact|Compacts?)"
_AHEAD = rf"(?!,?\s+and\s+(?:the\s+)?(?:(?!and\b)[\w.’'-]+\s+){{0,6}}?{KIND}\b)(?!,\s+(?:[\w.’'-]+\s+){{0,4}}?{KIND}\b)"
_JOIN = (
    r"(?:\s+|,\s+|,?\s+and\s+|,?\s+and\s+the\s+|\s+(?:of|in|on|for|against|with|to|by)\s+(?:the\s+)?|"
    r"[Rr]egarding\s+(?:the\s+)?)"
)
_LINK = (
    r"(?:on|of|for|against|concerning|relating\s+to|to|in|regarding|between|with|Regarding|Relating\s+to|"
    r"Concerning|Between)"
)
NAMED = re.compile(
    rf"(?<![\w-])(?P<name>(?:{_WORD}){{1,9}}?{KIND}(?:\s+of\s+1\d{{3}})?)(?P<after>\s+{_LINK}\s+(?:the\s+)?"
    rf"{_CONT}(?:{_AHEAD}{_JOIN}{_CONT})*)?(?![\w])(?:\s*\((?P<short>[A-Z][\w-]{{1,11}})\))?"
)
_OBJECT = (
    r"(?:Prohibition|Non-Proliferation|Elimination|Prevention|Reduction|Protection|Suppression|Rights|"
    r"Establishment|Status|Privileges)"
)
OPENING = re.compile(
    rf"(?<![\w-])(?P<name>{KIND}\s+{_LINK}\s+(?:the\s+)?(?:{_OBJECT}\s+(?:and\s+[A-Z]\w+\s+)?of\s+(?:(?:the|"
    rf"all|All)\s+)*)?{_CONT}(?:{_AHEAD}{_JOIN}{_CONT})*)(?:\s*\((?P<short>[A-Z][\w-]{{1,11}})\))?"
)
#: Treaties that are as a rule printed by their initials alone.
SHORT = {
    "NPT": "Treaty on the Non-Proliferation of Nuclear Weapons",
    "UNCLOS": "UN Convention on the Law of the Sea",
    "CTBT": "Comprehensive Nuclear-Test-Ban Treaty",
    "CWC": "Chemical Weapons Convention",
    "BWC": "Biological Weapons Convention",
    "BTWC": "Biological and Toxin Weapons Convention",
    "TPNW": "Treaty on the Prohibition of Nuclear Weapons",
    "INF Treaty": "Intermediate-Range Nuclear Forces Treaty",
    "New START": "New START Treaty",
    "USMCA": "United States-Mexico-Canada Agreement",
    "CPTPP": "Comprehensive and Progressive Agreement for Trans-Pacific Partnership",
    "RCEP": "Regional Comprehensive Economic Partnership Agreement",
    "GSOMIA": "General Security of Military Information Agreement",
    "UNFCCC": "UN Framework Convention on Climate Change",
    "KORUS": "KORUS Free Trade Agreement",
    "CEDAW": "Convention on the Elimination of All Forms of Discrimination against Women",
}
#: Their initials, but not in the name of a body.
SHORT_PATTERN = re.compile(
    rf"(?<![\w-])(?:{'|'.join(map(re.escape, SHORT))})(?![\w-])(?!\s+(?:[A-Z]\w+\s+){{0,2}}?(?:"
    r"[Cc]ommittees?|Commission|Council|Secretariat|Working Groups?|Organi[sz]ation|Task Force|Office)\b)"
)
STARTERS = frozenset(vocabulary.words("treaty-openers"))
LEADING = re.compile(rf"^(?:(?:{'|'.join(STARTERS - {'New'})})\s+|(?:the|of|for|on|to|and)\s+)+")
#: Words that make the whole a body or an event, not a treaty.
OTHER = re.compile(
    r"(?:Convention|Conventions|Treaty|Agreement|Protocol|Charter|Compact|Pact|Accord|Accords)\s+(?:Center|"
    r"Centre|Hall|Organi[sz]ation|Conference|Committee|Council|Secretariat|Commission|Schools?|Community|Area|"
    r"Allies|Ally|Members?|Partners|Review)\b"
)
#: What a text names beside a treaty and is none.
NOT_A_TREATY = re.compile(
    r",?\s+and\s+(?:the\s+)?(?=(?:[\w’'-]+\s+){0,4}(?:Codes?|Declaration|Frameworks?|Principles|Initiative|Plan|Agenda|"
    r"Strategy|Statement|Act|Arrangement|Guidelines|Vision)\b)"
)
GENERIC = re.compile(
    rf"^(?:(?:New|Trade|Bilateral|Trilateral|Multilateral|International|Joint|Global|Regional|Historic|"
    rf"Landmark|Free|Cooperation|Security|Peace|Framework|Draft|Future|Final|Such|Mutual|Partnership|Other|"
    rf"Leaders|Interim|(?:UN|United Nations)(?! Charter))\s+)?{KIND}$"
)


@dataclass(slots=True)
class ReferenceMention:
    """A resolution or treaty: normalised name, and where it is first printed."""

    name: str
    passage: str
    words: str
    start: int
    end: int
    short: str = ""


def find_references(passages: list[NumberedPassage]) -> list[ReferenceMention]:
    """Each resolution and treaty once, in reading order."""
    found: list[ReferenceMention] = []
    for passage in passages:
        text = passage.text
        here: list[ReferenceMention] = []
        for match in RESOLUTION.finditer(text):
            words = match["words"].strip()
            if GENERAL_ASSEMBLY.search(text[max(0, match.start() - 30) : match.end("words") - len(match["numbers"])]):
                continue
            named = re.search(r"UN|Security Council|S/RES", words) or "Security Council" in text or "UNSC" in text
            for number in re.findall(r"(?<![(\d])\d{1,4}\b(?!\))", match["numbers"]):
                if named and (len(number) >= 3 or "Security Council" in words or "UNSC" in words):
                    here.append(ReferenceMention(f"UNSCR {number}", passage.number, words, match.start(), match.end()))
        for match in [*NAMED.finditer(text), *OPENING.finditer(text)]:
            reference = _treaty(match, passage)
            if reference:
                here.append(reference)
        for match in SHORT_PATTERN.finditer(text):
            here.append(ReferenceMention(match[0], passage.number, match[0], match.start(), match.end(), match[0]))
        for reference in sorted(here, key=lambda r: (r.start, -r.end)):
            _add(found, reference)
    return found


def _treaty(match: re.Match[str], passage: NumberedPassage) -> ReferenceMention | None:
    text = passage.text
    name = match["name"]
    after = match.groupdict().get("after") or ""
    # a second treaty named in the same breath is a reference of its own
    if second := re.search(rf"(?:,?\s+and|,)\s(?:[^,]*?)\b{KIND}\b", after):
        after = after[: second.start()]
    stripped = re.sub(r"^(?:[A-Z][\w.-]*\s)?[A-Z][\w.-]*[’']s\s+", "", LEADING.sub("", name))
    stripped = (
        re.sub(
            r"^(?:[\w’'.-]+\s+)*?(?:and|the|of the)\s+(?=(?:[A-Z][\w’'-]*\s+)*[A-Z]?[\w’'-]*$)",
            lambda m: m[0] if _belongs(m[0]) else "",
            stripped,
        )
        if " the " in stripped
        else stripped
    )
    stripped = re.sub(r"^\W+|^Articles?\s+[IVX\d]+(?:\s+and\s+[IVX\d]+)?\s+of\s+(?:the\s+)?", "", stripped)
    if OTHER.match(text, match.start() + name.rfind(stripped.split()[-1]) if stripped.split() else match.start()):
        return None
    if GENERIC.fullmatch(stripped) and not (after or match["short"]):
        return None
    if (
        after
        and re.match(
            r"\s+(?:on|of|for|against|concerning|relating|to|regarding|Regarding|Relating|Concerning)\b", after
        )
        and not re.match(r"\s+(?:to|in|with|between)\b", after)
    ):
        stripped += after
        if (
            GENERIC.fullmatch(stripped.removesuffix(after))
            and re.match(r"\s+of\s", after)
            and " " not in after.strip()[3:]
        ):
            return None
    stripped = NOT_A_TREATY.split(stripped)[0]
    if stripped.split()[0] in STARTERS - {"New"} or (not stripped[0].isupper() and not stripped[0].isdigit()):
        return None
    start = match.start() + max(0, name.find(stripped.split()[0]))
    short = match["short"] or ""
    return ReferenceMention(
        " ".join(stripped.split()), passage.number, text[start : match.end()], start, match.end(), short
    )


def _belongs(lead: str) -> bool:
    """Whether words before "the" or "and" are part of a treaty's name."""
    return bool(re.search(rf"{KIND}|Nations|States|Law|Prohibition|Rights|Mutual|Association|Comprehensive", lead))


def _add(found: list[ReferenceMention], reference: ReferenceMention) -> None:
    key = _key(reference.name)
    for known in found:
        other = _key(known.name)
        if (
            key == other
            or (reference.short and reference.short == known.short)
            or (SHORT.get(reference.name) and _key(SHORT[reference.name]) == other)
        ):
            known.short = known.short or reference.short
            return
        if SHORT.get(known.name) and _key(SHORT[known.name]) == key:
            known.name, known.short = reference.name, reference.short or known.name
            return
        if not key.startswith("unscr") and not other.startswith("unscr"):
            overlap = reference.passage == known.passage and reference.start < known.end and known.start < reference.end
            if overlap or other.endswith(" " + key) or (key.endswith(" " + other) and len(other.split()) > 1):
                if len(key) > len(other) and overlap and reference.start <= known.start:
                    known.name = reference.name
                known.short = known.short or reference.short
                return
    found.append(reference)


def _key(name: str) -> str:
    low = re.sub(r"\b(?:united nations|u\.n\.)", "un", name.casefold())
    low = re.sub(r"\b(treat|convention|agreement|protocol|accord|covenant)(?:y|ies|s)\b", r"\1", low)
    return " ".join(
        re.findall(r"\w+", low.replace("nuclear non-proliferation treat", "non-proliferation of nuclear weapons treat"))
    )
