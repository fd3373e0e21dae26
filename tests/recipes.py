"""The recipes of docs/developing.md, followed word for word: each step is one file changed by hand, or commands."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = ROOT / "docs" / "developing.md"
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.M | re.S)
OF_FILE = re.compile(r"\d+\. `([^`]+)`")


@dataclass
class Step:
    """One step: a file and what is written into it, or commands to run."""

    path: str = ""
    blocks: list = field(default_factory=list)  # (language, text)
    commands: list = field(default_factory=list)


def recipes(heading):
    """The lists of steps under a heading of the document, each a recipe: a list that starts with 1."""
    section = re.split(r"^## ", TEXT.read_text(), flags=re.M)
    (text,) = [part for part in section if part.startswith(f"{heading}\n")]
    found = []
    for part in re.split(r"^(?=\d+\. )", text, flags=re.M)[1:]:
        if part.startswith("1. "):
            found.append([])
        named = OF_FILE.match(part)
        step = Step(named[1] if named else "")
        for indent, language, block in BLOCK.findall(part):
            lines = "".join(line.removeprefix(indent) for line in block.splitlines(keepends=True))
            if language == "sh":
                step.commands += lines.splitlines()
            else:
                step.blocks.append((language, lines))
        found[-1].append(step)
    return found


class Copy:
    """A copy of the repository to be changed, with databases of its own; nothing of it is run in this process."""

    def __init__(self, folder):
        self.folder, self.code, self.data = folder, folder / "code", folder / "data"

    @classmethod
    def of_repository(cls, folder):
        """Every file that git knows of or would add, as it is now."""
        made = cls(folder)
        for name in cls._names():
            (made.code / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, made.code / name)
        return made

    def copied(self, folder):
        """A copy of this one, databases and all."""
        return Copy(shutil.copytree(self.folder, folder))

    @staticmethod
    def _names():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [name for name in listed.split("\0") if (ROOT / name).is_file()]

    def files(self):
        """path → bytes of every file but what Python and the catalogues compile."""
        return {
            str(path.relative_to(self.code)): path.read_bytes()
            for path in self.code.rglob("*")
            if path.is_file() and path.suffix not in (".pyc", ".mo")
        }

    def run(self, *arguments, data=None, status=0):
        """Runs Python in the copy on its databases; fails where it ends with another status."""
        variables = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        variables |= {"DATA_DIR": str(data or self.data), "TESTING": "1", "LOG_LEVEL": "ERROR", "DEBUG": "0"}
        variables |= {"DJANGO_SETTINGS_MODULE": "trilateral.settings", "PYTHONPATH": str(self.code)}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.code, env=variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, f"{arguments}: {done.stdout}{done.stderr}"
        return done

    def manage(self, line, **more):
        """Runs a command of manage.py and gives what it printed."""
        done = self.run("manage.py", *line.split(), **more)
        return done.stdout + done.stderr

    def follow(self, steps, *, commands=True):
        """Follows steps in order, with their commands or without."""
        for step in steps:
            for language, block in step.blocks:
                (self._change if language == "diff" else self._write)(step.path, block)
            for command in step.commands if commands else ():
                self.manage(command.removeprefix("manage.py "))

    def _write(self, path, text):
        file = self.code / path
        assert not file.exists(), f"{path} is there already"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def _change(self, path, diff):
        """Puts the lines with + in place of those with -, where the lines without either stand."""
        file, lines = self.code / path, diff.splitlines(keepends=True)
        before = "".join(line[1:] or "\n" for line in lines if line[0] != "+")
        after = "".join(line[1:] or "\n" for line in lines if line[0] != "-")
        text = file.read_text()
        assert text.count(before) == 1, f"{path} has these lines {text.count(before)} times:\n{before}"
        file.write_text(text.replace(before, after))
