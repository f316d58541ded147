from urllib.parse import parse_qs, urlsplit

from odoo import http
from odoo.http import request

from odoo.addons.mass_mailing_sms.controllers.main import MailingSMSController


class SmsUnsubscribe(MailingSMSController):
    """To leave takes the button: the opening of an address alone changes nothing.

    With the host the button leads on to an address that does it when it is opened,
    with the number in it; it stays in the history of the browser and in logs.
    """

    @http.route()
    def blacklist_page(self, mailing_id, trace_code, **post):
        if request.httprequest.method != "POST":
            # what stands in the address was typed by nobody
            post.pop("sms_number", None)
        answer = super().blacklist_page(mailing_id, trace_code, **post)
        target = urlsplit(answer.headers.get("Location", ""))
        if target.path != f"/sms/{mailing_id}/unsubscribe/{trace_code}":
            return answer
        # the number is right; leave here, without going on to that address
        number = parse_qs(target.query).get("sms_number", [""])[0]
        return self.blacklist_number(mailing_id, trace_code, sms_number=number)

    @http.route()
    def blacklist_number(self, mailing_id, trace_code, **post):
        if request.httprequest.method != "POST":
            return request.redirect(f"/sms/{mailing_id}/{trace_code}")
        return super().blacklist_number(mailing_id, trace_code, **post)
