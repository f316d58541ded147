from odoo import api, fields, models

# A call or an order says more of a customer than an opened mail, so all are told
# apart; machines open mails as well, which is why runs leave opens out unless asked.
KINDS = [
    ("open", "Mail opened"),
    ("click", "Link clicked"),
    ("reply", "Mail answered"),
    ("lead", "Lead"),
    ("order", "Order"),
    ("call", "Phone call"),
    ("event", "Event"),
    ("referral", "Referral"),
]


class CrmCampaignTouch(models.Model):
    """One moment at which a campaign met somebody: a row that is added, never changed.

    Only whose it is may become known later, by the address.  Collected from the
    records that ``ref_model`` and ``ref_id`` name; each counts once for a campaign.
    Its files: what it is (this one) and where it comes from.
    """

    _name = "crm.campaign.touch"
    _description = "Touch of a Campaign"
    _order = "date desc, id desc"
    _log_access = False

    kind = fields.Selection(KINDS, required=True, readonly=True)
    campaign_id = fields.Many2one(
        "utm.campaign", required=True, readonly=True, index=True, ondelete="cascade"
    )
    medium_id = fields.Many2one("utm.medium", readonly=True, index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner", "Contact", readonly=True, index="btree_not_null"
    )
    commercial_partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    email_normalized = fields.Char("E-mail", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: of a campaign that companies share.",
    )
    date = fields.Datetime("Met On", required=True, readonly=True)
    ref_model = fields.Char("Model", required=True, readonly=True)
    ref_id = fields.Many2oneReference(
        "Record", model_field="ref_model", required=True, readonly=True
    )

    _source_unique = models.UniqueIndex("(ref_model, ref_id, kind, campaign_id)")
    _of_customer = models.Index("(commercial_partner_id, date)")
    _by_date = models.Index("(date)")
    _unknown = models.Index("(email_normalized) WHERE partner_id IS NULL")

    @api.depends("kind", "campaign_id.title", "date")
    def _compute_display_name(self):
        names = dict(self._fields["kind"]._description_selection(self.env))
        for touch in self:
            touch.display_name = f"{touch.campaign_id.title}: {names.get(touch.kind)}"

    def action_open_record(self):
        """Open what the touch was read from, for whoever may read it."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.ref_model,
            "res_id": self.ref_id,
            "views": [(False, "form")],
        }
