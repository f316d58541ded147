from odoo import api, models

from .mailing_mailing import PLACEHOLDER


class MailRenderMixin(models.AbstractModel):
    """A link that carries the recipient's code is theirs alone, so not tracked."""

    _inherit = "mail.render.mixin"

    @api.model
    def _shorten_links(self, html, link_tracker_vals, blacklist=None, base_url=None):
        blacklist = [*(blacklist or ()), f".*{PLACEHOLDER}.*"]
        return super()._shorten_links(
            html, link_tracker_vals, blacklist=blacklist, base_url=base_url
        )
