"""Rules no column can hold; every breach is a named finding. Errors block publishing, warnings are the work list."""

import calendar
import datetime
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.conf import settings
from django.utils import timezone

from initiatives.choices import Basis, Language, MeetingFormat, MeetingKind, MeetingState, ReferenceKind, Role
from initiatives.dates import PartialDate
from initiatives.models import Country, Meeting, Official, OfficialName, Passage, Tenure
from initiatives.models.documents import fingerprint
from initiatives.record import citation_rules, locks
from initiatives.record.bodies import Row, Rows, rows_of
from initiatives.record.chunks import chunks
from initiatives.record.kinds import KINDS, domain_models, with_pages
from initiatives.record.snapshots import snapshots

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """One breach: which rule, in which root, at which row and field, in words an editor can act on."""

    level: str
    rule: str
    kind: str
    root: uuid.UUID
    model: str
    row: str
    field: str
    message: str


class Agreed(dict[str, Rows]):
    """key of a root → its rows when its words were last agreed on. Of those that are ``new`` nothing is public."""

    def __init__(self, rows: Mapping[str, Rows] | None = None, new: Iterable[str] = ()) -> None:
        super().__init__(rows or {})
        self.new = frozenset(new)


@dataclass(frozen=True)
class Known:
    """What the rules look up outside the root they look at."""

    passages: Mapping[str, tuple[str, str]]  # key → (number, reading text)
    speaking_to: Mapping[str, str]  # key of a root → all words of the passages that speak to it
    addresses: frozenset[str]  # /rounds/2017-01-05-washington/ …
    tenures: Mapping[str, list[Row]]  # key of an official → tenures
    agreed: Agreed
    forms: locks.Forms
    dated: Mapping[str, str]  # key of a passage → the day its document was issued
    now: datetime.datetime

    def was(self, content: Rows) -> Rows | None:
        """The rows that a root's locks are measured by."""
        return self.agreed.get(content.root)

    def was_public(self, content: Rows) -> Rows | None:
        """The rows whose faults are a warning: what is public with them is on the list of work, what is new is not."""
        return None if content.root in self.agreed.new else self.was(content)


# --- What a finding is called


def _of_row(content: Rows, model: str, row: Row) -> str:
    if model == content.kind:
        return ""
    return " of “{}”".format(
        row.get("name")
        or row.get("value")
        or row.get("title_en")
        or row.get("title")
        or row.get("id", "a row that is gone")
    )


def _verbose(model: str, field: str) -> str:
    found = next(each for each in domain_models() if each._meta.model_name == model)
    return str(getattr(found._meta.get_field(field), "verbose_name", field))


def _find(level: str, rule: str, content: Rows, model: str, row: Row, field: str, message: str) -> Finding:
    root = uuid.UUID(content.root)
    said = f"{content.label}: {message}"
    return Finding(level, rule, content.kind, root, model, row["id"], field, said)


# --- The rules. Each takes one root's content and what is known besides.


def uncited(content: Rows, known: Known) -> Iterator[Finding]:
    """Facts that must be cited and are not. What is public without a source is on the list of work."""
    rows, was = content.by_key(), known.was_public(content)
    before = was.by_key() if was else {}
    without = set(citation_rules.uncited(was)) if was else set()
    for model, key, field in citation_rules.uncited(content):
        row = rows[model][key]
        fields = citation_rules.served_with(model, field)
        then = before.get(model, {}).get(key)
        is_old = (model, key, field) in without and then and locks.value_of(then, fields) == locks.value_of(row, fields)
        what = f"the {_verbose(model, field)}{_of_row(content, model, row)} has no citation. Add the passage or source."
        yield _find(WARNING if is_old else ERROR, "uncited", content, model, row, field, what)


def of_an_older_value(content: Rows, known: Known) -> Iterator[Finding]:
    """Citations made for another value of their fact than stands now. Of our own copy that is on the list of work."""
    found: dict[locks.Fact, list[locks.Older]] = defaultdict(list)
    for one in locks.older(content, known.was(content)):
        found[one.model, one.row["id"], one.fields].append(one)
    for (model, _key, fields), listed in found.items():
        one, count = listed[0], len(listed)
        sources = "1 source carries" if count == 1 else f"{count} sources carry"
        what = (
            f"{sources} an older value of the {_verbose(model, fields[0])}{_of_row(content, model, one.row)}: "
            f"{_said(one.then, known)}, now {_said(one.now, known)}. Say in its form whether they are still right, or "
            "replace them."
        )
        level = ERROR if citation_rules.must_be_cited(model, fields) else WARNING
        yield _find(level, "of an older value", content, model, one.row, one.citation["field"], what)


