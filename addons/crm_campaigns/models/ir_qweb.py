import secrets

from lxml import etree
from markupsafe import Markup, escape

from odoo import models

from ..mailing_run import get_run

LAYOUT = "mass_mailing.mass_mailing_mail_layout"


class IrQweb(models.AbstractModel):
    """In a run of a mailing a source is compiled once, and the layout rendered once."""

    _inherit = "ir.qweb"

    def _render(self, template, values=None, **options):
        run = get_run(self.env)
        if (
            run is None
            or template != LAYOUT
            or set(values) != {"body", "mailing_style"}
        ):
            return super()._render(template, values, **options)
        key = (values["mailing_style"], self.env.lang)
        if key not in run.layouts:
            mark = f"crmbody{secrets.token_hex(8)}x"
            html = super()._render(template, {**values, "body": mark}, **options)
            run.layouts[key] = html.split(mark) if html else ()
        if len(run.layouts[key]) != 2:
            # somebody's layout has no place for the body, or two
            return super()._render(template, values, **options)
        before, after = run.layouts[key]
        return Markup("%s%s%s") % (before, escape(values["body"]), after)

    def _compile(self, template):
        run = get_run(self.env)
        if run is None or not isinstance(template, etree._Element):
            return super()._compile(template)
        context = self.env.context
        key = (
            etree.tostring(template),
            context.get("raise_on_forbidden_code_for_model"),
            context.get("preserve_comments"),
            *(context.get(name) or False for name in self._get_template_cache_keys()),
        )
        if key not in run.compiled:
            run.compiled[key] = super()._compile(template)
        return run.compiled[key]
