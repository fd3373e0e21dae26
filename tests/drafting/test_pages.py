"""The pages of the next round: without script, for those who may, and never broken by a document."""

import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from initiatives.desk import originals
from initiatives.desk.models import Changeset, Proposal, Revision
from initiatives.intake import creating, filing
from initiatives.models import Meeting
from initiatives.record import realm
from initiatives.record.bodies import digest
from initiatives.record.kinds import KINDS, domain_models
from initiatives.record.snapshots import snapshots
from tests.builders import publish_all
from tests.drafting.making import JP, KR, US, found, give_source, statement
from tests.forms import form_of

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]
ADD = "/admin/desk/proposal/add/"


@pytest.fixture
def staff(client, django_user_model, settings):
    settings.REQUIRE_MFA = False
    user = django_user_model.objects.create_superuser("anna", "", "x")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page_of(client, response):
    assert response.status_code == 302, response.content.decode()[:2000]
    return client.get(response.headers["Location"])


def do(client, proposal, step, **values):
    return client.post(reverse(f"admin:desk_proposal_{step}", args=[proposal.pk]), values)


def test_from_paste_to_review_without_a_script(staff, desk):
    with realm.at_desk():
        publish_all()
    page = page_of(staff, staff.post(ADD, {"text": statement().decode(), "file-it": "1"}))
    html = page.content.decode()
    assert page.status_code == 200
    assert "October 16, 2024" in html
    assert re.search(
        r'<mark class="is-meeting is-proposed"><a href="#i-meeting-date">October 16, 2024</a></mark>', html
    )
    assert "Perhaps “Women&#x27;s Empowerment”" in html
    proposal = Proposal.objects.get()
    do(
        staff,
        proposal,
        "decide",
        item="source",
        verb="change",
        **{"f-address": "https://example.org/a", "f-publisher": "M"},
    )
    do(staff, proposal, "decide", item="*", verb="accept")
    do(staff, proposal, "decide", item="name:4", verb="accept", seen="0", anchor="i-name-4")
    page = page_of(staff, do(staff, proposal, "create"))
    assert "Submit this round for review" in page.content.decode()
    page = page_of(staff, do(staff, proposal, "publish"))
    assert Changeset.objects.get(title="Fourteenth round").state == "in_review"
    assert "Nobody else may review it now" in page.content.decode()
    page = page_of(staff, do(staff, proposal, "publish", reason="The only editor"))
    assert "Published as publication 2" in page.content.decode()
    with realm.in_public():
        assert staff.get("/rounds/2024-10-16-seoul/").status_code == 200


def test_a_call_is_said_to_be_one_before_anything_else(staff, desk, corpus):
    data = (corpus / "2022-02-02_vfm-call_readout.txt").read_text().split("\n\n", 1)[1]
    html = page_of(staff, staff.post(ADD, {"text": data})).content.decode()
    assert "A call, not a round" in html
    assert "Create the draft round" not in html
    proposal = Proposal.objects.get()
    html = page_of(staff, do(staff, proposal, "create")).content.decode()
    assert not Meeting.objects.filter(kind="call").exists()
    html = page_of(
        staff, do(staff, proposal, "decide", item="occasion", verb="change", **{"f-kind": "call"})
    ).content.decode()
    assert "Create the draft round" in html


@pytest.mark.parametrize(
    "name",
    [
        "2021-03-12_quad_fact-sheet",
        "2022-06-07_bilateral_seoul_readout-sherman-cho",
        "2022-07-15_can-mex-us-trilateral-wg_joint-readout",
        "2022-07-29_us-japan-epcc_joint-statement",
        "2023-08-18_leaders_camp-david_fact-sheet",
        "2023-12-09_nsa_readout",
    ],
)
def test_a_document_of_others_is_said_to_be_no_round(staff, desk, corpus, name):
    data = (corpus / f"{name}.txt").read_text().split("\n\n", 1)[1]
    html = page_of(staff, staff.post(ADD, {"text": data})).content.decode()
    assert "Perhaps no round" in html
    assert "Create the draft round" not in html


