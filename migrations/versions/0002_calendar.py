"""The calendar; its rows are derived (`migrations/calendar`)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dim_date",
        sa.Column("date", sa.Date(), nullable=False, comment="The day."),
        sa.Column("year", sa.Integer(), nullable=False, comment="The day's year."),
        sa.Column("quarter", sa.Integer(), nullable=False, comment="The day's quarter, 1 to 4."),
        sa.Column("month", sa.Integer(), nullable=False, comment="The day's month, 1 to 12."),
        sa.Column("day_of_month", sa.Integer(), nullable=False, comment="The day's number in its month."),
        sa.Column("month_start", sa.Date(), nullable=False, comment="The first day of its month: group by this."),
        sa.Column("month_name", sa.Text(), nullable=False, comment="Year and month, as text that sorts."),
        sa.Column("quarter_name", sa.Text(), nullable=False, comment="Year and quarter, as text that sorts."),
        sa.Column(
            "iso_year", sa.Integer(), nullable=False, comment="The year its ISO week belongs to: that of the Thursday."
        ),
        sa.Column("iso_week", sa.Integer(), nullable=False, comment="The ISO week, 1 to 53; weeks begin on Monday."),
        sa.Column("iso_week_name", sa.Text(), nullable=False, comment="ISO year and week, as text that sorts."),
        sa.Column("week_start", sa.Date(), nullable=False, comment="The Monday of its week: group by this."),
        sa.Column("weekday", sa.Integer(), nullable=False, comment="1 for Monday to 7 for Sunday."),
        sa.Column("weekday_en", sa.Text(), nullable=False, comment="The weekday in English."),
        sa.Column("weekday_zh", sa.Text(), nullable=False, comment="The weekday in Chinese."),
        sa.Column(
            "is_weekend", sa.Integer(), nullable=False, comment="1 on Saturday and Sunday, worked or not; else 0."
        ),
        sa.Column(
            "day_kind",
            sa.Text(),
            nullable=True,
            comment="workday, weekend, holiday, or makeup_workday (调休); null where China's holidays are not known.",
        ),
        sa.Column(
            "is_workday",
            sa.Integer(),
            nullable=True,
            comment="1 if China worked that day, else 0; null where that is not known.",
        ),
        sa.Column(
            "holiday",
            sa.Text(),
            nullable=True,
            comment="The public holiday it belongs to, or pays for, in Chinese; null: none.",
        ),
        sa.Column("holiday_en", sa.Text(), nullable=True, comment="The same in English."),
        sa.CheckConstraint(
            "day_kind IN ('workday', 'weekend', 'holiday', 'makeup_workday')",
            name=op.f("ck_dim_date_day_kind_is_known"),
        ),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_dim_date")),
        comment="The calendar from 1990 to 2050, a row a day, so that weeks and months are the same for every tool.",
    )


def downgrade() -> None:
    op.drop_table("dim_date")
