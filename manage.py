#!/usr/bin/env python3
"""Django's command line for the Trilateral Record. Commands read and write the desk, except under ROLE=public."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trilateral.settings")
    from django.core.management import execute_from_command_line

    from initiatives.record import realm

    if os.environ.get("ROLE") != "public":
        realm.enter(realm.DESK)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
