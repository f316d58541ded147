from odoo import fields, models
from odoo.exceptions import UserError


class CrmComplaintExternal(models.Model):
    """The way out of the company that a final response names."""

    _inherit = "crm.complaint"

    provider_id = fields.Many2one(
        "crm.complaint.provider",
        "External Body",
        readonly=True,
        copy=False,
        check_company=True,
    )
    external_deadline = fields.Date("Can Turn There Until", readonly=True, copy=False)

    def _name_external_body(self, provider, deadline):
        """Note to whom the complainant can turn, and until when.

        :raise UserError: without both: the final letter has to name them
        """
        self._begin_action("escalated")
        if not (provider and deadline):
            raise UserError(
                self.env._(
                    "A final response names an external body and until when the "
                    "complainant can turn there."
                )
            )
        if deadline <= fields.Date.context_today(self):
            raise UserError(self.env._("The time to turn there is over already."))
        self.sudo().write({"provider_id": provider.id, "external_deadline": deadline})

    def _check_may_close(self):
        result = super()._check_may_close()
        refused = self.refused_date and not self.accepted_date
        # who is there already need not be told how to get there
        refused = refused and self.state != "dispute"
        if refused and not (self.final_response_date and self.provider_id):
            raise UserError(
                self.env._(
                    "The response was refused. Before it is closed, a final response "
                    "has to name an external body and a time to turn there."
                )
            )
        return result
