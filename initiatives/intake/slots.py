"""How the entries of a draft are addressed, and the words in which decisions about them are kept.

Every value here is stored at the desk with the decisions of open proposals: more may join them, none may change.
"""

from enum import StrEnum

NEW, NONE = "new", "none"  # of a choice: a new row, no row
BY_HAND = "document"  # of what is reported: nothing but the document and its passages is filed
KEEP, BOTH = "keep", "both"  # of a difference: what the desk has and what the text says, as claims
EVERYTHING = "*"  # the entry of a decision about many at once


class Verb(StrEnum):
    """What an editor may do about an entry."""

    ACCEPT = "accept"
    REJECT = "reject"
    CHANGE = "change"
    REOPEN = "reopen"
    TIE = "tie"


class ItemState(StrEnum):
    """What became of an entry."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"


class Slot(StrEnum):
    """The entries of which a draft has one each."""

    OCCASION = "occasion"
    WHICH = "meeting.which"
    DATE = "meeting.date"
    PLACE = "meeting.city"
    FORMAT = "meeting.format"
    STATE = "meeting.state"
    NUMBER = "meeting.number"
    NAME = "meeting.name"
    DOCUMENT = "document"
    SOURCE = "source"


class ItemGroup(StrEnum):
    """The groups of entries."""

    OCCASION = "occasion"
    MEETING = "meeting"
    SOURCE = "source"
    DELEGATES = "delegates"
    DOCUMENT = "document"
    NAMES = "names"
    ACTIVITIES = "activities"
    REFERENCES = "references"
    NAMINGS = "namings"
    AGAIN = "again"
    TIES = "ties"
    CARRIED = "carried"
    OTHERS = "others"


class About(StrEnum):
    """What words or an entry may be about: the kinds of row, and an initiative that is only named."""

    OFFICIAL = "official"
    DELEGATE = "delegate"
    PILLAR = "pillar"
    INITIATIVE = "initiative"
    NAMED = "named"
    ACTIVITY = "activity"
    REFERENCE = "reference"

    @property
    def new(self) -> str:
        """The target that makes a new row of the words tied to it."""
        return self.of(NEW)

    def of(self, target: str) -> str:
        """The target that ties words to a row."""
        return f"{self}:{target}"


# --- Entries of which a draft may have many


def name_of(number: str) -> str:
    """The entry of the name that a heading or lead-in prints."""
    return f"name:{number}"


def again_in(number: str) -> str:
    """The entry of a sentence that was said before."""
    return f"again:{number}"


def naming_of(number: str, initiative: str) -> str:
    """The entry of an initiative that a sentence names."""
    return f"naming:{number}:{initiative}"


def carried_of(kind: str, key: str) -> str:
    """The entry of a pillar or initiative carried forward."""
    return f"carried:{kind}:{key}"


def carried_row(item: str) -> list[str]:
    """Kind and key of the row that such an entry carries forward."""
    return item.split(":")[1:]


def tie_of(number: int) -> str:
    """The entry of a tie, by the number of its decision."""
    return f"tie:{number}"


def by_hand(what: str, tie: str) -> str:
    """The entry that a tie to something new makes."""
    return f"{what}+{tie.removeprefix('tie:')}"


# --- Rows that do not exist yet


def made_by(item: str) -> str:
    """The row that an entry of the draft will make, as a choice names it."""
    return f"item:{item}"


def maker_of(target: str) -> str:
    """The entry that makes the row; empty where the target is a row at the desk."""
    return target.removeprefix("item:") if target.startswith("item:") else ""


def correcting(document: str) -> str:
    """The choice of a corrected version of a document."""
    return f"corrects:{document}"


def corrected_by(choice: str) -> str:
    """The document that is corrected; empty where the choice is another."""
    return choice.removeprefix("corrects:") if choice.startswith("corrects:") else ""
