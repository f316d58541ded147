import re

import lxml.html
from markupsafe import Markup

from odoo import api, models
from odoo.tools.mail import html_normalize

from ..body_pattern import find_links, make_pattern, read_expressions, replace_links
from ..mailing_run import get_run

# Without one of these nothing in a body is an address within the site
LOCAL = re.compile(r"""="/|url\((?:'|&\#34;|&quot;|&\#39;)?/""")


class MailRenderMixin(models.AbstractModel):
    """In a run of a mailing what is the same for all recipients is done once."""

    _inherit = "mail.render.mixin"

    def _replace_local_links(self, html, base_url=None):
        if html and not LOCAL.search(html):
            return html
        return super()._replace_local_links(html, base_url=base_url)

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
        run = get_run(self.env)
        if (
            run is None
            or engine != "qweb"
            or not template_src
            or not (options or {}).get("post_process")
            or self._has_unsafe_expression_template_qweb(template_src, model)
        ):
            return super()._render_template(
                template_src,
                model,
                res_ids,
                engine=engine,
                add_context=add_context,
                options=options,
            )
        records = self.env[model].browse(res_ids)
        rendered, own_links = {}, []
        for record in records:
            pattern = self._get_body_pattern(run, template_src, record)
            if pattern is None:
                own_links.append(record.id)
            else:
                rendered[record.id] = pattern.fill(record)
        if own_links:
            rendered |= super()._render_template(
                template_src, model, own_links, engine=engine, options=options
            )
        return rendered

    def _get_body_pattern(self, run, source, record):
        """Return the body for all records of the site of this one."""
        key = (source, record._name, record.get_base_url())
        if key not in run.patterns:
            html = html_normalize(f"<div>{source}</div>")
            if html.startswith("<div>") and html.endswith("</div>"):
                html = html[len("<div>") : -len("</div>")]
            qweb = self.env["ir.qweb"]
            for expression in read_expressions(html):
                if not qweb._is_expression_allowed(expression, record._name):
                    raise SyntaxError(expression)

            def work(body):
                done = {record.id: body}
                return self._render_template_postprocess(record._name, done)[record.id]

            run.patterns[key] = make_pattern(html, work)
        return run.patterns[key]

    @api.model
    def _has_unsafe_expression_template_qweb(self, template_src, model, fname=None):
        run = get_run(self.env)
        if run is None:
            return super()._has_unsafe_expression_template_qweb(
                template_src, model, fname
            )
        key = (template_src, model)
        if key not in run.unsafe:
            run.unsafe[key] = super()._has_unsafe_expression_template_qweb(
                template_src, model, fname
            )
        return run.unsafe[key]

    @api.model
    def _render_template_postprocess(self, model, rendered):
        """Track a link that many bodies share once for all of them."""
        run = get_run(self.env)
        if run is None or not self.env.context.get("post_convert_links"):
            return super()._render_template_postprocess(model, rendered)
        plain = self.with_context(post_convert_links=None)
        rendered = super(MailRenderMixin, plain)._render_template_postprocess(
            model, rendered
        )
        new = dict.fromkeys(
            link
            for html in rendered.values()
            for link in find_links(html or "")
            if link not in run.links
        )
        if new:
            some_id = next(iter(rendered))
            html = "".join(f"<div>{link}</div>" for link in new)
            tracked = super()._render_template_postprocess(
                model, {some_id: Markup(f"<div>{html}</div>")}
            )[some_id]
            run.links.update(zip(new, _read_links(tracked), strict=True))
        return {
            res_id: html and Markup(replace_links(html, run.links))
            for res_id, html in rendered.items()
        }


def _read_links(html):
    """Return the HTML of each link of ``<div><div>link</div>...</div>``."""
    return [
        "".join(
            lxml.html.tostring(node, encoding="unicode", method="xml")
            for node in holder
        )
        for holder in lxml.html.fromstring(html)
    ]
