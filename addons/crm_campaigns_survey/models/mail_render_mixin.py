from odoo import api, models

# In every link that is somebody's own
PERSONAL = "answer_token="


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
