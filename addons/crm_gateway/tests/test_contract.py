from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .key_info_common import KeyInfoCase


@tagged("post_install", "-at_install")
class TestContract(KeyInfoCase):
    """A salesperson keeps contracts, and misses no date of them."""

    def _contract(self, **values):
        return self.env["crm.contract"].create(
            {
                "subject": "Supply",
                "partner_id": self.customer.id,
                "user_id": self.seller.id,
                "start_date": self._day(-300),
                "end_date": self._day(65),
                "notice_days": 30,
                "remind_days": 10,
                **values,
            }
        )

    def _invoice(self, amount, **values):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": amount})
                ],
                **values,
            }
        )
        move.invoice_line_ids.tax_ids = False
        move.action_post()
        return move

    def test_salesperson_writes_down_a_contract(self):
        Contract = self._as(self.seller, self.env["crm.contract"])
        with Form(Contract) as form:
            form.subject = "Tea, one year"
            form.partner_id = self._as(self.seller, self.contact)
            form.start_date = self._day(0)
            form.end_date = self._day(364)
            form.notice_days = 60
            self.assertEqual(form.notice_deadline, self._day(304))
        contract = form.record
        self.assertEqual(contract.partner_id, self.customer, "the firm, not a person")
        self.assertRegex(contract.name, r"^CT/\d+$")
        self.assertEqual(contract.user_id, self.seller)
        contract.action_confirm()
        self.assertEqual(contract.state, "running")
        with self.assertRaisesRegex(UserError, "Running"):
            contract.action_confirm()

    def test_wrong_dates_and_numbers_are_refused_in_words(self):
        for values, error in (
            ({"end_date": self._day(-301)}, "crm_contract_dates_in_order"),
            ({"notice_days": -1}, "crm_contract_notice_before_end"),
            ({"value": -1}, "crm_contract_numbers_not_negative"),
        ):
            with (
                self.assertRaisesRegex(IntegrityError, error),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._contract(**values)
        with self.assertRaisesRegex(ValidationError, "before the start"):
            self._contract(notice_days=400)
        with self.assertRaisesRegex(ValidationError, "one at least"):
            self._contract(renewal="automatic", renewal_months=0)

    def test_time_moves_the_state_and_reminds_once(self):
        contract = self._contract(renewal="manual")
        contract.action_confirm()
        self._run_cron("ir_cron_contract")
        self.assertEqual(contract.state, "running")
        self.assertFalse(self._activities(contract))
        contract.end_date = self._day(35)  # notice in 5 days
        for _turn in range(2):
            self._run_cron("ir_cron_contract")
        self.assertEqual(contract.state, "to_renew")
        activity = self._activities(contract)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(activity.date_deadline, self._day(5))
        activity.action_feedback()
        self._run_cron("ir_cron_contract")
        self.assertEqual(len(self._activities(contract)), 1, "done stays done")
        contract.end_date = self._day(37)
        self._run_cron("ir_cron_contract")
        self.assertEqual(len(self._activities(contract)), 2, "a new date is told of")
        contract.end_date = self._day(-1)
        self._run_cron("ir_cron_contract")
        self.assertEqual(contract.state, "expired")

    def test_automatic_renewal_catches_up(self):
        contract = self._contract(
            renewal="automatic",
            renewal_months=1,
            start_date=self._day(-300),
            end_date=self._day(-70),
            notice_days=0,
            remind_days=0,
        )
        contract.action_confirm()
        end = contract.end_date
        self.assertEqual(contract.state, "running")
        self.assertGreaterEqual(end, self.today)
        self.assertLessEqual(end, self.today + relativedelta(months=1))
        self._run_cron("ir_cron_contract")
        self.assertEqual(contract.end_date, end)

    @freeze_time("2025-02-10")
    def test_a_year_ends_on_the_last_of_february(self):
        contract = self._contract(
            start_date="2023-03-01", end_date="2024-02-29", renewal_months=12
        )
        contract.state = "running"
        contract.action_extend()
        self.assertEqual(contract.end_date, fields.Date.to_date("2025-02-28"))

    def test_follow_up_contract_is_made_once(self):
        contract = self._contract(renewal_months=12, value=500)
        contract.action_confirm()
        self.env["crm.contract.obligation"].create(
            [
                {
                    "name": "Price list",
                    "contract_id": contract.id,
                    "due_date": self._day(10),
                },
            ]
        )
        action = contract.action_renew()
        following = self.env["crm.contract"].browse(action["res_id"])
        self.assertEqual(following.start_date, self._day(66))
        self.assertEqual(following.previous_id, contract)
        self.assertEqual(following.state, "draft")
        self.assertEqual(following.value, 500)
        self.assertEqual(
            following.obligation_ids.due_date, self._day(10) + relativedelta(days=366)
        )
        self.assertEqual(contract.action_renew()["res_id"], following.id)
        self.assertNotEqual(following.name, contract.name)

    def test_termination_takes_the_reminders_away(self):
        contract = self._contract(end_date=self._day(35))
        contract.action_confirm()
        self._run_cron("ir_cron_contract")
        contract.action_terminate()
        self.assertEqual(contract.termination_date, self.today)
        self.assertFalse(self._activities(contract))
        with self.assertRaisesRegex(UserError, "Only drafts"):
            contract.unlink()

    def test_obligations(self):
        contract = self._contract()
        contract.action_confirm()
        obligation = self.env["crm.contract.obligation"].create(
            {
                "name": "Quarterly report",
                "contract_id": contract.id,
                "due_date": self._day(5),
                "repeat_months": 1,
                "proof_required": True,
            }
        )
        for _turn in range(2):
            self._run_cron("ir_cron_contract_obligation")
        self.assertEqual(len(self._activities(obligation)), 1)
        with self.assertRaisesRegex(UserError, "proof"):
            obligation.action_done()
        obligation.proof_ids = self.env["ir.attachment"].create({"name": "report.txt"})
        self.assertEqual(obligation.proof_ids.res_id, obligation.id)
        obligation.action_done()
        obligation.action_done()
        self.assertEqual(obligation.done_date, self.today)
        self.assertFalse(self._activities(obligation).filtered("active"))
        following = contract.obligation_ids - obligation
        self.assertEqual(
            following.due_date, obligation.due_date + relativedelta(months=1)
        )
        self.assertFalse(following.proof_ids)
        self.assertEqual(contract.open_obligation_count, 1)

    def test_invoiced_amount_of_many_contracts_in_one_go(self):
        """Orders' invoices and others, each once, credit notes off, in any currency."""
        self.env["account.chart.template"].try_loading(
            "generic_coa", company=self.company, install_demo=False
        )
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "name": self.today,
                "rate": 0.5,
                "company_id": self.company.id,
            }
        )
        product = self.env["product.product"].create(
            {"name": "Tea", "invoice_policy": "order", "taxes_id": False}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": product.id, "price_unit": 100})
                ],
            }
        )
        order.order_line.tax_ids = False
        order.action_confirm()
        ordered = order._create_invoices()
        ordered.action_post()
        other = self._invoice(40, currency_id=euro.id)
        refund = self._invoice(10, move_type="out_refund")
        draft = other.copy()
        invoices = ordered | other | refund | draft
        contract = self._contract(
            order_ids=order.ids and [Command.set(order.ids)],
            invoice_ids=[Command.set(invoices.ids)],
        )
        self.assertEqual(contract.invoiced_amount, 100 + 80 - 10)
        foreign = self._contract(
            currency_id=euro.id, invoice_ids=[Command.set(invoices.ids)]
        )
        self.assertEqual(foreign.invoiced_amount, 50 + 40 - 5)
        many = contract
        for _turn in range(9):
            many |= self._contract(invoice_ids=[Command.set(ordered.ids)])
        self.assertEqual(self._count(many), self._count(contract))

    def _count(self, contracts):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        contracts.mapped("invoiced_amount")
        contracts.mapped("open_obligation_count")
        return self.cr.sql_log_count - before

    def test_documents_of_another_customer_are_refused(self):
        stranger = self.env["res.partner"].create({"name": "Bob"})
        order = self.env["sale.order"].create({"partner_id": stranger.id})
        with self.assertRaisesRegex(ValidationError, "another customer"):
            self._contract(order_ids=[Command.set(order.ids)])

    def test_nobody_links_what_they_may_not_read(self):
        """The sum of a contract would tell what a colleague's invoices do not."""
        theirs, own, third = self.env["sale.order"].create(
            [
                {"partner_id": self.customer.id, "user_id": user.id}
                for user in (self.manager, self.seller, self.manager)
            ]
        )
        self.env["account.chart.template"].try_loading(
            "generic_coa", company=self.company, install_demo=False
        )
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_user_id": self.manager.id,
                "invoice_line_ids": [Command.create({"name": "A", "price_unit": 7})],
            }
        )
        contract = self._contract()
        mine = self._as(self.seller, contract)
        links = {"order_ids": theirs.ids, "invoice_ids": invoice.ids}
        for name, ids in links.items():
            for command in (Command.link(ids[0]), Command.set(ids)):
                with self.assertRaises(AccessError):
                    mine.write({name: [command]})
            with self.assertRaises(AccessError):
                mine.create(
                    {
                        "subject": "Sly",
                        "partner_id": self.customer.id,
                        name: [Command.set(ids)],
                    }
                )
        mine.write({"order_ids": [Command.link(own.id)]})
        # what the manager has linked does not stop the salesperson
        self._as(self.manager, contract).write(
            {
                "order_ids": [Command.link(theirs.id)],
                "invoice_ids": [Command.link(invoice.id)],
            }
        )
        mine.write({"subject": "Other words", "order_ids": [Command.unlink(own.id)]})
        mine.write({"order_ids": [Command.link(own.id)]})
        self.assertEqual(contract.order_ids, theirs | own)
        self.assertFalse(mine.order_ids & third)

    def test_to_renew_in_90_days(self):
        soon = self._contract()
        soon.action_confirm()
        late = self._contract(end_date=self._day(400))
        late.action_confirm()
        found = self.env["crm.contract"].search(
            [
                ("notice_deadline", "<=", "today +90d"),
                ("company_id", "in", self.company.ids),
            ]
        )
        self.assertEqual(found, soon)

    def test_outsiders_are_refused(self):
        contract = self._contract()
        obligation = self.env["crm.contract.obligation"].create(
            {"name": "Owed", "contract_id": contract.id, "due_date": self.today}
        )
        self._assert_closed_to_outsiders(contract)
        self._assert_closed_to_outsiders(obligation)
        mine = self._as(self.seller, contract)
        self.assertTrue(mine.has_access("write"))
        self.assertFalse(mine.has_access("unlink"))
        self.assertTrue(self._as(self.manager, contract).has_access("unlink"))
