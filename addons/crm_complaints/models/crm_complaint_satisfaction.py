from odoo import fields, models
from odoo.tools import plaintext2html


class CrmComplaintSatisfaction(models.Model):
    """Complaints that begin with a bad answer.

    The complaint knows the answer and not the other way round: whoever may not know
    of the complaint does not find it by the answer.
    """

    _inherit = "crm.complaint"

    satisfaction_response_id = fields.Many2one(
        "crm.satisfaction.response",
        "Began With",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The answer to a question on satisfaction.",
    )

    def _find_of_response(self, response):
        return self.sudo().search(
            [("satisfaction_response_id", "=", response.id)], limit=1
        )

    def _open_of_response(self, response):
        """Make a complaint of a bad answer, once, as the customer wished.

        :param response: crm.satisfaction.response, with all rights and locked
        """
        complaint = self._find_of_response(response)
        if complaint:
            return complaint
        programme = response.programme_id
        text = response.comment or self.env._("Answered: %s", response.score)
        return self.sudo().create(
            {
                "name": self.env._("Bad answer: %s", programme.name),
                "company_id": response.company_id.id,
                "partner_id": response.partner_id.id,
                "channel": "survey",
                "description": plaintext2html(text),
                "satisfaction_response_id": response.id,
            }
        )

    def _erase_related(self):
        """Forget the answers on the complaint, and the one that it began with."""
        of_it = [("complaint_id", "in", self.ids)]
        responses = self.env["crm.satisfaction.response"].search(of_it)
        (responses | self.satisfaction_response_id)._erase()
        self.env["crm.satisfaction.invitation"].search(of_it)._erase()
        return super()._erase_related()
