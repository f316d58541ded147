from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_timezone = fields.Selection(
        _tz_get,
        string="Business Time Zone",
        required=True,
        compute="_compute_crm_timezone",
        store=True,
        readonly=False,
        precompute=True,
        help="The day on which an order, a call or a complaint counts is the "
        "calendar day in this time zone.",
    )
    crm_group_currency_id = fields.Many2one(
        "res.currency",
        string="Group Currency",
        help="Figures of several companies are added up in this currency, "
        "at the rate of the day of each sale. Empty: the currency of the "
        "topmost company.",
    )

    crm_contact_daily_limit = fields.Integer(
        "Planned Contacts per Day",
        default=10,
        help="At most this many contacts are planned for one salesperson on one "
        "day; the others follow on the next working days.",
    )

    crm_forecast_quotation_rate = fields.Float(
        "Quotations That Are Ordered",
        default=0.3,
        help="The sales forecast counts a quotation of no opportunity with this "
        "share of its amount.",
    )

    _crm_forecast_quotation_rate_is_a_share = models.Constraint(
        "CHECK (crm_forecast_quotation_rate BETWEEN 0 AND 1)",
        "Of all quotations, between 0 and 100 % can be ordered.",
    )
    _crm_contact_daily_limit_positive = models.Constraint(
        "CHECK (crm_contact_daily_limit > 0)",
        "Allow one planned contact a day at least. To plan none, archive the plans.",
    )

    @api.depends("resource_calendar_id", "partner_id")
    def _compute_crm_timezone(self):
        """Default to the zone of the working hours, which people keep right."""
        for company in self:
            company.crm_timezone = (
                company.crm_timezone
                or company.resource_calendar_id.tz
                or company.partner_id.tz
                or "UTC"
            )

    def _get_crm_group_currency(self):
        """Return the res.currency in which the group adds up its figures."""
        self.ensure_one()
        root = self.root_id
        return root.crm_group_currency_id or root.currency_id

    def _get_crm_today(self):
        """Return the business day that it is now in this company."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.crm_timezone))