def _said(value: str, known: Known) -> str:
    parts = []
    for part in filter(None, value.split("\n")):
        name = "a record that is gone" if KEY.fullmatch(part) else part
        parts.append(known.forms.names.get(part, [name])[0])
    return f"“{' – '.join(parts)}”" if parts else "nothing"


def uncontained(content: Rows, known: Known) -> Iterator[Finding]:
    """Stated facts whose words do not hold them and give no reason. What is public so is on the list of work."""
    rows, was = content.by_key(), known.was_public(content)
    for citation in content["citation"]:
        model, key, fields = locks.fact_of(content, citation)
        row = rows[model].get(key) if citation_rules.must_be_cited(model, fields) else None
        if row and locks.asks_for_a_reason(citation) and not locks.carries(citation, model, row, known.forms):
            level = WARNING if locks.is_agreed(citation, content, was) else ERROR
            what = (
                f"the words “{citation['quotation']}” do not hold the {_verbose(model, citation['field'])}"
                f"{_of_row(content, model, row)}. Quote more, say why they carry it, or make the citation inferred."
            )
            yield _find(level, "uncontained", content, "citation", citation, "quotation", what)


def states_at_odds(content: Rows, known: Known) -> Iterator[Finding]:
    """Meetings held before their day, held without a source from after it, and rounds nobody headed."""
    for row in content.get("meeting", ()) if content.kind == "meeting" else ():
        if row["state"] != MeetingState.HELD:
            continue
        meeting = Meeting(state=row["state"], start=row["start"], time_zone=row["time_zone"])
        if meeting.is_before_its_day(known.now):
            what = f"it is called held, and {row['start']} has not come there. Call it planned, or correct the day."
            yield _find(ERROR, "held before its day", content, "meeting", row, "state", what)
        elif not any(_is_from_after(citation, row, known) for citation in _of_its_day(content)):
            was = known.was_public(content)
            old = was is not None and all(was.own[name] == row[name] for name in ("state", "start"))
            what = "no source of its day or its state is dated on that day or later: nothing says that it was held."
            yield _find(WARNING if old else ERROR, "nothing says it was held", content, "meeting", row, "state", what)
        if row["kind"] == MeetingKind.ROUND and not any(d["role"] == Role.HEAD for d in content["delegate"]):
            what = "it was held and has no head of delegation. Add who led each delegation."
            yield _find(WARNING, "no head of delegation", content, "meeting", row, "state", what)


def _of_its_day(content: Rows) -> Iterator[Row]:
    for citation in content["citation"]:
        if (
            citation["field"] in ("start", "end", "state")
            and citation_rules.supported(content, citation)[0] == "meeting"
        ):
            yield citation


def _is_from_after(citation: Row, meeting: Row, known: Known) -> bool:
    """True of a source dated on the first day of a meeting or later, or read then where it has no date.

    Of a call the day is another one across the sea.
    """
    dated = citation["dated"] or known.dated.get(citation["passage_id"] or "", "") or citation["read_on"]
    if not dated:
        return True  # a document without a day: nothing speaks against it
    day = PartialDate(meeting["start"]).first_day
    if meeting["format"] != MeetingFormat.IN_PERSON:
        day -= datetime.timedelta(days=1)
    return PartialDate(dated).last_day >= day


