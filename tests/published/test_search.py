"""The index of the public record: the same words lead to the same results on both databases."""

import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.urls import set_script_prefix
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.choices import DocumentKind, PassageKind, ReferenceKind
from initiatives.models import (
    Activity,
    Country,
    Delegate,
    Document,
    Initiative,
    Meeting,
    Official,
    OfficialName,
    Passage,
    Pillar,
    Reference,
    Tenure,
)
from initiatives.models.documents import fingerprint
from initiatives.published.models import Entry
from initiatives.published.search import index, questions, words
from initiatives.published.search.index import NoSuchPageError, UnknownKindError, find
from initiatives.record import realm

pytestmark = pytest.mark.django_db(databases=["default", "public"])

SENTENCES = [
    "North Korea's nuclear programs are a threat to the U.S. and Japan.",
    "The threats of illicit programs deepen its isolation.",
    "Vice President Biden convened a trilateral meeting of health ministers.",
    "日米韓は宇宙政策について協議した。",
    "북한의 위협에 대응한다.",
    "The café in Ｓｅｏｕｌ was naïve about “full-width” text.",
]


def put(model, **values):
    row = model(**values)
    row.save(using=realm.PUBLIC)
    return row


@pytest.fixture
def indexed():
    """A small public record, fed to the index."""
    with realm.publishing():
        japan = put(Country, code="JPN", name_en="Japan", short_name_en="Japan", party=True)
        sugiyama = put(
            Official, slug="sugiyama", name="Shinsuke Sugiyama", family_name="Sugiyama", given_name="Shinsuke"
        )
        put(OfficialName, official=sugiyama, value="杉山晋輔", script="Jpan", language="ja")
        put(
            Tenure,
            official=sugiyama,
            country=japan,
            title_en="Vice Minister for Foreign Affairs",
            title_ja="外務事務次官",
            start="2016-06",
        )
        pillar = put(
            Pillar, slug="global", name_en="Global Challenges", name_ja="地球規模課題", name_ko="범세계적 도전"
        )
        space = put(
            Initiative,
            slug="space",
            pillar=pillar,
            name_en="Space Policy",
            name_ja="宇宙政策",
            name_ko="우주 정책",
            position=5,
        )
        ocean = put(Activity, slug="ocean", initiative=space, name_en="3rd Our Ocean Conference", start="2016-09-15")
        resolution = put(
            Reference, slug="2321", kind=ReferenceKind.RESOLUTION, symbol="2321", name_en="Resolution 2321"
        )
        meeting = put(
            Meeting,
            slug="2017-01-05-washington",
            number=6,
            name_en="Sixth round",
            name_ja="第6回協議",
            start="2017-01-05",
            city_en="Washington, DC",
            city_ja="ワシントン",
        )
        put(
            Delegate,
            meeting=meeting,
            official=sugiyama,
            country=japan,
            name="Shinsuke Sugiyama",
            title="Vice Minister for Foreign Affairs of Japan",
            title_translation_ja="外務事務次官",
        )
        text = " ".join(SENTENCES)
        document = put(
            Document,
            meeting=meeting,
            slug="sheet",
            kind=DocumentKind.FACT_SHEET,
            title="Key Outcomes",
            issuers="Department of State",
            issued_on="2017-01-05",
            text=text,
            sha256=fingerprint(text),
        )
        for position, sentence in enumerate(SENTENCES, 1):
            put(
                Passage,
                document=document,
                position=position,
                number=f"1.{position}",
                kind=PassageKind.SENTENCE,
                text=sentence,
                start=position,
                end=position + 1,
            )
        for kind, row in (
            ("country", japan),
            ("official", sugiyama),
            ("pillar", pillar),
            ("initiative", space),
            ("activity", ocean),
            ("reference", resolution),
            ("meeting", meeting),
        ):
            index.feed(kind, [row.pk])
    return meeting


def found(query, **options):
    """What a query finds, best first, as kind and number or path."""
    return [(str(hit.kind), hit.number or hit.path) for hit in find(query, **options).hits]


