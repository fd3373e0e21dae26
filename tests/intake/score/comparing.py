"""One reading against one label: counts for lists, right or wrong for single values, and what was lost. See README.md."""

import difflib
import html
import html.parser
import re
import unicodedata
from collections import Counter

LISTS = ("officials", "headings", "lead_ins", "activities", "references")
SINGLES = ("title", "kind", "mechanism", "round", "date", "city", "state", "language")
COLUMNS = ("officials", "delegate", *LISTS[1:], *SINGLES)
STOP = frozenset(["a", "an", "the", "of", "and", "on", "in", "for", "to", "at", "by", "with", "between"])
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
#: What a line may begin with that is no word of it: a bullet, or a number in any of three countries' ways.
BULLET = "[-+*•▪◦·○●■□◆◎▲▶※ㅇ]"
NUMBER = r"(?:\(\d{1,2}\)|\(?[a-z]\)|\d{1,2}[.)、]|[IVX]{1,5}\.|[가나다라마바사아]\.|[ア-ン][.)])(?!\d)|\d{1,2}(?=\s)"
MARK = f"(?:{BULLET}|{NUMBER})"
NUMBERING = re.compile(rf"\A\s*(?:{MARK}\s*)+")
WIDE = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"


def plain(text):
    """One spelling for characters that look alike; accents of Latin letters and invisible characters gone."""
    marked = unicodedata.normalize("NFKD", INVISIBLE.sub("", unicodedata.normalize("NFKC", str(text or ""))))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", marked))


def bare(text):
    """Letters and digits alone, of whatever script."""
    return re.sub(r"[\W_]", "", plain(text).casefold())


def unnumbered(text):
    """`bare`, without the number or bullet it begins with, and without mark-up."""
    return bare(NUMBERING.sub("", plain(text).replace("*", "").replace("#", ""), count=1))


def words(text):
    """Of a name: its words, or the pairs of its characters where a script is written without spaces between them."""
    found = set()
    for run in re.findall(r"\w+", plain(text).casefold().replace("'", "").replace("’", "")):
        wide = re.search(WIDE, run)
        found |= {run[i : i + 2] for i in range(max(1, len(run) - 1))} if wide else {run} - STOP
    return found


def span(value):
    return value and (value.get("start"), value.get("end") or value.get("start"))


def same_official(want, got):
    if want["country"] not in (None, got.get("country")):
        return False
    if "family" in want:
        return words(want["family"]) <= words(got.get("name"))
    said = {bare(part) for part in re.split(r"[(（)）、,]", str(got.get("name") or ""))} | {bare(got.get("name"))}
    return any(bare(form) in said for form in want["name"].split("|"))


def same_activity(want, got):
    theirs = words(got.get("name"))
    forms = [words(form) for form in want["name"].split("|")]
    return span(want) == span(got) and any(
        len(ours & theirs) >= 0.5 * max(1, min(len(ours), len(theirs))) for ours in forms
    )


def reference(text):
    said = bare(text)
    number = re.search(r"(?:unscr|unscresolution|resolution|決議第?|결의(?:안)?제?)s?\D{0,3}(\d{3,4})", said)
    return f"unscr{number[1]}" if number else said


def same_reference(want, got):
    return any(reference(form) in reference(got) for form in want.split("|"))


def same_text(want, got):
    return unnumbered(want) == unnumbered(got)


SAME = {"officials": same_official, "activities": same_activity, "references": same_reference}


def paired(field, wanted, given):
    """Each given item answers one wanted item, the closest name first: (pairs, wanted left, given left)."""
    given, pairs, left = list(given) if isinstance(given, list) else [], [], []
    for want in wanted:
        same = SAME.get(field, same_text)
        fitting = [got for got in given if isinstance(got, type(want)) and same(want, got)]
        if not fitting:
            left.append(want)
            continue
        best = fitting[0]
        if isinstance(want, dict):
            best = max(fitting, key=lambda got: len(words(want["name"]) & words(got.get("name"))))
        given.remove(best)
        pairs.append((want, best))
    return pairs, left, given


FOLDS = {
    "title": lambda text: re.sub(r"^(?:joint)?factsheet", "", unnumbered(text)),
    "city": lambda text: re.sub(r"(?:dc|市)$", "", bare(text)),
}


def right_single(field, want, said):
    if field not in said:
        return False
    got = said[field]
    if field == "date":
        return span(want) == span(got)
    if want is None or got is None or field == "round":
        return want == got
    fold = FOLDS.get(field, bare)
    forms = want if isinstance(want, list) else want.split("|") if field == "city" else [want]
    return fold(got) in [fold(form) for form in forms]


