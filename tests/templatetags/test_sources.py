"""What the fact that a citation supports is called on a page."""

import uuid

import pytest
from django.utils import translation

from initiatives.models import Citation
from initiatives.templatetags.sources import fact

MEETING, DELEGATE = uuid.uuid4(), uuid.uuid4()


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        (Citation(meeting_id=MEETING, field="start"), ["date", "日付", "날짜"]),
        (Citation(meeting_id=MEETING, delegate_id=DELEGATE, field="name"), ["name", "名前", "이름"]),
        # There is no shorter word: the name of the field, of the round or of the delegate.
        (Citation(meeting_id=MEETING, field="time_zone"), ["Time zone", "タイムゾーン", "시간대"]),
        (Citation(meeting_id=MEETING, delegate_id=DELEGATE, field="role"), ["Role", "役割", "역할"]),
    ],
)
def test_a_fact_is_named_in_the_reader_s_language(citation, words):
    found = []
    for language in ("en", "ja", "ko"):
        with translation.override(language):
            found.append(fact(citation))
    assert found == words