def test_the_tenth_rounds_statement_becomes_a_round(staff, desk, corpus):
    data = (corpus / "2022-06-08_vfm-10_seoul_joint-statement.txt").read_text().split("\n\n", 1)[1]
    staff.post(ADD, {"text": data})
    proposal = Proposal.objects.get()
    do(staff, proposal, "decide", item="meeting.date", verb="change", **{"f-start": "2022-06-08"})
    give_source(proposal)
    html = page_of(staff, do(staff, proposal, "create")).content.decode()
    assert "Created at the desk: 1 round, 1 document, 17 passages, 3 delegates" in html
    meeting = Meeting.objects.get(start="2022-06-08")
    assert [d.official.slug for d in meeting.delegates.all()] == ["cho-hyundong", "wendy-sherman", "mori-takeo"]


def test_markup_that_was_pasted_is_read_instead_of_its_text(staff, desk):
    markup = "<h2>Joint Statement</h2><p>They met.</p><p><b>Space:</b> They spoke about it.</p>"
    staff.post(ADD, {"text": "Joint Statement They met. Space: They spoke about it.", "markup": markup})
    assert Proposal.objects.get().name == "pasted text.html"


def test_a_page_is_pasted_with_its_pictures(staff, desk):
    picture = "<img src='data:image/png;base64," + "iVBORw0KGgo" * 300_000 + "'>"
    staff.post(ADD, {"text": "They met.", "markup": f"<h2>Joint Statement</h2>{picture}<p>They met in the town.</p>"})
    assert [p["text"] for p in Proposal.objects.get().reading["passages"]] == [
        "Joint Statement",
        "They met in the town.",
        "They met in the town.",
    ]


def test_what_cannot_be_read_is_told_and_what_was_typed_stays(staff, desk):
    response = staff.post(ADD, {"text": "", "start": "", "city": "Seoul"})
    assert response.status_code == 400
    assert "Choose a file, or paste" in response.content.decode()
    response = staff.post(ADD, {"prepare": "1", "start": "tomorrow", "city": "Seoul"})
    assert response.status_code == 400
    assert 'value="tomorrow"' in response.content.decode()


def test_a_round_without_a_document_in_the_browser(staff, desk):
    html = page_of(staff, staff.post(ADD, {"prepare": "1", "start": "2024-11-20", "city": "Seoul"})).content.decode()
    assert "Kurt M. Campbell" in html
    assert "Carried forward, unconfirmed" in html


def test_the_source_of_a_round_without_a_document_is_asked_with_ticks(staff, desk):
    """In the browser: refused without it, ticked for every fact; what is unticked is left without it."""
    page = page_of(staff, staff.post(ADD, {"prepare": "1", "start": "2099-11-20", "city": "Seoul"}))
    proposal = Proposal.objects.get()
    form = form_of(page, "f-address")
    ticked = LexborHTMLParser(page.content.decode()).css("[name='t-left_out']")
    assert [(one.attributes["value"], "checked" in one.attributes) for one in ticked] == [
        ("start", True),
        ("city", True),
        ("format", True),
        ("state", True),
    ]
    refused = page_of(staff, do(staff, proposal, "create")).content.decode()
    assert "Nothing in this round has a document to rest on. Write address and publisher" in refused
    assert "Number of the round" in refused.split("Not known")[1]
    form |= {"verb": "change", "f-address": "https://example.org/a", "f-publisher": "A ministry"}
    shown = {"o-left_out": ["start", "city", "format", "state"], "t-left_out": ["start", "state"]}
    staff.post(reverse("admin:desk_proposal_decide", args=[proposal.pk]), form | shown)
    do(staff, proposal, "create")
    with realm.at_desk():
        cited = Meeting.objects.get(start="2099-11-20").citations.order_by("field")
        assert list(cited.values_list("field", "address")) == [
            ("start", "https://example.org/a"),
            ("state", "https://example.org/a"),
        ]


