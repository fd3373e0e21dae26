"""Whatever is written into the record or at the desk, and whatever is searched for, is shown as words and never run.

The browser looks without the site's content policy, which would hide a mistake: what is written must be harmless.
"""

import itertools
import random
from collections import Counter
from contextlib import suppress
from urllib.parse import quote, urlencode

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import CharField, QuerySet, SlugField, TextField
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.dates import PartialDateField
from initiatives.desk import press, workflow
from initiatives.desk.corrections import withdraw
from initiatives.desk.models import Changeset, Entry, EntryAction, PrivateDraft, Proposal, Revision, State
from initiatives.desk.revisions import revise_everything
from initiatives.intake import filing
from initiatives.models.documents import fingerprint
from initiatives.record import realm
from initiatives.record.columns import stored_fields
from tests import builders
from tests.admin.conftest import url_of
from tests.builders import Record, chosen, publish_all
from tests.crawling import addresses, slugs_in
from tests.forms import form_of

DOMAIN = list(apps.get_app_config("initiatives").get_models())
DATABASES = ["default", "public", "as_of"]

# --- The payloads. Each says its number when it runs.

SHAPES = """
<script>CALL</script>
<ScRiPt >CALL</sCrIpT >
<script src="data:text/javascript,CALL"></script>
<script/x>CALL</script>
<<script>CALL//<</script>
<img src=x onerror=CALL>
<img src="x" onerror="CALL" alt="
<img/src=x/onerror=CALL>
<IMG SRC=x ONERROR&#61;"CALL" onerror=CALL>
<svg onload=CALL>
<svg/onload=CALL//
<svg><script>CALL</script></svg>
<svg><animate onbegin=CALL attributeName=x dur=1s>
<svg><a xlink:href="javascript:CALL"><text y=9>x</text></a></svg>
<svg><style><img src=x onerror=CALL></style></svg>
<math><mtext><table><mglyph><style><img src=x onerror=CALL></style></mglyph></table></mtext></math>
<math href="javascript:CALL">x</math>
<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=CALL>
<noscript><p title="</noscript><img src=x onerror=CALL>">
<template><img src=x onerror=CALL></template>
<select><noembed></select><img src=x onerror=CALL>
<iframe srcdoc="<script>parent.CALL</script>"></iframe>
<iframe src="javascript:parent.CALL"></iframe>
<object data="javascript:CALL"></object>
<embed src="javascript:CALL">
<video><source onerror=CALL></video>
<audio src=x onerror=CALL>
<details open ontoggle=CALL>x</details>
<input autofocus onfocus=CALL>
<body onpageshow=CALL>
<marquee onstart=CALL>x</marquee>
<a href="javascript:CALL">x</a>
<a href="java&Tab;script:CALL">x</a>
<form action="javascript:CALL"><button>x</button></form>
<base href="javascript:CALL//">
<meta http-equiv="refresh" content="0;url=javascript:CALL">
<link rel=stylesheet href="javascript:CALL">
<style>@import "javascript:CALL";</style>
<div style="background:url(javascript:CALL)">x</div>
</title><script>CALL</script>
</textarea><script>CALL</script>
</script><script>CALL</script>
</style><script>CALL</script>
</option></select><img src=x onerror=CALL>
--><img src=x onerror=CALL>
]]><img src=x onerror=CALL>
"><img src=x onerror=CALL>
'><img src=x onerror=CALL>
" autofocus onfocus=CALL x="
' autofocus onfocus=CALL x='
 onmouseover=CALL style=position:fixed;inset:0
" onmouseover="CALL
`onmouseover=CALL`
javascript:CALL
JaVaScRiPt:CALL//
javascript&colon;CALL
data:text/html,<script>CALL</script>
&lt;img src=x onerror=CALL&gt;
&#60;img src=x onerror=CALL&#62;
&amp;lt;script&amp;gt;CALL&amp;lt;/script&amp;gt;
%3Cscript%3ECALL%3C/script%3E
\\u003cimg src=x onerror=CALL\\u003e
\\x3cscript\\x3eCALL\\x3c/script\\x3e
＜script＞CALL＜/script＞
+ADw-script+AD4-CALL+ADw-/script+AD4-
\u202e<img src=x onerror=CALL>
<img\u00a0src=x\u00a0onerror=CALL>
<\u200bscript>CALL</script>
';CALL;//
";CALL;//
\\";CALL;//
${CALL}
{{CALL}}
{{41313|add:1}}{% widthratio 41313 1 1 %}
{{constructor.constructor('CALL')()}}
#{41313+1} <%= 41313+1 %> ${41313+1}
[x](javascript:CALL)
![x](x"onerror="CALL)
""".strip("\n").split("\n")
BEFORE = ("", "a ", '"', "'", "<b>", "</p></div>", "<!--", "\u2028")
ADDED = "41314"  # what a template made of a payload would show