def numbers(query):
    return sorted(number for kind, number in found(query) if kind == "statement")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("threat", ["1.1", "1.2"]),
        ("threats", ["1.1", "1.2"]),
        ("THREATS", ["1.1", "1.2"]),
        ("program isolation", ["1.2"]),
        ("korea", ["1.1"]),
        ("us japan", ["1.1"]),
        ("U.S.", ["1.1"]),
        ('"health ministers"', ["1.3"]),
        ('"ministers health"', []),
        ("“Vice President”", ["1.3"]),
        ("cafe naive", ["1.6"]),
        ("CAFÉ", ["1.6"]),
        ("cafe\u0301", ["1.6"]),
        ("Seoul", ["1.6"]),
        ("full width", ["1.6"]),
        ("宇宙", ["1.4"]),
        ("宇", ["1.4"]),
        ("策", ["1.4"]),
        ("日米韓", ["1.4"]),
        ("日韓", []),
        ("宇宙 協議", ["1.4"]),
        ("“宇宙政策”", ["1.4"]),
        ("북한", ["1.5"]),
        ("북한의 위협", ["1.5"]),
        ("북", ["1.5"]),
        ("위협에", ["1.5"]),
        ("of the", ["1.2"]),
        ("the threats of isolation", ["1.2"]),
    ],
)
def test_words_find_statements(indexed, query, expected):
    assert numbers(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("杉山", ("official", "/officials/sugiyama/")),
        ("外務事務次官", ("official", "/officials/sugiyama/")),
        ("外務事務次官", ("round", "/rounds/2017-01-05-washington/")),
        ("2017年1月5日", ("round", "/rounds/2017-01-05-washington/")),
        ("Sugiyama Shinsuke", ("official", "/officials/sugiyama/")),
        ("宇宙", ("initiative", "/initiatives/space/")),
        ("우주", ("initiative", "/initiatives/space/")),
        ("space", ("initiative", "/initiatives/space/")),
        ("地球規模課題", ("pillar", "/pillars/global/")),
        ("2321", ("reference", "/references/2321/")),
        ("Security Council resolution", ("reference", "/references/2321/")),
        ("ocean conference", ("activity", "/activities/ocean/")),
        ("15 September 2016", ("activity", "/activities/ocean/")),
        ("sixth", ("round", "/rounds/2017-01-05-washington/")),
        ("washington january 2017", ("round", "/rounds/2017-01-05-washington/")),
        ("ワシントン", ("round", "/rounds/2017-01-05-washington/")),
        ("key outcomes", ("document", "/documents/sheet/")),
        ("fact sheet", ("document", "/documents/sheet/")),
    ],
)
@pytest.mark.parametrize("language", ["en", "ja", "ko"])
def test_names_in_all_scripts_are_found_once_in_each_language(indexed, language, query, expected):
    with translation.override(language):
        assert [hit for hit in found(query) if hit[0] == expected[0]] == [expected]


def test_a_hit_speaks_the_language_being_read(indexed):
    with translation.override("ja"):
        hit = find("space").hits[0]
        assert "".join(segment.text for segment in hit.title) == "宇宙政策"
        assert (hit.language, hit.address) == ("ja", "/ja/initiatives/space/")
        statement = find("threat").hits[0]
        assert (statement.round, statement.language, statement.address) == (
            "第6回協議",
            "en",
            "/ja/documents/sheet/1.2/?mark=threats",
        )


def test_inside_a_preview_every_hit_leads_to_the_preview(indexed):
    set_script_prefix("/desk/preview/")
    try:
        assert find("space").hits[0].address == "/desk/preview/initiatives/space/"
    finally:
        set_script_prefix("/")


def test_the_words_searched_for_are_marked_and_nothing_is_lost(indexed):
    hit = find("threat “U.S.”").hits[0]
    assert "".join(segment.text for segment in hit.excerpt) == SENTENCES[0]
    assert [segment.text for segment in hit.excerpt if segment.marked] == ["threat", "U.S."]
    hit = find("協議した 宇宙政策", "statement").hits[0]
    assert [segment.text for segment in hit.excerpt if segment.marked] == ["宇宙政策", "協議した"]
    hit = find("naive seoul").hits[0]
    assert [segment.text for segment in hit.excerpt if segment.marked] == ["Ｓｅｏｕｌ", "naïve"]


