r"""Who may do what on PostgreSQL: the owner migrates, `etl_loader` runs, `etl_reader` reads.

The two roles belong to the server, what they may do to one database. They can log in, but not before somebody gives them a password
(`\password etl_reader` in psql). Views that are rebuilt, and tables that come, are granted by default privileges of the role that
migrates.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from etl.exceptions import UsageError
from etl.load.database import Database

LOADER, READER = "etl_loader", "etl_reader"

SETTINGS = {
    LOADER: {"timezone": "UTC"},
    READER: {
        "timezone": "UTC",
        "default_transaction_read_only": "on",
        "statement_timeout": "60s",
        "idle_in_transaction_session_timeout": "10min",
    },
}
"""How the sessions of each begin."""

DERIVED = ("alembic_version", "dim_date", "data_dictionary")
"""Tables that only a migration writes."""

CREATE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN; END IF;
END $$
"""

GRANTS = (
    "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
    "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT ON DATABASE {database} TO {loader}, {reader}",
    "GRANT USAGE ON SCHEMA {schema} TO {loader}, {reader}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {loader}, {reader}",
    "GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {loader}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {loader}",
    "REVOKE INSERT, UPDATE, DELETE ON {derived} FROM {loader}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {loader}, {reader}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT INSERT, UPDATE, DELETE ON TABLES TO {loader}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {loader}",
)
"""What is taken from everybody, and what each role gets; may be said again."""


def grant(database: Database) -> None:
    """Make the roles and grant what they need, in one transaction; whoever connects owns the schema and may create roles.

    Raises:
        UsageError: the database is no PostgreSQL.
        DatabaseUnavailable: this role may not.
    """
    if database.backend.name != "postgresql":
        raise UsageError("SQLite has no roles: give readers the file to read only, and open it with ?mode=ro")
    with database.writing() as connection:
        for statement in statements(connection):
            connection.exec_driver_sql(statement)


def statements(connection: Connection) -> Iterator[str]:
    """Give the statements for the database and schema that a connection is in."""
    quote = connection.dialect.identifier_preparer.quote
    database, schema = connection.execute(text("SELECT current_database(), current_schema()")).one()
    names = {
        "database": quote(database),
        "schema": quote(schema),
        "loader": LOADER,
        "reader": READER,
        "derived": ", ".join(DERIVED),
    }
    for role, settings in SETTINGS.items():
        yield CREATE.format(role=role)
        yield from (f"ALTER ROLE {role} SET {name} = '{value}'" for name, value in settings.items())
    yield from (grant.format(**names) for grant in GRANTS)
