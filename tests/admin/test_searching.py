"""The desk's searches and pickers: words as people type them find what the record writes otherwise."""

import unicodedata
from time import process_time

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import models
from initiatives.models import Passage
from initiatives.record import realm
from tests.builders import names, official

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def people(record):
    cho = official("cho-hyundong", "Cho Hyundong", record.countries[2])
    models.OfficialName.objects.create(official=cho, language="ko", value="조현동")
    official("wendy-sherman", "Wendy R. Sherman", record.countries[0])
    saiki = official("saiki-akitaka", "Akitaka Saiki", record.countries[1])
    models.OfficialName.objects.create(official=saiki, language="ja", value="齋木尚子")
    official("kono-taro", "Tarō Kōno", record.countries[1])
    blinken = official("tony-blinken", "Antony J. Blinken", record.countries[0])
    models.OfficialName.objects.create(official=blinken, language="ja", value="アントニー・ブリンケン")
    return record


def found(desk, model, query):
    """What a search of the desk's list of one model finds, by slug or number; and its picker the same."""
    page = desk.get(reverse(f"admin:initiatives_{model}_changelist"), {"q": query})
    assert page.status_code == 200
    return [str(getattr(row, "slug", None) or row.number) for row in page.context["cl"].result_list]


OFFICIALS = {
    "Hyun-dong": "cho-hyundong",
    "hyun dong": "cho-hyundong",
    "HYUNDONG": "cho-hyundong",
    "Cho, Hyun‑dong": "cho-hyundong",
    unicodedata.normalize("NFD", "조현동"): "cho-hyundong",
    "조 현동": "cho-hyundong",
    "Ｓｈｅｒｍａｎ": "wendy-sherman",
    "Sherman, Wendy": "wendy-sherman",
    "“sherman” wendy r": "wendy-sherman",
    "斎木": "saiki-akitaka",
    "斉木 尚子": "saiki-akitaka",
    "Kono": "kono-taro",
    unicodedata.normalize("NFD", "Kōno Tarō"): "kono-taro",
    "ﾌﾞﾘﾝｹﾝ": "tony-blinken",
    "アントニーブリンケン": "tony-blinken",
    "アントニー ブリンケン": "tony-blinken",
    "blin\u200bken": "tony-blinken",
}


def test_an_official_is_found_by_every_way_to_write_the_name(desk, people):
    assert {query: found(desk, "official", query) for query in OFFICIALS} == {
        query: [slug] for query, slug in OFFICIALS.items()
    }
    assert found(desk, "official", "Sherman Tony") == found(desk, "official", "…") == found(desk, "official", "¶") == []


def test_a_picker_finds_what_the_list_finds(desk, people):
    asked = {"app_label": "initiatives", "model_name": "delegate", "field_name": "official"}
    for query, slug in OFFICIALS.items():
        results = desk.get(reverse("admin:autocomplete"), {**asked, "term": query}).json()["results"]
        assert [one["id"] for one in results] == [str(models.Official.objects.get(slug=slug).pk)]


def test_a_passage_is_found_by_its_words_its_number_and_its_document(desk, record):
    first, second, third = Passage.objects.filter(kind="sentence").order_by("document", "position")[:3]
    Passage.objects.filter(pk=first.pk).update(text="On women’s co-operation in the U.S.", number="9.1")
    Passage.objects.filter(pk=second.pk).update(text="On women's cooperation in the US.", number="9.2")
    Passage.objects.filter(pk=third.pk).update(text="한미일 외교 차관 협의회, ９.１", number="9.3")
    both = ["9.1", "9.2"]
    told = {
        "women’s": both,
        "women's": both,
        "Women′s cooperation": both,
        "COOPERATION us": both,
        "co-operation U.S.": both,
        "¶ 9.2": ["9.2"],
        "¶9.2": ["9.2"],
        "¶ 9.1": ["9.1", "9.3"],
        "외교차관": ["9.3"],
        f"9. {first.document.slug}": ["9.1", "9.2", "9.3"],
    }
    assert {query: sorted(found(desk, "passage", query)) for query in told} == told


def test_other_lists_fold_alike(desk, record):
    with realm.at_desk():
        models.Activity.objects.filter(pk=record.activities[0].pk).update(**names("Forum on women's empowerment"))
        models.Reference.objects.update(**names("Camp David “Spirit”"))
    assert found(desk, "activity", "Women’s forum") == [record.activities[0].slug]
    assert found(desk, "meeting", "Ｗashington 2015–01-05") == [record.rounds[0].slug]
    assert found(desk, "meeting", "１") == [record.rounds[0].slug]
    assert len(found(desk, "reference", "“camp-david” spirit")) == models.Reference.objects.count()


@pytest.mark.parametrize("model", ["meeting", "official", "passage", "document", "activity", "country"])
def test_of_a_long_query_the_first_words_are_taken(desk, record, model):
    for query in ("word " * 3_000, "a" * 100_000, "国" * 5_000, "(((" * 2_000, "a-" * 5_000, "\\[" * 900, "%_" * 900):
        began = process_time()
        assert found(desk, model, query) == []
        assert process_time() - began < 1


def test_the_first_words_of_a_long_query_find(desk, people):
    assert found(desk, "official", "sherman " * 12 + "nobody") == ["wendy-sherman"]
    for address in ("admin:desk_entry_changelist", "admin:desk_revision_changelist", "admin:auth_user_changelist"):
        assert desk.get(reverse(address), {"q": "word " * 3_000}).status_code == 200


def test_a_search_asks_as_often_where_three_are_found_as_where_one_is(desk, people):
    address = reverse("admin:initiatives_official_changelist")
    for slug in ("sherman-second", "sherman-third"):
        official(slug, slug.replace("-", " ").title(), people.countries[0])
    asked = {}
    for query in ("Kono", "Sherman"):
        with CaptureQueriesContext(connections["default"]) as queries:
            page = desk.get(address, {"q": query})
        asked[len(page.context["cl"].result_list)] = len(queries)
    assert asked == {1: asked[1], 3: asked[1]}