def payloads(count):
    """So many payloads, every shape first and then again behind other words; the number of each is in it."""
    made = [f"{before}{shape}" for before in BEFORE for shape in SHAPES]
    random.Random(3).shuffle(made[len(SHAPES) :])
    if count < len(SHAPES):
        made = random.Random(3).sample(SHAPES, count)
    return [one.replace("CALL", f"__hit({number})") for number, one in enumerate(made[:count])]


class Words:
    """Gives one payload after another, the longest waiting of those that fit; ``given`` are those that were."""

    def __init__(self, words):
        self.waiting, self.given = list(words), set()

    def take(self, room=10_000):
        place = next((place for place, word in enumerate(self.waiting) if len(word) <= room), 0)
        word = self.waiting.pop(place)
        self.waiting.append(word)
        if len(word) <= room:
            self.given.add(word)
        return word[:room]


# --- A record and a desk full of them


NEVER_WORDS = ("earlier_days", "starts_at", "ends_at")  # days and hours
CLAIMS = (
    "city",
    "convener",
    "count_claim",
    "level",
    "participants",
    "venue",
)  # left empty where they are: each wants a citation


def fill(words):
    """Writes words into every column of words of the record at the desk, past the forms, which refuse markup."""
    for model in DOMAIN:
        fields = [
            field
            for field in stored_fields(model)
            if isinstance(field, CharField | TextField)
            and not isinstance(field, SlugField | PartialDateField)
            and not field.choices
            and field.name not in ("id", "field", "number", "code", "sha256", "original_sha256", "time_zone", "text")
            and field.name not in NEVER_WORDS
        ]
        for row in QuerySet(model=model, using="default").order_by("pk"):
            values = {}
            for field in fields:
                if field.name.endswith("address"):
                    values[field.name] = f"https://x.example/{words.take(400)}"
                elif field.name != "quotation" and (getattr(row, field.name) or not field.name.startswith(CLAIMS)):
                    values[field.name] = words.take(field.max_length or 10_000)
            if values:
                QuerySet(model=model, using="default").filter(pk=row.pk).update(**values)
    for form in models.ConceptForm.objects.order_by("pk"):  # a concept is named by one of its forms
        models.Concept.objects.filter(pk=form.concept_id).update(**{f"name_{form.language}": form.value})
    for document in models.Document.objects.exclude(text=""):
        rewrite(document, words)


def rewrite(document, words):
    """Adds words to every sentence of a document; its text as filed is made of the sentences, as ever."""
    sentences = list(document.passages.filter(kind="sentence").order_by("position"))
    texts = [f"{row.text} {words.take()}" for row in sentences]
    text = " ".join(texts)
    models.Document.objects.filter(pk=document.pk).update(text=text, sha256=fingerprint(text))
    models.Passage.objects.filter(pk=sentences[0].parent_id).update(text=text, start=0, end=len(text))
    start = 0
    for row, said in zip(sentences, texts, strict=True):
        models.Passage.objects.filter(pk=row.pk).update(text=said, start=start, end=start + len(said))
        start += len(said) + 1


