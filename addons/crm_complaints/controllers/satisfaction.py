from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.crm_gateway.controllers.files import read_typed

from ..models.crm_satisfaction_response import LONGEST_COMMENT
from ..scales import GRADE_SCALE, SCALES


def _route(path="", **values):
    """A page under the link that a customer has, in whatever language they read."""
    return http.route(
        f"/satisfaction/<string:token>{path}",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        sitemap=False,
        **values,
    )


class SatisfactionPage(http.Controller):
    """The page on which a customer answers.

    Whoever opens it changes nothing, for programs that check mail open every link
    in it. Whatever the link is not good for looks like a page that never was.
    """

    @_route(methods=["GET"])
    def satisfaction_page(self, token, score=None, done=None, lang=None, **_kwargs):
        """Show the question, with an answer chosen by the link in the mail."""
        invitation = self._find(token, lang)
        return self._show(
            invitation,
            chosen=_read_number(score, *SCALES[invitation.programme_id.kind]),
            done=done,
        )

    @_route(methods=["POST"])
    def satisfaction_answer(self, token, **post):
        """Store the answer, in the place of one of before."""
        invitation = self._find(token, post.get("lang"))
        try:
            values = self._read_answer(invitation, post)
        except UserError as refused:
            return self._show(invitation, error=str(refused), post=post)
        invitation._answer(values)
        return self._go_on(invitation, "answer")

    @_route("/complaint", methods=["POST"])
    def satisfaction_complaint(self, token, lang=None, **_post):
        """Make a complaint of a bad answer."""
        invitation = self._find(token, lang)
        invitation._complain()
        return self._go_on(invitation, "complaint")

    @_route("/opt-out", methods=["POST"])
    def satisfaction_opt_out(self, token, lang=None, **_post):
        """Ask this person nothing any more."""
        invitation = self._find(token, lang)
        invitation.partner_id._opt_out_of_satisfaction()
        return self._go_on(invitation, "opt-out")

    @_route("/unsubscribe", methods=["GET"])
    def satisfaction_unsubscribe(self, token, lang=None, **_kwargs):
        """Show a button: whoever opens the link of a mail has asked for nothing."""
        return self._show_unsubscribe(self._find_sent(token, lang))

    @_route("/unsubscribe", methods=["POST"], csrf=False, save_session=False)
    def satisfaction_unsubscribe_now(self, token, lang=None, **_post):
        """Ask this person nothing any more, at one click in their mail program.

        That program has no session and no cookie (RFC 8058); the token is enough.
        """
        invitation = self._find_sent(token, lang)
        invitation.partner_id._opt_out_of_satisfaction()
        return self._show_unsubscribe(invitation)

    # ----------------------------------------------------------------------
    # Helpers
    # ----------------------------------------------------------------------

    def _find(self, token, lang=None):
        """Return the open invitation with this token, or end with a 404."""
        Invitation = request.env["crm.satisfaction.invitation"]
        return self._prepare(Invitation._find_open(token), lang)

    def _find_sent(self, token, lang=None):
        """Return the invitation with this token, or end with a 404.

        Whoever finds an old mail may still say that they want no more.
        """
        Invitation = request.env["crm.satisfaction.invitation"]
        return self._prepare(Invitation._find_sent(token), lang)

    def _prepare(self, invitation, lang):
        """Return the invitation in the language of its page.

        That is the customer's or one that the visitor has chosen: of all that are
        installed, not of those of a website.
        """
        if not invitation:
            raise request.not_found()
        installed = dict(request.env["res.lang"].get_installed())
        for code in (lang, invitation.lang):
            if code in installed:
                request.update_context(lang=code)
                break
        return invitation.with_company(invitation.company_id).with_context(
            lang=request.env.lang
        )

    def _go_on(self, invitation, done):
        lang = invitation.env.lang
        return request.redirect(
            f"/satisfaction/{invitation.token}?done={done}&lang={lang}"
        )

    def _read_answer(self, invitation, post):
        """Return the values of the answer.

        :raise UserError: when it says nothing, or too much
        """
        programme = invitation.programme_id
        score = _read_number(post.get("score"), *SCALES[programme.kind])
        if score is None:
            raise UserError(request.env._("Choose one of the answers."))
        comment = read_typed(post.get("comment"))
        if len(comment) > LONGEST_COMMENT:
            raise UserError(
                request.env._(
                    "Your comment is longer than %s characters.", LONGEST_COMMENT
                )
            )
        grades = {
            characteristic.id: _read_number(
                post.get(f"grade_{characteristic.id}"), *GRADE_SCALE
            )
            for characteristic in programme.characteristic_ids
        }
        values = {
            "score": score,
            "comment": comment,
            "wants_contact": bool(post.get("wants_contact")),
            "grades": {key: grade for key, grade in grades.items() if grade},
        }
        if programme.kind == "process":
            values["outcome_score"] = _read_number(post.get("outcome"), 1, 5) or 0
        return values

    def _show(self, invitation, chosen=None, error=None, post=None, done=None):
        programme = invitation.programme_id
        response = invitation._get_response()
        Complaint = request.env["crm.complaint"].sudo()
        has_complaint = bool(response and Complaint._find_of_response(response))
        post = post or {
            "score": response.score if chosen is None and response else chosen,
            "comment": response.comment or "",
            "wants_contact": response.wants_contact,
            "outcome": response.outcome_score,
            **{
                f"grade_{grade.characteristic_id.id}": grade.grade
                for grade in response.grade_ids
            },
        }
        result = request.render(
            "crm_complaints.satisfaction_page",
            {
                "invitation": invitation,
                "programme": programme,
                "question": programme._get_question(),
                "scores": programme._get_scores(),
                "scale_labels": programme._get_scale_labels(),
                "post": {key: str(value) for key, value in post.items()},
                "is_answered": bool(response),
                "is_opted_out": invitation.partner_id.satisfaction_opt_out,
                "offers_complaint": response._offers_complaint() and not has_complaint,
                "has_complaint": has_complaint,
                "longest": LONGEST_COMMENT,
                "languages": request.env["res.lang"].get_installed(),
                "done": done,
                "error": error,
            },
        )
        return _keep_secret(result)

    def _show_unsubscribe(self, invitation):
        values = {
            "invitation": invitation,
            "is_opted_out": invitation.partner_id.satisfaction_opt_out,
        }
        page = "crm_complaints.satisfaction_unsubscribe"
        return _keep_secret(request.render(page, values))


def _keep_secret(result):
    """The address is a secret: nobody keeps it or passes it on."""
    result.headers["Cache-Control"] = "no-store"
    result.headers["Referrer-Policy"] = "no-referrer"
    result.headers["X-Robots-Tag"] = "noindex"
    return result


def _read_number(text, lowest, highest):
    """Return the whole number that somebody sent, None if it is none of the scale."""
    text = str(text or "")
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        return None
    return int(text) if lowest <= int(text) <= highest else None
