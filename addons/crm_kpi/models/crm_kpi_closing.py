from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmKpiClosing(models.Model):
    """A month whose figures stand: what comes late is restated with a reason."""

    _name = "crm.kpi.closing"
    _description = "Closed Month"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _rec_name = "period_key"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._get_default_date_from()
    )
    date_to = fields.Date("To", compute="_compute_month", store=True, precompute=True)
    period_key = fields.Char(
        "Month", compute="_compute_month", store=True, precompute=True
    )
    closed_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    closed_on = fields.Datetime(readonly=True, default=fields.Datetime.now)
    restatement_ids = fields.One2many("crm.kpi.restatement", "closing_id")
    proposed_count = fields.Integer(compute="_compute_proposed_count")

    _once = models.UniqueIndex(
        "(company_id, date_from)", "This month is closed already."
    )

    @api.model
    def _get_default_date_from(self):
        """The oldest month that is over and still open."""
        company = self.env.company
        last = self.search([("company_id", "=", company.id)], limit=1)
        today = company._get_crm_today()
        if last:
            return company._get_kpi_month_after(last.date_from).date_from
        return company._get_kpi_month_before(today).date_from

    @api.depends("company_id", "date_from")
    def _compute_month(self):
        for closing in self:
            month = closing.date_from and closing.company_id._get_kpi_month(
                closing.date_from
            )
            closing.date_to = month and month.date_to
            closing.period_key = month and month.key

    @api.depends("restatement_ids.state")
    def _compute_proposed_count(self):
        for closing in self:
            closing.proposed_count = len(
                closing.restatement_ids.filtered(lambda row: row.state == "proposed")
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Close the months that hold these days, with the figures of this moment."""
        self.check_access("create")
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            company = self.env["res.company"].browse(
                vals.setdefault("company_id", self.env.company.id)
            )
            day = fields.Date.to_date(vals.get("date_from"))
            month = company._get_kpi_month(day or self._get_default_date_from())
            vals["date_from"] = month.date_from
            self._check_over(company, month)
            # what is closed is not counted any more: count before
            self._count_once_more(company)
        closings = super().create(vals_list)
        closings.flush_recordset()
        for closing in closings:
            closing._let_stand()
        return closings

    @api.model
    def _check_over(self, company, month):
        if month.date_to >= company._get_crm_today():
            raise UserError(
                self.env._(
                    "%s is not over yet. Close it when its last day has passed.",
                    month.key,
                )
            )

    @api.model
    def _count_once_more(self, company):
        kpis = self.env["crm.kpi"].sudo()
        for kpi in kpis.search(kpis._get_counted_domain()):
            if not kpi.company_id or kpi.company_id == company:
                kpi._try_refresh(company)

    def _let_stand(self):
        """Close the figures of the month as they are."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                """UPDATE crm_kpi_value SET is_closed = TRUE
                    WHERE company_id = %s AND date_from = %s""",
                self.company_id.id,
                self.date_from,
            )
        )
        self.env["crm.kpi.value"].invalidate_model()

    @api.model
    def _find_closed(self, company, months):
        """Return the first days of those of ``months`` that are closed."""
        closings = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("date_from", "in", [month.date_from for month in months]),
            ]
        )
        return set(closings.mapped("date_from"))

    def write(self, vals):
        if set(vals) & {"company_id", "date_from"}:
            raise UserError(
                self.env._("A closed month cannot become another one. It stays closed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "A closed month stays closed: others rely on its figures. Restate "
                "what has changed."
            )
        )

    @api.model
    def _propose_restatements(self):
        """Find closed figures that the documents now tell differently.

        One statement over all companies; each finding is a proposal that somebody
        applies with a reason, or leaves.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH shown AS (
                    SELECT kpi_id, company_id, date_from, SUM(numerator) AS numerator,
                           SUM(denominator) AS denominator
                      FROM crm_kpi_value WHERE is_current AND is_closed
                     GROUP BY 1, 2, 3
                ), counted AS (
                    SELECT fact.kpi_id, closing.company_id, closing.date_from,
                           SUM(fact.numerator) AS numerator,
                           SUM(fact.denominator) AS denominator
                      FROM crm_kpi_closing closing
                      JOIN crm_kpi_fact fact
                        ON fact.company_id = closing.company_id
                       AND fact.date BETWEEN closing.date_from AND closing.date_to
                      JOIN crm_kpi kpi ON kpi.id = fact.kpi_id
                     WHERE kpi.timing = 'flow' OR fact.date = closing.date_to
                     GROUP BY 1, 2, 3
                )
                SELECT closing.id, COALESCE(shown.kpi_id, counted.kpi_id)
                  FROM shown
                  FULL JOIN counted USING (kpi_id, company_id, date_from)
                  JOIN crm_kpi_closing closing
                    ON closing.company_id = COALESCE(shown.company_id,
                                                     counted.company_id)
                   AND closing.date_from = COALESCE(shown.date_from, counted.date_from)
                  JOIN crm_kpi_state state
                    ON state.kpi_id = COALESCE(shown.kpi_id, counted.kpi_id)
                   AND state.company_id = closing.company_id
                   AND state.state = 'counted'
                 WHERE (COALESCE(shown.numerator, 0),
                        COALESCE(shown.denominator, 0)) IS DISTINCT FROM
                       (COALESCE(counted.numerator, 0),
                        COALESCE(counted.denominator, 0))
                   AND (abs(COALESCE(shown.numerator, 0)
                            - COALESCE(counted.numerator, 0)) > 1e-6
                        OR abs(COALESCE(shown.denominator, 0)
                               - COALESCE(counted.denominator, 0)) > 1e-6)
                """
            )
        )
        self.env["crm.kpi.restatement"].sudo()._propose(rows)
