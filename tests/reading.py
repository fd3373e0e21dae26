"""Pages as tests read them: the words a reader meets, and what a page asked of the public record."""

import html
import re

from django.db import connections
from django.test.utils import CaptureQueriesContext

from initiatives.record import realm

NO_STATEMENT = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "PRAGMA")


def words_in(text):
    """The words of some markup: without tags, scripts and styles, white space as one space."""
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def words_of(response):
    """The words of a page as a reader meets them."""
    return words_in(response.content.decode())


class Queries(CaptureQueriesContext):
    """The statements a block puts to the public record; ``found`` leaves those of transactions out."""

    def __init__(self):
        super().__init__(connections[realm.PUBLIC])

    @property
    def found(self):
        asked = (each["sql"] for each in self.captured_queries)
        return [sql for sql in asked if not sql.lstrip().upper().startswith(NO_STATEMENT)]