def test_results_are_one_list_with_a_count_of_each_kind(indexed):
    results = find("vice")
    assert results.counts == {"statement": 1, "round": 1, "official": 1}
    assert (results.total, results.count, results.pages, len(results.hits)) == (3, 3, 1, 3)
    one = find("vice", "official")
    assert [hit.path for hit in one.hits] == ["/officials/sugiyama/"]
    assert (one.total, one.count) == (3, 1)


def test_what_no_place_holds_together_is_found_apart_and_said(indexed):
    results = find("trilateral OR space")
    assert results.scattered
    assert {hit.path for hit in results.hits} == {"/initiatives/space/", "/documents/sheet/1.3/"}
    results = find("isolation zeppelin")
    assert (results.missing, [hit.number for hit in results.hits]) == (("zeppelin",), ["1.2"])
    assert find("zeppelin").hits == []


def test_an_unknown_kind_and_a_page_that_is_not_there_are_refused(indexed):
    with pytest.raises(UnknownKindError):
        find("threat", "person")
    for page in (0, -1, 2, 10**30):
        with pytest.raises(NoSuchPageError):
            find("threat", "statement", page=page)
        with pytest.raises(NoSuchPageError):
            find("threat", page=page)


@pytest.mark.parametrize(
    "query", ["", "  ", '"', '""', "***", "AND", "NEAR(", "-", "a:b", "'", "\\", "\0", "\ud800", "()", "u00000", "%s"]
)
def test_no_query_is_an_error(indexed, query):
    assert find(query).total in (0, 1, 2, 3)


def test_a_blank_query_looks_nothing_up(indexed, django_assert_num_queries):
    with django_assert_num_queries(0, using=realm.PUBLIC):
        assert find(' " ').blank


def test_ten_thousand_characters_are_shortened_and_said_so(indexed):
    assert find("threat " * 100).total == 2
    assert not find("threat " * 100).shortened
    assert find(" ".join(f"word{number}" for number in range(1500))).shortened
    assert find("宇" * 10_000).total == 0
    assert find("x" * 10_000).total == 0


@settings(deadline=None)
@given(st.text(max_size=60))
def test_tokens_are_plain_ascii_and_lie_in_the_text(text):
    for token in words.tokens(text):
        assert token.word.isascii()
        assert token.word.isalnum()
        assert token.word[0] in "tux"
        assert 0 <= token.start < token.first <= token.end <= len(text)
    terms = [term for term in [words.phrase(text)] if term]
    assert "".join(segment.text for segment in words.segments(text, terms)) == text


