"""What good looks like, field by field: one sentence with an example, for the forms of the record and changesets.

It is shown by forms alone, so that mending a sentence is no migration. A field without an entry shows the help text of
its model.
"""

from typing import Any

SUMMARY = "One to three sentences of ours that say only what the sources say: Health ministers met in New York."
ORDER = "A lower number stands first: 1, 2, 3."
TRANSLATED = {
    "_ja": "In Japanese, as the ministry in Tokyo would write it. Left empty, Japanese pages show the English.",
    "_ko": "In Korean, as the ministry in Seoul would write it. Left empty, Korean pages show the English.",
}

GUIDANCE: dict[str, dict[str, str]] = {
    "meeting": {
        "kind": "A round is one the three count: first, second. A telephone call is a call: it has no number.",
        "number": "A claim that needs a source: 6, if a document says “sixth”. Empty where none does, and for calls.",
        "state": "Planned before the day, held after it; postponed or cancelled only if a ministry says so.",
        "earlier_days": "A day it was to take place on before it was moved, one a line: 2027-01-15. Filled by itself.",
        "starts_at": "Local time at the place, as the source gives it: 14:00. Empty where none does.",
        "ends_at": "Local time at the place: 15:30. Empty where no source says when it ended.",
        "minutes": "Its length where a source gives one, without reckoning: 90 for “an hour and a half”.",
        "checked_on": "The last day on which you searched for what the record lacks of it: 2026-11-23.",
        "end": "Only where it took more than one day: 2016-01-17. Empty otherwise.",
        "time_zone": "The zone of the place, by its name in the tz list: America/New_York, Asia/Tokyo, Asia/Seoul.",
        "city": "As the source prints it: Washington, DC. Empty for a call.",
        "country": "The country of the city: type the first letters, as in “jap”.",
        "venue": "The building, as the source prints it: Iikura Guest House, Ministry of Foreign Affairs of Japan.",
        "host": "The party that invited, if a source says so: type the first letters, as in “jap”.",
        "format": "How they met: in person, by telephone or by video. It needs a citation.",
        "summary": "One to three sentences of ours that report and do not praise: The three met in Washington, DC.",
    },
    "delegate": {
        "official": "The person: type part of the name, as in “blink”. Not in the list? Add the official first.",
        "country": "The party the person spoke for: type the first letters, as in “jap”.",
        "name": "Exactly as this document prints it, in its order: Lim Sung-nam.",
        "role": "Head for the one who led the delegation of a party; one head for each party.",
        "position": "The place in the list of the source: 1 for whoever is named first, then 2, 3.",
        "title_translation": "Only where the printed title is in another language: 부장관 is Deputy Secretary of State.",
    },
    "citation": {
        "basis": (
            "Stated: the words say it. Inferred: it follows from the words, and the note says how. "
            "Other source: a page of a publisher, without a passage here."
        ),
        "quotation": (
            "Only the words that carry the fact, letter for letter: met in Washington, DC. "
            "Left empty, the whole passage is quoted."
        ),
        "printed": "A name or a number as this very source has it, where it differs: 杉山晋輔 for Shinsuke Sugiyama.",
        "reason": "Only where the words do not hold the value: “the inaugural meeting” is the first. Empty otherwise.",
        "language": "The language of the page you read: Japanese for a release of 外務省.",
        "source_kind": "Who put it out: a ministry is a government; a paper that reports what it said is a newspaper.",
        "read_extent": "The beginning only, if a payment was asked for the rest; from a copy, if the page itself is gone.",
        "archive_address": "A copy in a public web archive: https://web.archive.org/web/2017….",
        "publisher": "Who put the page out, by its full name: Ministry of Foreign Affairs of Japan.",
        "source_title": "The title of the page in its own language: 日米韓次官協議(概要).",
        "address": "The full address of that page, not of the front page: https://www.mofa.go.jp/mofaj/press/release/press4_005148.html.",
        "dated": "The day printed on the page, only as precise as it says: 2017-01-05, or 2017-01.",
        "read_on": "The day you read the page yourself: 2026-11-23.",
        "note": "What a reader needs to follow you: The inaugural meeting is the first. Empty where the words are plain.",
        "position": "Which citation of the same fact stands first: 0 before 1, 1 before 2.",
    },
    "activity": {
        "name": "In the words of the document: Trilateral meeting of health ministers.",
        "initiative": "The initiative the document puts it under: type part of its name, as in “health”. Empty if none.",
        "end": "Only where it took more than one day: 2016-09-20. Empty otherwise.",
        "city": "As the document prints it: New York. Empty where it names none.",
        "country": "The country of the city: type the first letters, as in “jap”.",
        "convener": "Who called it, in the words of the document: Vice President Biden.",
        "level": "Who met, by rank or office, as printed: health ministers. Empty where the document names none.",
        "participants": "By name, as printed: Director General Kim. Empty where the document names nobody.",
        "convener_official": "The same person, if the record has a page for them: type part of the name.",
        "summary": SUMMARY,
    },
    "pillar": {
        "name": "The heading as printed, without the colon: Trilateral Coordination and Strength of our Alliances.",
        "slug": "The name in small letters with hyphens, for the address: collaborating-to-address-global-challenges.",
        "position": "The order in the document: 1 for the first heading, then 2, 3.",
        "summary": SUMMARY,
    },
    "initiative": {
        "name": "As printed, without the colon: Development Policy Priorities.",
        "slug": "The name in small letters with hyphens, for the address: development-policy.",
        "pillar": "The heading it stands under in the document: type part of it, as in “alliances”.",
        "position": "The order under its pillar: 1 for the first, then 2, 3.",
        "summary": SUMMARY,
    },
    "reference": {
        "kind": "A resolution, a forum, a treaty, an initiative of others, or a phrase that documents repeat.",
        "name": "As printed: UN Security Council Resolution 2321. Of a phrase, the phrase itself.",
        "slug": "The name in small letters with hyphens, for the address: security-council-resolution-2321.",
        "address": "The page of whoever issued it: https://undocs.org/en/S/RES/2321(2016). Empty if there is none.",
        "summary": SUMMARY,
    },
    "concept": {
        "name": "The usual one of its English forms below, letter for letter: cybersecurity.",
        "slug": "The name in small letters with hyphens, for the address: cybersecurity.",
        "summary": "Only where the forms do not tell what is meant: Attacks by means of computers and networks.",
    },
    "conceptform": {
        "value": "As its source prints it, without marks around it: サイバーセキュリティ, DPRK. Each needs a citation.",
        "language": "The language of the source that prints it: Korean for 사이버안보.",
        "sort": "Abbreviation for DPRK, symbol for a sign such as S/RES/2270, other term for a second word for the same.",
        "position": ORDER,
    },
    "official": {
        "given_name": "For sorting and search: Antony, Shinsuke, Sung-nam.",
    },
    "officialname": {
        "script": "The letters it is printed in: Hangul for 임성남, Japanese for 杉山晋輔, Latin for Lim Sung-nam.",
        "language": "The language of the source that prints it: Korean for 임성남.",
        "romanisation": "Only as a source prints it: Lim Sung-nam. Empty if none does; never our own.",
        "position": ORDER,
    },
    "tenure": {
        "organisation": "The ministry or department, by its full name: U.S. Department of State.",
        "country": "The country of the post: type the first letters, as in “jap”.",
        "named_on": "The day the choice was made known: 2016-06-17. It is not the day the post was taken up.",
        "start": "The day the post was taken up, only as precise as a source says it: 2016-06, or 2016-06-17.",
        "end": "The last day as a source gives it: 2017-01-20, or 2017-01. Empty where no source gives the end.",
        "last_cited_on": "The latest day on which a source shows the person in the post: 2017-01-05.",
    },
    "country": {
        "formal_name": "As the sources print it in full: Republic of Korea.",
        "party": "Ticked for the United States, Japan and the Republic of Korea, for no other.",
        "position_en": "1, 2 or 3 for the parties, 9 for all others: United States 1, Japan 2, ROK 3.",
    },
    "document": {
        "meeting": "The round or call it reports: type its city or date, as in “2017”.",
        "title": "As printed and not translated: Joint Statement of the Trilateral Meeting.",
        "slug": "Date, city and kind, for the address: 2017-01-05-washington-fact-sheet.",
        "kind": "What it calls itself: a paper headed “Fact Sheet” is a fact sheet.",
        "language": "The language of the text, not of the page around it.",
        "issuers": "Who issued it, by full names: U.S. Department of State.",
        "joint": "Ticked only if it speaks in the name of all three, as a joint statement does.",
        "issued_on": "The day printed on it, only as precise as it says: 2017-01-05, or 2017-01.",
        "copied_on": "The day on a copy, where that is another: 2017-01-20 on the archive’s copy of a paper of 2017-01-05.",
        "occasion": "The round itself for its statement; a meeting beside it for what two of the three agreed there.",
        "source_address": "The page it was taken from, not the front page: https://www.mofa.go.jp/mofaj/press/release/press4_005148.html.",
        "archive_address": "A copy in a public web archive: https://web.archive.org/web/2017…. Without one it is in the checks.",
        "read_on": "The day you read it at its address: 2026-11-23.",
        "licence": "The terms of reuse, in one sentence: A text of the U.S. Government; not subject to copyright in the United States.",
        "is_translation": "Ticked if the issuer itself calls it a translation.",
        "translation_of": "The document it translates: type its date or title. File that one first.",
        "version_of": "The original, of the same round in another language: type its date or title. Empty for the original.",
        "version": "Official if a government that issued the original issued this text too, and does not call it provisional.",
        "note": "What a reader of the catalogue needs, in a sentence of ours: Announcement; marked unofficial translation.",
        "received": "How these words came to the record: Copied from the ministry’s page on 23 November 2026.",
    },
    "changeset": {
        "title": "What this publishes, in a line: Sixth round.",
        "note": "Shown on the pages and under Changes: The city of the third round is corrected after the ministry’s page.",
        "title_ja": "The same line for Japanese pages: 第6回協議. Empty, they show the English one.",
        "title_ko": "The same line for Korean pages: 제6차 협의. Empty, they show the English one.",
        "note_ja": "The same for Japanese pages, in plain form: 外務省の発表により、第3回協議の開催地を訂正。",
        "note_ko": "The same for Korean pages, in plain form: 외교부 발표에 따라 제3차 협의의 개최지를 정정.",
        "remarks": "Never published. What the reviewer should know: The second source disagrees; see the citation of the day.",
    },
    "passage": {
        "document": "The document it is a piece of: type its date or title.",
        "kind": "A title or heading line, a paragraph, or one sentence of a paragraph.",
        "lead_in": "The words that open a paragraph and name it, without the colon: Cybersecurity.",
        "text": "The words as a reader sees them, line breaks joined; nothing is changed or left out but stray marks.",
        "repairs": "Filled by the reading; one entry for each break that was joined and each mark that was left out.",
        "parent": "The paragraph a sentence is in, or the heading a paragraph is under: type its number, as in “3”.",
        "pillar": "The pillar whose heading it stands under: type part of its name. Empty if none.",
        "initiative": "The initiative it is about: type part of its name, as in “space”. Empty if none.",
        "named_initiatives": "Others that these very words name: type part of a name, as in “women”.",
        "references": "Resolutions, forums or treaties that these words name: type a symbol, as in “2270”.",
        "speaker": "Who says it, in a transcript: type part of the name. Empty in a statement.",
        "counterpart": "The passage of the original that says the same: type its number, as in “3.2”. Empty in an original.",
    },
}


def guide(model: str, fields: dict[str, Any]) -> None:
    """Gives the fields of a form of a model their sentence."""
    told = GUIDANCE.get(model, {})
    for name, field in fields.items():
        ending = name[-3:]
        if ending in TRANSLATED and name != f"position{ending}":
            field.help_text = TRANSLATED[ending]
        elif words := told.get(name) or told.get(name.removesuffix("_en")):
            field.help_text = words
