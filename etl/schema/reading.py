"""The tables made for those who read: a calendar, a description of everything, and what stories are found by.

All are derived. The migrator fills the first two anew whenever it has brought a database to the newest version.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from etl.schema.types import Id, metadata

dim_date = Table(
    "dim_date",
    metadata,
    Column("date", Date, primary_key=True, comment="The day."),
    Column("year", Integer, nullable=False, comment="The day's year."),
    Column("quarter", Integer, nullable=False, comment="The day's quarter, 1 to 4."),
    Column("month", Integer, nullable=False, comment="The day's month, 1 to 12."),
    Column("day_of_month", Integer, nullable=False, comment="The day's number in its month."),
    Column("month_start", Date, nullable=False, comment="The first day of its month: group by this."),
    Column("month_name", Text, nullable=False, comment="Year and month, as text that sorts."),
    Column("quarter_name", Text, nullable=False, comment="Year and quarter, as text that sorts."),
    Column("iso_year", Integer, nullable=False, comment="The year its ISO week belongs to: that of the Thursday."),
    Column("iso_week", Integer, nullable=False, comment="The ISO week, 1 to 53; weeks begin on Monday."),
    Column("iso_week_name", Text, nullable=False, comment="ISO year and week, as text that sorts."),
    Column("week_start", Date, nullable=False, comment="The Monday of its week: group by this."),
    Column("weekday", Integer, nullable=False, comment="1 for Monday to 7 for Sunday."),
    Column("weekday_en", Text, nullable=False, comment="The weekday in English."),
    Column("weekday_zh", Text, nullable=False, comment="The weekday in Chinese."),
    Column("is_weekend", Integer, nullable=False, comment="1 on Saturday and Sunday, worked or not; else 0."),
    Column(
        "day_kind",
        Text,
        comment="workday, weekend, holiday, or makeup_workday (调休); null where China's holidays are not known.",
    ),
    Column("is_workday", Integer, comment="1 if China worked that day, else 0; null where that is not known."),
    Column("holiday", Text, comment="The public holiday it belongs to, or pays for, in Chinese; null: none."),
    Column("holiday_en", Text, comment="The same in English."),
    CheckConstraint("day_kind IN ('workday', 'weekend', 'holiday', 'makeup_workday')", name="day_kind_is_known"),
    comment="The calendar from 1990 to 2050, a row a day, so that weeks and months are the same for every tool.",
)

data_dictionary = Table(
    "data_dictionary",
    metadata,
    Column("relation", Text, nullable=False, comment="The table or view."),
    Column("position", Integer, nullable=False, comment="The column's place from 1; 0 for the relation itself."),
    Column("column_name", Text, comment="The column; null for the relation itself."),
    Column("kind", Text, nullable=False, comment="What the relation is: table or view."),
    Column("meaning", Text, nullable=False, comment="What it means, in a sentence."),
    Column("unit", Text, comment="What its numbers count, or its dates are; null where there is nothing to say."),
    Column("example", Text, comment="A value, as it is printed."),
    PrimaryKeyConstraint("relation", "position"),
    CheckConstraint("kind IN ('table', 'view')", name="kind_is_known"),
    CheckConstraint("(position = 0) = (column_name IS NULL)", name="columns_have_places"),
    comment="This database, described by itself: every table, view and column.",
)

story_bands = Table(
    "story_bands",
    metadata,
    Column(
        "band",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="A piece of the article's MinHash signature; articles that are alike most probably have one in common.",
    ),
    Column(
        "article_id",
        ForeignKey("articles.id", ondelete="CASCADE"),
        type_=Id,
        primary_key=True,
        autoincrement=False,
        comment="The article; of several with the very same title and text, one.",
    ),
    Index(None, "article_id"),
    comment="What stories are found by; of no use to readers.",
    sqlite_with_rowid=False,
)
