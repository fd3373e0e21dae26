"""The reader that Japanese and Korean share: what it knows of either language is in that language's pack."""

from initiatives.intake.recognise.activities import ActivityMention
from initiatives.intake.recognise.east_asian.activities import find_activities
from initiatives.intake.recognise.east_asian.occasion import read_occasion
from initiatives.intake.recognise.east_asian.page import read_page
from initiatives.intake.recognise.east_asian.references import find_references
from initiatives.intake.recognise.occasion import Occasion
from initiatives.intake.recognise.persons import PersonMention
from initiatives.intake.recognise.references import ReferenceMention
from initiatives.intake.structure import Structure


def read(
    structure: Structure, language: str
) -> tuple[Occasion, list[PersonMention], list[ActivityMention], list[ReferenceMention]]:
    """What the Japanese and Korean passages of a document mention; its occasion is read as one of `language`."""
    page = read_page(structure, language)
    occasion = read_occasion(page)
    return occasion, page.persons, find_activities(page, occasion), find_references(page)