def test_what_is_kept_as_the_desk_has_it_is_listed_once_the_round_is_created(staff, desk):
    data = (
        statement("thirteenth").replace(b" on October 16, 2024", b" on May 31, 2024").replace(b"in Seoul", b"in Busan")
    )
    staff.post(ADD, {"text": data.decode()})
    proposal = Proposal.objects.get()
    with realm.at_desk():
        give_source(proposal)
    page = page_of(staff, do(staff, proposal, "create")).content.decode()
    listed = [
        one.text() for one in LexborHTMLParser(page.partition("Kept as the desk has it")[2]).css("ul")[0].css("li")
    ]
    printed = "{} of {} as printed: “{}”, not “{}”".format
    assert listed == [
        "the city: “Washington, DC”, not “Busan”",
        printed("name", "Kurt M. Campbell", "Kurt M. Campbell", "Kurt Campbell"),
        printed("title", "Kurt M. Campbell", "Deputy Secretary of State", f"U.S. {US}"),
        printed("title", "Okano Masataka", "Deputy Secretary of State", f"{JP} of Japan"),
        printed("name", "Kim Hong Kyun", "Kim Hong Kyun", "Kim Hong-kyun"),
        printed("title", "Kim Hong Kyun", "Deputy Secretary of State", f"{KR} of the Republic of Korea"),
    ]


def test_only_editors_decide_and_everybody_else_is_told(client, desk, django_user_model, settings):
    settings.REQUIRE_MFA = False
    with realm.at_desk():
        proposal, _ = filing.file(statement(), "a.txt", user=None)
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(ADD).status_code == 403
    assert client.get(f"/admin/desk/proposal/{proposal.pk}/change/").status_code == 403
    for step in ("decide", "undo", "create", "put_away", "publish"):
        assert do(client, proposal, step).status_code == 403
        assert client.get(reverse(f"admin:desk_proposal_{step}", args=[proposal.pk])).status_code == 302
    client.logout()
    assert do(client, proposal, "create").status_code in (302, 401, 403)
    assert Proposal.objects.get().state == "open"


def test_nothing_from_a_document_runs_as_script(staff, desk):
    hostile = (
        statement().replace(b"Quantum Technology", b"<script>alert(1)</script>").replace(b"quantum", b'"><img src=x>')
    )
    html = page_of(staff, staff.post(ADD, {"text": hostile.decode()})).content.decode()
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html
    assert "<script>" not in html.replace("<script src", "")
    assert "style=" not in html


# --- By hand of the command


def test_the_command_makes_the_same_draft(desk, tmp_path, capsys):
    file = tmp_path / "a.txt"
    file.write_bytes(statement())
    call_command("intake", str(file), create=True, accept_all=True, set=["source.address=https://example.org/a"])
    assert "Created at the desk: 1 round" in capsys.readouterr().out
    before = bodies()
    call_command("intake", str(file), create=True)
    assert "nothing was added" in capsys.readouterr().out
    assert bodies() == before


