"""People on a page: each form of a name with its language, words never markup; a title of ours is said to be ours."""

import pytest
from django.utils import translation

from initiatives.models import Citation, Delegate, Tenure
from initiatives.record import realm
from initiatives.templatetags.persons import other_names, person_link, person_of, post, title_at_the_time
from tests import builders

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def delegate():
    """Bunta Sato of Japan at a meeting, whose name a Japanese source prints."""
    with realm.at_desk():
        official = builders.drafted().officials[1]
        official.names.update(value="佐藤<文太>")
        yield Delegate.objects.all().for_pages().get(official=official)


def test_a_name_leads_with_the_script_of_the_page_and_marks_the_others(delegate):
    shown = {}
    for language in ("en", "ja", "ko"):
        with translation.override(language):
            shown[language] = person_link(delegate)
    assert shown == {
        "en": '<a href="/officials/bunta-sato/">Bunta Sato</a>',
        "ja": '<a href="/ja/officials/bunta-sato/">佐藤&lt;文太&gt;</a>（<span lang="en">Bunta Sato</span>）',
        "ko": '<a href="/ko/officials/bunta-sato/"><span lang="ja">佐藤&lt;文太&gt;</span></a>'
        '(<span lang="en">Bunta Sato</span>)',
    }


def test_the_party_stands_in_the_same_brackets(delegate):
    with translation.override("ja"):
        assert person_of(delegate, "日本") == (
            '<span class="nobr">佐藤&lt;文太&gt;</span>（<span lang="en">Bunta Sato</span>、日本）'
        )


def test_the_list_of_officials_shows_the_other_names_below(delegate):
    official = delegate.official
    official.names.create(value="사토", script="Hang", language="ko", position=1)
    with translation.override("ja"):
        assert [form.words for form in other_names(official)] == ["사토"]
    assert [form.words for form in other_names(official)] == ["佐藤<文太>", "사토"]


def test_a_title_of_ours_is_said_to_be_ours_and_a_printed_one_is_not(delegate):
    delegate.title, delegate.title_translation_ja, delegate.title_translation_ko = "Vice Minister <for> it", "次官", ""
    printed = "Vice Minister &lt;for&gt; it"
    prints = Citation(field="title", delegate=delegate, language="ja", printed="次官")
    assert title_at_the_time(delegate, [prints]) == "Vice Minister <for> it"
    with translation.override("ko"):
        assert title_at_the_time(delegate, [prints]) == f'<span lang="en">{printed}</span>'
    with translation.override("ja"):
        ours = '<span class="small faint">（仮訳）</span>'
        assert title_at_the_time(delegate, []) == f'次官{ours}<br><span lang="en">{printed}</span>'
        assert title_at_the_time(delegate, [prints]) == f'次官<br><span lang="en">{printed}</span>'


def test_a_title_in_another_script_is_shown_in_english_with_what_the_source_prints(delegate):
    delegate.title, delegate.title_translation_en = "차관", "Vice Minister"
    ours = ' <span class="small faint">(our translation)</span>'
    assert title_at_the_time(delegate, []) == f'Vice Minister{ours}<br><span lang="ko">차관</span>'


def test_a_post_is_the_sources_own_where_one_prints_it_at_a_meeting(delegate):
    tenure = Tenure.objects.get(official=delegate.official)
    with translation.override("ja"):
        assert post(tenure, delegate.official) == 'Deputy Secretary（日）<span class="small faint">（仮訳）</span>'
        builders.other(delegate.meeting, "title", 7, delegate=delegate)
        Citation.objects.filter(position=7).update(language="ja", printed="Deputy Secretary（日）")
        assert post(tenure, delegate.official) == "Deputy Secretary（日）"
    assert post(tenure, delegate.official) == "Deputy Secretary"
