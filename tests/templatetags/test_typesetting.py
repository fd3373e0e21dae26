"""How words are set: one run of text over several lines of a template, lists in the language being read."""

import pytest
from django.template import engines
from django.utils import translation

from initiatives.templatetags.typesetting import capital, listed

CASES = {
    "a\n  b": "ab",
    "\n  <p>\n    a,\n    <b>b</b>\n  </p>\n": "<p>a,<b>b</b></p>",
    "a b{% if yes %}\n  c\n{% endif %}\n d": "a bcd",
    "a\n  {{ ' ' }}b": "a b",
    '<a\n  href="x"\n  class="{% if yes %}y{% endif %}"\n>\n z</a>': '<a href="x" class="y" >z</a>',
    "{{ value }}\n.": "two\nlines.",
    "{% blocktranslate trimmed %}\n Write\n it\n{% endblocktranslate %}\n.": "Write it.",
}


@pytest.mark.parametrize(("written", "shown"), CASES.items())
def test_a_run_over_several_lines_gains_no_space(written, shown):
    source = "{% load i18n typesetting %}{% unbroken %}" + written + "{% endunbroken %}"
    found = engines["django"].from_string(source).render({"yes": True, "value": "two\nlines"})
    assert found == shown


def test_what_stands_outside_a_run_is_left_alone():
    source = "{% load typesetting %}a\n{% unbroken %}\nb\n{% endunbroken %}\nc"
    assert engines["django"].from_string(source).render({}) == "a\nb\nc"


@pytest.mark.parametrize(("language", "words"), [("en", "a, b"), ("ja", "a、b"), ("ko", "a, b")])
def test_a_list_has_the_comma_of_its_language(language, words):
    with translation.override(language):
        assert listed("a", "", "b") == words
        found = engines["django"].from_string("{% load typesetting %}a{% comma %}b").render({})
    assert found == words


def test_a_capital_is_that_of_the_first_letter():
    assert [capital("fact Sheet"), capital("概要"), capital("")] == ["Fact Sheet", "概要", ""]
