"""The files of the record hold what was researched: every verified cell of rounds.json, every row of additions.md, cited.

Read from the files themselves, which other tests hold to be what a desk is loaded with.
"""

import datetime
import json
import re
from collections import defaultdict

import pytest

from tests.conftest import ROOT

# What no fact rests on: an encyclopedia and its mirrors, a mirror of a news site, one newsletter.
DEAD = ("wiki", "studentb.eu", "owlapps.net", "feifmx.com", "substack.com")
PARTIES = {"US": "USA", "JP": "JPN", "KR": "KOR"}
# Where rounds.json gives two forms of one source, or a form cut short, the words read at the source stand for them.
READ = {
    ("2015-04-16-washington", "JPN"): {"齋木", "사이키 아키타카", "事務次官", "일본 외무성 사무차관"},
    ("2015-04-16-washington", "KOR"): {"조태용", "한국 외교부 1차관"},
    ("2016-07-14-honolulu", "JPN"): {"Vice Foreign Minister"},
    ("2016-10-27-tokyo", "JPN"): {"Shinsuke Sugiyama"},
    ("2016-10-27-tokyo", "KOR"): {"Lim Sung-nam"},
    ("2016-01-16-tokyo", "JPN"): {"Akitaka Saiki"},
    ("2021-11-17-washington", "USA"): {"Deputy Secretary of State of the United States of America"},
    ("2022-05-26-call", "KOR"): {"Cho Hyundong"},
    ("2022-11-07-call", "USA"): {"Deputy Secretary of State of the United States"},
    ("2022-11-07-call", "JPN"): {"森健良", "外務事務次官"},
    ("2022-11-07-call", "KOR"): {"趙賢東(チョ・ヒョンドン)", "韓国外交部第一次官"},
    ("2022-11-22-call", "USA"): {"Wendy R. Sherman", "Deputy Secretary of State"},
    ("2022-11-22-call", "JPN"): {"Mori Takeo", "Japanese Vice Foreign Minister"},
    ("2022-11-22-call", "KOR"): {"Cho Hyundong", "Republic of Korea (ROK) First Vice Foreign Minister"},
    ("2023-07-24-call", "JPN"): {"森健良", "外務事務次官"},
}
# Forms that stand beside another of the same source, of which a citation has one.
BESIDE = {
    ("2022-02-02-call", "USA"): {"Wendy Sherman"},
    ("2022-03-11-call", "USA"): {"Wendy R. Sherman", "Wendy Sherman"},
    ("2022-03-25-call", "USA"): {"Wendy Sherman"},
    ("2022-05-26-call", "USA"): {"Wendy Sherman"},
    ("2022-10-04-call", "USA"): {"Wendy Sherman"},
    ("2023-07-24-call", "USA"): {"Wendy Sherman"},
    ("2025-07-18-tokyo", "USA"): {"크리스토퍼 랜도", "미국 국무부 부장관"},
    ("2025-07-18-tokyo", "KOR"): {"박윤주", "한국 외교부 제1차관"},
}


@pytest.fixture(scope="module")
def known(shared):
    return json.loads((shared / "rounds" / "rounds.json").read_text())


@pytest.fixture(scope="module")
def sources(known):
    return {source["id"]: source for source in known["sources"]}


class Files:
    """The objects of the shipped files."""

    def __init__(self):
        self.objects = defaultdict(list)
        for path in sorted((ROOT / "fixtures").rglob("*.json")):
            for each in json.loads(path.read_text()):
                self.objects[each["model"].partition(".")[2]].append(each["fields"])
        self.citations = self.objects["citation"]

    def one(self, model, **wanted):
        (found,) = (row for row in self.objects[model] if all(row.get(name) == value for name, value in wanted.items()))
        return found

    def cited(self, field, **of):
        """The citations of a fact: of a root's own where only the root is named."""
        owned = [name for name in ("delegate", "document", "tenure", "official_name") if name not in of]
        return [
            row
            for row in self.citations
            if row["field"] == field
            and all(row.get(name) == value for name, value in of.items())
            and not any(row.get(name) for name in owned)
        ]

    def places(self, field, **of):
        return {row.get("address", "a passage") for row in self.cited(field, **of)}


@pytest.fixture(scope="module")
def files():
    return Files()


def is_dead(source):
    return any(name in source["address"] for name in DEAD)


def verified(meeting, cell):
    return (meeting["confidence"][cell] or "").startswith("verified")


def alive(sources, ids):
    return {sources[one]["address"] for one in ids if not is_dead(sources[one])}


