"""Every string of the interface is translated, in both languages, with the placeholders of the original."""

import pytest

from initiatives.management import catalogues


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_every_string_is_translated(language):
    assert catalogues.faults(language) == []


def test_strings_are_found_in_code_and_templates():
    found = {message.id: message for message in catalogues.messages()}
    assert "initiatives/choices.py" in found["stated"].places
    assert "templates/components/footer.html" in found["What the record lacks"].places
    assert found["%(count)s result for “%(query)s”"].plural == "%(count)s results for “%(query)s”"


def test_a_fault_of_each_kind_is_found(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    catalogues.update("ja")
    catalogue = catalogues.read("ja")
    by_id = {entry.msgid: entry for entry in catalogue}
    for entry in catalogue:
        entry.msgstr = entry.msgid
        if entry.msgid_plural:
            entry.msgstr, entry.msgstr_plural = "", {0: entry.msgid_plural}
    by_id["stated"].msgstr = " "
    by_id["inferred"].flags.append("fuzzy")
    by_id["Publication %(number)s"].msgstr = "第%(count)s回"
    by_id["other source"].msgid = "another source"
    catalogue.save(str(catalogues.path_of("ja")))
    assert sorted(catalogues.faults("ja")) == [
        "fuzzy: inferred",
        "missing: other source",
        "placeholders differ: Publication %(number)s",
        "untranslated: stated",
        "unused: another source",
    ]
