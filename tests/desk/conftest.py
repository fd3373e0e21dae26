"""What most tests of the desk start from."""

import pytest

from initiatives.record import realm
from tests.builders import Record, publish_all


@pytest.fixture
def record():
    """A record that is public as it is at the desk; the test is at the desk."""
    with realm.at_desk():
        made = Record()
        publish_all()
        yield made
