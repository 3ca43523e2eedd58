"""An upgrade migrates while the version before serves on (deploy/upgrade): so a migration adds only
what that version may leave out, or its docstring says how both live with it."""

import sys

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

# Until here no version served while the next one migrated.
BEFORE = {"referrals": 33, "services": 40, "faq": 7}


def adds_only(operation) -> bool:
    """Whether a version that knows nothing of it reads and writes as before."""
    if isinstance(operation, migrations.CreateModel | migrations.AddIndex):
        return True
    if not isinstance(operation, migrations.AddField):
        return False
    field = operation.field
    return field.many_to_many or field.null or field.has_db_default()


def says_how(migration) -> bool:
    words = f"{sys.modules[type(migration).__module__].__doc__} {type(migration).__doc__}"
    return "version" in words or "release" in words


def test_each_migration_lives_with_the_version_before():
    unsaid = [
        key
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key[0] in BEFORE and int(key[1][:4]) > BEFORE[key[0]]
        if not (says_how(migration) or all(map(adds_only, migration.operations)))
    ]
    assert unsaid == []


TEXT = models.CharField(max_length=9)


@pytest.mark.parametrize(
    ("operation", "is_safe"),
    [
        (migrations.CreateModel("a", []), True),
        (migrations.AddField("a", "b", models.CharField(max_length=9, null=True)), True),
        (migrations.AddField("a", "b", models.CharField(max_length=9, db_default="")), True),
        (migrations.AddField("a", "b", models.ManyToManyField("c.D")), True),
        # Django takes its default out of the table again: the version before cannot insert.
        (migrations.AddField("a", "b", models.CharField(max_length=9, default="")), False),
        (migrations.RemoveField("a", "b"), False),
        (migrations.AlterField("a", "b", TEXT), False),
        (migrations.RunPython(migrations.RunPython.noop), False),
    ],
    ids=["table", "null", "db_default", "many", "default", "removed", "altered", "code"],
)
def test_what_the_version_before_cannot_leave_out_is_no_mere_addition(operation, is_safe):
    assert adds_only(operation) is is_safe