def bare(form):
    """A form as printed, without what the research says of it in brackets: 外務事務次官 (press)."""
    return re.sub(r" \((press|KBS|ROK ministry, same day|native title.*)\)$", "", form)


def day_in_words(date):
    day = datetime.date.fromisoformat(date[:10])
    return f"{day.day} {day:%B}"


# --- Sources


def test_nothing_rests_on_an_encyclopedia_or_a_mirror(files):
    assert [row["address"] for row in files.citations if is_dead({"address": row.get("address", "")})] == []


def test_every_other_source_has_its_kind_and_its_language_and_at_most_25_words(files):
    others = [row for row in files.citations if row["basis"] == "other"]
    assert len(others) > 1000
    assert [row["address"] for row in others if not row.get("source_kind") or not row.get("language")] == []
    long = [row["quotation"] for row in others if len(row.get("quotation", "").split()) > 25]
    long += [row["quotation"] for row in others if row["language"] == "ja" and len(row.get("quotation", "")) > 60]
    assert long == []
    assert [row for row in others if row.get("printed") and not row.get("quotation")] == []


def test_sources_stand_as_they_were_written_down(files, sources):
    wrong = {}
    by_address = {source["address"]: source for source in sources.values()}
    for row in files.citations:
        if source := by_address.get(row.get("address")):
            said = source.get("note") or ""
            is_primary, is_copy = source["kind"] == "primary", bool(source.get("copy_of"))
            kinds = {"government", "embassy"} if is_primary else {"copy"} if is_copy else {"agency", "press", "site"}
            kinds |= {"copy"} if "Diet minutes" in source["publisher"] else set()
            extent = "copy" if "archived copy" in said else "beginning" if "only the beginning" in said else None
            expected = [source["publisher"], source["title"], (source["dated"] or "")[:10], source["language"]]
            there = [row["publisher_en"], row["source_title"], row.get("dated", ""), row["language"]]
            if (
                there != expected
                or row["source_kind"] not in kinds
                or (extent or row.get("read_extent")) != row.get("read_extent")
            ):
                wrong[source["id"]] = (there, row["source_kind"], row.get("read_extent"))
    assert wrong == {}


def test_what_is_ours_stands_in_three_languages(files):
    missing = []
    for model, rows in files.objects.items():
        for row in rows:
            for name in row:
                # A concept is called what sources call it: with no form in a language it has no name there.
                if name.endswith("_en") and name != "title_translation_en" and model != "concept":
                    missing += [(model, name, row[name]) for code in ("ja", "ko") if not row.get(f"{name[:-3]}_{code}")]
    assert missing == []


# --- Rounds


def test_every_verified_cell_of_a_meeting_is_there_with_each_of_its_sources(files, known, sources):
    wrong = {}
    for each in known["meetings"]:
        slug = each["slug"]
        row = files.one("meeting", slug=slug)
        cells = {
            "number": (row.get("number"), each["number"], {n["source"] for n in each["number_sources"]}),
            "date": (row["start"], each["start"][:10], each["date_sources"]),
            "city": (row.get("city_en", ""), each["city"] or "", each["city_sources"]),
        }
        if each["venue"]:
            name = re.sub(r" \([^)]*\)", "", each["venue"]["name"]).replace("'", "’")
            cells["venue"] = (row.get("venue_en"), name, each["venue"]["sources"])
        if each["host"] and each["host"]["basis"] == "stated":
            cells["host"] = (row.get("host"), [PARTIES[each["host"]["country"]]], each["host"]["sources"])
        for cell, (there, expected, rests_on) in cells.items():
            if verified(each, cell):
                missing = alive(sources, rests_on) - files.places({"date": "start"}.get(cell, cell), meeting=[slug])
                missing -= {sources["us-emb-kr-010517"]["address"]} if slug == "2015-04-16-washington" else set()
                if there != expected or missing:
                    wrong[slug, cell] = (there, expected, missing)
        if row["format"] != each["format"].replace(" ", "_") or row["checked_on"] != "2026-10-10":
            wrong[slug, "format"] = row["format"]
    assert wrong == {}


def test_hosts_that_rest_on_one_report_or_on_the_place_stay_out(files, known):
    without = [each["slug"] for each in known["meetings"] if each["host"] and not verified(each, "host")]
    assert [files.one("meeting", slug=slug).get("host") for slug in without] == [None] * 7


