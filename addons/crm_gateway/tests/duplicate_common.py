from odoo import Command
from odoo.tools import SQL

from .key_info_common import KeyInfoCase


class DuplicateCase(KeyInfoCase):
    """Customers that were entered twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("base.group_partner_manager")
        (cls.seller | cls.manager).group_ids = [Command.link(group.id)]
        cls.env["crm.duplicate"].search([]).unlink()

    @classmethod
    def _firm(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    def _find(self):
        """Search as the night does; contacts changed within this transaction, too."""
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE crm_duplicate_key SET version = 0"))
        self.env["crm.duplicate"]._find_all()

    def _pairs(self, partners):
        return self.env["crm.duplicate"].search(
            [("partner_id", "in", partners.ids)], order="partner_id, duplicate_id"
        )

    def _pair(self, one, two):
        return self._pairs(one | two).filtered(
            lambda pair: pair.partner_id | pair.duplicate_id == one | two
        )