@settings(deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_a_text_is_found_by_its_own_words(text):
    term = words.phrase(text)
    assert term is None or any(segment.marked for segment in words.segments(text, [term]))


@pytest.mark.django_db(databases=["public"])
@settings(deadline=None)
@given(query=st.text(max_size=40))
def test_any_text_is_a_query(query):
    assert find(query).total == 0


def test_a_long_line_is_shortened_around_the_words():
    text = "before " * 100 + "needle " + "after " * 100
    shown = "".join(segment.text for segment in words.excerpt(text, [words.phrase("needle")]))
    assert "needle" in shown
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert len(shown) < 300


def test_feeding_again_replaces_and_forgetting_takes_away(indexed):
    before = found("sixth")
    count = Entry.objects.count()
    with realm.publishing():
        index.feed("meeting", [indexed.pk])
        assert (found("sixth"), Entry.objects.count()) == (before, count)
        Meeting.objects.using(realm.PUBLIC).filter(pk=indexed.pk).update(name_en="Renamed")
        index.feed("meeting", [indexed.pk])
    assert found("renamed")[0] == before[0]
    assert found("“sixth round”") == []
    with realm.publishing():
        index.forget([indexed.pk])
    assert found("renamed") == found("threat") == []
    assert found("space") == [("initiative", "/initiatives/space/")]
    with connections[realm.PUBLIC].cursor() as cursor:
        if connections[realm.PUBLIC].vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM published_words")
            assert cursor.fetchone()[0] == Entry.objects.count()


def test_rebuilding_gives_the_same_results(indexed):
    queries = ["threat", "宇宙", "vice", "washington"]
    before = [found(query) for query in queries]
    with realm.publishing():
        Entry.objects.all().delete()
    assert found("threat") == []
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert said.getvalue() == f"{Entry.objects.count():,} entries can be found.\n"
    assert [found(query) for query in queries] == before


def test_what_is_rolled_back_is_not_found(indexed):
    with realm.publishing(), transaction.atomic(using=realm.PUBLIC):
        Meeting.objects.using(realm.PUBLIC).filter(pk=indexed.pk).update(name_en="Rehearsed")
        index.feed("meeting", [indexed.pk])
        assert found("rehearsed")[0] == ("round", "/rounds/2017-01-05-washington/")
        transaction.set_rollback(True, using=realm.PUBLIC)


def test_only_publishing_writes_the_index(indexed):
    with pytest.raises(realm.RealmError):
        index.feed("meeting", [indexed.pk])
    assert numbers("threat") == ["1.1", "1.2"]


@pytest.fixture
def many():
    """3,000 entries beside the small record, and in another round words that only few hold."""
    with realm.publishing():
        rows = [
            Entry(
                pk=number + 1,
                root=uuid.uuid4(),
                kind="statement",
                position=f"{99999999 - number:08}{'0' * 32}",
                number=f"{number}.1",
                language="en",
                title="Many",
                text=f"Common words and number{number}" + (" words so common" if number == 2990 else ""),
                path=f"/documents/many/{number}.1/",
            )
            for number in range(3000)
        ]
        entries = Entry.objects.using(realm.PUBLIC).bulk_create(rows)
        with connections[realm.PUBLIC].cursor() as cursor:
            vendor = connections[realm.PUBLIC].vendor
            cursor.executemany(index.WRITE_WORDS[vendor], [(index._stored(row, vendor), row.pk) for row in entries])
            cursor.execute("ANALYZE")


def test_queries_do_not_grow_with_what_is_found(indexed, many, django_assert_num_queries):
    for query in ("number7", "common words", "number1 words"):
        with django_assert_num_queries(6, using=realm.PUBLIC, exact=False):
            assert find(query).total


def test_many_results_are_counted_up_to_a_thousand_and_the_fittest_come_first(indexed, many):
    results = find("common", "statement", page=50)
    assert (results.count, results.has_more, results.pages, len(results.hits)) == (1000, True, 50, 20)
    with pytest.raises(NoSuchPageError):
        find("common", "statement", page=51)
    pages = [hit.number for page in range(1, 51) for hit in find("common", page=page).hits]
    assert len(set(pages)) == 1000
    assert find("words so common").hits[0].number == "2990.1"  # far behind, and yet just so


def test_feeding_does_not_grow_with_the_index(indexed, many, django_assert_num_queries):
    with realm.publishing(), django_assert_num_queries(24, using=realm.PUBLIC, exact=False):
        index.feed("meeting", [indexed.pk])


@pytest.mark.parametrize("sql", [index.IDS, index.CANDIDATES])
def test_the_plan_starts_from_the_match(indexed, many, sql):
    connection = connections[realm.PUBLIC]
    match = index.matching(questions.read("number77").slots, ["len"])
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {sql[connection.vendor]}", [match, 1001])
        plan = [" ".join(map(str, row)) for row in cursor.fetchall()]
    if connection.vendor == "sqlite":
        steps = [step for step in plan if "SCAN" in step or "SEARCH" in step]
        assert "SCAN published_words VIRTUAL TABLE" in steps[0]
        assert not any("TEMP B-TREE" in step for step in plan)
    else:
        assert any("published_entry_words" in step for step in plan)
        assert not any("Seq Scan" in step for step in plan)