def build(words):
    """A record and a desk with words in every state; returns (the record, whom to sign in, the desk's own pages)."""
    with realm.at_desk():
        record = Record()
        gone = models.Activity.objects.create(
            id=builders.key("activity", "gone"), slug="met-gone", **builders.names("Gone"), start="2016-03-03"
        )
        for field in ("name", "start"):
            builders.other(gone, field)
        user = User.objects.create_superuser("editor", "", "x")
        fill(words)
        publish_all(user=user, title=words.take(200), note=words.take())
        changeset = withdraw([("activity", gone.pk)], user=user, title=words.take(200), reason=words.take())
        press.freeze(changeset, user=user)
        press.publish(changeset, user=user)
        # Everything once more with other words, so that there is something to compare.
        fill(words)
        User.objects.filter(pk=user.pk).update(
            username=words.take(150), first_name=words.take(150), last_name=words.take(150)
        )
        Group.objects.create(name=words.take(150))
        revise_everything(user=user, reason=words.take(200))
        roots = [record.pillar, record.officials[0], record.rounds[0], record.initiative, record.activities[0]]
        shown = []
        for state, root in zip(State.values, roots, strict=True):
            changeset = press.compose(
                chosen(root), user=user, title=words.take(200), note=words.take(), remarks=words.take()
            )
            changeset.lines.update(because=words.take(300))
            if state != State.DRAFT:
                workflow.submit(changeset, user=user)
            more = {"reason": words.take(), "returned_because": words.take(), "trouble": words.take()}
            more["is_emergency"] = state == State.PUBLISHED
            if state == State.APPROVED:
                more |= {"publish_at": timezone.now() + timezone.timedelta(days=1), "publish_zone": "Asia/Tokyo"}
            Changeset.objects.filter(pk=changeset.pk).update(state=state, **more)
            shown.append(changeset)
        markup = words.take().replace("&", "&amp;").replace("<", "&lt;")
        page = (
            f"<h1>A round {markup}</h1><p>Japan met {markup} in Tokyo on 5 January 2017. They said {markup} there.</p>"
        )
        proposal, _ = filing.file(page.encode(), "a.html", user=user)
        Proposal.objects.update(title=words.take(400), name=words.take(200))
        Entry.objects.create(
            action=EntryAction.SAVED,
            **{
                name: words.take(Entry._meta.get_field(name).max_length)
                for name in ("person", "source", "label", "note")
            },
            kind="pillar",
            key=str(record.pillar.pk),
        )
        data = urlencode({"name_en": words.take(), "summary_en": words.take(), "token": "1"})
        PrivateDraft.objects.create(
            person=user, key=builders.key("draft"), form=url_of(record.pillar), label=words.take(400), data=data,
            root=record.pillar.pk,
        )  # fmt: skip
        return record, User.objects.get(pk=user.pk), desk_pages(record, shown, proposal)


def desk_pages(record, changesets, proposal):
    """The addresses of every kind of page of the desk."""
    rows = [QuerySet(model=model, using="default").order_by("pk").first() for model in DOMAIN]
    found = ["/admin/", "/admin/desk/unpublished/", "/admin/desk/checks/", "/admin/auth/", "/admin/initiatives/"]
    for row in rows:
        name = row._meta.model_name
        for page in ("changelist", "add"):
            with suppress(NoReverseMatch):
                found.append(reverse(f"admin:initiatives_{name}_{page}"))
        for page in ("change", "history", "delete", "compare"):
            with suppress(NoReverseMatch):
                queries = ("?from=1&to=2", "?from=0&to=1") if page == "compare" else ("",)
                found += [f"{url_of(row, page)}{query}" for query in queries]
    for label in ("desk_changeset", "desk_revision", "desk_proposal", "desk_entry", "published_publication"):
        found += [reverse(f"admin:{label}_changelist")]
    found += [f"/admin/desk/changeset/{one.pk}/change/" for one in changesets]
    found += [f"/admin/desk/changeset/{changesets[-1].pk}/history/", f"/admin/desk/proposal/{proposal.pk}/change/"]
    found += [f"/admin/desk/proposal/{proposal.pk}/history/"]
    found += [f"/admin/desk/entry/{Entry.objects.first().pk}/change/"]
    found += [f"/admin/desk/revision/{Revision.objects.filter(root=record.pillar.pk).last().pk}/change/"]
    found += ["/admin/auth/user/", f"/admin/auth/user/{User.objects.get().pk}/change/", "/admin/auth/group/"]
    found += [f"/admin/desk/correct/?root=pillar:{record.pillar.pk}&how={how}" for how in ("pick", "withdraw")]
    found += [f"/admin/desk/correct/?root=official:{record.officials[0].pk}&how=merge"]
    inside = ("/", "/rounds/", "/changes/", "/gaps/")
    inside += tuple(f"/{name}/{row.slug}/" for name, row in (("pillars", record.pillar), ("rounds", record.rounds[0])))
    inside += (f"/officials/{record.officials[0].slug}/", f"/documents/{record.documents[0].slug}/")
    found += [f"/desk/preview{path}" for path in inside]
    found += [f"/desk/preview/{changesets[1].pk}{path}" for path in inside if "documents" not in path]
    return list(dict.fromkeys(found))