def versions_at_odds(content: Rows, known: Known) -> Iterator[Finding]:
    """Versions of what is no original in another language of the same round, and pairs that are none of such two."""
    documents = {row["id"]: row for row in content.get("document", ())}
    passages = {row["id"]: row for row in content.get("passage", ())}
    for row in documents.values():
        original = documents.get(row["version_of_id"] or "")
        if not row["version_of_id"]:
            continue
        if original is None:
            what = "is called a version of a document that is not of this round. Name the original, or none."
        elif original["version_of_id"]:
            what = f"is called a version of {original['slug']}, which is a version itself. Name the original."
        elif original["language"] == row["language"]:
            what = f"is called a version of {original['slug']}, which is in the same language. Correct one of the two."
        else:
            continue
        yield _find(ERROR, "version at odds", content, "document", row, "version_of", f"{row['slug']} {what}")
    for row in passages.values():
        if not row["counterpart_id"]:
            continue
        version, other = documents.get(row["document_id"], {}), passages.get(row["counterpart_id"])
        if other is None or other["document_id"] != version.get("version_of_id"):
            what = "is paired with a passage that is none of its original. Take the pair apart, or name the original."
        elif other["kind"] != row["kind"]:
            what = f"is a {row['kind']} and paired with ¶ {other['number']}, a {other['kind']}. Pair it with its like."
        else:
            continue
        said = f"¶ {row['number']} of {version.get('slug', 'a document that is gone')} {what}"
        yield _find(ERROR, "pair at odds", content, "passage", row, "counterpart", said)


def concepts_at_odds(content: Rows, known: Known) -> Iterator[Finding]:
    """Concepts whose name is none of their forms in its language, so that no source prints it."""
    for row in content.get("concept", ()):
        for code, language in Language.choices:
            printed = [form["value"] for form in content["conceptform"] if form["language"] == code]
            if (name := row[f"name_{code}"]) and name not in printed:
                what = f"“{name}” is none of its forms in {language}. Add it as a form, with its source, or choose one."
                yield _find(ERROR, "name at odds", content, "concept", row, f"name_{code}", what)


def altered(content: Rows, known: Known) -> Iterator[Finding]:
    """Texts that are no longer those that were filed."""
    for row in content.get("document", ()):
        if row["text"] and fingerprint(row["text"]) != row["sha256"]:
            what = f"the text of {row['slug']} is not the text that was filed; its SHA-256 differs."
            yield _find(ERROR, "altered", content, "document", row, "text", what)


def orphaned(content: Rows, known: Known) -> Iterator[Finding]:
    """Quotations that their passages no longer hold."""
    for row in content["citation"]:
        number, text = known.passages.get(row["passage_id"] or "", ("", ""))
        if row["basis"] != Basis.OTHER and row["quotation"] not in text:
            what = (
                f"the words quoted for {row['field']} are no longer in passage {number or '?'}: “{row['quotation']}”. "
                "Quote the passage as it is now, or cite another."
            )
            yield _find(ERROR, "orphaned", content, "citation", row, row["field"], what)


def citing_nothing(content: Rows, known: Known) -> Iterator[Finding]:
    """Citations of a field that is empty now, or of a row that is gone."""
    rows = {(model, row["id"]): row for model, listed in content.items() for row in listed}
    for row in content["citation"]:
        model, key = citation_rules.supported(content, row)
        owner = rows.get((model, key))
        if owner is None or not any(
            citation_rules.filled(owner, field) for field in citation_rules.served_with(model, row["field"])
        ):
            what = (
                f"a citation supports the {row['field'].replace('_', ' ')}{_of_row(content, model, owner or {})}, "
                "which is empty. Fill it, or take the citation out."
            )
            yield _find(WARNING, "cites nothing", content, "citation", row, row["field"], what)


def without_archive(content: Rows, known: Known) -> Iterator[Finding]:
    """Documents that nobody has put into an archive: their addresses may die."""
    for row in content.get("document", ()):
        if not row["archive_address"]:
            what = f"“{row['title']}” has no archive address. File it in a public web archive, then add the address."
            yield _find(WARNING, "no archive address", content, "document", row, "archive_address", what)


# Code, name and script of the languages that are ours. Words in a script are of its language; kanji alone are Japanese.
TRANSLATIONS = (
    ("ja", "Japanese", re.compile("[\u3041-\u30ff\u4e00-\u9fff]")),
    ("ko", "Korean", re.compile("[\uac00-\ud7a3]")),
)


