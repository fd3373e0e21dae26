"""A record by its name: in the language being read, as printed, or in English marked as English; words never markup."""

import pytest
from django.utils import translation

from initiatives.models import Document, Initiative, Pillar
from initiatives.templatetags.links import link, links

SPACE = Initiative(slug="space", name_en="Space & policy", name_ja="宇宙")
PILLAR = Pillar(slug="sea", name_en="The sea", name_ja="海洋", name_ko="해양")
DOCUMENT = Document(slug="sheet", title="<i>概要</i>", language="ja")

LINKS = {
    "en": [
        '<a href="/initiatives/space/">Space &amp; policy</a>',
        '<a href="/pillars/sea/">The sea</a>',
        '<a href="/documents/sheet/" lang="ja">&lt;i&gt;概要&lt;/i&gt;</a>',
    ],
    "ja": [
        '<a href="/ja/initiatives/space/">宇宙</a>',
        '<a href="/ja/pillars/sea/">海洋</a>',
        '<a href="/ja/documents/sheet/">&lt;i&gt;概要&lt;/i&gt;</a>',
    ],
    "ko": [
        '<a href="/ko/initiatives/space/"><span lang="en">Space &amp; policy</span></a>',
        '<a href="/ko/pillars/sea/">해양</a>',
        '<a href="/ko/documents/sheet/" lang="ja">&lt;i&gt;概要&lt;/i&gt;</a>',
    ],
}


@pytest.mark.parametrize("language", LINKS)
def test_a_record_is_linked_by_its_name(language):
    with translation.override(language):
        assert [link(SPACE), link(PILLAR), link(DOCUMENT)] == LINKS[language]


@pytest.mark.parametrize(("language", "between"), [("en", ", "), ("ja", "、"), ("ko", ", ")])
def test_several_records_have_the_comma_of_the_language_between_them(language, between):
    with translation.override(language):
        assert links([SPACE, PILLAR]) == link(SPACE) + between + link(PILLAR)
    assert links([]) == ""
