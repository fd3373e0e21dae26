"""Nothing that is read lies on top of anything else, and no marker begins a line, however many rounds there are."""

import pytest

from initiatives.models import Citation, Passage
from initiatives.record import realm
from tests import large_record

pytestmark = pytest.mark.django_db(databases=["default", "public"], transaction=True)

# The lines of all that is read, as the heights of their small letters; what is clipped away is not read.
OVERLAPS = """() => {
  const lines = [], found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode, element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest('.vh, .skip, .excerpt, option, title')) continue;
    const head = element.closest('thead, caption');
    if (head && getComputedStyle(head).clipPath !== 'none') continue;
    const range = document.createRange(), half = parseFloat(getComputedStyle(element).fontSize) / 3;
    range.selectNodeContents(node);
    for (const {left, right, top, bottom} of range.getClientRects()) {
      const middle = (top + bottom) / 2;
      if (right - left > 3) lines.push({node, left: left + 1, right: right - 1, top: middle - half, bottom: middle + half});
    }
  }
  lines.sort((one, other) => one.top - other.top);
  lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].top < one.bottom; next++) {
      const other = lines[next];
      if (one.node !== other.node && one.left < other.right && other.left < one.right)
        found.push([one.node.data.trim().slice(0, 40), other.node.data.trim().slice(0, 40)]);
    }
  });
  return found;
}"""
# Markers after a no-break space that stand on another line than the word before it.
LOOSE = """() => [...document.querySelectorAll('.mark, .basis')].filter(marker => {
  const before = (marker.closest('details.marker > summary') ? marker.parentElement : marker).previousSibling;
  if (!before || before.nodeType !== 3 || !before.data.endsWith('\\u00a0') || !marker.checkVisibility()) return false;
  const range = document.createRange();
  range.setStart(before, before.length - 1); range.setEnd(before, before.length);
  const space = range.getClientRects()[0], words = marker.getClientRects()[0];
  return space && words && (words.top > space.bottom || words.left < space.left);
}).map(marker => marker.parentElement.textContent.trim().slice(0, 60))"""


@pytest.fixture
def many():
    """A record of rounds, of two of which the document is held; half the facts have two sources."""
    large_record.record(range(1, 16), {6, 14})
    with realm.publishing(), realm.in_public():
        for number, citation in enumerate(Citation.objects.filter(meeting__isnull=False, basis="other")):
            if number % 2:
                citation.pk, citation.address = large_record.key("second", citation.pk), "https://example.org/second"
                citation.save(force_insert=True)


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_lies_on_top_of_anything_and_no_marker_begins_a_line(many, page, live_server, width):
    page.set_viewport_size({"width": width, "height": 900})
    passage = (
        Passage.objects.using(realm.PUBLIC).filter(kind="sentence").select_related("document__meeting").earliest("pk")
    )
    paths = ["/", "/rounds/", "/compare/", "/timeline/", passage.page_address]
    paths += [passage.document.get_absolute_url(), passage.document.meeting.get_absolute_url()]
    found = {}
    for path in paths:
        assert page.goto(live_server.url + path).status == 200, path
        page.evaluate(
            "() => document.querySelectorAll('details.marker').forEach((each, n) => { each.open = n % 3 === 0 })"
        )
        found[path] = (page.evaluate(OVERLAPS), page.evaluate(LOOSE))
    assert "6th fact sheet" in page.goto(live_server.url + "/").text()
    assert {path: faults for path, faults in found.items() if faults != ([], [])} == {}
