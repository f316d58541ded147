"""What an administrator finds after the installation."""

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    def test_first_refresh_is_asked_for(self):
        """Nobody has to wait for the night to see the first values."""
        cron = self.env.ref("crm_customer_value.ir_cron_refresh")
        asked = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        done = self.env["crm.value.refresh"].search([])
        self.assertTrue(asked or done)

    def test_host_tables_are_left_alone(self):
        """No stored column on contacts: every sale would wait for it."""
        self.env.cr.execute(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = ANY(%s)
                  AND column_name = ANY(%s)""",
            (
                ["res_partner", "sale_order", "account_move", "crm_lead"],
                [
                    name
                    for model in ("res.partner", "sale.order", "crm.lead")
                    for name, field in self.env[model]._fields.items()
                    if (field._module or "").startswith("crm_customer_value")
                    and name != "known_wallet"
                ],
            ),
        )
        self.assertFalse(self.env.cr.fetchall())
