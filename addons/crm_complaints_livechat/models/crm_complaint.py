from odoo import fields, models


class CrmComplaint(models.Model):
    """A complaint knows the chat in which it was made, and not the other way round."""

    _inherit = "crm.complaint"

    channel = fields.Selection(
        selection_add=[("chat", "Live chat"), ("api",)], ondelete={"chat": "set api"}
    )
    chat_id = fields.Many2one(
        "discuss.channel",
        copy=False,
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )

    def _erase_related(self):
        """Take what was said of the complaint out of the chat, which is the host's."""
        self.env["mail.message"].search(
            [
                ("model", "=", "discuss.channel"),
                ("res_id", "in", self.chat_id.ids),
                ("body", "ilike", self.number),
            ]
        ).unlink()
        self.chat_id = False
        return super()._erase_related()
