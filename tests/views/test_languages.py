"""The Japanese and Korean pages of the record that is shipped: names in the script of the page, and no English of ours."""

import re
from html.parser import HTMLParser

import pytest

from initiatives.models import Official
from initiatives.record import realm
from initiatives.record.names import of_official
from tests import builders
from tests.crawling import LANGUAGES, NO_PAGES, addresses, pages, slugs_in

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "path", "rect", "source", "wbr"}
AMERICAN = ("米国", "アメリカ合衆国", "미국")
SILENT = {"head", "script", "style", "q"}  # what is no text of the page, and words of a source
WORD = r"[A-Za-z][A-Za-z’'.&-]*"
ENGLISH = re.compile(rf"{WORD}(?:[ ,:;/–]+{WORD}){{2,}}")
QUOTED = re.compile(r"https?://\S+|“[^”]*”|「[^」]*」")  # addresses, and words of a source in a note of ours
ALLOWED = {
    "more than a dozen global issues": "the words of the fact sheet, beside our translation of them",
    "Park Yoonjoo, Park Yoon-joo, Park Yunju": "the forms that sources print of one name, in a note",
}


class Unmarked(HTMLParser):
    """The texts of a page that stand in the language of the page: within no element of another language."""

    def __init__(self, language):
        super().__init__()
        self.language, self.open, self.found = language, [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang")))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        spoken = next((lang for _tag, lang in reversed(self.open) if lang), self.language)
        if spoken == self.language and not SILENT.intersection(tag for tag, _lang in self.open):
            self.found.append(data)


def english_in(markup, language):
    """The runs of three and more words in Latin letters that no element says are English."""
    parser = Unmarked(language)
    parser.feed(markup)
    runs = (run[0] for text in parser.found for run in ENGLISH.finditer(QUOTED.sub("", text)))
    return [run for run in runs if run not in ALLOWED]


def test_the_finder_finds_english_that_is_not_marked():
    page = '<html lang="ja"><head><title>A b c</title></head><p>見よ Ministry of Foreign Affairs<br>と <i lang="en">of one two</i></p>'
    assert english_in(f"{page}<p>U.S. State</p><script>a b c d</script></html>", "ja") == [
        "Ministry of Foreign Affairs"
    ]


@pytest.fixture
def shipped():
    builders.shipped()


def untranslated(client, paths):
    """run of English → the first path that shows it."""
    found = {}
    for path in paths:
        for run in english_in(client.get(path).content.decode(), path[1:3]):
            found.setdefault(run, path)
    return found


def of_pages(paths):
    """The paths in Japanese and Korean."""
    return [f"/{language}{path}" for language in LANGUAGES if language != "en" for path in paths]


def test_no_english_of_ours_is_left_on_a_page_of_every_kind(shipped, client):
    slugs = slugs_in(realm.PUBLIC)
    rounds = [f"/rounds/{slug}/" for slug in slugs["rounds"]]
    assert untranslated(client, of_pages([*pages(slugs).values(), *rounds])) == {}


@pytest.mark.long
def test_no_english_of_ours_is_left_on_any_page(shipped, client):
    every = [path for path in addresses(slugs_in(realm.PUBLIC)) if path[:4] in ("/ja/", "/ko/")]
    skipped = tuple(name.partition("-")[2] for name in NO_PAGES)
    assert untranslated(client, [path for path in every if not path.rstrip("/").endswith(skipped)]) == {}


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_no_official_whom_a_source_names_in_the_script_is_headed_in_latin_letters(shipped, client, language):
    headed, known = {}, {}
    for official in Official.objects.filter(tenures__country__code__in=["JPN", "KOR"]).distinct().named():
        page = client.get(f"/{language}/officials/{official.slug}/").content.decode()
        headed[official.slug] = re.split("[（(]", re.sub("<[^>]+>", "", re.search("<h1>(.*?)</h1>", page)[1]))[0]
        known[official.slug] = of_official(official).forms(language)[0].words
    assert headed == known
    assert len(headed) >= 11
    unnamed = {slug for slug, words in headed.items() if re.match("[A-Za-z]", words)}
    gaps = client.get(f"/{language}/gaps/").content.decode()
    assert [slug for slug in unnamed if f"/officials/{slug}/" not in gaps] == []
    assert unnamed <= {each.slug for each in Official.objects.exclude(names__language__in=["ja", "ko"])}


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_no_round_heads_a_japanese_or_korean_delegate_in_latin_letters(shipped, client, language):
    latin, seen = [], 0
    for slug in slugs_in(realm.PUBLIC)["rounds"]:
        page = client.get(f"/{language}/rounds/{slug}/").content.decode()
        for party, name in re.findall(r'<p class="label">(.*?)</p>\s*<div class="name"><a [^>]*>(.*?)</a>', page):
            seen += 1
            if party not in AMERICAN and re.match("[A-Za-z]", re.sub("<[^>]+>", "", name)):
                latin.append((slug, party, name))
    assert seen >= 45
    assert latin == []
