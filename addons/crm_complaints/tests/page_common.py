from odoo.http import Request

from .common import ComplaintMixin


class PageMixin(ComplaintMixin):
    """The public pages, as those of the company of these tests."""

    @classmethod
    def _prepare(cls):
        result = super()._prepare()
        public = cls.env.ref("base.public_user")
        public.company_ids |= cls.company
        public.company_id = cls.company
        # with websites, visitors meet the company of one of them
        if "website" in cls.env:
            cls.env["website"].search([]).company_id = cls.company
        return result

    def _seal(self):
        return Request.csrf_token(self)
