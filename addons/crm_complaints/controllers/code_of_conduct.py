from odoo import http
from odoo.http import request


class CodeOfConduct(http.Controller):
    """Everybody reads what the company promises its customers."""

    @http.route(
        "/code-of-conduct", type="http", auth="public", website=True, sitemap=True
    )
    def code_of_conduct(self, **_kwargs):
        """The published codes of the company, with what they promise today.

        Strangers have no rights on the records: the page shows published ones only,
        and of these what customers are meant to read.
        """
        codes = (
            request.env["crm.promise.code"]
            .sudo()
            .search(
                [
                    ("state", "=", "published"),
                    ("company_id", "=", request.env.company.id),
                ]
            )
        )
        return request.render(
            "crm_complaints.code_of_conduct_page",
            {"codes": codes, "company": request.env.company.sudo()},
        )
