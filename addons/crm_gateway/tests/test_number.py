from odoo.tests import TransactionCase, tagged

from .common import RequestMixin


@tagged("post_install", "-at_install")
class TestNumber(RequestMixin, TransactionCase):
    """Records take the next number of their company, whoever creates them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
        cls.plan = cls._make_type(name="Plain")
        cls.env["ir.sequence"].create(
            [
                {
                    "name": code,
                    "code": code,
                    "prefix": "OWN/",
                    "company_id": cls.company.id,
                }
                for code in ("crm.request", "crm.contract")
            ]
        )

    def _request_vals(self, **values):
        return {
            "name": "Tea",
            "type_id": self.plan.id,
            "partner_id": self.customer.id,
            **values,
        }

    def test_of_the_company_in_their_order(self):
        requests = self.env["crm.request"].create(
            [self._request_vals() for _request in range(3)]
        )
        # the sequence counts on when a transaction is rolled back
        first = int(requests[0].number.removeprefix("OWN/"))
        self.assertEqual(
            requests.mapped("number"), [f"OWN/{first + more}" for more in range(3)]
        )

    def test_another_company_has_others(self):
        other = self.env["res.company"].create({"name": "Other"})
        contract = {"subject": "Supply", "partner_id": self.customer.id}
        own, others = self.env["crm.contract"].create(
            [contract, {**contract, "company_id": other.id}]
        )
        self.assertIn("OWN/", own.name)
        self.assertNotIn("OWN/", others.name)

    def test_only_some_may_be_given(self):
        request = self.env["crm.request"].create(self._request_vals(number="X"))
        self.assertIn("OWN/", request.number)
        contract = self.env["crm.contract"].create(
            {"subject": "Supply", "partner_id": self.customer.id, "name": "X"}
        )
        self.assertEqual(contract.name, "X")

    def test_each_takes_two_queries(self):
        """One finds the sequence, one counts on."""
        Request = self.env["crm.request"].with_user(self.clerk)
        Request._take_number(False)
        with self.assertQueryCount(20):
            for _number in range(10):
                Request._take_number(False)
