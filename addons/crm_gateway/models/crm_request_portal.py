from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .crm_request import INTERNAL

# a day: each time people are asked to look at it again
MOST_REOPENED = 5


class CrmRequestPortal(models.Model):
    """What customers do to their requests on the page of the portal."""

    _inherit = "crm.request"

    customer_reopen_date = fields.Datetime(
        "Reopened by the Customer Since", readonly=True, copy=False, groups=INTERNAL
    )
    customer_reopen_count = fields.Integer(
        "Reopened by the Customer",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="How often within a day of the first time.",
    )

    def _close_by_customer(self, author):
        """The customer needs nothing more: open steps end with the request.

        Not where an order is confirmed: it is not undone by a button, and whoever
        delivers it would stop without a word. The owner is told and decides.

        :param author: res.partner who says so
        :return: whether it is closed
        """
        self.ensure_one()
        self._wait_for_others()
        if not self.is_open:
            return True
        orders = self.sudo().order_ids.filtered(lambda order: order.state == "sale")
        if orders:
            self._ask_owner_to_close(orders, author)
            return False
        self._say_as_customer(self.env._("Closed by the customer."), author)
        self.action_cancel()
        return True

    def _ask_owner_to_close(self, orders, author):
        """Tell the owner, once, that the customer does not want what is ordered."""
        owner = self.user_id or self.type_id.user_id
        in_their_language = self.with_context(lang=owner.lang or self.env.lang)
        summary = in_their_language.env._("The customer does not need it any more")
        if summary in self.activity_ids.mapped("summary"):
            return
        self._say_as_customer(self.env._("I do not need it any more."), author)
        if owner:
            in_their_language.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=in_their_language.env._(
                    "Confirmed: %s. Cancel the order and the request, or agree "
                    "with the customer on something else.",
                    ", ".join(orders.mapped("name")),
                ),
                user_id=owner.id,
            )

    def _reopen_by_customer(self, author):
        """The customer is not content: the request comes back to its owner.

        :param author: res.partner who says so
        :raise UserError: when that happens too often
        """
        self.ensure_one()
        self._wait_for_others()
        if not self.is_open:
            self._count_reopening()
            self.action_reopen()
            self._say_as_customer(self.env._("Reopened by the customer."), author)

    def _count_reopening(self):
        now = fields.Datetime.now()
        since = self.customer_reopen_date
        if not since or since < now - timedelta(days=1):
            self.write({"customer_reopen_date": now, "customer_reopen_count": 1})
        elif self.customer_reopen_count < MOST_REOPENED:
            self.customer_reopen_count += 1
        else:
            raise UserError(
                self.env._(
                    "This request has been opened again %s times today. Write below "
                    "what is still missing: your contact reads it.",
                    MOST_REOPENED,
                )
            )

    def _say_as_customer(self, text, author):
        self.message_post(
            body=text, author_id=author.id, subtype_xmlid="mail.mt_comment"
        )
