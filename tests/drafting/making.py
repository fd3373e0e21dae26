"""A desk for tests of the next round: the three parties, their officials with posts, some work, a round."""

import hashlib

from initiatives import models
from initiatives.desk import models as models_of_the_desk
from initiatives.intake import filing
from tests.builders import READ_ON, country, key, meeting, names, other, pillar, stated

PARTIES = (("USA", "United States", 1), ("JPN", "Japan", 2), ("KOR", "Republic of Korea", 3))
US, JP, KR = "Deputy Secretary of State", "Vice Minister for Foreign Affairs", "First Vice Minister of Foreign Affairs"
OFFICIALS = (  # slug, name, family, given, party, title, from, until
    ("wendy-sherman", "Wendy R. Sherman", "Sherman", "Wendy", "USA", US, "2021-04-14", "2023-07-28"),
    ("kurt-campbell", "Kurt M. Campbell", "Campbell", "Kurt", "USA", US, "2024-02-12", "2025-01-20"),
    ("mori-takeo", "Mori Takeo", "Mori", "Takeo", "JPN", JP, "2021-06", "2023-08"),
    ("okano-masataka", "Okano Masataka", "Okano", "Masataka", "JPN", JP, "2023-08", "2025-01"),
    ("choi-jong-kun", "Choi Jong Kun", "Choi", "Jong Kun", "KOR", KR, "2020-08", "2022-05-09"),
    ("cho-hyundong", "Cho Hyundong", "Cho", "Hyundong", "KOR", KR, "2022-05-10", "2023-03"),
    ("cho-tae-yong", "Cho Tae-yong", "Cho", "Tae-yong", "KOR", KR, "2014", "2015-10"),
    ("kim-hong-kyun", "Kim Hong Kyun", "Kim", "Hong Kyun", "KOR", KR, "2024-01", "2025-06"),
)

STATEMENT = """Joint Statement on the {number} Trilateral Vice Foreign Ministerial Meeting

Office of the Spokesperson

U.S. Deputy Secretary of State Kurt Campbell, Vice Minister for Foreign Affairs of Japan Okano Masataka, \
and First Vice Minister of Foreign Affairs of the Republic of Korea Kim Hong-kyun met in Seoul on \
October 16, 2024. This was the {number} round of the consultations.

**Responding to Threats:** The three countries condemned the launches. They recalled \
UN Security Council Resolution 2270.

**Addressing Global Challenges:** They welcomed work in the following areas, including:

- **Women's Economic Empowerment:** Officials held a workshop in Tokyo on 3 June 2024 to exchange experience.
- **Quad Cancer Moonshot:** They took note of what the Quad does.
- **Quantum Technology:** They will meet again about quantum computing.
"""


def statement(number="fourteenth"):
    return STATEMENT.format(number=number).encode()


class Desk:
    """What tests of the next round start from."""

    def __init__(self):
        self.countries = {code: country(code, name, position, True) for code, name, position in PARTIES}
        self.officials = {}
        for slug, name, family, given, code, title, start, end in OFFICIALS:
            row = models.Official.objects.create(
                id=key("official", slug), slug=slug, name=name, family_name=family, given_name=given
            )
            tenure = models.Tenure.objects.create(
                id=key("tenure", slug),
                official=row,
                **names(title, "title"),
                country=self.countries[code],
                start=start,
                end=end,
            )
            for field in ("title", "start", "end"):
                other(row, field, tenure=tenure)
            self.officials[slug] = row
        self.threats = pillar("threats", "Responding to threats")
        self.challenges = pillar("challenges", "Addressing global challenges", 2)
        self.women = self.initiative("womens-empowerment", "Women's Empowerment")
        self.cancer = self.initiative("cancer-moonshot", "Cancer Moonshot")
        sentences = [
            "The three condemned the launches as a threat to peace and stability.",
            "Women's Empowerment and the Cancer Moonshot are among the global challenges.",
        ]
        heads = [self.officials[slug] for slug in ("kurt-campbell", "okano-masataka", "kim-hong-kyun")]
        self.earlier, self.document, said = meeting(
            13, self.countries["USA"], heads, date="2024-05-31", sentences=sentences
        )
        said[0].pillar = self.threats
        said[0].save()
        for root in (self.women, self.cancer):
            stated(root, "name", said[1], root.name)
        stated(self.threats, "name", said[0], "threat", reason="The heading names the answer to it.")
        stated(
            self.challenges, "name", said[1], "global challenges", reason="The heading says what is done about them."
        )

    def initiative(self, slug, name):
        return models.Initiative.objects.create(
            id=key("initiative", slug), slug=slug, pillar=self.challenges, **names(name)
        )


def kept(title, *sentences, language="en", **values):
    """A proposal with a reading of our own: a title, sentences, and what was read in them."""
    text = "\n\n".join([title, *sentences])
    passages = [{"number": "0.1", "kind": "title", "text": title, "start": 0, "end": len(title)}]
    at = len(title) + 2
    for place, sentence in enumerate(sentences, 1):
        where = {"text": sentence, "start": at, "end": at + len(sentence)}
        passages.append({"number": str(place), "kind": "paragraph", **where})
        passages.append({"number": f"{place}.1", "kind": "sentence", "parent": str(place), **where})
        at += len(sentence) + 2
    read = {"kind": "readout", "mechanism": "round", "round": None, "date": None, "city": None} | values
    cited = {name: {"passage": "1.1", "words": words} for name, words in (values.get("cited") or {}).items()}
    read = {"officials": [], "activities": [], "references": []} | read | {"cited": cited}
    return models_of_the_desk.Proposal.objects.create(
        name="a.txt",
        title=title,
        original_sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        reading={"language": language, "values": read, "passages": passages, "unplaced": []},
    )


def someone(name, title, country, took_part=True, **more):
    """A person as a reading has them, named in the first sentence."""
    mentions = [{"passage": "1.1", "words": name}]
    return {"name": name, "title": title, "country": country, "delegate": took_part, "mentions": mentions, **more}


def found(proposal):
    """The draft of a proposal."""
    return filing.draft_of(proposal)[0]


def give_source(proposal, user=None):
    filing.decide(
        proposal,
        "source",
        "change",
        {"address": "https://example.org/statement", "publisher": "A ministry", "read_on": READ_ON.isoformat()},
        user=user,
    )