def untranslated(content: Rows, known: Known) -> Iterator[Finding]:
    """Columns that stand in English and not in Japanese or Korean; not those printed in that language in the source."""
    for model, listed in content.items():
        for row in listed:
            for column in row:
                field = column.removesuffix("_en")
                if field == column or f"{field}_ja" not in row or not row[column]:
                    continue
                printed = str(row.get(field.removesuffix("_translation"), ""))
                missing = [
                    name
                    for code, name, script in TRANSLATIONS
                    if not row[f"{field}_{code}"] and not script.search(printed)
                ]
                if missing:
                    what = f"the {_verbose(model, field)}{_of_row(content, model, row)} is missing in "
                    yield _find(WARNING, "untranslated", content, model, row, field, what + " and ".join(missing) + ".")


def _span(row: Row) -> tuple[str, str]:
    """First and last possible day of a row with start and end, as ISO text; open ends reach as far as they can."""
    start = PartialDate(row["start"]).first_day.isoformat() if row["start"] else "0000"
    end = PartialDate(row["end"]).last_day.isoformat() if row["end"] else "9999"
    return start, end


def tenures_at_odds(content: Rows, known: Known) -> Iterator[Finding]:
    """Tenures of one official in one country that overlap, and printed titles that no tenure of that day bears out."""
    listed = sorted(content.get("tenure", ()), key=_span)
    for earlier, later in pairwise(listed):
        if _span(later)[0] < _span(earlier)[1] and earlier["end"] and earlier["country_id"] == later["country_id"]:
            what = f"the tenures “{earlier['title_en']}” and “{later['title_en']}” overlap. Look at their sources."
            yield _find(WARNING, "tenures overlap", content, "tenure", later, "start", what)
    for delegate in content.get("delegate", ()):
        meeting = content["meeting"][0]
        first, last = _span({"start": meeting["start"], "end": meeting["end"] or meeting["start"]})
        tenures = known.tenures.get(delegate["official_id"], [])
        then = [tenure for tenure in tenures if _span(tenure)[0] <= last and first <= _span(tenure)[1]]
        printed = f"{delegate['title']} {delegate['title_translation_en'] or ''}"
        if tenures and not any(_tells_of(printed, tenure["title_en"]) for tenure in then):
            held = " and ".join(f"“{tenure['title_en']}”" for tenure in then)
            what = f"{delegate['name']} is printed as “{delegate['title']}”, but " + (
                f"was {held} in the record on that day." if then else "no tenure in the record covers that day."
            )
            yield _find(WARNING, "tenure contradicts title", content, "delegate", delegate, "title", what)


def _tells_of(printed: str, title: str) -> bool:
    """True where two titles share a word by which titles are told apart, or one is the other's initials: VFM."""
    one, other = (
        {w.casefold() for w in WORDS.findall(each)} - {"of", "for", "the", "and"} for each in (printed, title)
    )
    initials = {word[0] for word in other}
    return bool(one & other) or any(initials.issuperset(short.casefold()) for short in SHORT.findall(printed))


NAMES = re.compile(r"(?<![.!?:]\s)(?<!^)(?<!\n)\b[A-Z][\w’'-]*(?:\s+(?:of|for|the|and)?\s*[A-Z][\w’'-]*)*")
NUMBERS = re.compile(r"\d[\d,.]*\d|\d")
WORDS = re.compile(r"[^\W_]+")
SHORT = re.compile(r"\b[A-Z]{2,}\b")
# The three parties, what belongs to them, and their capitals need no source of their own.
PARTIES = {
    *("u", "s", "us", "american", "washington", "d", "c", "dc"),
    *("japan", "japanese", "tokyo", "rok", "korea", "korean", "seoul", "english"),
}
SPELLED = (
    "one/first two/second three/third four/fourth five/fifth six/sixth seven/seventh eight/eighth nine/ninth ten/tenth "
    "eleven/eleventh twelve/twelfth thirteen/thirteenth fourteen/fourteenth fifteen/fifteenth sixteen/sixteenth"
)
MONTHS = [name.casefold() for name in calendar.month_name[1:]]