def test_the_numbers_are_printed_as_each_source_prints_them(files, known, sources):
    wrong = {}
    for each in known["meetings"]:
        for claim in each["number_sources"]:
            address = sources[claim["source"]]["address"]
            rows = [row for row in files.cited("number", meeting=[each["slug"]]) if row.get("address") == address]
            if {(row.get("printed"), claim["claimed_by"] in row.get("note", "")) for row in rows} - {
                (claim["as_printed"], True)
            }:
                wrong[each["slug"], claim["source"]] = rows
    assert wrong == {}


def test_heads_of_delegation_stand_with_their_sources_and_what_each_prints(files, known, sources):
    wrong = {}
    for each in known["meetings"]:
        slug = each["slug"]
        for head in each["delegates"]:
            party = PARTIES[head["country"]]
            row = files.one("delegate", meeting=[slug], country=[party], role="head")
            owner = {"meeting": [slug], "delegate": [slug, *row["official"]]}
            printed = {
                form
                for field in ("name", "title")
                for one in files.cited(field, **owner)
                if (form := one.get("printed"))
            }
            stated = {
                one["quotation"]
                for field in ("name", "title")
                for one in files.cited(field, **owner)
                if "passage" in one
            }
            forms = {bare(form) for form in head["names_printed"] + head["titles_printed"]}
            unknown = {form for form in printed if not any(form in one for one in forms)} - READ.get(
                (slug, party), set()
            )
            unsaid = {one for one in forms if not any(form in one or one in form for form in printed | stated)}
            missing = alive(sources, head["sources"]) - files.places("name", **owner)
            missing -= {sources["us-emb-kr-010517"]["address"]} if stated else set()
            if (
                unknown
                or unsaid
                - BESIDE.get((slug, party), set())
                - {"外務事務次官", "米国務副長官 (Deputy Secretary of State)"}
                or missing
            ):
                wrong[slug, party] = (unknown, unsaid, missing)
            if head["family_name"] not in row["name"].title() or row["name"] == head["family_name"]:
                wrong[slug, party, "name"] = row["name"]
            if re.fullmatch(r"VFM|[^A-Z]*|South Korean .*", row["title"]):
                wrong[slug, party, "title"] = row["title"]
    assert wrong == {}


def test_who_else_took_part_and_when_is_there(files, known, sources):
    (biden,) = (one for each in known["meetings"] for one in each["other_participants"])
    row = files.one("delegate", role="participant")
    assert [row["official"], row["name"], biden["title"].startswith(row["title"])] == [
        ["joseph-biden"],
        biden["name"],
        True,
    ]
    assert files.places(
        "name", delegate=["2016-07-14-honolulu", "joseph-biden"], meeting=["2016-07-14-honolulu"]
    ) == alive(sources, biden["sources"])
    times = {
        each["slug"]: (row.get("starts_at"), row.get("ends_at"), row.get("minutes"))
        for each in known["meetings"]
        if any(
            (row := files.one("meeting", slug=each["slug"])).get(name) for name in ("starts_at", "ends_at", "minutes")
        )
    }
    assert times == {
        "2021-11-17-washington": ("10:00", None, None),
        "2022-03-11-call": ("16:30", None, 40),
        "2022-10-04-call": (None, None, 25),
        "2024-05-31-washington-virginia": ("14:00", "19:30", None),
        "2025-07-18-tokyo": ("13:05", "14:45", None),
    }


def test_other_dates_and_the_dates_of_each_party_are_told_at_the_source_that_gives_them(files, known, sources):
    untold = {}
    for each in known["meetings"]:
        cited = files.cited("start", meeting=[each["slug"]])
        notes = {row.get("address"): f"{row.get('note', '')} {row.get('dated', '')}" for row in cited}
        for other in each["other_dates"]:
            if sources[other["source"]]["address"] not in notes:
                untold[each["slug"], other["date"]] = other["source"]
        for party, date in (each["dates_by_party"] or {}).items():
            if date and date != each["start"][:10] and day_in_words(date) not in " ".join(notes.values()):
                untold[each["slug"], party] = date
    assert untold == {}


def papers(files, known):
    """(meeting, paper as the research has it, its row) of every paper."""
    for each in known["meetings"]:
        for paper in each["documents"]:
            name = "fact-sheet" if "fact sheet" in paper["type"] else paper["source"]
            yield each, paper, files.one("document", slug=f"{each['slug']}-{name}")


