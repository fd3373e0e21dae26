"""A record by its name: in the language being read, as printed, or in English marked as English; words never markup."""

import pytest
from django.utils import translation

from initiatives.models import Delegate, Document, Initiative, Official
from initiatives.templatetags.facts import title_at_the_time
from initiatives.templatetags.links import link, links

SPACE = Initiative(slug="space", name_en="Space & policy", name_ja="宇宙")
OFFICIAL = Official(slug="ann-blake", name="Ann Blake")
DOCUMENT = Document(slug="sheet", title="<i>概要</i>", language="ja")

LINKS = {
    "en": [
        '<a href="/initiatives/space/">Space &amp; policy</a>',
        '<a href="/officials/ann-blake/">Ann Blake</a>',
        '<a href="/documents/sheet/" lang="ja">&lt;i&gt;概要&lt;/i&gt;</a>',
    ],
    "ja": [
        '<a href="/ja/initiatives/space/">宇宙</a>',
        '<a href="/ja/officials/ann-blake/" lang="en">Ann Blake</a>',
        '<a href="/ja/documents/sheet/">&lt;i&gt;概要&lt;/i&gt;</a>',
    ],
    "ko": [
        '<a href="/ko/initiatives/space/"><span lang="en">Space &amp; policy</span></a>',
        '<a href="/ko/officials/ann-blake/" lang="en">Ann Blake</a>',
        '<a href="/ko/documents/sheet/" lang="ja">&lt;i&gt;概要&lt;/i&gt;</a>',
    ],
}


@pytest.mark.parametrize("language", LINKS)
def test_a_record_is_linked_by_its_name(language):
    with translation.override(language):
        assert [link(SPACE), link(OFFICIAL), link(DOCUMENT)] == LINKS[language]


def test_an_official_is_linked_by_the_name_that_a_source_prints():
    assert link(OFFICIAL, "A. Blake") == '<a href="/officials/ann-blake/">A. Blake</a>'


@pytest.mark.parametrize(("language", "between"), [("en", ", "), ("ja", "、"), ("ko", ", ")])
def test_several_records_have_the_comma_of_the_language_between_them(language, between):
    with translation.override(language):
        assert links([SPACE, OFFICIAL]) == link(SPACE) + between + link(OFFICIAL)
    assert links([]) == ""


def test_a_title_stands_as_printed_below_our_translation_of_it():
    delegate = Delegate(title="Vice Minister <for> it", title_translation_ja="次官")
    printed = "Vice Minister &lt;for&gt; it"
    assert title_at_the_time(delegate) == f"<span>{printed}</span>"
    with translation.override("ko"):
        assert title_at_the_time(delegate) == f'<span lang="en">{printed}</span>'
    with translation.override("ja"):
        unofficial = '<span class="small faint">(非公式)</span>'
        assert title_at_the_time(delegate) == f'次官 {unofficial}<br><span lang="en">{printed}</span>'
