from odoo import api, models

# Of links that can be somebody's own; the host looks at the path alone
PERSONAL = "/survey/start"


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    @api.model
    def _shorten_links(self, html, link_tracker_vals, blacklist=None, base_url=None):
        """Leave a personal link as it is: a short one could be guessed."""
        return super()._shorten_links(
            html,
            link_tracker_vals,
            blacklist=[*(blacklist or []), PERSONAL],
            base_url=base_url,
        )
