from odoo import Command, fields, models
from odoo.exceptions import UserError

from .crm_complaint_remedy import DOCUMENT_READERS


class CrmComplaintRemedyGoods(models.Model):
    """Remedies that are no money: goods again, and a word of regret."""

    _inherit = "crm.complaint.remedy"

    replacement_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        copy=False,
        readonly=True,
        groups=DOCUMENT_READERS,
    )

    def _check_replacement(self):
        self._get_customer()

    def _begin_replacement(self):
        """Make an order of the same goods for nothing; confirm it if the user may.

        Confirmed, it becomes a delivery where there is a warehouse. Else somebody who
        may is told to look at it.
        """
        order = (
            self.env["sale.order"]
            .with_company(self.company_id)
            .create(self._prepare_replacement_vals())
        )
        self.replacement_id = order
        if self._may("sale.order", "sales_team.group_sale_salesman"):
            own = order.sudo(False)
            if own.has_access("write"):
                own.action_confirm()
        if order.state == "draft":
            self._tell(
                order.user_id or self._get_finance_user(),
                order,
                self.env._("Check and confirm"),
            )
        return order

    def _prepare_replacement_vals(self):
        origin, partner = self.order_id, self._get_customer()
        salesman = (origin.user_id or partner.user_id) - self._get_involved_users()
        return {
            "partner_id": partner.id,
            **(
                {"partner_shipping_id": origin.partner_shipping_id.id} if origin else {}
            ),
            "company_id": self.company_id.id,
            # nobody's: any salesperson sees it
            "user_id": salesman.id,
            "origin": origin.name,
            "client_order_ref": self.reason,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.product_id.id,
                        "product_uom_qty": self.quantity,
                        "price_unit": 0,
                    }
                )
            ],
        }

    def _begin_apology(self):
        """Write to the customer, in the customer's language, on the complaint."""
        template = self.env.ref("crm_complaints.mail_template_apology")
        template.send_mail(self.complaint_id.id)

    def _check_apology(self):
        complaint = self.complaint_id
        if not (complaint.partner_id.email or complaint.email_from):
            raise UserError(
                self.env._("Nobody knows where to write: enter an e-mail address.")
            )
