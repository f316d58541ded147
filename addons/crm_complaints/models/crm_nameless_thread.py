from odoo import fields, models


class CrmNamelessThread(models.AbstractModel):
    """What may be read without knowing who it is, whom talks and plans name.

    The host shows these to those only who may read them, but lets everybody search
    by their words, and shows everybody the summary of what is planned next.
    """

    _name = "crm.nameless.thread"
    _description = "Conversation That Is Read Without Knowing Who It Is"
    _inherit = ["crm.nameless.record", "mail.thread", "mail.activity.mixin"]

    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_summary = fields.Char(related_sudo=False)
