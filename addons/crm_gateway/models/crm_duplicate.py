from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# The host merges so many contacts at a time
MOST_TO_MERGE = 3


class CrmDuplicate(models.Model):
    """Two customers that may be the same one, and what was decided about them.

    The search makes and removes rows; people only decide. What somebody declared
    to be two different customers is not proposed again. Whoever may not read one
    of the two does not see the row either.
    """

    _name = "crm.duplicate"
    _description = "Possible Duplicate"
    _order = "confidence desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    duplicate_id = fields.Many2one(
        "res.partner",
        "Possible Duplicate",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers to Compare",
        compute="_compute_partner_ids",
        context={"active_test": False},
    )
    merged_name = fields.Char("Merged Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", "Salesperson", readonly=True, index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("open", "To Decide"),
            ("different", "Not Duplicates"),
            ("merged", "Merged"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    same_name = fields.Boolean(readonly=True)
    same_phone = fields.Boolean(readonly=True)
    same_email = fields.Boolean(readonly=True)
    same_identity = fields.Boolean("Same National or Tax ID", readonly=True)
    reason = fields.Selection(
        [
            ("identity", "National or tax ID"),
            ("email", "Email"),
            ("phone", "Phone"),
            ("name", "Name"),
        ],
        "Main Reason",
        required=True,
        readonly=True,
        help="The strongest of what is the same with both.",
    )
    reasons = fields.Char("Same", compute="_compute_reasons")
    confidence = fields.Integer(readonly=True, aggregator="avg")
    level = fields.Selection(
        [("high", "Almost certain"), ("medium", "Likely"), ("low", "Possible")],
        "How Certain",
        required=True,
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_date = fields.Datetime("Decided On", readonly=True)

    _pair = models.UniqueIndex("(partner_id, duplicate_id)")
    _ordered = models.Constraint(
        "CHECK (partner_id < duplicate_id)",
        "The customer that was there first comes first.",
    )

    @api.depends("partner_id", "duplicate_id", "merged_name")
    def _compute_display_name(self):
        for pair in self:
            names = pair.partner_id.name, pair.duplicate_id.name or pair.merged_name
            pair.display_name = " / ".join(name or "?" for name in names)

    @api.depends("partner_id", "duplicate_id")
    def _compute_partner_ids(self):
        for pair in self:
            pair.partner_ids = pair.partner_id | pair.duplicate_id

    @api.depends("same_name", "same_phone", "same_email", "same_identity")
    def _compute_reasons(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        for pair in self:
            pair.reasons = ", ".join(
                label for kind, label in labels.items() if pair[f"same_{kind}"]
            )

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            readable = (
                self.env["res.partner"]
                .with_context(active_test=False)
                ._search(Domain.TRUE)
            )
            domain = (
                Domain(domain)
                & Domain("partner_id", "in", readable)
                & (
                    Domain("duplicate_id", "=", False)
                    | Domain("duplicate_id", "in", readable)
                )
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self.ids:
            return result
        forbidden = result[0] if result else self.browse()
        pairs = (self - forbidden).sudo()
        partners = (pairs.partner_id | pairs.duplicate_id).sudo(False)
        hidden = partners - partners._filtered_access("read")
        if not hidden:
            return result
        unseen = pairs.filtered(
            lambda pair: (pair.partner_id | pair.duplicate_id) & hidden.sudo()
        )
        return forbidden | unseen.sudo(False), lambda: AccessError(
            self.env._("You may not see both of these customers.")
        )

    def action_merge(self):
        """Open the host's wizard with these customers chosen."""
        self.check_access("read")
        self.env["base.partner.merge.automatic.wizard"].check_access("create")
        pairs = self.filtered(lambda pair: pair.state == "open")
        partners = pairs.partner_ids
        if not partners:
            raise UserError(
                self.env._("Nothing is left to merge here: choose pairs to decide on.")
            )
        if len(partners) > MOST_TO_MERGE:
            raise UserError(
                self.env._(
                    "At most %s contacts are merged at a time: choose pairs of the "
                    "same customer only.",
                    MOST_TO_MERGE,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "base.action_partner_merge"
        )
        action["context"] = {
            "active_model": "res.partner",
            # of those made at the same time the wizard proposes to keep the last
            "active_ids": partners.sorted("id", reverse=True).ids,
            "active_test": False,
            "crm_duplicate_merge": True,
        }
        return action

    def action_keep_apart(self):
        """Remember that these are different customers."""
        self._decide("open", "different")

    def action_reopen(self):
        """Take back that these are different customers."""
        self._decide("different", "open")

    def _decide(self, before, after):
        """Note the decision of whoever may see the pairs.

        Rows are the search's; sudo, because nobody else may write anything else.
        """
        self.check_access("read")
        decided = after != "open"
        self.sudo().filtered(lambda pair: pair.state == before).write(
            {
                "state": after,
                "decided_by_id": self.env.uid if decided else False,
                "decided_date": fields.Datetime.now() if decided else False,
            }
        )

    def action_open_both(self):
        """Open both customers in a list."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers to Compare"),
            "res_model": "res.partner",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.partner_ids.ids)],
            "context": {"active_test": False},
        }

    def action_search_again(self):
        """Let the search run now instead of at night."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._("Only sales managers can start the search for duplicates.")
            )
        # sudo: scheduled actions are the administrators'
        self.env.ref("crm_gateway.ir_cron_duplicate").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The search for duplicates starts in a moment."),
                "type": "success",
            },
        }
