from odoo import fields, models

# Rules and models of credit, by the functions of the package ``attribution``
MODELS = ("first", "last", "linear", "decay", "position", "markov", "shapley")
AMOUNTS = tuple(f"{name}_amount" for name in MODELS)


class CrmAttributionCredit(models.Model):
    """What one touch earned of one invoice line, by each of seven models.

    Written once, by the run; in the company's currency, credit notes negative.  Over
    the touches of a line each model sums to ``amount``, to the last cent.
    """

    _name = "crm.attribution.credit"
    _description = "Credit of a Touch"
    _order = "run_id desc, move_line_id, touch_date, id"
    _log_access = False
    _rec_name = "campaign_id"

    run_id = fields.Many2one(
        "crm.attribution.run", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date = fields.Date("Invoiced On", required=True, readonly=True)
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, index="btree_not_null"
    )
    move_line_id = fields.Many2one(
        "account.move.line", "Invoice Line", readonly=True, index="btree_not_null"
    )
    order_id = fields.Many2one(
        "sale.order", "Sales Order", readonly=True, index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index="btree_not_null"
    )
    campaign_id = fields.Many2one(
        "utm.campaign", required=True, readonly=True, index=True, ondelete="restrict"
    )
    medium_id = fields.Many2one("utm.medium", readonly=True, index="btree_not_null")
    touch_id = fields.Many2one(
        "crm.campaign.touch", readonly=True, index="btree_not_null"
    )
    touch_date = fields.Datetime("Met On", required=True, readonly=True)
    amount = fields.Monetary(
        "To Divide",
        readonly=True,
        aggregator=None,
        help="Of the invoice line; the same for each of its touches.",
    )
    first_amount = fields.Monetary("First Touch", readonly=True)
    last_amount = fields.Monetary("Last Touch", readonly=True)
    linear_amount = fields.Monetary("Linear", readonly=True)
    decay_amount = fields.Monetary("Time Decay", readonly=True)
    position_amount = fields.Monetary("Position-based", readonly=True)
    markov_amount = fields.Monetary("Markov Chain", readonly=True)
    shapley_amount = fields.Monetary("Shapley Value", readonly=True)

    _of_run = models.Index("(run_id, campaign_id)")

    def action_open_move(self):
        """Open the invoice of the row, for whoever may read it."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
