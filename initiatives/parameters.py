"""What the query of an address asks for: which parameters and values count, and how a wrong one is refused."""

from collections.abc import Collection

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _

AS_OF = "as-of"  # the record as it was: every page knows it
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # what copying brings along and nobody sees
LONGEST_SHOWN = 80  # characters of a name or a value in a sentence
MOST_SHOWN = 20  # values to choose from in a sentence
LONGEST_VALUE = 300  # characters that count: as much as every link of a page may repeat
MOST_VALUES = 50  # of one parameter: each is repeated in every link of a list


def trimmed(value: str) -> str:
    """A value without the space and the unseen characters around it."""
    while value != (shorter := value.strip().strip(UNSEEN)):
        value = shorter
    return value


def values_of(query: QueryDict, name: str) -> list[str]:
    """The values of a parameter, each once; an empty one is none. ``amp;kind`` is ``kind``, copied from markup."""
    given = [*query.getlist(name), *query.getlist(f"amp;{name}")]
    return list(dict.fromkeys(value[:LONGEST_VALUE] for value in map(trimmed, given) if value))


def asked(query: QueryDict, known: Collection[str], many: Collection[str] = ()) -> QueryDict:
    """The query less what a page does not know: links that people pass on carry the marks of those who count them.

    Raises BadRequest where a parameter that takes one value, which is one that is not among ``many``, is given two.
    """
    found = QueryDict(mutable=True)
    for name in dict.fromkeys(name.removeprefix("amp;") for name in query):
        if name in known and (values := values_of(query, name)):
            if len(values) > 1 and name not in many:
                raise BadRequest(bad_value(name, ", ".join(values)))
            if len(values) > MOST_VALUES:
                words = {"name": name, "most": MOST_VALUES}
                raise BadRequest(_("The parameter “%(name)s” takes at most %(most)s values.") % words)
            found.setlist(name, values)
    return found


def refuse_unknown(query: QueryDict, known: Collection[str]) -> None:
    """Raises BadRequest naming what is not known: for programs, whom a misspelt filter would give everything."""
    if unknown := [name[:LONGEST_SHOWN] for name in query if name not in known][:MOST_SHOWN]:
        names = ", ".join(unknown)
        raise BadRequest(
            _("This address does not know the parameter “%(name)s”. It knows: %(known)s.")
            % {"name": names, "known": ", ".join(sorted(known))}
        )


def bad_value(name: str, value: str, allowed: Collection[str] = ()) -> str:
    """The parameter “year” cannot be “0.5”; with what it can be, where that is not too much to say."""
    words = {"name": name, "value": value[:LONGEST_SHOWN], "allowed": ", ".join(allowed)}
    if 0 < len(allowed) <= MOST_SHOWN:
        return _("The parameter “%(name)s” cannot be “%(value)s”. It can be: %(allowed)s.") % words
    return _("The parameter “%(name)s” cannot be “%(value)s”.") % words