def test_papers_found_as_copies_have_the_date_of_the_copy_apart(files, known):
    wrong = {}
    for each, paper, row in papers(files, known):
        owner = {"meeting": [each["slug"]], "document": [row["slug"]]}
        for column in ("issued_on", "copied_on"):
            if bool(row.get(column)) != bool(files.places(column, **owner)):
                wrong[row["slug"], column] = row.get(column)
        if bool(row.get("copied_on")) != bool(paper.get("only_as_copy")):
            wrong[row["slug"]] = row.get("copied_on")
    assert wrong == {}
    virginia = files.one("document", slug="2024-05-31-washington-virginia-us-copy-20240601")
    assert (virginia["issued_on"], virginia["copied_on"]) == ("2024-05-31", "2024-06-01")
    tokyo = files.one("document", slug="2025-07-18-tokyo-jp-copy-20250718")
    assert (tokyo["issued_on"], tokyo["copied_on"]) == ("2025-07-18", "2025-07-23")


def test_papers_on_what_came_before_a_round_or_beside_it_are_told_apart(files, known):
    wrong = {}
    for each, paper, row in papers(files, known):
        said = f"{paper['type']} {paper.get('note') or ''}"
        is_before = re.search("announce", said) or ((paper["dated"] or "9") < each["start"] and "note" in paper["type"])
        is_beside = re.search("bilateral|courtesy|meeting of four", said)
        expected = "before" if is_before else "beside" if is_beside else "round"
        if row.get("occasion", "round") != expected:
            wrong[row["slug"]] = row.get("occasion")
    assert wrong == {}


# --- The series, and what is not counted


def test_the_series_has_its_ten_names_each_at_the_source_that_prints_it(files, known, sources):
    series = files.one("reference", kind="series")
    printed = {
        (row["address"], row["printed"]) for row in files.cited("name", reference=[series["slug"]]) if "address" in row
    }
    assert printed == {(sources[name["source"]]["address"], name["name"]) for name in known["mechanism_names"]}


def test_what_is_not_counted_stands_as_such(files, known, sources):
    rests_on = set()
    for row in files.objects["reference"]:
        if row["kind"] == "not_counted":
            rests_on |= files.places("name", reference=[row["slug"]])
    assert rests_on == {sources[one]["address"] for each in known["not_rounds"] for one in each["sources"]}


# --- Officials


NAMED = re.compile("was named|Named on")


def slug_of(files, person):
    """The slug of a person of the research, told from others of the family name by the given one."""
    given = person["given_name"].split()[-1]
    (slug,) = (
        row["slug"]
        for row in files.objects["official"]
        if row["family_name"] == person["family_name"] and given in f"{row['given_name']} {row['name']}"
    )
    return slug


def is_enough(confidence, places):
    """One page of a government, or two independent sources."""
    return confidence == "verified-primary" or (confidence == "verified-secondary" and len(places) > 1)


def test_days_of_naming_of_taking_office_and_of_leaving_stand_apart(files, known, sources):
    wrong = {}
    named = {row["named_on"] for row in files.objects["tenure"] if "named_on" in row}
    for person in known["persons"]:
        slug, told = slug_of(files, person), person["tenure"]
        row = files.one("tenure", official=[slug])
        of = {"official": [slug], "tenure": [slug, row["title_en"], row.get("start", "")]}
        is_naming = NAMED.search(told["start_note"] or "") and told["start_precision"] == "day"
        first, living = "named_on" if is_naming else "start", alive(sources, told["start_sources"])
        is_right = row.get(first) == told["start"] and living <= files.places(first, **of)
        if is_enough(told["start_confidence"], living) and not is_right:
            wrong[slug, first] = row.get(first)
        if is_enough(told["end_confidence"], alive(sources, told["end_sources"])):
            is_naming = NAMED.search(told["end_note"] or "") and told["end_precision"] == "day"
            if is_naming and ("end" in row or told["end"] not in named):  # it is the day of a successor
                wrong[slug, "end"] = row.get("end")
            if not is_naming and row.get("end") != told["end"]:
                wrong[slug, "end"] = row.get("end")
        if last := told["last_cited_in_post"]:
            places = files.places("last_cited_on", **of)
            if row["last_cited_on"] != last["date"] or sources[last["source"]]["address"] not in places:
                wrong[slug, "last_cited_on"] = row.get("last_cited_on")
    assert wrong == {}


