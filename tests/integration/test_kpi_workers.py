"""Two people count the same figure at the same moment, each in a server process."""

from pathlib import Path

import pytest
from frontdoor import database
from test_request_workers import at_work, on, race

ORDERS = Path(__file__).with_name("kpi_orders.py")


@pytest.fixture(scope="module")
def team():
    """The database, and two processes on it."""
    with at_work("selling", ORDERS) as found:
        yield found


def test_two_workers_count_a_day_once(team):
    """Who comes second begins anew; else each would write all beside the other."""
    count = [
        on("crm.kpi", [("code", "=", "order_revenue")], login, "action_refresh")
        for login in ("ann", "ben")
    ]
    assert race(team, *count) == (None, None)
    rows = database.query(
        "SELECT fact.date, COUNT(*), SUM(fact.numerator)"
        "  FROM crm_kpi_fact fact JOIN crm_kpi kpi ON kpi.id = fact.kpi_id"
        " WHERE kpi.code = 'order_revenue' AND fact.date = CURRENT_DATE"
        " GROUP BY 1",
        team[0],
    )
    assert [float(total) for _day, _count, total in rows] == [300]
    ((values,),) = database.query(
        "SELECT SUM(value.numerator) FROM crm_kpi_value value"
        "  JOIN crm_kpi kpi ON kpi.id = value.kpi_id"
        " WHERE kpi.code = 'order_revenue' AND value.is_current"
        "   AND CURRENT_DATE BETWEEN value.date_from AND value.date_to",
        team[0],
    )
    assert float(values) == 300
