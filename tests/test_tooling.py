"""The set-up files agree with what they describe."""

import re
import subprocess
import tomllib

from django.conf import settings

ROOT = settings.BASE_DIR
SETTINGS = (ROOT / "trilateral" / "settings.py").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def test_the_example_environment_names_every_variable_the_settings_read():
    read = set(re.findall(r'(?:env\.\w+|database)\(\s*"([A-Z_]+)"', SETTINGS)) - {"TESTING"}
    named = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == read


def test_help_lists_every_target():
    targets = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split()) - {"free-port"}
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([a-z-]+) ", shown, re.MULTILINE)) == targets


def test_every_requirement_is_pinned():
    for name in ("requirements.txt", "tests/requirements.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "#-"]
        assert [line for line in lines if not re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+", line)] == []


def test_the_house_is_drawn_as_the_import_law_has_it():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (house,) = [contract["layers"] for contract in contracts if contract.get("containers") == ["initiatives"]]
    (record,) = [contract["layers"] for contract in contracts if contract.get("containers") == ["initiatives.record"]]
    law = [
        (number, set(re.findall(r"\w+", rooms)))
        for layers in (house, record)
        for number, rooms in zip(range(len(layers), 0, -1), layers, strict=True)
    ]
    drawn = re.findall(r"^\| (\d+) \| ([`\w, ]+) \|", (ROOT / "docs" / "house.md").read_text(), re.MULTILINE)
    assert [(int(number), set(re.findall(r"\w+", rooms))) for number, rooms in drawn] == law


def test_every_page_that_the_readme_leads_to_is_there():
    led_to = re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text())
    assert [place for place in led_to if not (ROOT / place).is_file()] == []
    assert {"docs/house.md", "docs/developing.md", "docs/testing.md"} <= set(led_to)
