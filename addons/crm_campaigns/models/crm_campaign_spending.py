from odoo import api, fields, models
from odoo.tools import SQL

from .crm_campaign_budget import COST_KINDS

# A row's id: that of its document, times this, plus the place of its source
MAX_SOURCES = 8


class CrmCampaignSpending(models.Model):
    """What campaigns cost, from every place where costs are written down.

    Lines of posted vendor bills that name a campaign, and rows of
    ``crm.campaign.cost``; an add-on adds a source by :meth:`_get_sources`.
    Amounts are in the company's currency, untaxed; credits of vendors negative.
    """

    _name = "crm.campaign.spending"
    _description = "Campaign Spending"
    _auto = False
    _order = "date desc, id desc"

    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    source = fields.Selection(
        [("bill", "Vendor bill"), ("cost", "Typed in or imported")], readonly=True
    )
    kind = fields.Selection(COST_KINDS, readonly=True)
    name = fields.Char("Description", readonly=True)
    amount = fields.Monetary(readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )

    _depends = {
        "account.move": ["invoice_date", "move_type", "state"],
        "account.move.line": [
            "balance",
            "company_id",
            "crm_campaign_cost_kind",
            "crm_campaign_id",
            "display_type",
            "name",
        ],
        "crm.campaign.cost": [
            "campaign_id",
            "company_amount",
            "company_id",
            "date",
            "kind",
            "name",
        ],
    }

    @property
    def _table_query(self):
        sources = self._get_sources()
        rows = [
            SQL(
                """
                SELECT row.id * %(width)s + %(place)s AS id, row.campaign_id,
                       row.company_id, company.currency_id, row.date,
                       %(source)s AS source, row.kind, row.name, row.amount,
                       row.res_model, row.res_id
                  FROM (%(select)s) row
                  JOIN res_company company ON company.id = row.company_id
                """,
                width=MAX_SOURCES,
                place=place,
                source=source,
                select=select,
            )
            for place, (source, select) in enumerate(sources.items())
        ]
        return SQL(" UNION ALL ").join(rows)

    @api.model
    def _get_sources(self):
        """Return {source: SQL}, in a lasting order, at most ``MAX_SOURCES``.

        The rows are (id, campaign_id, company_id, date, kind, name, amount,
        res_model, res_id).
        """
        return {
            "bill": SQL(
                """
                SELECT aml.id, aml.crm_campaign_id AS campaign_id, aml.company_id,
                       COALESCE(am.invoice_date, am.date) AS date,
                       COALESCE(aml.crm_campaign_cost_kind, 'other') AS kind,
                       aml.name, aml.balance AS amount,
                       'account.move' AS res_model, am.id AS res_id
                  FROM account_move_line aml
                  JOIN account_move am ON am.id = aml.move_id
                 WHERE aml.crm_campaign_id IS NOT NULL
                   AND aml.display_type = 'product'
                   AND am.state = 'posted'
                   AND am.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
                """
            ),
            "cost": SQL(
                """
                SELECT cost.id, cost.campaign_id, cost.company_id, cost.date,
                       cost.kind, cost.name, cost.company_amount AS amount,
                       'crm.campaign.cost' AS res_model, cost.id AS res_id
                  FROM crm_campaign_cost cost
                """
            ),
        }

    def action_open_record(self):
        """Open the document of the row, for whoever may read it."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
