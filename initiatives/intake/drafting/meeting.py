"""What the draft says of the meeting: what it was, when and where, who took part, by which document."""

import calendar
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from initiatives.choices import DocumentKind, Language, MeetingFormat, MeetingKind, Role
from initiatives.dates import PartialDate
from initiatives.intake.drafting.state import Bench, dates_trouble, pairs
from initiatives.intake.matching import (
    Match,
    fold,
    last_round,
    likeness,
    match_person,
    rounds_on,
)
from initiatives.intake.proposal import (
    NEW,
    Evidence,
    Field,
    Item,
)
from initiatives.intake.recognise.gazetteer import CITIES

ORDINALS_TEXT = """
First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth Fourteenth
Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth Twentieth Twenty-first Twenty-second Twenty-third
Twenty-fourth Twenty-fifth Twenty-sixth Twenty-seventh Twenty-eighth Twenty-ninth Thirtieth
"""
ORDINALS = ORDINALS_TEXT.split()
KINDS = {str(value).replace("_", " "): str(value) for value in DocumentKind.values}
PARTY_WORDS = {"USA": "United States", "JPN": "Japan", "KOR": "Republic of Korea"}
OFFICES = (  # what a letterhead says → the publisher
    (r"Office of the Spokesperson|Department of State|state\.gov", "U.S. Department of State"),
    (r"Ministry of Foreign Affairs of Japan|\bmofa\.go\.jp|外務省", "Ministry of Foreign Affairs of Japan"),
    (r"\bmofa\.go\.kr|외교부", "Ministry of Foreign Affairs, Republic of Korea"),
    (r"White House", "The White House"),
)
ALIKE, NEARLY_ALL = 0.5, 0.8  # of the sentences of two documents that are the same, in order
FAMILY_FIRST = frozenset({"JPN", "KOR", "CHN", "PRK"})


