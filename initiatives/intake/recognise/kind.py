"""What a document calls itself: a statement, a fact sheet, a readout …"""

import re

from initiatives.intake.recognise.lead import Lead
from initiatives.intake.structure import Structure, is_label

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("fact sheet", re.compile(r"\bfact\s?-?sheet\b", re.I)),
    (
        "transcript",
        re.compile(
            (
                r"\b(?:remarks|press availability|press conference|transcript|interview|q&a|press gaggle|briefing|"
                r"toast|speech|availability|on-the-record|press roundtable)\b"
            ),
            re.I,
        ),
    ),
    ("readout", re.compile(r"\breadout\b", re.I)),
    (
        "joint statement",
        re.compile(
            (
                r"\bjoint\b[^.:]{0,80}?\b(?:statement|declaration|communiqu[eé]|vision)\b|\b(?:statement|"
                r"declaration)\b[^.]{0,30}\bjoint\b|joint (?:press|leaders)"
            ),
            re.I,
        ),
    ),
    ("principles", re.compile(r"\bprinciples\b", re.I)),
    ("media note", re.compile(r"\bmedia note\b|\bnotice to the press\b|\bmedia advisory\b", re.I)),
    ("statement", re.compile(r"\b(?:statement|declaration|communiqu[eé]|vision|spirit|commitment)\b", re.I)),
)


# In the sentence that a spokesperson puts before the text.
BY_A_SPOKESPERSON = re.compile(r"attributable to|spokesperson", re.I)
SAYS_JOINT_STATEMENT = re.compile(
    r"following (?:is (?:a|the) )?(?:text of (?:a|the) )?joint statement|text of (?:a|the) joint statement", re.I
)
SAYS_STATEMENT_IS_JOINT = re.compile(
    r"following (?:is the )?(?:text of the )?joint statement|joint statement was|text of the joint statement", re.I
)
MENTIONED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("joint statement", re.compile(r"joint statement|joint declaration", re.I)),
    ("fact sheet", re.compile(r"fact sheet", re.I)),
    ("readout", re.compile(r"readout", re.I)),
)
STATEMENT = re.compile(r"statement", re.I)
# In a title.
ACCOUNT = re.compile(
    r"[’']s?\s+(?:\w+\s+){0,3}(?:call|meeting|meetings|lunch|dinner|conversation|travel|trip|visit|"
    r"participation)\b|\b(?:call|meeting|meetings) (?:with|between|of)\b",
    re.I,
)
#: What a title also says, by which a kind it seems to name is not meant.
UNLESS = {"principles": STATEMENT, "transcript": re.compile(r"\b(?:readout|statement|fact sheet)\b", re.I)}
# In the main sentence.
ANNOUNCED = re.compile(
    r"\bwill (?:travel|meet|host|visit|participate|attend|convene|hold|lead|join|depart|take place|be held)\b"
)
MET = re.compile(
    r"\b(?:met|spoke|received|travell?ed|took part|attended|paid a|held|hosted|co-?hosted|convened|co-?chaired|had a)\b"
)


def read_kind(structure: Structure, lead: Lead) -> str:
    """What the document calls itself; a spokesperson's account of a meeting or a call is a readout."""
    title = structure.title or ""
    said = " ".join(sentence.text for sentence in lead.attribution)
    main = lead.main.text if lead.main else ""
    is_account = bool(ACCOUNT.search(title))
    by_a_spokesperson = bool(BY_A_SPOKESPERSON.search(said))
    if kind := _titled(title):
        return "joint statement" if kind == "statement" and SAYS_STATEMENT_IS_JOINT.search(said) else kind
    if SAYS_JOINT_STATEMENT.search(said):
        return "joint statement"
    if kind := _labelled(structure):
        is_readout = kind in ("media note", "statement") and by_a_spokesperson and is_account
        return "readout" if is_readout else kind
    if sum(1 for passage in structure.passages if passage.speaker) >= 2:
        return "transcript"
    for kind, pattern in MENTIONED:
        if pattern.search(said):
            return kind
    if ANNOUNCED.search(main):
        return "media note"
    if by_a_spokesperson or is_account or MET.search(main):
        return "readout"
    return "statement" if STATEMENT.search(said) else "other"


def _titled(title: str) -> str:
    """The kind that a title names; empty where it names none."""
    for kind, pattern in KINDS:
        if pattern.search(title) and not (kind in UNLESS and UNLESS[kind].search(title)):
            return kind
    return ""


def _labelled(structure: Structure) -> str:
    """The kind that a label of the front matter names; empty where none does."""
    front = (p.text for p in structure.passages if p.number.startswith("0.") and p.kind == "heading")
    labels = [text for text in front if is_label(text)]
    return next((kind for kind, pattern in KINDS if any(map(pattern.search, labels))), "")
