import re

from lxml import etree, html

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools.rendering_tools import parse_inline_template

# What reaches beyond the recipient: the environment, other users, the database
BEYOND = re.compile(
    r"\.\s*(?:env|sudo|with_user|with_env|with_company|pool|search\w*|browse|create"
    r"|write|unlink|execute\w*|mapped|message_\w+|action_\w+|_\w+)\b"
    r"|\[\s*['\"](?:env|_\w+)['\"]\s*\]"
)
# Directives that a letter does not need; t-call would show any view
DIRECTIVES = re.compile(
    r"t-(?:if|elif|else|out|esc|set|value|foreach|as|tag-open|tag-close"
    r"|att(?:f)?(?:-[\w.:-]+)?|options(?:-[\w.-]+)?)$"
)
# What is rendered for each recipient, and whether it is HTML
SOURCES = {
    "subject": False,
    "preview": False,
    "email_from": False,
    "reply_to": False,
    "body_html": True,
    "body_arch": True,
}


def reaches_beyond(source, is_html):
    """Whether a template asks for more than its recipient's own fields."""
    if not source:
        return False
    if not is_html:
        codes = [code for _text, code, *_rest in parse_inline_template(str(source))]
        return any(BEYOND.search(code) for code in codes if code)
    try:
        tree = html.fragment_fromstring(str(source), create_parent="div")
    except etree.ParserError:
        return False
    for node in tree.iter(etree.Element):
        for name, value in node.attrib.items():
            if not name.startswith("t-"):
                continue
            if not DIRECTIVES.match(name) or BEYOND.search(value):
                return True
    return False


class MailingMailingSafe(models.Model):
    """Mailings show fields of their recipients, and nothing else of the database.

    Every employee is an editor of templates in a new database of the host; who
    writes mailings need not read passwords and system parameters by them.
    """

    _inherit = "mailing.mailing"

    @api.model
    def _get_template_sources(self):
        """Return {field that is rendered for each recipient: whether it is HTML}.

        An add-on with another kind of mailing adds its own.
        """
        return dict(SOURCES)

    def _check_access_right_dynamic_template(self):
        """Asked whenever somebody creates or changes a mailing."""
        result = super()._check_access_right_dynamic_template()
        if self.env.su or self.env.user.has_group("base.group_system"):
            return result
        for mailing in self:
            for name, is_html in self._get_template_sources().items():
                if reaches_beyond(mailing[name], is_html):
                    raise AccessError(
                        self.env._(
                            "A mailing may show fields of its recipients, nothing "
                            "else of the database. Ask an administrator for more."
                        )
                    )
        return result