def test_the_command_says_what_is_missing(desk, tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(statement().replace(b" on October 16, 2024", b" today"))
    with pytest.raises(CommandError, match="does not name the day") as refused:
        call_command("intake", str(file), create=True)
    assert refused.value.returncode == 2


# --- Mutated documents through the real upload


def bodies():
    return {
        (kind, pk): body
        for kind, one in KINDS.items()
        for pk, body in snapshots(kind, one.model.objects.values_list("pk", flat=True), realm.DESK).items()
    }


def mutated(seed, sources):
    """A document with some of its bytes and lines changed; the same for the same seed."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(sources))
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data) or 1)
        match chance.randrange(8):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randint(1, 400)]
            case 2:
                data[at:at] = data[chance.randrange(len(data) or 1) :][: chance.randint(1, 600)]
            case 3:
                data[at:at] = chance.choice(
                    [b"\x00", b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(), b"\r", b"\n\n\n"]
                )
            case 4:
                data[at:at] = chance.choice([b"**" * 50, b"<b>" * 80, b"- " * 90, b"(" * 300, b"A. " * 100])
            case 5:
                data[at:at] = ("詳" * chance.randint(1, 500)).encode()
            case 6:
                lines = bytes(data).split(b"\n")
                chance.shuffle(lines)
                data = bytearray(b"\n".join(lines))
            case 7:
                data[at:at] = b"x" * chance.randint(300, 3000)
    return bytes(data)


def row_counts():
    return [model.objects.count() for model in domain_models()]


def upload_mutants(client, corpus, seeds):
    """Uploads documents, decides about each, creates its round; takes them back by the dozen: the desk stays small."""
    sources = [path.read_bytes() for path in sorted([*corpus.glob("*.txt"), *corpus.glob("html/*.html")])]
    sources += [statement()] * 4
    told = {"created": 0, "refused": 0, "not read": 0}
    for start in range(0, len(seeds), 25):
        with transaction.atomic(using=realm.DESK):
            for seed in seeds[start : start + 25]:
                told[upload_mutant(client, seed, mutated(seed, sources))] += 1
            transaction.set_rollback(True, using=realm.DESK)
    assert client.get("/").status_code == 200
    assert client.get("/admin/").status_code == 200
    return told


def upload_mutant(client, seed, data):
    """What became of one document. Nothing fails, and there are all the rows of it or none."""
    before = row_counts()
    response = client.post(ADD, {"file": SimpleUploadedFile(f"m{seed}.txt", data)})
    assert response.status_code in (302, 400), seed
    if response.status_code == 400:
        return "not read"
    assert client.get(response.headers["Location"]).status_code == 200, seed
    proposal = Proposal.objects.get(pk=response.headers["Location"].split("/")[4])
    if proposal.state == "open":
        for values in (
            {"item": "occasion", "verb": "change", "f-kind": "round"},
            {"item": "meeting.date", "verb": "change", "f-start": f"19{seed % 100:02d}-01-01"},
            {"item": "source", "verb": "change", "f-address": "https://example.org/", "f-publisher": "M"},
            {"item": "document", "verb": "change", "f-kind": "readout", "f-issuers": "M", "f-title": "A title"},
            {"item": "*", "verb": "accept"},
        ):
            assert do(client, proposal, "decide", **values).status_code == 302, seed
        assert do(client, proposal, "create").status_code == 302, seed
        assert client.get(response.headers["Location"]).status_code == 200, seed
    proposal.refresh_from_db()
    if proposal.state != "created":
        assert row_counts() == before, seed
        return "refused"
    made = creating.outcome_of(proposal)
    if made.document and proposal.outcome["made"]:
        numbers = {passage["number"] for passage in proposal.reading["passages"]}
        assert {passage.number for passage in made.document.passages.all()} == numbers, seed
        for kind, key in proposal.outcome["touched"]:
            (body,) = snapshots(kind, [key], realm.DESK).values()
            assert Revision.objects.latest_of(key).sha256 == digest(body), seed
    return "created"


def test_ten_mutated_documents_break_nothing(staff, desk, corpus):
    told = upload_mutants(staff, corpus, range(10))
    assert sum(told.values()) == 10
    assert told["created"] > 0


@pytest.mark.long
def test_ten_thousand_mutated_documents_break_nothing(staff, desk, corpus):
    assert sum(upload_mutants(staff, corpus, range(20, 10_020)).values()) == 10_000


def test_the_draft_stays_the_same_however_often_it_is_made(desk):
    proposal, _ = filing.file(statement(), "a.txt", user=None)
    assert found(proposal) == found(proposal)


def test_a_purge_leaves_nothing_of_what_was_filed(staff, desk):
    proposal, _ = filing.file(statement(), "a.txt", user=None)
    filing.decide(proposal, "name:6", "accept", {}, user=None)
    originals.drop_purged({proposal.original_sha256})
    proposal.refresh_from_db()
    assert (proposal.text, proposal.reading, proposal.title, proposal.state) == ("", {}, "", "discarded")
    assert not proposal.decisions.exists()
    assert staff.get(f"/admin/desk/proposal/{proposal.pk}/change/").status_code == 200
