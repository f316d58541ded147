from odoo import Command

from .common import ComplaintMixin

APPROVER = "crm_complaints.group_complaint_approver"


class RemedyMixin(ComplaintMixin):
    """A company with accounts, an invoice of 100, and people who may give so much."""

    @classmethod
    def _prepare(cls):
        result = super()._prepare()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.team.remedy_limit = 50
        cls.approver = cls._make_user("cmp_approver", APPROVER)
        cls.second_approver = cls._make_user("cmp_second", APPROVER)
        cls.accountant = cls._make_user(
            "cmp_accountant", "account.group_account_invoice"
        )
        cls.company.crm_complaint_finance_user_id = cls.accountant
        cls.tax = cls.env["account.tax"].create(
            {"name": "21%", "amount": 21, "company_id": cls.company.id}
        )
        cls.goods = cls.env["product.product"].create(
            {
                "name": "Tea",
                "type": "consu",
                "list_price": 10,
                "standard_price": 4,
                "invoice_policy": "order",
                "taxes_id": False,
            }
        )
        cls.complaint = cls._make_complaint(user_id=cls.agent.id)
        cls.invoice = cls._make_invoice(100)
        return result

    @classmethod
    def _make_invoice(cls, *prices, taxes=None, partner=None, currency=None, post=True):
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "company_id": cls.company.id,
                "invoice_date": "2026-01-05",
                "currency_id": (currency or cls.company.currency_id).id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.goods.id,
                            "quantity": 1,
                            "price_unit": price,
                            "tax_ids": [Command.set(taxes.ids if taxes else [])],
                        }
                    )
                    for price in prices
                ],
            }
        )
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _pay(cls, invoice):
        """The customer pays: credit notes are not set against it by themselves."""
        cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()

    def _ask(self, user=None, **values):
        """Return a remedy in draft, written by a user: of the invoice, in general."""
        values = {"complaint_id": self.complaint.id, "kind": "credit_note", **values}
        if values["kind"] == "credit_note":
            values.setdefault("invoice_id", self.invoice.id)
        Remedy = self.env["crm.complaint.remedy"].with_user(user or self.agent)
        return Remedy.create(values)

    def _accuse(self):
        """Have the complaint say more than documents may tell."""
        self.complaint.name = "Zal shouted at us"
        self.complaint.accused_employee_ids = self._make_employee("Zal Sistani")

    def _assert_tells_nothing(self, documents):
        """No word of theirs, of their lines or their chatter tells of the complaint."""
        self.assertTrue(documents)
        told = [documents]
        told += [
            documents[name]
            for name in (
                "activity_ids",
                "invoice_line_ids",
                "order_line",
                "move_ids",
                "history_ids",
            )
            if name in documents._fields
        ]
        words = str([self._read_words(records) for records in told])
        words += str(documents.message_ids.mapped(lambda m: (m.subject, m.body)))
        for secret in (self.complaint.number, "Zal", "omplain"):
            self.assertNotIn(secret, words)

    def _read_words(self, records):
        texts = ("char", "text", "html")
        names = [n for n, f in records._fields.items() if f.type in texts and f.store]
        return records.read(names, load=None)

    def _submit(self, user=None, **values):
        """Return a remedy that a user has submitted, seen with all rights."""
        remedy = self._ask(user, **values)
        remedy.action_submit()
        return remedy.sudo(False).with_env(self.env)