def unsupported(content: Rows, known: Known) -> Iterator[Finding]:
    """Names, numbers, dates and resolution numbers in our own copy that stand in no source this root cites.

    Of the Japanese and Korean copy the numbers alone: names stand there in other scripts than in the sources.
    """
    for row in content[content.kind]:
        copy = row.get("summary_en") or ""
        translations = [row.get(f"summary_{code}") or "" for code, _, _ in TRANSLATIONS]
        if not copy and not any(translations):
            continue
        ground = " ".join([known.speaking_to.get(content.root, ""), *_facts(content), *_cited_words(content, known)])
        words = PARTIES | {word.casefold() for word in WORDS.findall(ground)}
        words |= {MONTHS[int(month) - 1] for month in re.findall(r"\b\d{4}-(0[1-9]|1[0-2])", ground)}
        words |= {str(int(number)) for number in re.findall(r"\b\d+\b", ground)}
        words |= {str(place) for place, month in enumerate(MONTHS, 1) if month in words}  # 3月
        spelled = words | {word.casefold() for word in WORDS.findall(copy)}
        words |= {
            str(number) for number, said in enumerate(SPELLED.split(), 1) if spelled.intersection(said.split("/"))
        }  # 5回
        numbers = [number for text in (copy, *translations) for number in NUMBERS.findall(text)]
        for found in dict.fromkeys([*numbers, *NAMES.findall(copy)]):
            parts = [word.casefold() for word in WORDS.findall(found) if word not in ("of", "for", "the", "and")]
            if parts and not words.issuperset(str(int(part)) if part.isdecimal() else part for part in parts):
                what = f"“{found}” stands in our summary and in no source cited here. Cite one, or leave it out."
                yield _find(WARNING, "unsupported copy", content, content.kind, row, "summary", what)


def _facts(content: Rows) -> Iterator[str]:
    for model, listed in content.items():
        if model != "citation":
            for row in listed:
                for column, value in row.items():
                    if isinstance(value, str | int) and not column.startswith("summary") and not column.endswith("id"):
                        yield str(value)


def _cited_words(content: Rows, known: Known) -> Iterator[str]:
    for row in content["citation"]:
        yield known.passages.get(row["passage_id"] or "", ("", ""))[1]
        yield " ".join(
            str(row[name]) for name in ("quotation", "printed", "publisher_en", "source_title", "dated", "note_en")
        )


LISTED = "|".join([*(member.pages for member in with_pages()), "phrases"])
PATHS = re.compile(rf"(?<![\w/])/(?:ja/|ko/)?(?:{LISTED})/[\w-]+/(?:#p-[\d.]*\d|h?\d[\d.]*/)?")


def dead_links(content: Rows, known: Known) -> Iterator[Finding]:
    """Addresses of the record in our own copy that lead nowhere."""
    for row in content[content.kind]:
        for column in (column for column in row if column.startswith("summary_")):
            for path in PATHS.findall(row[column] or ""):
                if re.sub("^/(?:ja|ko)/", "/", path) not in known.addresses:
                    what = f"the address {path} in the summary leads nowhere. Correct it or take it out."
                    yield _find(WARNING, "dead link", content, content.kind, row, column, what)


ERRORS = (
    *(uncited, of_an_older_value, uncontained, states_at_odds, versions_at_odds, concepts_at_odds),
    *(altered, orphaned),
)
WARNINGS = (citing_nothing, without_archive, tenures_at_odds, unsupported, untranslated, dead_links)


# --- Looking


def _passages(contents: Iterable[Rows], using: str) -> dict[str, tuple[str, str]]:
    """Every passage that the contents hold or quote; among the contents first, otherwise as the database has it."""
    contents = list(contents)
    texts = {row["id"]: (row["number"], row["text"]) for c in contents for row in c.get("passage", ())}
    quoted = {row["passage_id"] for c in contents for row in c["citation"]} - {None, *texts}
    for chunk in chunks(quoted):
        rows = Passage.objects.using(using).filter(pk__in=chunk)
        texts.update({str(pk): (number, text) for pk, number, text in rows.values_list("pk", "number", "text")})
    return texts


KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMING = ("official_id", "convener_official_id", "host_id", "country_id")


