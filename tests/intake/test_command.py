"""manage.py intake: JSON or a text for people; errors on standard error with exit status 2, no traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = b"Meeting on Rivers\n\nThe partners met today in Seoul.\n"
KEYS = [
    "title",
    "language",
    "kind",
    "mechanism",
    "round",
    "date",
    "city",
    "officials",
    "headings",
    "lead_ins",
    "activities",
    "references",
    "passages",
    "unplaced",
]


@pytest.fixture(scope="module")
def settings_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with settings that know no database: the command needs none, and no other app either."""
    folder = tmp_path_factory.mktemp("settings")
    (folder / "bare_settings.py").write_text('SECRET_KEY = "x"\nINSTALLED_APPS = ["initiatives"]\n')
    return folder


def run(folder: Path, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {
        "DJANGO_SETTINGS_MODULE": "bare_settings",
        "PYTHONPATH": str(folder),
        "PATH": "/usr/bin:/bin",
        "LANG": "C",
    }
    program = (
        "import sys; sys.argv[0] = 'manage.py'; from django.core.management import execute_from_command_line as "
        "go; go(sys.argv)"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "intake", *arguments],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env=environment,
        timeout=60,
        check=False,
    )


def test_json_of_a_file(settings_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    done = run(settings_folder, str(path), "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(said)[: len(KEYS)] == KEYS
    assert (said["title"], said["city"], said["passages"][1]) == (
        "Meeting on Rivers",
        "Seoul",
        {
            "number": "1",
            "kind": "paragraph",
            "text": "The partners met today in Seoul.",
            "language": "en",
            "script": "Latn",
        },
    )


def test_standard_input_for_people(settings_folder: Path) -> None:
    done = run(settings_folder, "-", data="Café – Meeting\n\nThe partners met today in Seoul.\n".encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").startswith("Title      Café – Meeting\nKind       ")


@pytest.mark.parametrize(
    ("arguments", "data", "said"),
    [
        (["/no/such/file"], b"", "Not read. /no/such/file: No such file or directory."),
        (["/"], b"", "Not read. /: Is a directory."),
        (["-"], b"", "Not read. empty: The document is empty."),
        (["-", "--json"], b"{\\rtf1 x}", "Not read. unknown format: The file is in Rich Text Format."),
    ],
)
def test_errors(settings_folder: Path, arguments: list[str], data: bytes, said: str) -> None:
    done = run(settings_folder, *arguments, data=data)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"CommandError: {said}")
    assert b"Traceback" not in done.stderr


def test_missing_argument_has_status_two(settings_folder: Path) -> None:
    done = run(settings_folder)
    assert (done.returncode, done.stdout, b"Traceback" in done.stderr) == (2, b"", False)
