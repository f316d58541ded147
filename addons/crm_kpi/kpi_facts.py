"""What the sources of KPIs are asked, and what they answer."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import end_of_local_day, local_day

# By what each figure can be divided, in the order of the table's columns
DIMENSIONS = (
    "team_id",
    "user_id",
    "employee_id",
    "department_id",
    "segment_id",
    "campaign_id",
    "categ_id",
)
NOTHING = SQL("NULL")
ALL_ROWS = SQL("TRUE")


@dataclass(frozen=True)
class KpiSpan:
    """Days of one company, by the company's own clock.

    A flow (revenue) asks for what happened on each day, a stock (open pipeline)
    for what there was when each day ended.

    :ivar company: res.company of one record
    :ivar days: dates, ascending, none twice; need not follow one another
    """

    company: object
    days: tuple[date, ...]

    @property
    def first(self):
        return self.days[0]

    @property
    def last(self):
        return self.days[-1]

    def day(self, moment: SQL) -> SQL:
        """SQL of the local day of a UTC timestamp."""
        return local_day(moment, self.company.crm_timezone)

    def end(self, day):
        """Return the UTC moment at which a local day ends, naive."""
        return end_of_local_day(day, self.company.crm_timezone)

    @property
    def start(self):
        """First UTC moment of the first day, naive as the host keeps it."""
        return self.end(self.first - timedelta(days=1))

    @property
    def stop(self):
        """First UTC moment after the last day."""
        return self.end(self.last)

    def holds(self, moment: SQL) -> SQL:
        """Condition on a UTC timestamp that its index can serve."""
        return SQL(
            "(%(moment)s >= %(start)s AND %(moment)s < %(stop)s)",
            moment=moment,
            start=self.start,
            stop=self.stop,
        )

    def holds_date(self, column: SQL) -> SQL:
        """Condition on a date that its index can serve."""
        return SQL("%s BETWEEN %s AND %s", column, self.first, self.last)

    @property
    def as_of_days(self) -> SQL:
        """SQL of a table ``asked`` with one row a day, for stocks."""
        return SQL("unnest(%s::date[]) AS asked(day)", list(self.days))


@dataclass(frozen=True)
class FactRows:
    """Rows of one statement that count for a KPI.

    :ivar rows: SQL after ``FROM``: tables, joins, conditions
    :ivar day: SQL of the date that a row counts on
    :ivar numerator: SQL of a number, NULL for a row that has none
    :ivar denominator: the same below the line; not for sums and medians
    :ivar sample: SQL of a duration or value, for medians
    :ivar partner: SQL of a customer (any contact): gives the segment
    :ivar dimensions: {name of :data:`DIMENSIONS`: SQL of an id}
    """

    rows: SQL
    day: SQL
    numerator: SQL = NOTHING
    denominator: SQL = NOTHING
    sample: SQL = NOTHING
    partner: SQL = NOTHING
    dimensions: dict = field(default_factory=dict)


@dataclass(frozen=True)
class KpiRecords:
    """The records behind a KPI: what a click on the figure opens.

    :ivar model: name of the model; where it is absent, the KPI's source is missing
    :ivar date: name of the field by which a record belongs to a period, or False
        for a stock, whose records are those of today
    :ivar domain: which records count, as a list
    :ivar dimensions: {name of :data:`DIMENSIONS`: name of a field of ``model``}
    :ivar company: name of the field with the company, or False
    :ivar watched: models whose changes make days to be counted anew, as
        {model: name of the date field}; the model above where empty
    :ivar needed: further models without which the source is missing
    :ivar groupby: fields of ``model`` by which the records are shown in groups
    """

    model: str
    date: str | bool
    domain: list = field(default_factory=list)
    dimensions: dict = field(default_factory=dict)
    company: str | bool = "company_id"
    watched: dict = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    groupby: tuple[str, ...] = ()