class MeetingSteps(Bench):
    """Occasion, meeting, delegates, document, source."""

    def occasion(self) -> None:
        read = self.values.get("mechanism", "round")
        verdict = ""
        if read == "call":
            verdict = (
                "This is a telephone or video call of the three, not a round. "
                "The record keeps calls apart and without a number."
            )
        elif read != "round":
            verdict = "This does not read like a round of this mechanism. " + self._who_met()
        choices = [("", "—"), ("round", "a round of this mechanism"), ("call", "a call of the same three")]
        item = self.put(
            Item(
                "occasion",
                "occasion",
                "What this reports",
                [Field("kind", "What this reports", read if read in ("round", "call") else "", "select", choices)],
                sure=read == "round",
                quiet=read == "round",
                reason=verdict,
            )
        )
        self.draft.mechanism = item["kind"] if item["kind"] else read
        self.draft.is_blocked = not item.included or not item["kind"]
        self.draft.verdict = verdict

    def _who_met(self) -> str:
        met = [o for o in self.values.get("officials") or () if o.get("delegate")]
        told = "; ".join(f"{o['name']}, {o['title']}" if o.get("title") else o["name"] for o in met[:6])
        countries = {o.get("country") for o in met}
        missing = [name for code, name in PARTY_WORDS.items() if code not in countries]
        others = sorted({str(code) for code in countries if code and code not in PARTY_WORDS})
        parts = [f"It reports a meeting of {told}." if told else "It names nobody who met."]
        if met and missing:
            parts.append(f"Nobody of {' or '.join(missing)} is named as taking part.")
        if others:
            parts.append(f"Others took part: {', '.join(others)}.")
        return " ".join(parts)

    def known_document(self) -> None:
        """Whether the desk holds these words already, or an earlier state of them."""
        sentences = [p["text"] for p in self.passages if p["kind"] == "sentence"]
        mine = [fold(text) for text in sentences]
        by_document: dict[str, list[str]] = defaultdict(list)
        for one in self.desk.said:
            by_document[one.document].append(one.text)
        known = set(mine)
        best: tuple[float, str] = (0.0, "")
        for key, texts in by_document.items():
            folded = [fold(text) for text in texts]
            if folded == mine:
                self.draft.same_as = next((d for d in self.desk.documents if d["key"] == key), None)
                return
            if len(known.intersection(folded)) * 3 >= min(len(mine), len(folded)) > 0:
                best = max(best, (likeness(texts, sentences), key))
        if best[0] < ALIKE:
            return
        earlier = next((d for d in self.desk.documents if d["key"] == best[1]), None)
        if earlier and not self._of_another_meeting(earlier["meeting"]):
            self.draft.corrects, self.draft.likeness = earlier, best[0]

    def _of_another_meeting(self, key: str) -> bool:
        """True where day or number in the text are not those of a meeting: statements of two rounds are much alike."""
        meeting = next((m for m in self.desk.meetings if m["key"] == key), None)
        if meeting is None:
            return True
        start = self.changes.get("meeting.date", {}).get("start") or (self.values.get("date") or {}).get("start") or ""
        number = self.values.get("round")
        first, last = meeting["start"], meeting["end"] or meeting["start"]
        other_day = bool(start) and not (first <= start <= last or start.startswith(first) or first.startswith(start))
        return other_day or bool(number and meeting["number"] and number != meeting["number"])

    def _guessed_meeting(self, kind: str, start: str, city: str) -> tuple[dict[str, Any] | None, str, bool]:
        """The meeting at the desk this belongs to, why, and whether that is sure."""
        by_key = {meeting["key"]: meeting for meeting in self.desk.meetings}
        if known := self.draft.same_as:
            return by_key.get(known["meeting"]), "its document has these words", True
        if known := self.draft.corrects:
            sure = self.draft.likeness >= NEARLY_ALL or fold(known["title"]) == fold(self.values_title())
            return by_key.get(known["meeting"]), "its document has most of these words", sure
        title = fold(self.values_title())
        listed = [d for d in self.desk.documents if not d["sha256"] and title and fold(d["title"]) == title]
        if len({d["meeting"] for d in listed}) == 1:
            return by_key.get(listed[0]["meeting"]), "it lists a document of this title", True
        if meeting := rounds_on(self.desk, kind, start, city):
            return meeting, "a meeting on the same day", True
        if not start and city:
            heads = {m.key for o in self._delegates_read() if (m := self._surest(o, ""))}
            same = [
                meeting
                for meeting in self.desk.meetings
                if meeting["kind"] == kind
                and fold(meeting["city"]) == fold(city)
                and heads
                and heads <= set(meeting["heads"])
            ]
            if same:
                return same[-1], "the same heads of delegation in the same city; the text names no day", False
        return None, "", True

    def _delegates_read(self) -> list[dict[str, Any]]:
        return [o for o in self.values.get("officials") or () if o.get("delegate")]

    def meeting(self) -> None:
        kind = self.draft.mechanism if self.draft.mechanism in MeetingKind.values else "round"
        date, cited = self.values.get("date") or {}, self.values.get("cited") or {}
        start, end = date.get("start") or "", date.get("end") or ""
        end = "" if end == start else end
        typed = self.changes.get("meeting.date", {})
        if self.prepared:
            start, end = self.prepared.get("start", ""), self.prepared.get("end", "")
        city = self.values.get("city") or ""
        guess, why, sure = self._guessed_meeting(kind, typed.get("start", start), city)
        choices = [(NEW, f"a new {'call' if kind == 'call' else 'round'}")] + [
            (m["key"], f"{m['name']}, {m['start']}, {m['city']}")
            for m in reversed(self.desk.meetings)
            if m["kind"] == kind
        ]
        which = self.put(
            Item(
                "meeting.which",
                "meeting",
                "Which meeting",
                [Field("meeting", "Which meeting", guess["key"] if guess else NEW, "select", choices, required=True)],
                reason=f"The desk has it: {why}." if guess else "The desk has no meeting on that day.",
                sure=sure,
                bulk=False,
                quiet=not guess,
            )
        )
        there = next((m for m in self.desk.meetings if m["key"] == which["meeting"]), None) if which.included else None
        self.draft.meeting = there
        if which.is_question:
            self.trouble(which.key, f"Say which meeting this is: {guess['name'] if guess else ''}, or a new one.")
        source = cited.get("date") or {}
        day = self.put(
            Item(
                "meeting.date",
                "meeting",
                "Day",
                [
                    Field("start", "First day", start, "date", required=True, longest=10, help="2026-11-24"),
                    Field("end", "Last day", end, "date", longest=10, help="Empty where it took one day."),
                ],
                self.evidence(source["passage"], source["words"]) if source else [],
                reason="" if start else self._no_day(),
            )
        )
        if there and not start and not typed:
            day.fields[0].value, day.fields[1].value = there["start"], there["end"]
            day.reason = "As the desk has it; the text names no day."
            day.quiet = True
        self.against(day, {"start": "start", "end": "end"})
        if not day["start"] and not which.is_question:
            self.trouble(
                day.key, "The text does not name the day. Write it under “Day”, and where it stands under the source."
            )
        elif trouble := dates_trouble(day["start"], day["end"]):
            self.trouble(day.key, trouble)
        self.place(city, cited.get("city") or {}, kind)
        self.naming(kind, day["start"])

    def _no_day(self) -> str:
        for passage in self.passages:
            if passage["kind"] == "sentence" and (
                match := re.search(r"\b(?:today|yesterday)\b", passage["text"], re.I)
            ):
                return f"The text says only “{match[0]}” (¶ {passage['number']}): the day needs another source."
        return "The text names no day: the day needs another source."

    def against(self, item: Item, columns: Mapping[str, str]) -> None:
        """Compares a fact with that of the meeting at the desk: where they differ, the desk's stays unless accepted."""
        there = self.draft.meeting
        if not there:
            return
        differs = [
            (each.label.lower(), there[columns[each.name]])
            for each in item.fields
            if each.name in columns
            and each.value
            and there[columns[each.name]]
            and fold(each.value) != fold(str(there[columns[each.name]]))
        ]
        if differs:
            item.sure, item.bulk = False, False
            item.reason = (
                "The desk has another "
                + " and ".join(f"{label}: {value}" for label, value in differs)
                + ". Yours stays out unless you accept it."
            )

    def place(self, city: str, source: Mapping[str, str], kind: str) -> None:
        default = MeetingFormat.CALL if kind == "call" and not city else MeetingFormat.IN_PERSON
        evidence = self.evidence(source["passage"], source["words"]) if source else []
        codes = [("", "—")] + [
            (code, name) for code, (_, name, _) in sorted(self.desk.countries.items(), key=lambda c: c[1][1])
        ]
        country = CITIES.get(city.split(",")[0], "")
        item = self.put(
            Item(
                "meeting.city",
                "meeting",
                "Place",
                [
                    Field("city", "City", city, help="As the source prints it: Washington, DC.", longest=100),
                    Field("country", "Country", country if country in self.desk.countries else "", "select", codes),
                ],
                evidence,
                reason="" if city or kind == "call" else "The text names no city of the meeting.",
            )
        )
        if item["city"] and not item["country"]:
            guess = CITIES.get(item["city"].split(",")[0].strip(), "")
            item.fields[1].value = guess if guess in self.desk.countries else ""
        if self.draft.meeting and not city and not self.changes.get("meeting.city"):
            item.fields[0].value, item.fields[1].value = self.draft.meeting["city"], self.draft.meeting["country"]
            item.reason, item.quiet = "As the desk has it; the text names no city.", True
        self.against(item, {"city": "city"})
        self.put(
            Item(
                "meeting.format",
                "meeting",
                "How they met",
                [Field("format", "Format", str(default), "select", pairs(MeetingFormat))],
                item.evidence or self._met(),
                reason="Follows from the words; cited as inferred.",
                quiet=True,
            )
        )

    def _met(self) -> list[Evidence]:
        for passage in self.passages:
            if passage["kind"] == "sentence" and (
                match := re.search(r"\b(?:met|meeting|hosted|spoke|call)\b", passage["text"], re.I)
            ):
                return [Evidence(passage["number"], match[0], match.start())]
        return []

    def naming(self, kind: str, start: str) -> None:
        there, cited = self.draft.meeting, self.values.get("cited") or {}
        source = cited.get("round") or {}
        number = str(self.values.get("round") or "") if kind == "round" else ""
        earlier = last_round(self.desk, start or "9999")
        following = (earlier["number"] or 0) + 1 if earlier and earlier["number"] else 1
        if kind == "round":
            item = self.put(
                Item(
                    "meeting.number",
                    "meeting",
                    "Number of the round",
                    [
                        Field(
                            "number",
                            "Number",
                            number,
                            "number",
                            longest=3,
                            help="A claim: only with a source." + (f" By our count {following}." if start else ""),
                        )
                    ],
                    self.evidence(source["passage"], source["words"]) if source else [],
                    reason=""
                    if number
                    else f"The text states no number. By our count it would be {following}; that is no source."
                    if start
                    else "The text states no number.",
                    quiet=not number,
                )
            )
            number = item["number"] if item.included else ""
            self.against(item, {"number": "number"})
        counted = int(number) if number.isdecimal() else 0
        name = there["name"] if there else default_name(kind, counted, start, self.draft.value("meeting.city", "city"))
        self.put(
            Item(
                "meeting.name",
                "meeting",
                "Our name for the page",
                [Field("name", "Name", name, required=True)],
                reason="Ours, not a quotation.",
                quiet=True,
            )
        )

    def delegates(self) -> None:
        day = self.draft.value("meeting.date", "start")
        people = [(NEW, "a new official")] + [(p.key, p.name) for p in sorted(self.desk.people, key=lambda p: p.name)]
        parties = [(code, name) for code, (_, name, _) in self.desk.countries.items()]
        taken: set[str] = set()
        for official in self.values.get("officials") or ():
            country = official.get("country") or ""
            matches = match_person(official["name"], country, day, self.desk.people)
            evidence = [e for n in official.get("mentions") or () for e in self.evidence(n["passage"], n["words"])]
            key = f"delegate:{slugify(official['name']) or len(taken)}"
            if key in taken:
                continue
            taken.add(key)
            self._delegate(key, official, matches, evidence, people, parties)
        for tie in self.tied:
            if tie["target"] == "delegate:new" and not self._is_undone(tie):
                official = {"name": tie["quotation"], "title": "", "country": "", "delegate": True}
                matches = match_person(tie["quotation"], "", day, self.desk.people)
                evidence = [Evidence(tie["passage"], tie["quotation"], tie.get("start", -1))]
                self._delegate(
                    f"delegate+{tie['item'][4:]}", official, matches, evidence, people, parties, by_hand=True
                )

    def _delegate(
        self,
        key: str,
        official: Mapping[str, Any],
        matches: list[Match],
        evidence: list[Evidence],
        people: list[tuple[str, str]],
        parties: list[tuple[str, str]],
        by_hand: bool = False,
    ) -> None:
        country = official.get("country") or ""
        took_part = bool(official.get("delegate"))
        known_party = country in dict(parties)
        best = matches[0] if matches else None
        if best and not country:
            post = next((p for person in self.desk.people if person.key == best.key for p in person.posts), None)
            country = post.country if post else ""
        family, given = name_parts(official["name"], country)
        sure = took_part and (not best or best.is_exact) and (known_party or by_hand)
        item = self.put(
            Item(
                key,
                "delegates" if took_part else "others",
                official["name"],
                [
                    Field("official", "Official", best.key if best else NEW, "select", people, required=True),
                    Field("name", "Name as printed", official["name"], required=True),
                    Field("title", "Title as printed", official.get("title") or "", required=True, longest=300),
                    Field(
                        "country",
                        "Party",
                        country if country in dict(parties) else "",
                        "select",
                        parties,
                        required=True,
                    ),
                    Field("role", "Took part as", str(Role.HEAD), "select", pairs(Role)),
                    Field("family_name", "Family name, if new", family, longest=100),
                    Field("given_name", "Given name, if new", given, longest=100),
                ],
                evidence,
                matches,
                best.reason
                if best
                else ("Not at the desk: a new official." if took_part else "Named, but did not take part."),
                sure=sure and took_part,
                bulk=took_part and (not best or best.is_exact),
                by_hand=by_hand,
            )
        )
        if item["official"] != NEW:
            item.hide("family_name", "given_name")
        if item.group == "others" and item.included:
            item.group = "delegates"
        if item.group == "delegates" and item.included:
            for name, what in (("title", "title"), ("country", "party")):
                if not item[name]:
                    self.trouble(key, f"{item.label}: write the {what}, or reject the entry.")
            if item["official"] == NEW and not item["family_name"]:
                self.trouble(key, f"{item.label}: write the family name.")

    def document(self) -> None:
        title, kind = self.values_title(), KINDS.get(self.values.get("kind") or "", "")
        there = self.draft.meeting
        evidence = []
        for passage in self.passages:
            if passage["kind"] == "title":
                evidence = [Evidence(passage["number"], passage["text"], 0)]
                break
        of_meeting = [d for d in self.desk.documents if there and d["meeting"] == there["key"]]
        listed = [d for d in of_meeting if not d["sha256"]]
        best = next((d for d in listed if fold(d["title"]) == fold(title)), None)
        if not best:
            same_kind = [d for d in listed if d["kind"] == kind and d["language"] == "en"]
            best = same_kind[0] if len(same_kind) == 1 and not title else None
        choices = [(NEW, "a new document")] + [(d["key"], f"fills in the listed “{d['title']}”") for d in listed]
        corrects = self.draft.corrects
        if corrects:
            choices.append((f"corrects:{corrects['key']}", f"a corrected version of “{corrects['title']}”"))
        which = f"corrects:{corrects['key']}" if corrects else best["key"] if best else NEW
        issuers, joint = self._issuers(kind)
        item = self.put(
            Item(
                "document",
                "document",
                "The document",
                [
                    Field("which", "This is", which, "select", choices, required=True),
                    Field("title", "Title as printed", title, required=True, longest=400),
                    Field("kind", "Kind", kind, "select", [("", "—"), *pairs(DocumentKind)], required=True),
                    Field("issuers", "Issued by", best["issuers"] if best else issuers, required=True, longest=300),
                    Field(
                        "joint",
                        "In the name of all three",
                        "yes" if joint else "no",
                        "select",
                        [("yes", "yes"), ("no", "no")],
                    ),
                    Field("language", "Language", self._language(), "select", pairs(Language)),
                    Field("issued_on", "Issued on", best["issued_on"] if best else "", "date", longest=10),
                ],
                evidence,
                reason=f"Shares most of its words with “{corrects['title']}”, which stays as it is."
                if corrects
                else "",
            )
        )
        if not item["title"]:
            self.trouble(
                item.key,
                "The document has no title that could be read. Write it as printed, or write what it is called.",
            )
        if not item["kind"]:
            self.trouble(item.key, "Choose the kind of the document.")
        if not item["issuers"]:
            self.trouble(item.key, "Write who issued the document.")

    def _issuers(self, kind: str) -> tuple[str, bool]:
        """Who issued the document, and whether all three did, as its front matter and first sentence say."""
        joint = (
            bool(re.search(r"\bjoint (?:statement|fact sheet|press)", self._front(), re.I)) or kind == "joint_statement"
        )
        return ("The three governments", True) if joint else (self._office(), False)

    def _front(self) -> str:
        first = ("1.1", "2.1")
        return " ".join(p["text"] for p in self.passages if p["number"].startswith("0.") or p["number"] in first)

    def _office(self) -> str:
        """The ministry or department whose letterhead or spokesperson the document carries."""
        front = self._front()
        return next((name for pattern, name in OFFICES if re.search(pattern, front)), "")

    def _language(self) -> str:
        text = " ".join(p["text"] for p in self.passages)
        hangul, kana = len(re.findall("[\uac00-\ud7a3]", text)), len(re.findall("[\u3040-\u30ff]", text))
        if max(hangul, kana) * 5 < len(text):
            return str(Language.ENGLISH)
        return str(Language.KOREAN if hangul > kana else Language.JAPANESE)

    def source(self) -> None:
        needed, prepared = self.without_words(), self.prepared is not None
        label = "Where it was announced" if prepared else "Where the document was found"
        item = self.put(
            Item(
                "source",
                "source",
                label,
                [
                    Field("address", "Address", "", "url", longest=500, help="https://… of the page you took it from."),
                    Field("publisher", "Publisher", self._publisher(), longest=200),
                    Field("read_on", "Read on", self.filed_on, "day", longest=10, help="The day you read it."),
                    Field(
                        "archive",
                        "Archived at",
                        "",
                        "url",
                        longest=500,
                        help="A copy in a public web archive, if there is one.",
                    ),
                    Field("licence", "Terms of reuse", "", longest=300),
                ],
                reason="These facts do not stand in the text and rest on this source: " + ", ".join(needed) + "."
                if needed
                else "",
            )
        )
        if needed and not prepared and not (item["address"] and item["publisher"] and item["read_on"]):
            missing = [each.label.lower() for each in item.fields[:3] if not each.value]
            self.trouble(
                "source",
                f"Not in the text: {', '.join(needed)}. Write {' and '.join(missing)} of the source that says so.",
            )

    def _publisher(self) -> str:
        if not self.draft.find("document"):
            return ""
        issuers = self.draft["document"]["issuers"]
        return self._office() if issuers == "The three governments" else issuers[:200]

    def without_words(self) -> list[str]:
        """The facts that creating the draft would make without any words of the document to rest on."""
        draft, needed = self.draft, []
        there = draft.meeting
        for key, name, label in (
            ("meeting.date", "start", "the day"),
            ("meeting.city", "city", "the city"),
            ("meeting.number", "number", "the number"),
        ):
            item = draft.find(key)
            known = there and there.get(name)
            if item and item.included and item[name] and not item.evidence and not known:
                needed.append(label)
        if not there and not draft["meeting.format"].evidence:
            needed.append("how they met")
        document = draft.find("document")
        if document and (document["which"] == NEW or document["which"].startswith("corrects:")):
            if document["kind"] and not self.kind_words(document["kind"]):
                needed.append("the kind of the document")
            if not any(e.words == document["title"] for e in document.evidence):
                needed.append("the title of the document")
            if document["issued_on"]:
                needed.append("the day of issue")
        for item in draft.of("delegates"):
            if item.included and not item.evidence:
                needed.append(item.label)
        return needed


def default_name(kind: str, number: int, start: str, city: str) -> str:
    """Our name for a page: Sixth round; without a number what and when."""
    day = in_words(start) or "an unknown day"
    if kind == "call":
        return f"Call of {day}"
    if 0 < number <= len(ORDINALS):
        return f"{ORDINALS[number - 1]} round"
    return f"Round {number}" if number else f"Round of {day}" + (f", {city}" if city else "")


def in_words(day: str) -> str:
    """A partial date in words: 9 December 2026, December 2026, 2026. What is no date stays as it is."""
    try:
        date = PartialDate(day)
    except ValueError:
        return day
    parts = (str(date.day) if date.day else "", calendar.month_name[date.month] if date.month else "", str(date.year))
    return " ".join(filter(None, parts))


def name_parts(name: str, country: str) -> tuple[str, str]:
    """(family, given) of a printed name, by the order usual for the party; a hyphened part is the given name."""
    parts = name.split()
    if len(parts) < 2:
        return name, ""
    if "-" in parts[-1] or (country in FAMILY_FIRST and "-" not in parts[0]):
        return parts[0], " ".join(parts[1:])
    return parts[-1], " ".join(parts[:-1])
