"""Bodies of earlier tables: brought up step by step, or refused with a reason."""

import json

import pytest

from initiatives.record.aggregates import Refused, canonical
from initiatives.record.snapshot_versions import upgraded

STEPS = {
    1: lambda content: {**content, "rows": {"pillar": [{**row, "added": ""} for row in content["rows"]["pillar"]]}},
    2: lambda content: {**content, "rows": {"pillar": [{**row, "added": "x"} for row in content["rows"]["pillar"]]}},
}


def body(schema):
    return canonical({"schema": schema, "kind": "pillar", "root": "r", "rows": {"pillar": [{"id": "r"}]}})


def test_an_earlier_body_goes_through_every_step_in_order():
    content = json.loads(upgraded(body(1), steps=STEPS, to=3))
    assert content == {"schema": 3, "kind": "pillar", "root": "r", "rows": {"pillar": [{"id": "r", "added": "x"}]}}


def test_a_body_of_now_stays_as_it_is():
    assert upgraded(body(3), steps=STEPS, to=3) == body(3)


@pytest.mark.parametrize(("schema", "words"), [(0, "No way is known"), (4, "later than the site's 3. Update")])
def test_an_unknown_or_later_schema_is_refused(schema, words):
    with pytest.raises(Refused, match=words):
        upgraded(body(schema), steps=STEPS, to=3)
