from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_request_step import RUNNING_STATES

AFTER_ORDER = ("order", "delivery", "invoice", "payment")


class CrmRequestStepDocument(models.Model):
    """What a step makes in the ERP, and how it follows it.

    A kind ``x`` may have ``_begin_x``, which makes its document through the host's
    own methods, and ``_is_x_done``, which tells whether what it follows has happened.
    Both run with all rights: the plan asks for it, not the person whose step came
    before; what comes of it belongs to the request's company.
    """

    _inherit = "crm.request.step"

    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )

    has_document = fields.Boolean(compute="_compute_has_document", compute_sudo=True)

    @api.depends("kind", "state", "res_id")
    def _compute_has_document(self):
        for step in self:
            step.has_document = bool(step.res_id or step._get_followed())

    def _begin(self):
        """Make the step's document, if its kind makes one; tell whether that worked."""
        self.ensure_one()
        begin = getattr(self, f"_begin_{self.kind}", None)
        if begin is None:
            return True
        try:
            with self.env.cr.savepoint():
                document = begin()
        except UserError as error:
            # the plan goes on as soon as somebody has mended what is wrong
            self._report_problem(str(error))
            return False
        self._clear_problem()
        if document:
            self.write({"res_model": document._name, "res_id": document.id})
        return True

    def _follow(self):
        """End the running steps whose documents have got where they should."""
        advanced = self.env["crm.request"]
        for step in self.filtered(lambda s: s.state in RUNNING_STATES):
            begun = True
            if not step.res_id or step._has_more_to_make():
                begun = step._begin()
            is_done = getattr(step, f"_is_{step.kind}_done", None)
            if is_done is not None and is_done():
                step._close("done")
                advanced |= step.request_id
            elif step._is_document_lost():
                step._report_problem(
                    self.env._(
                        "Its document was cancelled or deleted. Make it again, skip "
                        "the step, or cancel the request."
                    )
                )
            elif begun:
                # what was lost has come back
                step._clear_problem()
        advanced._advance()

    def _has_more_to_make(self):
        """Whether one document was not enough for all that the step is to do."""
        self.ensure_one()
        return self.kind == "invoice" and self._is_next_invoice_due()

    def _report_problem(self, problem):
        """Say on the step why it stands still, and tell the request's owner once."""
        self.ensure_one()
        request = self.request_id
        if not self.problem and request.user_id:
            request.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("%s cannot go on", self.name),
                note=problem,
                user_id=request.user_id.id,
            )
        self.problem = problem

    def _clear_problem(self):
        self.ensure_one()
        # a step that is nobody's says so until somebody has it
        if self.problem and self.employee_id:
            self.problem = False

    @api.model
    def _get_kinds_after_order(self):
        """Return the kinds of step that have nothing to follow without an order."""
        return AFTER_ORDER

    def _is_document_lost(self):
        """Whether what the step makes or follows is cancelled or no longer there."""
        document = self._get_document()
        if self.res_model and not document:
            return True
        if self._is_order_lost():
            return True
        if self.kind == "payment" and not self._get_invoices():
            return "cancel" in self.request_id.invoice_ids.mapped("state")
        state = document and "state" in document._fields and document.state
        return state == "cancel"

    def _is_order_lost(self):
        """Whether the step has nothing to follow, because all orders were cancelled."""
        return bool(
            self.kind in self._get_kinds_after_order()
            and self.request_id.order_ids
            and not self._get_orders()
        )

    def _find_unreplaced(self, documents):
        """Return the cancelled documents that no newer one of their products replaces.

        :param documents: records with ``state`` and products, of one model
        """
        live = documents.filtered(lambda document: document.state != "cancel")
        return (documents - live).filtered(
            lambda lost: (
                not live.filtered(
                    lambda d: (
                        d.id > lost.id
                        and self._get_products(d) & self._get_products(lost)
                    )
                )
            )
        )

    @api.model
    def _get_products(self, document):
        """Return what a document is about, when it can be made by several others."""
        return document.product_id

    def _get_document(self):
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def action_begin_again(self):
        """Make the document anew: it was cancelled, or could not be made."""
        self._check_officer()
        for step in self._act_on(*RUNNING_STATES):
            step.write({"res_model": False, "res_id": False, "problem": False})
            step._make_followed_again()
            step._follow()

    def _make_followed_again(self):
        """Make what the step follows, where an earlier step had made it.

        The order comes back as a new quotation: the cancelled one stays as it was.
        """
        self.ensure_one()
        request = self.request_id
        if self._is_order_lost():
            lost = request.order_ids.sorted("id")[-1]
            lost.copy({"request_id": request.id})
        elif self.kind == "payment" and self._is_document_lost():
            self._begin_invoice()

    def action_open_document(self):
        """Open what the step made or follows, with the user's own rights."""
        self.ensure_one()
        self.check_access("read")
        document = self.sudo()._get_document() or self.sudo()._get_followed()
        if not document:
            raise UserError(self.env._("This step has no document yet."))
        document = document.sudo(False)
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

    def _get_followed(self):
        """Return the newest document of others that a step of this kind follows."""
        if self.kind == "order":
            return self._get_orders()[:1]
        if self.kind == "payment":
            return self._get_invoices()[:1]
        return None

    def _get_orders(self):
        orders = self.request_id.order_ids.filtered(lambda o: o.state != "cancel")
        return orders.sorted("id", reverse=True)

    def _get_confirmed_orders(self):
        return self._get_orders().filtered(lambda order: order.state == "sale")

    def _get_invoices(self, *types):
        types = types or ("out_invoice", "out_receipt")
        moves = self.request_id.invoice_ids.filtered(
            lambda move: move.move_type in types and move.state != "cancel"
        )
        return moves.sorted("id", reverse=True)

    # Quotation -----------------------------------------------------------

    def _begin_quotation(self):
        order = self._get_orders()[:1]
        return order or self.env["sale.order"].create(self._prepare_quotation_vals())

    def _prepare_quotation_vals(self):
        request = self.request_id
        owner = self.user_id or request.user_id
        return {
            "request_id": request.id,
            "partner_id": request._ensure_partner().id,
            "company_id": request.company_id.id,
            "opportunity_id": request.lead_id.id,
            "user_id": owner.id,
            "origin": request.number,
        }

    def _is_quotation_done(self):
        return any(order.state in ("sent", "sale") for order in self._get_orders())

    # Order ---------------------------------------------------------------

    def _is_order_done(self):
        return bool(self._get_confirmed_orders())

    # Invoice -------------------------------------------------------------

    def _begin_invoice(self):
        invoices = self._get_invoices()
        draft = invoices.filtered(lambda move: move.state == "draft")[:1]
        if draft:
            return draft
        orders = self._get_orders_to_invoice()
        if orders:
            return orders.with_company(self.company_id)._create_invoices(final=True)[:1]
        # nothing was delivered or ordered yet: the next look may find it
        return invoices[:1] or None

    def _get_orders_to_invoice(self):
        return self._get_orders().filtered(
            lambda order: order.invoice_status == "to invoice"
        )

    def _is_next_invoice_due(self):
        """Whether what was invoiced so far was a down payment, or a part.

        An invoice that somebody cancels, deletes or reverses is not made again
        behind their back.
        """
        invoice = self._get_document()
        return (
            bool(invoice)
            and invoice.state == "posted"
            and invoice.payment_state != "reversed"
            and "draft" not in self._get_invoices().mapped("state")
            and bool(self._get_orders_to_invoice())
        )

    def _is_invoice_done(self):
        """Whether everything is invoiced; a down payment or a part is not enough."""
        invoices = self._get_invoices()
        if not invoices or set(invoices.mapped("state")) != {"posted"}:
            return False
        return all(
            order.invoice_status in ("invoiced", "upselling")
            for order in self._get_confirmed_orders()
        )

    # Payment -------------------------------------------------------------

    def _is_payment_done(self):
        posted = self._get_invoices().filtered(lambda move: move.state == "posted")
        return bool(posted) and all(
            move.payment_state in ("in_payment", "paid", "reversed") for move in posted
        )
