from odoo import http
from odoo.http import request

from ..models.crm_contact_preference import FREQUENCIES

LONGEST_ADDRESS = 254


def _route(path, **values):
    return http.route(
        f"/campaigns/{path}",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        sitemap=False,
        **values,
    )


class ConsentPage(http.Controller):
    """Pages on which people say what they want to hear of.

    Opening one changes nothing, for programs that check mail open every link in it.
    A link that is not good looks like a page that never was.
    """

    # ----------------------------------------------------------------------
    # To subscribe
    # ----------------------------------------------------------------------

    @_route("subscribe", methods=["GET"])
    def campaigns_subscribe(self, lang=None, **_kwargs):
        """Show what one can subscribe to."""
        _choose_language(lang)
        return self._show_subscribe()

    @_route("subscribe", methods=["POST"])
    def campaigns_subscribe_now(self, email="", lang=None, **post):
        """Send a mail to the address, and say the same whatever came of it."""
        _choose_language(lang)
        offered = _get_purposes(request.env.company)
        chosen = offered.filtered(lambda purpose: post.get(f"purpose_{purpose.id}"))
        email = email.strip()
        if len(email) <= LONGEST_ADDRESS:
            request.env["crm.consent"].sudo()._request_confirmation(
                email,
                chosen,
                company=request.env.company.sudo(),
                lang=request.env.lang,
                ip=request.httprequest.remote_addr,
                evidence=request.env._("Typed on the page to subscribe."),
            )
        return self._show_subscribe(is_done=True)

    def _show_subscribe(self, is_done=False):
        values = {"purposes": _get_purposes(request.env.company), "is_done": is_done}
        return _keep_secret(request.render("crm_campaigns.subscribe_page", values))

    @_route("confirm/<string:token>", methods=["GET"])
    def campaigns_confirm(self, token, lang=None, **_kwargs):
        """Show the button by which the owner of an address confirms."""
        lines = self._find_lines(token, lang)
        return self._show_confirm(token, lines)

    @_route("confirm/<string:token>", methods=["POST"])
    def campaigns_confirm_now(self, token, lang=None, **_post):
        """The owner of the address has pressed it."""
        lines = self._find_lines(token, lang)
        lines._confirm(ip=request.httprequest.remote_addr)
        return self._show_confirm(token, lines, is_done=True)

    def _find_lines(self, token, lang):
        lines = request.env["crm.consent"]._read_confirmation(token)
        if not lines:
            raise request.not_found()
        _choose_language(lang)
        return lines.with_context(lang=request.env.lang)

    def _show_confirm(self, token, lines, is_done=False):
        Preference = request.env["crm.contact.preference"]
        values = {
            "token": token,
            "email": lines[0].email_normalized,
            "company": lines[0].company_id,
            "purposes": lines.purpose_id,
            "is_done": is_done,
            "preference_url": is_done
            and Preference._get_url(lines[0].email_normalized, lines[0].company_id),
        }
        return _keep_secret(request.render("crm_campaigns.confirm_page", values))

    # ----------------------------------------------------------------------
    # The preference centre
    # ----------------------------------------------------------------------

    @_route("preferences/<string:token>", methods=["GET"])
    def campaigns_preferences(self, token, lang=None, **_kwargs):
        """Show what an address is sent."""
        email, company = self._find_address(token, lang)
        return self._show_preferences(token, email, company)

    @_route("preferences/<string:token>", methods=["POST"])
    def campaigns_preferences_now(self, token, lang=None, stop=None, **post):
        """Take what somebody has chosen."""
        email, company = self._find_address(token, lang)
        Preference = request.env["crm.contact.preference"].sudo()
        ip = request.httprequest.remote_addr
        if stop:
            Preference._stop(email, company, ip=ip)
        else:
            choices = Preference._get_choices(email, company)
            chosen = {
                (channel, purpose)
                for channel, purpose in choices
                if post.get(f"{channel}_{purpose.id}")
            }
            Preference._apply(
                email,
                company,
                chosen,
                frequency=post.get("frequency"),
                lang=lang,
                ip=ip,
            )
        return self._show_preferences(token, email, company, is_done=True)

    @_route("preferences/<string:token>/unsubscribe", methods=["GET"])
    def campaigns_leave(self, token, **_kwargs):
        """Show the choice: whoever opens the link of a mail has asked for nothing."""
        self._find_address(token, None)
        return request.redirect(f"/campaigns/preferences/{token}")

    @_route(
        "preferences/<string:token>/unsubscribe",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def campaigns_leave_now(self, token, **_post):
        """No more mail, at one click in a mail program.

        That program has no session and no cookie (RFC 8058); the token is enough.
        """
        email, company = self._find_address(token, None)
        request.env["crm.contact.preference"].sudo()._stop(
            email, company, channels=("email",), ip=request.httprequest.remote_addr
        )
        return self._show_preferences(token, email, company, is_done=True)

    def _find_address(self, token, lang):
        """Return the address and company of a link, or end with a 404."""
        Preference = request.env["crm.contact.preference"]
        email, company = Preference._read_token(token)
        if not email:
            raise request.not_found()
        kept = Preference._find(email, company).lang
        _choose_language(lang or kept)
        return email, company

    def _show_preferences(self, token, email, company, is_done=False):
        Preference = request.env["crm.contact.preference"].sudo()
        choices = Preference._get_choices(email, company)
        kept = Preference._find(email, company)
        offered = {channel for channel, _purpose in choices}
        values = {
            "token": token,
            "email": email,
            "company": company,
            "choices": choices,
            "purposes": _get_purposes(company),
            "channels": [
                (name, label)
                for name, label in _get_labels("crm.consent", "channel")
                if name in offered
            ],
            "frequencies": _get_labels("crm.contact.preference", "frequency"),
            "frequency": kept.frequency or FREQUENCIES[0][0],
            "languages": request.env["res.lang"].get_installed(),
            "is_stopped": Preference._is_stopped(email),
            "is_done": is_done,
        }
        return _keep_secret(request.render("crm_campaigns.preferences_page", values))


def _get_purposes(company):
    return request.env["crm.consent.purpose"]._get_public(company)


def _get_labels(model, field):
    return request.env[model]._fields[field]._description_selection(request.env)


def _choose_language(lang):
    if lang in dict(request.env["res.lang"].get_installed()):
        request.update_context(lang=lang)


def _keep_secret(result):
    """The address of the page is a secret: nobody keeps it or passes it on."""
    result.headers["Cache-Control"] = "no-store"
    result.headers["Referrer-Policy"] = "no-referrer"
    result.headers["X-Robots-Tag"] = "noindex"
    return result