def test_whoever_has_no_last_day_has_the_last_day_in_office_that_a_source_shows(files):
    rows = files.objects["tenure"]
    without = [row["official"][0] for row in rows if not row.get("end") and not row.get("last_cited_on")]
    assert without == ["cho-hyun", "cho-sei-young", "stephen-e-biegun"]  # who led no delegation
    kim = files.one("tenure", official=["kim-hong-kyun"])
    assert (kim["named_on"], kim["start"], kim.get("end")) == ("2023-12-28", "2024-01-03", None)


def test_holders_of_a_post_without_a_round_are_there(files, known, sources):
    days = {
        "Stephen E. Biegun": ["start"],
        "Akiba Takeo": ["start", "end"],
        "Cho Hyun": ["named_on"],
        "Cho Sei-young": ["named_on"],
    }
    for holder in known["holders_without_a_round"]:
        official = files.one("official", name=holder["name"])
        row = files.one("tenure", official=[official["slug"]])
        for column in days[holder["name"]]:
            assert row[column] == holder["end" if column == "end" else "start"]
            of = {"official": [official["slug"]], "tenure": [official["slug"], row["title_en"], row.get("start", "")]}
            assert len(files.places(column, **of)) >= 1


def test_names_in_other_scripts_stand_with_the_source_that_prints_them(files, known):
    only_in_an_encyclopedia = {"さいき あきたか", "すぎやま しんすけ"}
    missing, bare_of_source = [], []
    for person in known["persons"]:
        slug = slug_of(files, person)
        names = {row["value"]: row for row in files.objects["officialname"] if row["official"] == [slug]}
        scripts = [*person["native"].values(), *(form for forms in person["other_scripts"].values() for form in forms)]
        missing += [form for form in scripts if form not in names and form not in only_in_an_encyclopedia]
        for value, row in names.items():
            cited = files.cited("value", official=[slug], official_name=[slug, value, row["language"]])
            if (
                not any(value in one.get("printed", "").replace("杉山 晋輔", "杉山晋輔") for one in cited)
                and value != "齋木昭隆"
            ):
                bare_of_source.append(value)
    assert missing == []
    assert bare_of_source == []


# --- What was found since


def test_every_row_of_the_additions_is_there_and_cited(files, shared):
    def activity(slug):
        return files.one("activity", slug=slug)

    def words(field, **of):
        return " ".join(row.get("quotation", "") for row in files.cited(field, **of))

    mena, health = "2016-06-13-middle-east-and-north-africa", "2016-09-19-health-ministers"
    forum, second = "2016-09-27-womens-empowerment-forum", "2020-10-20-womens-empowerment-conference"
    virginia, tokyo = "2024-05-31-washington-virginia", "2025-07-18-tokyo"
    kim = {
        "official": ["kim-hong-kyun"],
        "tenure": ["kim-hong-kyun", "First Vice Minister of Foreign Affairs", "2024-01-03"],
    }
    there = {
        "Activity 13 June 2016 (Middle East and North Africa)": (
            activity(mena)["convener"] == "Anne Patterson"
            and "Uemura" in words("participants", activity=[mena])
            and "Kwon Hee-seog" in activity(mena)["participants"]
        ),
        "Activity 19 September 2016 (health ministers)": all(
            name in words("participants", activity=[health]) for name in ("Burwell", "Shiozaki", "Chung Chin-youb")
        ),
        "Activity 27 September 2016 (women's empowerment forum)": "주재했다" in words("participants", activity=[forum]),
        "Round 11, number": "제11차" in words("number", meeting=["2022-10-26-tokyo"]).split("오늘(26일)")[0],
        "Round 14, venue": "서울 세종로 외교부 청사" in words("venue", meeting=["2024-10-16-seoul"])
        and len(files.places("venue", meeting=["2024-10-16-seoul"])) == 2,
        "Round 9, host": "the host of today’s trilateral" in words("host", meeting=["2021-11-17-washington"]),
        "Round 13, joint statement": "共同声明が発出されました"
        in words("issued_on", meeting=[virginia], document=[f"{virginia}-us-copy-20240601"]),
        "Round 15, Japanese release": any(
            "kr.emb-japan.go.jp" in place
            for place in files.places("issued_on", meeting=[tokyo], document=[f"{tokyo}-jp-copy-20250718"])
        ),
        "Kim Hong Kyun": "업무 개시" in words("start", **kim),
        "Women's empowerment": any("seq=370577" in place for place in files.places("name", activity=[second])),
        "All rounds": {row["checked_on"] for row in files.objects["meeting"]} == {"2026-10-10"},
    }
    table = (shared / "rounds" / "additions.md").read_text()
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")][1:]
    assert there == dict.fromkeys(rows, True)
