"""What the tables share: names of constraints, ids, instants."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Dialect, Identity, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

MAX_KEY_BYTES = 2000
"""UTF-8 bytes that a text under an index may have; PostgreSQL refuses index entries over a third of a page."""

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""Every constraint has a name, since SQLite cannot drop one without."""

metadata = MetaData(naming_convention=NAMING_CONVENTION)

Id = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both: SQLite's `INTEGER PRIMARY KEY` is the row's own 64-bit number, and no other type is."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: `timestamptz` on PostgreSQL, `2022-04-15 00:35:17+00:00` as text on SQLite, aware and UTC in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose what the database stores."""
        return Text() if dialect.name == "sqlite" else DateTime(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's signature
        """Write an aware datetime; a naive one is a bug and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        instant = value.astimezone(UTC)
        return instant.isoformat(sep=" ") if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        """Read it back, aware and UTC."""
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


def numbered(comment: str) -> Column[int]:
    """Make the column that numbers a table's rows."""
    return Column("id", Id, Identity(), primary_key=True, comment=comment)


def is_sha256(column: str) -> CheckConstraint:
    """Refuse what cannot be a hash."""
    return CheckConstraint(f"length({column}) = 64", name=f"{column}_is_sha256")
