import re

from odoo import api, models
from odoo.exceptions import ValidationError

# Browsers skip these within a scheme, so "java\tscript:" is one as well
SKIPPED = re.compile(r"[\x00-\x20\x7f\u200b-\u200f\u2028-\u202e\ufeff]")
# The host puts http:// before a scheme that it does not know; a server may be called
# "data", but then a port follows.
SCRIPT = re.compile(
    r"(?:javascript|vbscript|data|blob|file):"
    r"|https?://(?:javascript|vbscript|data|blob|file):(?!\d)",
    re.IGNORECASE,
)


def is_script(url):
    """Whether the address is no place but something that a browser would run."""
    return bool(SCRIPT.match(SKIPPED.sub("", url or "")))


class LinkTracker(models.Model):
    """Leads to places only, and does not visit those that a mailing names."""

    _inherit = "link.tracker"

    @api.constrains("url")
    def _check_url_is_place(self):
        for tracker in self:
            if is_script(tracker.url):
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is not the address of a page.", url=tracker.url
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Do not fetch a page for its title while a mailing is being prepared.

        It takes seconds for a page that is slow, and reaches whatever the server
        reaches: a marketer could ask for addresses of the inner network.
        """
        return super().create(
            [
                {**values, "title": values["url"]}
                if values.get("mass_mailing_id")
                and values.get("url")
                and not values.get("title")
                else values
                for values in vals_list
            ]
        )

    @api.model
    def get_url_from_code(self, code):
        """Nowhere, for trackers that are older than the rule above."""
        url = super().get_url_from_code(code)
        return None if is_script(url) else url

    def _is_in_mail(self, trace):
        """Whether a mail, given by its trace, can hold the link.

        Mailings share a tracker where address, label and UTM are the same; the source
        is a mailing's own.
        """
        mailing = trace.mass_mailing_id
        return bool(mailing) and (
            self.mass_mailing_id == mailing
            or bool(self.source_id)
            and self.source_id == mailing.source_id
        )


class LinkTrackerClick(models.Model):
    """Belongs to the recipient of a mail only where the mail holds the link."""

    _inherit = "link.tracker.click"

    def _prepare_click_values_from_route(self, **route_values):
        trace_id = route_values.get("mailing_trace_id")
        if trace_id:
            trace = self.env["mailing.trace"].sudo().browse(trace_id).exists()
            link = self.env["link.tracker"].sudo().browse(route_values["link_id"])
            if not link._is_in_mail(trace):
                # anybody can count the number in the address up
                del route_values["mailing_trace_id"]
        return super()._prepare_click_values_from_route(**route_values)
