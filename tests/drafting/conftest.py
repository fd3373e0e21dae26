"""The next round is made at the desk: its tests read the desk."""

import pytest

from initiatives.record import realm
from tests.copies import copy_of
from tests.drafting.making import Desk


@pytest.fixture(autouse=True)
def at_desk():
    with realm.at_desk():
        yield


@pytest.fixture
def desk(db):
    return copy_of(Desk)
