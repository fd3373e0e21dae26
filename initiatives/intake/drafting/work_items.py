"""What the draft says of the work: pillars, initiatives, activities, references."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from initiatives.choices import ReferenceKind
from initiatives.intake.drafting.state import Bench, dates_trouble, day_in, iso_day, pairs
from initiatives.intake.matching import (
    Match,
    bodies,
    match_activity,
    match_name,
    match_reference,
)
from initiatives.intake.proposal import (
    NEW,
    NONE,
    Evidence,
    Field,
    Item,
)
from initiatives.intake.recognise.dates import DATE

MOST_FRESH = 60  # new names in one list: no document of the three has as many


class WorkSteps(Bench):
    """Names of work, dated activities, references."""

    def names(self) -> None:
        headings = [p for p in self.passages if p["kind"] == "heading" and p["number"].startswith("h")]
        leads = [p for p in self.passages if p["kind"] == "paragraph" and p.get("lead_in")]
        known = [("pillar", key, name) for key, name in self.desk.pillars]
        known += [("initiative", key, name) for key, name, _ in self.desk.initiatives]
        first_depth = min((p.get("depth") or 0 for p in headings), default=0)
        for passage in [p for p in self.passages if p in headings or p in leads]:
            printed = (passage.get("lead_in") or passage["text"]).strip().rstrip(":").strip()
            nested = bool(passage.get("parent") and not str(passage["parent"]).startswith("h"))
            if passage in headings:
                default = "pillar" if (passage.get("depth") or 0) <= first_depth else "initiative"
            else:
                default = "initiative" if headings or nested else "pillar"
            self._name(f"name:{passage['number']}", passage["number"], printed, default, known)
        for tie in self.tied:
            if tie["target"] in ("pillar:new", "initiative:new") and not self._is_undone(tie):
                default = tie["target"].split(":")[0]
                self._name(f"name+{tie['item'][4:]}", tie["passage"], tie["quotation"], default, known, by_hand=True)

    def _name(
        self,
        key: str,
        number: str,
        printed: str,
        default: str,
        known: list[tuple[str, str, str]],
        by_hand: bool = False,
    ) -> None:
        others = bodies(printed)
        matches = [
            Match(kind, k, n, score.score, score.reason)
            for kind in ("pillar", "initiative")
            for score in match_name(printed, [(k, n) for what, k, n in known if what == kind], kind)
            for k, n in [(score.key, score.name)]
        ]
        matches.sort(key=lambda m: (-m.score, m.kind != default))
        best = matches[0] if matches else None
        as_, match = (best.kind, best.key) if best else (default, NEW)
        if others and not (best and best.is_exact):
            as_, match = NONE, NEW
            named = ", ".join(sorted(others))
            reason = f"Carries another body’s name ({named}): not proposed. Tie it by hand if it is the three’s work."
        elif best and best.is_exact:
            reason = f"The desk has this {best.kind}: the same name."
        elif best:
            reason = f"Perhaps “{best.name}”: {best.reason}; score {best.percent} of 100."
        else:
            reason = f"Nothing like it at the desk: a new {default}."
        pillars = [("", "—"), *self.desk.pillars, *self.fresh("pillar", self._pillar_above(number))]
        choices = [(NEW, "new")] + [(k, f"{n} ({kind})") for kind, k, n in known]
        fields = [
            Field(
                "as", "Is", as_, "select", [("pillar", "a pillar"), ("initiative", "an initiative"), (NONE, "neither")]
            ),
            Field("match", "Which", match, "select", choices),
            Field("name", "Name, if new", printed[:200], required=True),
            Field("pillar", "Pillar, if a new initiative", "", "select", pillars),
        ]
        passage = self.by_number.get(number)
        evidence = self.evidence(number, printed) if passage else []
        item = self.put(
            Item(
                key,
                "names",
                printed,
                fields,
                evidence,
                matches,
                reason,
                sure=by_hand or bool(best and best.is_exact) or as_ == NONE,
                bulk=not best or best.is_exact,
                by_hand=by_hand,
            )
        )
        if item["match"] != NEW or item["as"] == NONE:
            item.hide("name", "pillar", *(["match"] if item["as"] == NONE else []))
        elif item["as"] == "pillar":
            item.hide("pillar")
        if item["match"] != NEW:
            chosen = next((kind for kind, k, _ in known if k == item["match"]), "")
            if chosen and item["as"] != NONE:
                item.fields[0].value = chosen
        if item["as"] == "initiative" and item["match"] == NEW and not item["pillar"]:
            item.fields[3].value = self._pillar_above(number)
        if item.included and item["as"] == "initiative" and item["match"] == NEW and not item["pillar"]:
            self.trouble(key, f"“{item['name']}”: choose the pillar of the new initiative.")

    def fresh(self, kind: str, above: str) -> list[tuple[str, str]]:
        """New pillars or initiatives of the draft, to choose from: the first ones, and the one above in any case."""
        new = [i for i in self.draft.of("names") if i["as"] == kind and i["match"] == NEW]
        chosen = new[:MOST_FRESH] + [i for i in new[MOST_FRESH:] if f"item:{i.key}" == above]
        return [(f"item:{i.key}", f"new: {i['name']}") for i in chosen]

    def _pillar_above(self, number: str) -> str:
        parent = self.by_number.get(number, {}).get("parent")
        while parent:
            above = self.draft.find(f"name:{parent}")
            if above and above["as"] == "pillar":
                return above["match"] if above["match"] != NEW else f"item:{above.key}"
            parent = self.by_number.get(parent, {}).get("parent")
        return ""

    def activities(self) -> None:
        taken: set[str] = set()
        found = list(self.values.get("activities") or ())
        for tie in self.tied:
            if tie["target"] == "activity:new" and not self._is_undone(tie):
                day = day_in(self.by_number.get(tie["passage"], {}).get("text", ""))
                found.append(
                    {
                        "name": tie["quotation"],
                        "words": tie["quotation"],
                        "passage": tie["passage"],
                        "start": day,
                        "end": day,
                        "city": "",
                        "by": f"activity+{tie['item'][4:]}",
                    }
                )
        for activity in found:
            start, end = activity.get("start") or "", activity.get("end") or ""
            key = (
                activity.get("by") or f"activity:{activity.get('passage', '')}:{start}:{slugify(activity['name'])[:60]}"
            )
            if key in taken:
                continue
            taken.add(key)
            self._activity(key, activity, start, "" if end == start else end)

    def _activity(self, key: str, activity: Mapping[str, Any], start: str, end: str) -> None:
        number, by_hand = activity.get("passage") or "", "by" in activity
        text = self.by_number.get(number, {}).get("text", "")
        matches = match_activity(activity["name"], start, self.desk.activities)
        best = matches[0] if matches else None
        evidence = self.evidence(number, activity["name"] if activity["name"] in text else activity.get("words") or "")
        date = next((m for m in DATE.finditer(text) if _says(m, start)), None)
        if date:
            evidence.append(Evidence(number, date[0], date.start()))
        city = (
            (activity.get("city") or "").rstrip(".")
            if not (activity.get("city") or "").endswith("D.C.")
            else activity["city"]
        )
        if city and city in text:
            evidence.append(Evidence(number, city, text.index(city)))
        own = self._own_meeting(start)
        own_initiative = self._initiative_of(number)
        known = [(k, n) for k, n, _ in self.desk.initiatives]
        initiatives = [("", "—"), *known, *self.fresh("initiative", own_initiative)]
        item = self.put(
            Item(
                key,
                "activities",
                activity["name"],
                [
                    Field(
                        "match",
                        "Which",
                        best.key if best and best.score >= 0.75 else NEW,
                        "select",
                        [(NEW, "a new activity"), *((k, f"{n}, {s}") for k, n, s, _ in self.desk.activities)],
                    ),
                    Field("name", "Name", activity["name"], required=True, longest=300),
                    Field("start", "First day", start, "date", required=True, longest=10),
                    Field("end", "Last day", end, "date", longest=10),
                    Field("city", "City", city, longest=100),
                    Field("initiative", "Initiative", own_initiative, "select", initiatives),
                ],
                evidence,
                matches,
                f"The desk has “{best.name}”: {best.reason}." if best else "Not at the desk: a new activity.",
                sure=not own and (not best or best.is_exact),
                bulk=not own and (not best or best.is_exact),
                by_hand=by_hand,
            )
        )
        if item["match"] != NEW:
            item.hide("name", "start", "end", "city", "initiative")
        if own:
            item.reason = f"On that day the desk has {own['name']} itself: an earlier round, not an activity."
        if item.included:
            if not item["start"]:
                self.trouble(key, f"“{item['name'][:60]}”: write its first day, or reject it.")
            elif trouble := dates_trouble(item["start"], item["end"]):
                self.trouble(key, f"“{item['name'][:60]}”: {trouble}")

    def _own_meeting(self, start: str) -> dict[str, Any] | None:
        return next((m for m in self.desk.meetings if start and m["start"].startswith(start)), None)

    def _initiative_of(self, number: str) -> str:
        while number:
            above = self.draft.find(f"name:{number}")
            if above and above.included and above["as"] == "initiative":
                return above["match"] if above["match"] != NEW else f"item:{above.key}"
            number = str(self.by_number.get(number, {}).get("parent") or "")
        return ""

    def references(self) -> None:
        taken: set[str] = set()
        for reference in (self.values.get("cited") or {}).get("references") or ():
            name = reference["name"]
            matches = match_reference(name, self.desk.references)
            best = matches[0] if matches else None
            number = re.search(r"UNSCR (\d+)", name)
            key = f"reference:{slugify(name)}"
            if key in taken:
                continue
            taken.add(key)
            kind = ReferenceKind.RESOLUTION if number else ReferenceKind.TREATY
            choices = [(NEW, "a new reference"), *((k, n) for k, _, _, n in self.desk.references)]
            item = self.put(
                Item(
                    key,
                    "references",
                    name,
                    [
                        Field("match", "Which", best.key if best else NEW, "select", choices),
                        Field("kind", "Kind", str(kind), "select", pairs(ReferenceKind)),
                        Field("symbol", "Symbol", number[1] if number else "", longest=100),
                        Field(
                            "name",
                            "Name",
                            f"UN Security Council resolution {number[1]}" if number else name,
                            required=True,
                            longest=300,
                        ),
                    ],
                    self.evidence(reference["passage"], reference["words"]),
                    matches,
                    f"The desk has it: {best.reason}." if best else "Not at the desk: a new reference.",
                    bulk=True,
                )
            )
            if item["match"] != NEW:
                item.hide("kind", "symbol", "name")


def _says(match: re.Match[str], start: str) -> bool:
    found = iso_day(match)
    return bool(found and start and (found.startswith(start) or start.startswith(found)))
