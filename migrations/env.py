"""What alembic runs: our migrations on the connection, and in the transaction, that `kernel.migrations` gives it."""

from alembic import context

import leadmatch.access.models
import leadmatch.catalogue.models
import leadmatch.inquiries.models
import leadmatch.leads.index_key
import leadmatch.leads.models
import leadmatch.outbox.models
import leadmatch.partner.models
import leadmatch.sponsors.models  # noqa: F401  # their tables join the metadata
from leadmatch.kernel.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite takes back a half-done migration too, because we say BEGIN ourselves (see kernel.database).
    transactional_ddl=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
