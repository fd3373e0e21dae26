"""A public-only process: answers every public address to itself and writes down what it answered, as JSON.

``python -m tests.public_process SLUGS SHARE`` where SLUGS is JSON as ``tests.crawling.slugs_in`` gives it and SHARE
is how many addresses to answer one of.
"""

import hashlib
import json
import sys


def main():
    import django

    django.setup()
    from django.conf import settings
    from django.db import DatabaseError, connections
    from django.test import Client
    from django.test.utils import setup_test_environment

    from initiatives.record import realm
    from trilateral.wsgi import application  # the guard comes with it

    assert application
    setup_test_environment(debug=False)
    from tests.crawling import answered

    client = Client()
    answers = {}
    for path, response in answered(client.get, json.loads(sys.argv[1]), int(sys.argv[2])):
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answers[path] = [response.status_code, hashlib.sha256(body).hexdigest()]
    with realm.publishing():  # past the guard, to ask the database itself
        try:
            with connections["public"].cursor() as cursor:
                cursor.execute("UPDATE initiatives_pillar SET position = 7")
            refused = ""
        except DatabaseError as error:
            refused = str(error)
    try:
        connections["default"].cursor()
        desk = "open"
    except Exception as error:
        desk = type(error).__name__
    told = {"answers": answers, "refused": refused, "desk": desk, "apps": settings.INSTALLED_APPS}
    told["modules"] = sorted(
        name for name in sys.modules if name.startswith(("initiatives.desk", "initiatives.intake"))
    )
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