def public_pages(words):
    """The addresses of every kind of public page, of the first of everything, and searches for the words."""
    first = {name: slugs[:1] for name, slugs in slugs_in("public").items()}
    first["activities"] = [*first["activities"], "met-gone"]
    pages = [path for path in addresses(first, numbers=[1]) if not path.startswith(("/ja", "/ko"))]
    pages += ["/ja/", "/ko/", "/?as-of=1", f"/rounds/{first['rounds'][0]}/?as-of=1", "/timeline/?view=table"]
    pages += [f"{path}?q={quote(word)}" for path, word in zip(itertools.cycle(SEARCHED), words, strict=False)]
    pages += [f"/{quote('nothing ' + word, safe='')}/" for word in words[:3]]
    pages += [f"/initiatives/?year={quote(word)}" for word in words[:3]]
    return list(dict.fromkeys(pages))


SEARCHED = ("/search/", "/ja/search/", "/ko/search/", "/rounds/", "/officials/", "/initiatives/", "/phrases/")


# --- Fast: the elements of a page are those it has with harmless words

RUNS = "script, iframe, object, embed, base, meta, link, style, template, svg, math, img, video, audio, form, noscript"
SCHEMES = ("javascript:", "data:", "vbscript:")


def skeleton(html):
    """How often a page has each element that could run something, each handler, and links that are scripts."""
    page = LexborHTMLParser(html)
    found = Counter(node.tag for node in page.css(RUNS))
    for node in page.css("*"):
        for name, value in node.attributes.items():
            plain = "".join((value or "").split()).lower()
            if name.startswith("on") or (
                name in ("href", "src", "action", "formaction", "data", "srcdoc") and plain.startswith(SCHEMES)
            ):
                found[f"{node.tag} {name}"] += 1
    return found


def seen(words, searched):
    """Path → skeleton of every page, with keys that differ from run to run left out of the paths."""
    with transaction.atomic(using="default"), transaction.atomic(using="public"):
        given = Words(words)
        record, user, desk = build(given)
        client = Client(raise_request_exception=False)
        with realm.at_desk():
            client.force_login(user)
        found, statuses = [], Counter()
        pages = [*public_pages(searched), *desk]
        for path in pages:
            response = client.get(path)
            text = b"".join(response).decode("utf-8", "replace")
            assert response.status_code < 500, path
            assert ADDED not in text, path
            statuses[response.status_code] += 1
            is_html = response.get("Content-Type", "").startswith("text/html")
            found.append((response.status_code, skeleton(text) if is_html else response.get("Content-Type")))
        # A form that came too late, a refused step, and what an autocomplete offers.
        with realm.at_desk():
            data = form_of(client.get(url_of(record.pillar)))
            models.Pillar.objects.update(name_en=given.take(200))
            late = client.post(url_of(record.pillar), data | {"summary_en": words[0], "reason": words[-1]})
            assert late.status_code == 409
            refused = client.post(f"/admin/desk/changeset/{Changeset.objects.filter(state='draft').first().pk}/submit/",
                                  {"title": words[0], "note": words[1], "remarks": words[2], "version": "99"})  # fmt: skip
            assert refused.status_code == 409
            found += [(409, skeleton(one.content.decode())) for one in (late, refused)]
            for model, field in (("passage", "pillar"), ("delegate", "official"), ("citation", "passage")):
                offered = client.get("/admin/autocomplete/", {
                    "app_label": "initiatives", "model_name": model, "field_name": field, "term": ""})  # fmt: skip
                assert (offered.status_code, offered["Content-Type"]) == (200, "application/json"), model
                assert offered["X-Content-Type-Options"] == "nosniff"
                assert len(offered.json()["results"]) > 0
        transaction.set_rollback(True, using="default")
        transaction.set_rollback(True, using="public")
    names = [path.partition("?")[0] for path in pages]
    return [*zip([*names, "late", "refused"], found, strict=True)], statuses, given


