from odoo import models

from odoo.addons.mail.tools.discuss import Store


class ResUsers(models.Model):
    _inherit = "res.users"

    def _init_store_data(self, store: Store):
        result = super()._init_store_data(store)
        may = self.env["crm.complaint"].has_access("create")
        store.add_global_values(has_access_create_complaint=may)
        return result