def compared(gold, said):
    """({column: [right, wrong, missed]}, or [right, wrong] for what is right or not; {column: what differs})."""
    counts, differs = {}, {}
    skip, optional = set(gold.get("uncertain", [])), gold.get("optional", {})
    for field in LISTS:
        if field in skip:
            continue
        pairs, missed, extra = paired(field, gold[field], said.get(field))
        extra = paired(field, optional.get(field, []), extra)[2]
        counts[field] = [len(pairs), len(extra), len(missed)]
        if missed or extra:
            differs[field] = {"missed": missed, "extra": [_short(item) for item in extra]}
        if field == "officials":
            asked = [(want, got) for want, got in pairs if want["delegate"] is not None]
            wrong = [want["name"] for want, got in asked if want["delegate"] != got.get("delegate")]
            counts["delegate"] = [len(asked) - len(wrong), len(wrong)]
            if wrong:
                differs["delegate"] = wrong
    for field in SINGLES:
        if field in skip or field not in gold:  # the corpus says nothing of state and language
            continue
        right = right_single(field, gold[field], said)
        counts[field] = [int(right), int(not right)]
        if not right:
            differs[field] = {"want": gold[field], "got": said.get(field)}
    return counts, differs


def _short(item):
    return (
        {key: item[key] for key in ("name", "title", "country", "start") if key in item}
        if isinstance(item, dict)
        else item
    )


def pooled(counts):
    total = {}
    for row in counts:
        for field, numbers in row.items():
            total[field] = [a + b for a, b in zip(total.get(field, [0] * len(numbers)), numbers, strict=True)]
    return total


def share(numbers):
    """F1 of [right, wrong, missed], share of [right, wrong]; None where there was nothing to find and nothing said."""
    if not numbers or not sum(numbers):
        return None
    return numbers[0] / sum(numbers) if len(numbers) == 2 else 2 * numbers[0] / (numbers[0] + sum(numbers))


class Printed(html.parser.HTMLParser):
    """What a page shows, a line for each block."""

    BLOCKS = frozenset(
        [
            "p",
            "div",
            "br",
            "li",
            "ul",
            "ol",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "tr",
            "td",
            "th",
            "table",
            "section",
            "article",
            "hr",
            "title",
        ]
    )
    SILENT = frozenset(["script", "style", "title"])

    def __init__(self):
        super().__init__()
        self.parts, self.silent = [], 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in self.SILENT
        self.parts.append("\n" * (tag in self.BLOCKS))

    def handle_endtag(self, tag):
        self.silent -= tag in self.SILENT
        self.parts.append("\n" * (tag in self.BLOCKS))

    def handle_data(self, data):
        self.parts.append("" if self.silent else data)


#: Mark-up that stands in plain texts and says nothing.
SILENT_TAGS = re.compile(r"<!--.*?-->|</?(?:u|sup|sub|span|br|em|strong|p|div)\b[^>]*>", re.DOTALL)


def body_of(text, suffix):
    """The words a reader sees, as lines: mark-up and the marks that lines begin with are gone."""
    if suffix == ".html":
        page = Printed()
        page.feed(text)
        text = "".join(page.parts)
    else:
        text = html.unescape(SILENT_TAGS.sub("", text))
    lines = re.sub(r"[*\\#•]|^\s*(?:[-=_~]\s*)+$", "", plain(text), flags=re.MULTILINE).splitlines()
    return [NUMBERING.sub("", line, count=1) for line in lines]


TOKENS = re.compile(rf"{WIDE}|(?:(?!{WIDE})[^\W_])+|[^\w\s]|_")


def leaves(passages):
    """The texts of passages, without a paragraph that is the sum of its sentences."""
    rows = [(str(p["number"]), str(p["text"] or "")) for p in passages]
    parts = {n: bare("".join(t for m, t in rows if m.startswith(n + "."))) for n, _ in rows}
    return [text for number, text in rows if not parts[number] or parts[number] != bare(text)]


def lost(text, suffix, said):
    """Every word and mark of the body that is neither in a passage, in order, nor among the unplaced."""
    wanted = [token for line in body_of(text, suffix) for token in TOKENS.findall(line)]
    placed = TOKENS.findall(plain("\n".join(leaves(said.get("passages") or []))))
    rest = iter(placed)
    if all(token in rest for token in wanted):
        return []
    blocks = difflib.SequenceMatcher(None, wanted, placed, autojunk=False).get_matching_blocks()
    found = {i for start, _, size in blocks for i in range(start, start + size)}
    aside = Counter(TOKENS.findall(plain("\n".join(map(str, said.get("unplaced") or [])))))
    return list((Counter(t for i, t in enumerate(wanted) if i not in found) - aside).elements())