@pytest.mark.once
@pytest.mark.django_db(databases=DATABASES)
@pytest.mark.parametrize("count", [20, pytest.param(500, marks=pytest.mark.long)])
def test_pages_have_the_same_elements_whatever_is_written_into_the_record(count):
    words = payloads(count)
    assert len(words) == len(set(words)) == count
    searched = words[:40]
    harmless, statuses, _ = seen(
        [f"harmless {number}" for number in range(count)], [f"harmless {n}" for n in range(len(searched))]
    )
    found, again, given = seen(words, searched)
    # A search may find less of what is harmless no longer; nothing may be there that was not.
    differing = []
    for (path, (status, here)), (_, (before, plain)) in zip(found, harmless, strict=True):
        more = here - plain if isinstance(here, Counter) and isinstance(plain, Counter) else here != plain
        if more or status != before:
            differing.append((path, before, status, more))
    assert differing == []
    assert statuses == again
    assert statuses[200] > 100
    assert given.given == set(words)


# --- In the browser, without the policy

EXECUTABLE = """() => [...document.querySelectorAll('*')].flatMap(each => [...each.attributes]
  .filter(one => one.value.includes('__hit') && (/^on/i.test(one.name) || one.name === 'srcdoc' ||
    (/^(href|src|action|formaction|data|xlink:href)$/i.test(one.name) && /^[\\s\\x00-\\x20]*(javascript|data|vbscript):/i.test(one.value))))
  .map(() => each.outerHTML.slice(0, 200)))"""


@pytest.fixture
def hits(chromium, live_server):
    """(a page in Chromium that has no content policy, the numbers of the payloads that ran)"""
    context = chromium.new_context(bypass_csp=True)
    found = []
    context.expose_binding("__hit", lambda source, number=None: found.append((number, source["page"].url)))
    page = context.new_page()
    page.on("dialog", lambda dialog: (found.append(("dialog", page.url)), dialog.dismiss()))
    yield page, found
    context.close()


@pytest.mark.browser
@pytest.mark.django_db(databases=DATABASES, transaction=True)
@pytest.mark.parametrize("count", [20, pytest.param(500, marks=pytest.mark.long)])
def test_nothing_that_is_written_runs_in_a_browser_without_a_policy(hits, live_server, count):
    page, found = hits
    words = payloads(count)
    given = Words(words)
    _record, user, desk = build(given)
    assert given.given == set(words)
    client = Client()
    with realm.at_desk():
        client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    # It would be noticed.
    page.goto(f"{live_server.url}/about/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=__hit(-1)>')")
    page.wait_for_timeout(200)
    assert [number for number, _ in found] == [-1]
    assert len(page.evaluate(EXECUTABLE)) == 1
    found.clear()
    everywhere = [*public_pages(words[: 12 if count == 20 else 60]), *desk]
    # Files are looked at in the other test; a browser saves most of them.
    everywhere = [path for path in everywhere if "." not in path.rpartition("/")[2].partition("?")[0]]
    if count == 20:  # each kind of page in the long run; here one of three of them
        everywhere = everywhere[::3]
    executable, shown = [], 0
    for path in everywhere:
        if "/original/" in path or "/text/" in path:
            continue
        page.goto(live_server.url + path, wait_until="load")
        executable += [(path, one) for one in page.evaluate(EXECUTABLE)]
        shown += "__hit" in page.content()
    # What scripts of ours put into a page: the choices of an autocomplete.
    page.goto(live_server.url + url_of(models.Passage(pk=passage_key())))
    for box in page.locator(".select2-selection").all()[:4]:
        box.click()
        page.wait_for_timeout(400)
        executable += page.evaluate(EXECUTABLE)
        page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert executable == []
    assert found == []
    assert shown > len(everywhere) / 2


def passage_key():
    with realm.at_desk():
        return models.Passage.objects.filter(kind="sentence").order_by("position").first().pk
