from odoo import api, fields, models
from odoo.tools import SQL

from ..sql import is_quoted, rate_on_day

# A row's id is made of its record's id, of the month among the record's months and
# of the kind of row: 31, 8 and 4 bits.  The web client's numbers are exact up to 53.
SLOTS, NUMBERS = 1 << 8, 1 << 4
COLUMNS = {
    "source": SQL("varchar"),
    "date": SQL("date"),
    "partner_id": SQL("int4"),
    "company_id": SQL("int4"),
    "team_id": SQL("int4"),
    "user_id": SQL("int4"),
    "name": SQL("varchar"),
    "res_model": SQL("varchar"),
    "res_id": SQL("int4"),
    "amount": SQL("float8"),
    "probability": SQL("float8"),
    "expected": SQL("float8"),
}
# Each branch has the company of its rows under this alias.
TODAY = SQL("(NOW() AT TIME ZONE company.crm_timezone)::date")
ROOT = SQL("split_part(company.parent_path, '/', 1)::int")
# Sold and aimed at; the other sources are still to come.
FIXED = ("order", "target")
MONTHS_BACK = 12
# This month and two years.
MONTHS_AHEAD = 25


class CrmSalesForecast(models.Model):
    """What each customer will buy by month, beside what was sold and aimed at.

    Nothing is stored: the table is selected from the documents, and only from those
    that the user may read, as the touchpoints are.  No sale is counted twice, because
    each source gives way to the surer ones:

    1. ``order``: confirmed; what comes later starts where the orders end
    2. ``opportunity``: open, weighted with its probability, less what was ordered of
       it already; its quotations are inside it
    3. ``quotation``: open and valid, of no opportunity, at the company's rate
    4. ``contract``: the value of the term that remains, less what was ordered and
       invoiced under it and what is expected from 2 and 3 under it
    5. and what add-ons know, each less than what stands above it

    What gives way to what is reckoned with all documents, also with those that the
    user may not read: else one customer would have as many forecasts as readers.
    So the sources are selected with all rights (:meth:`_get_known`), and what the user
    may read is picked from them (:meth:`_get_branches`).  An add-on extends both, gives
    ``source`` its value, and names in ``_depends`` what it reads.
    """

    _name = "crm.sales.forecast"
    _inherit = ["crm.document.row"]
    _description = "Sales Forecast"
    _auto = False
    _order = "date, expected_amount desc, id"
    _depends = {
        "res.company": ["crm_timezone", "currency_id", "parent_path"],
        "res.currency.rate": ["company_id", "currency_id", "name", "rate"],
        "res.partner": ["commercial_partner_id"],
    }

    name = fields.Char("Record", readonly=True)
    source = fields.Selection(
        [
            ("order", "Ordered"),
            ("opportunity", "Opportunity"),
            ("recurring", "Recurring revenue"),
            ("quotation", "Quotation"),
            ("contract", "Contract"),
            ("target", "Target"),
        ],
        readonly=True,
        help="No sale counts twice. An order takes the place of its opportunity, an "
        "opportunity that of its quotations; what is offered or ordered under a "
        "contract is taken off the contract. What customers usually buy again counts "
        "only where none of these stands for it.",
    )
    date = fields.Date(
        readonly=True,
        help="What should have come before today is expected today. Empty: an "
        "opportunity without an expected closing.",
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    res_model = fields.Char("Record Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Record ID", model_field="res_model", readonly=True
    )
    amount = fields.Monetary(
        "Full Amount", readonly=True, help="Without taxes, as if it came for certain."
    )
    probability = fields.Float(
        "Probability (%)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    expected_amount = fields.Monetary(
        "Forecast", readonly=True, help="Ordered, and weighted what is still to come."
    )
    sold_amount = fields.Monetary("Ordered", readonly=True)
    open_amount = fields.Monetary(
        "Still Expected", readonly=True, help="The forecast without what was ordered."
    )
    target_amount = fields.Monetary("Target", readonly=True)
    gap_amount = fields.Monetary(
        "Above Target",
        readonly=True,
        help="Forecast less target; negative: so much is missing.",
    )
    amount_unknown = fields.Boolean(
        readonly=True,
        help="An exchange rate or a price is missing, so this is in no sum.",
    )

    # ----------------------------------------------------------------------
    # The table
    # ----------------------------------------------------------------------

    @property
    def _table_query(self):
        """Amounts of all companies in the currency of the current one."""
        currency = self.env.company.currency_id
        today = SQL("NOW()::date")
        rates = SQL(", ").join(
            SQL("(%s, %s)", company.id, rate_on_day(company, currency, today))
            for company in self.env.companies
        )
        known = {name: rows for name, rows in self._get_known().items() if rows}
        known["known"] = self._union(
            SQL("SELECT * FROM %s", SQL.identifier(name)) for name in known
        )
        return SQL(
            """
            WITH %(known)s
            SELECT line.id, line.name, line.source, line.date, line.partner_id,
                   line.company_id, %(currency)s AS currency_id, line.team_id,
                   line.user_id, line.res_model, line.res_id, line.probability,
                   CASE WHEN line.source <> 'target'
                        THEN line.amount * rate.rate END AS amount,
                   line.expected * rate.rate AS expected_amount,
                   CASE WHEN line.source = 'order'
                        THEN line.expected * rate.rate END AS sold_amount,
                   CASE WHEN line.source NOT IN %(fixed)s
                        THEN line.expected * rate.rate END AS open_amount,
                   CASE WHEN line.source = 'target'
                        THEN line.amount * rate.rate END AS target_amount,
                   CASE WHEN line.source = 'target' THEN -line.amount * rate.rate
                        ELSE line.expected * rate.rate END AS gap_amount,
                   (line.amount * rate.rate) IS NULL AS amount_unknown
              FROM (%(lines)s) line
              JOIN (VALUES %(rates)s) AS rate(company_id, rate)
                ON rate.company_id = line.company_id
            """,
            currency=currency.id,
            fixed=FIXED,
            known=SQL(", ").join(
                SQL("%s AS (%s)", SQL.identifier(name), rows)
                for name, rows in known.items()
            ),
            lines=self._union(self._get_branches().values()),
            rates=rates,
        )

    @api.model
    def _union(self, branches):
        """Return SQL of the rows of all branches, each with an ``id``."""
        # The first has no rows; it names the columns and tells their types.
        head = SQL(", ").join(
            SQL("NULL::%s AS %s", kind, SQL.identifier(name))
            for name, kind in {"id": SQL("int8"), **COLUMNS}.items()
        )
        return SQL(" UNION ALL ").join(
            [SQL("SELECT %s WHERE FALSE", head), *filter(None, branches)]
        )

    @api.model
    def _get_known(self):
        """Return name -> SQL of a SELECT with all rights; see :meth:`_make_branch`.

        A later one may select from those before it by their names, and branches from
        ``known``, which is all of them.  Users read none of it but by branches.
        """
        return {}

    @api.model
    def _get_branches(self):
        """Return name -> SQL of a SELECT with the user's rights, or None."""
        return {}

    @api.model
    def _pick_readable(self, name, model):
        """Return a branch: what is known under ``name`` and the user may read."""
        query = self._find_readable(model)
        if query is None:
            return None
        return SQL(
            "SELECT * FROM %s WHERE res_id IN %s",
            SQL.identifier(name),
            query.subselect(),
        )

    @api.model
    def _join_company(self, query, company):
        query.add_join(
            "JOIN", "company", "res_company", SQL("company.id = %s", company)
        )

    @api.model
    def _join_contact(self, query, contact):
        """Join the contact; an opportunity may have none yet."""
        query.add_join(
            "LEFT JOIN", "contact", "res_partner", SQL("contact.id = %s", contact)
        )

    @api.model
    def _make_branch(self, query, source, number, model, slot=None, **columns):
        """Return SQL of a SELECT: a row of the forecast for each of ``query``.

        :param query: Query with the tables ``company`` and, unless ``partner_id`` is
            given, ``contact``
        :param source: value of the field
        :param number: of this branch alone, from 0 to 15; it makes ids unique
        :param model: name of the model of the record that is opened
        :param slot: SQL of a number below 256, if a record has several rows
        :param columns: SQL of each of ``COLUMNS`` that has a value, amounts in the
            company's currency; ``expected`` is made of amount and probability
        """
        query.order = None
        id_column = SQL.identifier(self.env[model]._table, "id")
        columns = {
            "source": SQL("%s", source),
            "partner_id": SQL("contact.commercial_partner_id"),
            "company_id": SQL("company.id"),
            "res_model": SQL("%s", model),
            "res_id": id_column,
            "probability": SQL("100"),
            **columns,
        }
        columns.setdefault(
            "expected",
            SQL("%(amount)s * %(probability)s / 100.0", **columns),
        )
        query.add_where(SQL("company.id = ANY(%s)", self.env.companies.ids))
        wanted = self.env.context.get("forecast_partner_ids")
        # Only our own code can put such a set there: a caller's JSON has none.
        if isinstance(wanted, frozenset):
            query.add_where(SQL("%s = ANY(%s)", columns["partner_id"], list(wanted)))
        return query.select(
            SQL(
                "(%s::int8 * %s + %s) * %s + %s AS id",
                id_column,
                SLOTS,
                slot or SQL("0"),
                NUMBERS,
                number,
            ),
            *(
                SQL(
                    "CAST(%s AS %s) AS %s",
                    columns.get(name, SQL("NULL")),
                    kind,
                    SQL.identifier(name),
                )
                for name, kind in COLUMNS.items()
            ),
        )

    @api.model
    def _get_order_amount(self, alias):
        """Return SQL of an order's amount without taxes in the company's currency.

        NULL where no exchange rate is known: the host notes 1 on such an order.
        """
        order = {
            name: SQL.identifier(alias, name)
            for name in ("amount_untaxed", "currency_id", "currency_rate")
        }
        return SQL(
            """CASE WHEN %(currency)s = company.currency_id THEN %(amount)s::float8
                    WHEN %(known)s
                    THEN %(amount)s::float8 / NULLIF(%(rate)s, 0)::float8 END""",
            amount=order["amount_untaxed"],
            currency=order["currency_id"],
            rate=order["currency_rate"],
            known=is_quoted(order["currency_id"], SQL("company.currency_id"), ROOT),
        )
