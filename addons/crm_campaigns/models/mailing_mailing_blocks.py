from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_content_block import find_codes


class MailingMailing(models.Model):
    """Which content blocks a mailing asks for."""

    _inherit = "mailing.mailing"

    crm_block_ids = fields.Many2many(
        "crm.content.block", compute="_compute_crm_block_ids", string="Content Blocks"
    )

    @api.depends("body_html")
    def _compute_crm_block_ids(self):
        codes = {mailing: find_codes(mailing.body_html) for mailing in self}
        blocks = self.env["crm.content.block"].search(
            [("code", "in", list({code for own in codes.values() for code in own}))]
        )
        for mailing in self:
            mailing.crm_block_ids = blocks.filtered(
                lambda block, own=codes[mailing]: block.code in own
            )

    @api.constrains("body_html")
    def _check_blocks(self):
        """A placeholder of nothing would leave a hole in the mail."""
        for mailing in self:
            codes = set(find_codes(mailing.body_html))
            there = self.env["crm.content.block"].search([("code", "in", list(codes))])
            missing = codes - set(there.mapped("code"))
            if missing:
                raise ValidationError(
                    self.env._(
                        "No content block has the code %s: open the content blocks "
                        "and copy the placeholder.",
                        ", ".join(sorted(missing)),
                    )
                )
