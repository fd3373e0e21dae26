"""What people are called in a language: only forms that a source prints, the page's own first."""

import pytest

from initiatives.models import Citation
from initiatives.record.names import Title, in_brackets, language_of, of_values, title

PEOPLE = {
    "Sugiyama": of_values("Shinsuke Sugiyama", [("ja", "杉山晋輔"), ("ko", "스기야마 신스케")], "JPN"),
    "Lim": of_values(
        "Lim Sung-nam", [("ko", "임성남"), ("ja", "林聖男"), ("ja", "イム・ソンナム")], "KOR", "Lim Sung-Nam"
    ),
    "Cho": of_values("Cho Tae-yong", [("ko", "조태용")], "KOR"),
    "Landau": of_values("Christopher Landau", [("ko", "크리스토퍼 랜도")], "USA"),
    "Sherman": of_values("Wendy R. Sherman", [("ja", "ウェンディ・シャーマン"), ("ko", "웬디 셔먼")], "USA", "셔먼"),
    "Mori": of_values("Mori Takeo", [("ja", "森健良")], "JPN", "모리"),
    "unknown": of_values("김철수", [], "KOR"),
}
FORMS = {
    ("en", "Sugiyama"): ["Shinsuke Sugiyama"],
    ("ja", "Sugiyama"): ["杉山晋輔", "Shinsuke Sugiyama"],
    ("ko", "Sugiyama"): ["스기야마 신스케", "杉山晋輔", "Shinsuke Sugiyama"],
    ("en", "Lim"): ["Lim Sung-Nam"],
    ("ja", "Lim"): ["林聖男", "임성남", "Lim Sung-Nam"],
    ("ko", "Lim"): ["임성남", "Lim Sung-Nam"],
    ("ja", "Cho"): ["조태용", "Cho Tae-yong"],
    ("ja", "Landau"): ["Christopher Landau"],
    ("ko", "Landau"): ["크리스토퍼 랜도", "Christopher Landau"],
    ("en", "Sherman"): ["Wendy R. Sherman", "셔먼"],
    ("ja", "Sherman"): ["ウェンディ・シャーマン", "Wendy R. Sherman", "셔먼"],
    ("ko", "Sherman"): ["웬디 셔먼", "Wendy R. Sherman"],
    ("ko", "Mori"): ["森健良", "Mori Takeo", "모리"],
    ("en", "unknown"): ["김철수"],
    ("ja", "unknown"): ["김철수"],
}


def test_the_forms_are_those_of_the_page_of_the_person_and_latin_in_this_order():
    found = {(code, name): [form.words for form in PEOPLE[name].forms(code)] for code, name in FORMS}
    assert found == FORMS


def test_a_list_has_the_form_of_the_page_and_latin_in_the_brackets_of_the_language():
    read = [("Sugiyama", "ja"), ("Lim", "ja"), ("Lim", "ko"), ("Lim", "en"), ("unknown", "en")]
    assert [PEOPLE[name].text(language) for name, language in read] == [
        "杉山晋輔（Shinsuke Sugiyama）",
        "林聖男（Lim Sung-Nam）",
        "임성남(Lim Sung-Nam)",
        "Lim Sung-Nam",
        "김철수",
    ]


@pytest.mark.parametrize(("language", "words"), [("en", "a (b, c)"), ("ja", "a（b、c）"), ("ko", "a(b, c)")])
def test_what_stands_in_brackets_is_set_as_the_language_sets_it(language, words):
    assert in_brackets("abc", language) == words
    assert in_brackets("a", language) == "a"


def test_a_form_is_of_the_language_of_its_script():
    read = ["Lim Sung-nam", "杉山晋輔", "トニー・ブリンケン", "さいき", "임성남", "제1차관", "1", "José"]
    assert [language_of(words) for words in read] == ["en", "ja", "ja", "ja", "ko", "ko", "en", "en"]


def test_a_title_is_ours_only_where_no_source_of_the_language_prints_it():
    prints = Citation(language="ja", printed="外務事務次官")
    quotes = Citation(language="ja", quotation="森健良外務事務次官は、")
    otherwise = Citation(language="ja", printed="日本国外務次官")
    english_there = Citation(language="ja", printed="Vice Minister")
    in_english = Citation(language="en", printed="Vice Minister", quotation="外務事務次官")
    assert [title("外務事務次官", [each], "ja") for each in (prints, quotes, otherwise, english_there, in_english)] == [
        Title("外務事務次官", is_ours=False),
        Title("外務事務次官", is_ours=False),
        Title("日本国外務次官", is_ours=False),
        Title("外務事務次官", is_ours=True),
        Title("外務事務次官", is_ours=True),
    ]
    assert title("", [in_english], "ja") is None
