"""The words that search matches, in the search engine of each database: FTS5 on SQLite, tsvector on PostgreSQL.

Both hold the same tokens, made in Python (initiatives/published/search/index.py): plain ASCII words that neither engine's own
tokenizer can split or change.
"""

from django.db import migrations

CREATE = {
    "sqlite": [
        # prefix='6': one Japanese or Korean character is the token's letter and five hexadecimal digits.
        "CREATE VIRTUAL TABLE published_words USING fts5(words, tokenize = 'ascii', prefix = '6', columnsize = 0)",
    ],
    "postgresql": [
        "ALTER TABLE published_entry ADD COLUMN words tsvector",
        # Written rarely, read often: without a list of pending words that every search would have to read through.
        "CREATE INDEX published_entry_words ON published_entry USING gin (words) WITH (fastupdate = off)",
    ],
}
DROP = {
    "sqlite": ["DROP TABLE published_words"],
    "postgresql": ["ALTER TABLE published_entry DROP COLUMN words"],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("published", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
