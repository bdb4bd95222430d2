"""First migrations, which make all tables of a package."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState


class TablesAtOnce(Migration):
    """A migration of nothing but new tables that refer to each other and to tables made before.

    Django draws all models that hang together anew after each operation, which for a hundred tables takes longer than everything else
    in a new database. Here they are drawn once, as they are when all operations are done; a new table sees no difference.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,  # noqa: ARG002 - Django hands it over
    ) -> ProjectState:
        """As Django's; ``collect_sql`` collects without comments between the tables."""
        project_state.__dict__.pop("apps", None)  # as Django's executor forgets it: it is drawn again when it is asked for
        before = project_state.clone()
        after = self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, after)
        return after
