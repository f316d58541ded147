from odoo import api, models

from .crm_content_block import find_codes


class MailRenderMixin(models.AbstractModel):
    """Bodies that ask for content blocks: rendered once for all who get the same."""

    _inherit = "mail.render.mixin"

    @api.model
    def _render_template(
        self,
        template_src,
        model,
        res_ids,
        engine="inline_template",
        add_context=None,
        options=None,
    ):
        sources = {template_src: res_ids}
        if engine == "qweb" and res_ids and find_codes(template_src):
            sources = self.env["crm.content.block"]._fill(template_src, model, res_ids)
        rendered = {}
        for source, ids in sources.items():
            rendered |= super()._render_template(
                source,
                model,
                ids,
                engine=engine,
                add_context=add_context,
                options=options,
            )
        return rendered