def forms_of(rows: Iterable[Row], using: str) -> locks.Forms:
    """What the officials and countries are called that rows name, in any language: four queries for each chunk."""
    listed = list(rows)
    wanted = {key for row in listed for name in NAMING if (key := row.get(name))}
    wanted |= {key for row in listed for key in KEY.findall(row.get("supports") or "")}
    names: dict[str, list[str]] = defaultdict(list)
    posts: dict[str, list[str]] = defaultdict(list)
    languages = [code for code, _ in settings.LANGUAGES]
    columns = [f"{name}_{code}" for name in ("name", "short_name", "formal_name") for code in languages]
    for chunk in chunks(sorted(wanted)):
        for key, name in Official.objects.using(using).filter(pk__in=chunk).values_list("pk", "name"):
            names[str(key)].append(name)
        for key, name in OfficialName.objects.using(using).filter(official__in=chunk).values_list("official", "value"):
            names[str(key)].append(name)
        for key, *said in Country.objects.using(using).filter(pk__in=chunk).values_list("pk", *columns):
            names[str(key)] += [one for one in said if one]
        titles = Tenure.objects.using(using).filter(official__in=chunk)
        for key, *said in titles.values_list("official", *(f"title_{code}" for code in languages)):
            posts[str(key)] += [one for one in said if one]
    return locks.Forms(names, posts)


def _dated(contents: Iterable[Rows], using: str) -> dict[str, str]:
    """key of a passage that a meeting's day or state is cited from → the day its document was issued."""
    quoted = {
        row["passage_id"]
        for content in contents
        if content.kind == "meeting"
        for row in _of_its_day(content)
        if row["passage_id"]
    }
    found: dict[str, str] = {}
    for chunk in chunks(sorted(quoted)):
        rows = Passage.objects.using(using).filter(pk__in=chunk)
        found.update({str(key): day for key, day in rows.values_list("pk", "document__issued_on")})
    return found


def findings(bodies: Iterable[str], using: str, agreed: Agreed | None = None) -> list[Finding]:
    """What keeps the bodies from being published, and what of that was agreed on before and is a warning now.

    ``agreed``: key of a root → its rows when its words were last agreed on; of a new root there are none.
    """
    contents = [rows_of(body) for body in bodies]
    known = Known(
        _passages(contents, using),
        {},
        frozenset(),
        {},
        agreed or Agreed(),
        forms_of((row for content in [*contents, *(agreed or {}).values()] for _model, row in content.each()), using),
        _dated(contents, using),
        timezone.now(),
    )
    return [finding for content in contents for rule in ERRORS for finding in rule(content, known)]


def everything(using: str, agreed: Callable[[list[Rows]], Agreed] | None = None) -> list[Finding]:
    """Every error and warning of a whole database, errors first. Reads it all.

    ``agreed`` gives the rows when the words were last agreed on; without it, they are agreed on as they are.
    """
    contents: list[Rows] = []
    for kind, one in KINDS.items():
        keys = one.model._default_manager.using(using).values_list("pk", flat=True)
        contents += [rows_of(body) for body in snapshots(kind, keys, using).values()]
    speaking: dict[str, list[str]] = defaultdict(list)
    addresses: set[str] = set()
    tenures: dict[str, list[Row]] = {}
    for content in contents:
        for row in content.get("passage", ()):
            about = {content.root, row["pillar_id"], row["initiative_id"], row["speaker_id"]}
            for root in about | {*row["named_initiatives"], *row["references"]}:
                speaking[str(root)].append(row["text"])
        for member in with_pages():
            addresses |= {f"/{member.pages}/{row['slug']}/" for row in content.get(member.name, ())}
        phrases = (row for row in content.get("reference", ()) if row["kind"] == ReferenceKind.PHRASE)
        addresses |= {f"/phrases/{row['slug']}/" for row in phrases}
        slugs = {row["id"]: row["slug"] for row in content.get("document", ())}
        read = content.get("passage", ())
        for row in read:
            reader = f"/documents/{slugs[row['document_id']]}/"
            addresses |= {f"{reader}#p-{row['number']}", f"{reader}{row['number']}/"}
        if content.kind == "official":
            tenures[content.root] = content["tenure"]
    words = {root: " ".join(texts) for root, texts in speaking.items()}
    known = Known(
        _passages(contents, using),
        words,
        frozenset(addresses),
        tenures,
        agreed(contents) if agreed else Agreed({content.root: content for content in contents}),
        forms_of((row for content in contents for _model, row in content.each()), using),
        _dated(contents, using),
        timezone.now(),
    )
    found = [f for rules in (ERRORS, WARNINGS) for content in contents for rule in rules for f in rule(content, known)]
    return sorted(found, key=lambda one: one.level != ERROR)
