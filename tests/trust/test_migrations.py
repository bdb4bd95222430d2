"""The migrations make the newest state from nothing, and no model has outrun them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from jiaoyan.safekeeping.restore import OWN_TABLES

pytestmark = pytest.mark.django_db


def test_test_database_was_made_by_migrations_up_to_the_newest() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert executor.loader.applied_migrations


def test_no_model_has_outrun_its_migrations() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_migration_of_ours_is_atomic() -> None:
    ours = [m for m in MigrationLoader(None).disk_migrations.values() if m.__module__.startswith("jiaoyan.")]
    assert ours
    assert [str(migration) for migration in ours if not migration.atomic] == []


def test_every_table_of_the_database_is_one_that_restore_knows() -> None:
    known = OWN_TABLES | {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert set(connection.introspection.table_names()) <= known


def test_every_model_has_its_table() -> None:
    tables = set(connection.introspection.table_names())
    assert {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed} <= tables
