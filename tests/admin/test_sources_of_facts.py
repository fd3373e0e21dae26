"""A changed fact asks what becomes of its sources: one answer for all of them, in every form, and nothing goes unseen."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.choices import Basis
from initiatives.desk import checking
from initiatives.desk.models import Revision
from initiatives.desk.revisions import revise_everything
from initiatives.record import realm
from initiatives.record.snapshots import snapshot
from tests.admin.conftest import opened, saved, signed_in, text_of, url_of
from tests.admin.test_citing import count, new_citation
from tests.builders import names, other, person
from tests.forms import form_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])

NOTE = {
    "basis": "other",
    "publisher_en": "Ministry",
    "source_title": "A note",
    "address": "https://example.org/note",
    "read_on": "2026-11-20",
}


def sources(row, **which):
    """(field, basis, reason, what it supports) of the citations of a root, in their order."""
    with realm.at_desk():
        found = models.Citation.objects.filter(**{row._meta.model_name: row.pk}, **which)
        return list(found.values_list("field", "basis", "reason", "supports"))


def errors(root):
    """What keeps a root from being published, by rule."""
    with realm.at_desk():
        found = checking.findings([snapshot(root, realm.DESK)])
    return sorted((one.rule, one.field) for one in found if one.level == "error")


def answer_for(model, row, field):
    return f"answer-{model}-{row.pk}-{field}"


def boxes(response):
    """name of the answer → (its words when folded, open, marked) of each question on a page."""
    page, found = LexborHTMLParser(response.content.decode()), {}
    for box in page.css("details.fact-sources"):
        radio, css = box.css_first('input[type="radio"]'), box.attributes["class"].split()
        words = " ".join(box.css_first("summary").text().split())
        found[radio.attributes["name"]] = (words, "open" in box.attributes, "is-unanswered" in css)
    return found


def sent(client, row, **typed):
    """What comes of sending the form of a row with nothing answered but what is typed."""
    return client.post(url_of(row), opened(client, row, answer="") | typed)


@pytest.fixture
def activity(published):
    """Met in Tokyo on a day in March, as one sentence states."""
    return published.activities[0]


@pytest.fixture
def city(activity):
    """The name under which the sources of its city are answered for."""
    return answer_for("activity", activity, "city")


def test_a_changed_fact_whose_sources_nobody_answers_for_comes_back_open_and_marked(desk, activity, city):
    assert boxes(desk.get(url_of(activity)))[city] == ("1 source", False, False)
    response = sent(desk, activity, city_en="Kyoto")
    assert response.status_code == 200
    assert boxes(response)[city] == ("1 source carries the old words", True, True)
    assert "1 source carries the old words. Say under this field whether they are still right." in text_of(response)
    assert form_of(response)["city_en"] == "Kyoto"
    with realm.at_desk():
        assert models.Activity.objects.get(pk=activity.pk).city_en == "Tokyo"
        assert Revision.objects.filter(root=activity.pk).count() == 1


def test_the_words_stand_under_the_field_with_their_place(desk, activity):
    page = LexborHTMLParser(desk.get(url_of(activity)).content.decode())
    with realm.at_desk():
        citation = activity.citations.get(field="city")
    line = page.css_first(".fieldBox.field-city_en").parent.css_first(".fact-sources li")
    assert " ".join(line.text().split()) == "Tokyo ¶ 1.2, Key outcomes of round 1"
    assert line.css_first("a").attributes["href"] == f"#citation-{citation.pk}"
    assert page.css_first(f"#citation-{citation.pk}") is not None


def test_sources_that_are_still_right_support_the_new_value(desk, published):
    place = published.rounds[0]
    name = answer_for("meeting", place, "city")
    assert sent(desk, place, city_en="Washington", **{name: "right"}).status_code == 302
    assert sources(place, field="city", delegate=None) == [("city", "other", "", "Washington")]
    assert errors(place) == []


@pytest.mark.parametrize(
    ("reason", "stored"),
    [
        ("", ("city", "inferred", "", "Tokyo, Japan")),
        ("There is one.", ("city", "stated", "There is one.", "Tokyo, Japan")),
    ],
)
def test_words_that_do_not_hold_the_new_value_need_a_reason_or_are_inferred(desk, activity, city, reason, stored):
    response = sent(desk, activity, city_en="Tokyo, Japan", **{city: "right", f"reason-{city}": reason})
    assert response.status_code == 302
    assert sources(activity, field="city") == [stored]
    said = text_of(desk.get("/admin/"))
    assert ("City: 1 source is called inferred now, because the words quoted do not hold the new value" in said) == (
        not reason
    )
    assert errors(activity) == []


def test_a_reason_is_looked_at_like_every_other_field(desk, activity, city):
    response = sent(desk, activity, city_en="Tokyo, Japan", **{city: "right", f"reason-{city}": "a\x00b"})
    assert response.status_code == 200
    assert "Why the words still carry it: The text holds the invisible character U+0000." in text_of(response)
    assert sources(activity, field="city") == [("city", "stated", "", "")]


def test_sources_are_replaced_only_where_new_ones_stand_in_the_same_form(desk, activity, city):
    response = sent(desk, activity, city_en="Kyoto", **{city: "replace"})
    assert response.status_code == 200
    assert (
        "Its sources are to be replaced, and nothing stands in their place: cite a new source for the city below"
        in text_of(response)
    )
    assert sources(activity, field="city") == [("city", "stated", "", "")]
    data = opened(desk, activity, answer="")
    new = new_citation(data, activity, count(data), fact="::city", **NOTE)
    assert desk.post(url_of(activity), data | new | {"city_en": "Kyoto", city: "replace"}).status_code == 302
    assert sources(activity, field="city") == [("city", "other", "", "Kyoto")]
    assert errors(activity) == []


def test_sources_that_are_removed_leave_a_fact_without_one(desk, activity, city):
    assert sent(desk, activity, city_en="Kyoto", **{city: "remove"}).status_code == 302
    assert sources(activity, field="city") == []
    assert errors(activity) == [("uncited", "city")]
    assert "no source yet" in text_of(desk.get(url_of(activity)))


def test_what_is_decided_later_is_saved_asked_again_and_not_published(desk, activity, city):
    assert sent(desk, activity, city_en="Kyoto", **{city: "later"}).status_code == 302
    assert errors(activity) == [("of an older value", "city"), ("uncontained", "quotation")]
    page = desk.get(url_of(activity))
    assert boxes(page)[city] == ("1 source carries the old words", True, False)
    assert "of the older value “Tokyo”" in text_of(page)
    assert sent(desk, activity, level_en="").status_code == 302  # another save need not answer for it
    assert sent(desk, activity, **{city: "right", f"reason-{city}": "The temple is there."}).status_code == 302
    assert errors(activity) == []


def test_a_field_that_is_emptied_takes_its_sources_with_it_and_says_so(desk, activity):
    response = sent(desk, activity, city_en="", city_ja="", city_ko="")
    assert response.status_code == 302
    assert sources(activity, field="city") == []
    assert "City is empty now: 1 source of it was taken out." in text_of(desk.get("/admin/"))
    assert errors(activity) == []


def test_or_they_are_tied_to_another_fact_in_the_same_form(desk, activity):
    data = opened(desk, activity, answer="")
    place = next(i for i in range(count(data)) if data[f"citations-{i}-quotation"] == "Tokyo")
    typed = {"city_en": "", "level_en": "Tokyo’s ministers", f"citations-{place}-fact": "::level"}
    response = desk.post(url_of(activity), data | typed)
    assert "These words do not hold the level “Tokyo’s ministers”" in text_of(response)
    typed[f"citations-{place}-reason"] = "Whoever met there."
    assert desk.post(url_of(activity), data | typed).status_code == 302
    assert sources(activity, quotation="Tokyo") == [("level", "stated", "Whoever met there.", "Tokyo’s ministers")]


def test_a_row_of_an_inline_is_answered_for_by_itself(desk, published):
    official = published.officials[0]
    with realm.at_desk():
        tenure = official.tenures.get()
    title, start = answer_for("tenure", tenure, "title"), answer_for("tenure", tenure, "start")
    response = sent(desk, official, **{"tenures-0-title_en": "Secretary", "tenures-0-start": "2015-02", title: "right"})
    assert {name: box for name, box in boxes(response).items() if box[2]} == {
        start: ("1 source carries the old words", True, True)
    }
    typed = {"tenures-0-title_en": "Secretary", "tenures-0-start": "2015-02", title: "right", start: "remove"}
    assert sent(desk, official, **typed).status_code == 302
    assert sources(official, tenure=tenure) == [("title", "other", "", "Secretary")]


def test_a_document_is_answered_for_in_its_own_form(desk, published):
    document, round_ = published.documents[0], published.rounds[0]
    title = answer_for("document", document, "title")
    page = desk.get(url_of(document))
    assert boxes(page)[title] == ("1 source", False, False)
    values = [one.attributes["value"] for one in LexborHTMLParser(page.content.decode()).css(f'input[name="{title}"]')]
    assert values == ["right", "remove", "later"]
    assert sent(desk, document, title="Key outcomes").status_code == 200
    assert sent(desk, document, title="Key outcomes", **{title: "right"}).status_code == 302
    assert sources(round_, document=document, field="title") == [("title", "other", "", "Key outcomes")]


def test_a_translation_of_ours_asks_nothing(desk, activity):
    assert sent(desk, activity, city_ja="東京都", name_ko="회의").status_code == 302
    assert {supports for *_, supports in sources(activity)} == {""}


def test_a_source_that_a_script_made_supports_what_stood_there_until_the_form_changed_it(desk, activity, city):
    with realm.at_desk():
        other(activity, "city", position=5)
        revise_everything(user=None, reason="script")
    assert sent(desk, activity, city_en="Kyoto", **{city: "later"}).status_code == 302
    assert sources(activity, field="city") == [("city", "stated", "", ""), ("city", "other", "", "Tokyo")]
    assert boxes(desk.get(url_of(activity)))[city][0] == "2 sources carry the old words"


def test_a_draft_that_is_taken_up_keeps_its_answer(desk, activity, city):
    key = "0f0e0d0c-0b0a-4f0e-8d0c-0b0a0f0e0d0c"
    data = opened(desk, activity, answer="") | {"city_en": "Kyoto", city: "later", "draft": key}
    desk.post(f"/admin/desk/draft/?form={url_of(activity)}&label=Activity", data)
    again = desk.get(url_of(activity), {"draft": key})
    assert boxes(again)[city] == ("1 source carries the old words", True, False)
    assert form_of(again)[city] == "later"
    assert desk.post(url_of(activity), form_of(again)).status_code == 302


def test_a_stale_form_comes_back_with_its_answer_and_asks_for_what_it_lacks(desk, second, activity, city):
    mine, theirs = (opened(desk, activity, answer="") for _ in range(2))
    assert desk.post(url_of(activity), theirs | {"level_en": "ministers"}).status_code == 302
    late = desk.post(url_of(activity), mine | {"city_en": "Kyoto", city: "later"})
    assert late.status_code == 409
    assert (form_of(late)["city_en"], form_of(late)[city]) == ("Kyoto", "later")
    unanswered = {name: value for name, value in form_of(late).items() if name != city}
    assert boxes(desk.post(url_of(activity), unanswered))[city] == ("1 source carries the old words", True, True)
    assert desk.post(url_of(activity), form_of(late)).status_code == 302


# --- One source, several facts


def test_each_tick_of_a_new_source_is_a_citation_of_its_fact(desk, published):
    row = published.rounds[0]
    with realm.at_desk():
        delegate = row.delegates.get(name="Ann Blake")
    data = opened(desk, row)
    facts = ["::venue", "::host", f"delegate:{delegate.pk}:title"]
    typed = new_citation(data, row, count(data), fact=facts, **NOTE)
    saved(desk, row, venue_en="A hall", **typed)
    assert sorted(sources(row, publisher_en="Ministry")) == [
        ("host", "other", "", ""),
        ("title", "other", "", "Deputy Secretary of State"),
        ("venue", "other", "", "A hall"),
    ]
    saved(desk, row)
    again = opened(desk, row)
    twice = new_citation(again, row, count(again), fact=facts, **NOTE)
    saved(desk, row, **twice)  # the same source for the same facts stands there already
    assert len(sources(row, publisher_en="Ministry")) == 3


def test_further_ticks_of_a_stored_source_are_citations_of_their_own(desk, activity):
    data = opened(desk, activity)
    place = next(i for i in range(count(data)) if data[f"citations-{i}-quotation"] == "Tokyo")
    typed = {"level_en": "Tokyo’s ministers", f"citations-{place}-fact": ["::city", "::level"]}
    response = desk.post(url_of(activity), data | typed)
    page = response.context["inline_admin_formsets"][0].formset
    assert [list(form.errors) for form in page.forms if form.errors] == [["quotation"]]
    saved(desk, activity, **typed, **{f"citations-{place}-reason": "Those of the city."})
    assert sources(activity, quotation="Tokyo") == [
        ("city", "stated", "Those of the city.", "Tokyo"),
        ("level", "stated", "Those of the city.", "Tokyo’s ministers"),
    ]


def test_a_source_that_names_no_fact_is_refused(desk, activity):
    data = opened(desk, activity)
    response = desk.post(url_of(activity), data | new_citation(data, activity, count(data), fact=[], **NOTE))
    assert "Tick what these words are for." in text_of(response)


def test_what_lacks_a_source_stands_beside_the_field_and_in_the_list_of_ticks(desk, published):
    row = published.rounds[0]
    with realm.at_desk():
        models.Meeting.objects.filter(pk=row.pk).update(**names("A hall", "venue"))
    page = LexborHTMLParser(desk.get(url_of(row)).content.decode())
    lacking = page.css("#citations-0 .ticks label")
    assert [one.text(strip=True) for one in lacking if one.css_first("em")] == ["Venuelacks a source"]
    beside = [one.parent.css_first("label").text(strip=True) for one in page.css(".fact-sources.lacks")]
    assert beside == ["Venue:"]


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ("one " * 26, "en", "These are 26 words."),
        ("한국 " * 26, "ko", "These are 26 words."),
        ("日" * 61, "ja", "These are 61 characters."),
        ("日" * 61, "", "These are 61 characters."),
        ("one " * 25, "en", ""),
        ("日" * 60, "ja", ""),
    ],
)
def test_of_another_source_few_words_are_quoted(desk, activity, words, language, said):
    data = opened(desk, activity)
    typed = new_citation(data, activity, count(data), fact="::city", **NOTE, quotation=words.strip(), language=language)
    response = desk.post(url_of(activity), data | typed)
    assert (response.status_code, said in text_of(response) if said else True) == (200 if said else 302, True)


# --- A day that is moved


@pytest.fixture
def planned(published):
    """The round of the record, before its day, which a source announced."""
    row = published.rounds[0]
    with realm.at_desk():
        models.Meeting.objects.filter(pk=row.pk).update(state="planned", start="2027-01")
        other(row, "state")
        models.Citation.objects.filter(meeting=row, field="start").update(supports="2027-01")
        revise_everything(user=None, reason="announced")
    return row


def test_a_planned_round_keeps_the_day_it_was_moved_from_with_its_sources(desk, planned):
    day = answer_for("meeting", planned, "start")
    data = opened(desk, planned, answer="")
    new = new_citation(data, planned, count(data), fact="::start", **NOTE)
    assert desk.post(url_of(planned), data | new | {"start": "2027-02-10", day: "replace"}).status_code == 302
    assert "2027-01 stands among the earlier days now" in text_of(desk.get("/admin/"))
    assert sources(planned, field__in=["start", "earlier_days"]) == [
        ("earlier_days", "other", "", "2027-01"),
        ("start", "other", "", "2027-02-10"),
    ]
    again = opened(desk, planned, answer="")
    assert again["earlier_days"] == "2027-01"
    assert desk.post(url_of(planned), again | {"start": "2027-03-01", day: "remove"}).status_code == 302
    assert sources(planned, field__in=["start", "earlier_days"]) == [
        ("earlier_days", "other", "", "2027-01\n2027-02-10"),
        ("earlier_days", "other", "", "2027-01\n2027-02-10"),
    ]


def test_the_same_day_said_more_exactly_is_no_earlier_day(desk, planned):
    day = answer_for("meeting", planned, "start")
    assert sent(desk, planned, start="2027-01-20", **{day: "right"}).status_code == 302
    assert opened(desk, planned)["earlier_days"] == ""


def test_nobody_answers_who_may_not_edit(published, activity, city):
    reader = signed_in(person("reader", "view_activity", "view_citation"))
    assert reader.post(url_of(activity), {city: "remove"}).status_code == 403
    assert [basis for _field, basis, *_ in sources(activity, field="city")] == [Basis.STATED]
