"""Every template in a real browser: accessible, quiet, within its width, usable by keyboard, whole without scripts."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LANGUAGES = ("", "/ja", "/ko")
MANY = pytest.mark.long
FEW = (("", 360, "dark"), *((language, 1280, "light") for language in LANGUAGES))
COMBINATIONS = [
    pytest.param(language, width, scheme, marks=[] if (language, width, scheme) in FEW else MANY)
    for language in LANGUAGES
    for width in (360, 1280)
    for scheme in ("light", "dark")
]
SPACING = """() => {
  for (const each of document.querySelectorAll('*')) {
    each.style.setProperty('line-height', '1.5', 'important');
    each.style.setProperty('letter-spacing', '0.12em', 'important');
    each.style.setProperty('word-spacing', '0.16em', 'important');
  }
  for (const each of document.querySelectorAll('p')) each.style.setProperty('margin-bottom', '2em', 'important');
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = """() => {
  const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
  const clear = colour => /rgba\\(.*, 0\\)|transparent/.test(colour);
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && !clear(style.outlineColor);
  return {
    name: each.tagName + ' ' + (each.textContent || each.getAttribute('name') || '').trim().slice(0, 40),
    place: [...document.querySelectorAll('*')].indexOf(each),
    seen: box.width > 0 && box.height > 0 && (ringed || style.boxShadow !== 'none'),
    body: each === document.body,
  };
}"""


@pytest.mark.parametrize(("language", "width", "scheme"), COMBINATIONS)
def test_pages_are_accessible_and_quiet(visit, paths, language, width, scheme):
    browser = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = {}
    for name, path in paths.items():
        page = browser.go(language + path)
        violations = Axe().run(page, options=AXE).response["violations"]
        if violations:
            found[name] = [(each["id"], [node["target"] for node in each["nodes"]][:4]) for each in violations]
    assert found == {}
    assert (browser.noise, browser.elsewhere, browser.context.cookies()) == ([], [], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_at_320_pixels(visit, paths, language):
    browser = visit(viewport={"width": 320, "height": 700})
    assert {n: w for n, p in paths.items() if (w := browser.go(language + p).evaluate(SIDEWAYS)) > 0} == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_lost_with_wider_text_spacing(visit, paths, width):
    browser = visit(viewport={"width": width, "height": 700})
    found = {}
    for name, path in paths.items():
        page = browser.go(path)
        page.evaluate(SPACING)
        found[name] = page.evaluate(SIDEWAYS)
    assert {name: wide for name, wide in found.items() if wide > 0} == {}


def test_no_page_scrolls_sideways_at_twice_the_text_size(visit, paths):
    browser = visit(viewport={"width": 1280, "height": 900})
    found = {}
    for name, path in paths.items():
        page = browser.go(path)
        page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        found[name] = page.evaluate(SIDEWAYS)
    assert {name: wide for name, wide in found.items() if wide > 0} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_the_keyboard_reaches_everything_and_can_be_seen(visit, paths, width):
    browser = visit(viewport={"width": width, "height": 900})
    for name, path in paths.items():
        page = browser.go(path)
        stops = page.evaluate("() => [...document.querySelectorAll('a[href], button, input, select, summary')].length")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.className") == "skip", name
        unseen, places = [], []
        for _ in range(stops + 5):
            focus = page.evaluate(FOCUSED)
            if focus["body"] or focus["place"] in places[:1]:
                break
            places.append(focus["place"])
            unseen += [] if focus["seen"] else [focus["name"]]
            page.keyboard.press("Tab")
        else:
            pytest.fail(f"{name}: the keyboard never leaves the page")
        assert (name, unseen) == (name, [])
        assert places == sorted(places), f"{name}: focus jumps about"
        assert len(set(places)) == len(places), f"{name}: focus comes back"


def test_the_skip_link_leads_to_the_content(visit, paths):
    browser = visit()
    for name, path in paths.items():
        page = browser.go(path)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert (name, page.evaluate("() => document.activeElement.id")) == (name, "main")


def test_everything_is_there_without_scripts(visit, paths):
    with_scripts, without = visit(), visit(java_script_enabled=False)
    for name, path in paths.items():
        expected = with_scripts.go(path).locator("main").inner_text()
        assert (name, without.go(path).locator("main").inner_text()) == (name, expected)
        assert len(expected) > 60, name


def test_arriving_at_a_passage_highlights_it(visit, paths):
    page = visit().go(paths["documented round"] + "#p-3.2")
    colour = "() => getComputedStyle(document.querySelector('[id=\"p-3.2\"]')).backgroundColor"
    assert page.evaluate(colour) == "rgb(251, 240, 237)"
    assert (
        visit(color_scheme="dark").go(paths["reader"] + "#p-3").evaluate(colour.replace("3.2", "3"))
        == "rgb(44, 30, 26)"
    )


def test_forced_colours_keep_every_state_visible(visit, paths):
    browser = visit(forced_colors="active")
    for name, path in paths.items():
        page = browser.go(path)
        page.keyboard.press("Tab")
        ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert (name, ring) == (name, "solid")
    assert browser.noise == []


def test_a_page_asks_for_little(visit, paths):
    """At most six requests, and no page heavier than 60 KB compressed."""
    for name, path in paths.items():
        browser, answers = visit(), []
        browser.page.on("response", lambda answer, answers=answers: answers.append(answer))
        browser.go(path)
        assert len(answers) <= 6, name
        assert sum(len(gzip.compress(answer.body())) for answer in answers) <= 60_000, name
