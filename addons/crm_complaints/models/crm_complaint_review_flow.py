import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.json import json_default

from .crm_complaint_review import INPUTS

# What is said in words, and so in each language, among what is frozen
WORDS = {"label", "help", "values"}
# Of the frozen figures: what they are called by, when that changes
LAYOUT = 1


class CrmComplaintReviewFlow(models.Model):
    """Prepared, held with frozen figures, closed with decisions or with a reason."""

    _inherit = "crm.complaint.review"

    _flow_fields = frozenset(
        {"state", "held_date", "held_user_id", "closed_date", "figures"}
    )
    _fixed_fields = frozenset({"company_id", "number"})
    _writable_in = {
        None: ("draft",),
        "conclusions": ("draft", "held"),
        "decision_ids": ("held",),
        "no_decision_reason": ("draft", "held"),
    }

    def action_hold(self):
        """Freeze the figures: from now on they are what was reviewed."""
        review = self._begin("draft")
        review._require_filled("participant_ids", *INPUTS)
        if review.date_to > review.company_id._get_crm_today():
            raise UserError(
                self.env._(
                    "The period is not over yet: its figures would be those of a part "
                    "of it. Choose an earlier last day."
                )
            )
        review.write(
            {
                "state": "held",
                "held_date": fields.Datetime.now(),
                "held_user_id": self.env.uid,
                # counted with the rights of whoever holds it
                "figures": self._take_figures(),
            }
        )

    def action_close(self):
        """End it: what was decided stands."""
        review = self._begin("held")
        if not (review.decision_ids or (review.no_decision_reason or "").strip()):
            raise UserError(
                self.env._(
                    "Record what was decided, or write why no decision is needed."
                )
            )
        review.write({"state": "closed", "closed_date": fields.Datetime.now()})
        review.activity_unlink(["mail.mail_activity_data_todo"])

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    def _read_figures(self):
        """Return the figures of this moment that the user may see."""
        self.ensure_one()
        dashboard = self.env["crm.complaint.dashboard"].with_company(self.company_id)
        data = dashboard._get_review(self.date_from, self.date_to)
        # as a later reader gets them: texts, numbers and lists only
        return json.loads(json.dumps(data, default=json_default))

    def _take_figures(self):
        """Return the figures, once, with their words in every language in use."""
        data = self._read_figures()
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return {
            "layout": LAYOUT,
            "taken": fields.Datetime.to_string(fields.Datetime.now()),
            "by_language": {
                code: _with_words(data, self.with_context(lang=code)._read_figures())
                for code in languages
            },
        }

    def _get_figures(self):
        """Return the frozen figures in the reader's language, else those of now."""
        self.ensure_one()
        if not self.figures:
            return self._read_figures()
        by_language = self.figures["by_language"]
        return by_language.get(self.env.lang or "en_US") or next(
            iter(by_language.values())
        )

    @api.model
    def _get_previous(self, review):
        """Return the review held before this one, whose figures stand beside."""
        return self.search(
            [
                ("company_id", "=", review.company_id.id),
                ("state", "!=", "draft"),
                ("date_to", "<", review.date_to),
                ("id", "!=", review._origin.id or 0),
            ],
            limit=1,
        )


def _with_words(data, other):
    """Return the data with the words of the same data in another language.

    >>> _with_words({"label": "Open", "value": 3}, {"label": "Offen", "value": 4})
    {'label': 'Offen', 'value': 3}
    """
    if isinstance(data, list):
        others = other if isinstance(other, list) else []
        if len(others) != len(data):
            return data
        return [_with_words(*pair) for pair in zip(data, others, strict=True)]
    if isinstance(data, dict):
        others = other if isinstance(other, dict) else {}
        return {
            key: others.get(key, part)
            if key in WORDS
            else _with_words(part, others.get(key))
            for key, part in data.items()
        }
    return data
