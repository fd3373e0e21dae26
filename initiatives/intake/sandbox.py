"""Reading in a child with limits on memory, time and output: a hostile document can end it, never the parent."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from initiatives.intake.readers.limits import MAX_BYTES
from initiatives.intake.refusal import REASONS, NotRead

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 8
WALL_SECONDS = 9.5
OUTPUT_BYTES = 64 * 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent.parent
CHILD = Path(__file__).resolve().with_name("sandbox_child.py")


def read_in_child(data: bytes, name: str | None) -> dict[str, Any]:
    """What the child read, as plain values. Raises NotRead with the reason the child gave or the limit it hit."""
    if not data:
        raise NotRead("empty", "The document is empty.")
    if len(data) > MAX_BYTES:
        raise NotRead("too large", f"The file has {len(data):,} bytes; the limit is {MAX_BYTES:,}.")
    head = (
        json.dumps({"name": name, "memory": MEMORY_BYTES, "cpu": CPU_SECONDS, "output": OUTPUT_BYTES}).encode("ascii")
        + b"\n"
    )
    # files, not pipes: the child's output is bounded by its own file size limit and read only when it has ended
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
        source.write(head)
        source.write(data)
        source.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-I", "-B", str(CHILD), str(ROOT)],
            stdin=source,
            stdout=result,
            stderr=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"},
            close_fds=True,
            start_new_session=True,
        )
        try:
            status = child.wait(WALL_SECONDS)
        except subprocess.TimeoutExpired:
            raise NotRead("time", f"Reading took more than {WALL_SECONDS:g} seconds.") from None
        finally:
            _end(child)
        result.seek(0)
        answer = result.read(OUTPUT_BYTES + 1)
    return _answered(answer, status)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started; it must not outlive the request."""
    if child.poll() is None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            child.kill()
        child.wait()


def _answered(answer: bytes, status: int) -> dict[str, Any]:
    if status == -signal.SIGXCPU or (status == -signal.SIGKILL and not answer):
        raise NotRead("time", f"Reading took more than {CPU_SECONDS} seconds of processor time.")
    if status == -signal.SIGXFSZ or len(answer) > OUTPUT_BYTES:
        raise NotRead("too much text", f"What was read takes more than {OUTPUT_BYTES:,} bytes.")
    if status in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS) and not answer:
        raise NotRead("memory", f"Reading takes more than {MEMORY_BYTES // 1024 // 1024} MB of memory.")
    try:
        values = json.loads(answer)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise NotRead("failed", f"The reader ended with status {status} and no answer.")
    if "refused" in values:
        reason = values["refused"] if values["refused"] in REASONS else "failed"
        raise NotRead(reason, str(values.get("detail", ""))[:500])
    return values
