"""The child process of the intake: takes one document on standard input, prints what it read as one JSON object.

Run by `sandbox` as a script in isolated mode with the folder of the package as its only argument. Limits are set before
the first byte of the document is looked at.
"""

import json
import resource
import sys

sys.path.insert(0, sys.argv[1])

from initiatives.intake.readers import open_source
from initiatives.intake.reading import read_source
from initiatives.intake.refusal import NotRead


def limit(memory: int, cpu: int, output: int) -> None:
    """Bound this process. A limit the system does not know is left out: the parent's clock still holds."""
    for what, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        try:
            resource.setrlimit(what, (amount, amount))
        except (ValueError, OSError):
            continue


def main() -> int:
    """Read, answer, and end with status 0 whether the document was read or refused."""
    head = json.loads(sys.stdin.buffer.readline())
    limit(head["memory"], head["cpu"], head["output"])
    try:
        answer = read_source(open_source(sys.stdin.buffer.read(), head["name"]))
        written = json.dumps(answer, ensure_ascii=True)
    except NotRead as refused:
        written = json.dumps({"refused": refused.reason, "detail": refused.detail})
    except MemoryError:
        written = json.dumps(
            {"refused": "memory", "detail": f"Reading takes more than {head['memory'] // 1024 // 1024} MB of memory."}
        )
    except RecursionError:
        written = json.dumps({"refused": "nested too deep", "detail": "The document is nested too deep."})
    except Exception as error:  # the parent must learn that the reader, not the document, is at fault
        written = json.dumps({"refused": "failed", "detail": f"{type(error).__name__} while reading."})
    sys.stdout.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
