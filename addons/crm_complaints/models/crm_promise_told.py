from markupsafe import Markup

from odoo import models
from odoo.fields import Domain

from ..promise_calendar import start_of_local_day

TOLD = "crm_complaints.mail_activity_type_promise_breach"


class CrmPromiseTold(models.Model):
    """Tells whoever answers for a promise of its breaches: once a day, not one by one.

    The activity says how many of those found today wait, and leads to them. It is on
    the promise, and names no customer: whoever reads the promise may read it.
    """

    _inherit = "crm.promise"

    def _tell_of_breaches(self):
        """Plan the day's activity of each promise, or have it say what is true now."""
        for promise in self:
            for user, count in promise._count_untold().items():
                promise._plan_told_activity(user, count)

    def _count_untold(self):
        """Return {user: how many of today's breaches wait for them}.

        They are the owner's of the code; what the owner may not open, or when there
        is none, the leader's of the category's team.
        """
        self.ensure_one()
        company = self.company_id
        today = start_of_local_day(company._get_crm_today(), company.crm_timezone)
        left = self._get_untold_domain() & Domain("create_date", ">=", today)
        counts = {}
        for user in self.code_id.user_id | self.category_id._get_team(company).user_id:
            Breach = (
                self.env["crm.promise.breach"]
                .with_user(user)
                .with_context(allowed_company_ids=user.company_ids.ids)
            )
            if user.active and not user.share and Breach.has_access("read"):
                counts[user] = Breach.search_count(left)
                left &= Domain("id", "not in", Breach._search(left))
        return {user: count for user, count in counts.items() if count}

    def _get_untold_domain(self):
        return Domain("promise_id", "in", self.ids) & Domain("state", "=", "new")

    def _plan_told_activity(self, user, count):
        promise = self.with_context(lang=user.lang)
        values = {
            "summary": promise.env._("New breaches of this promise: %s", count),
            "note": Markup('<a href="/odoo/promises/%s/new-breaches">%s</a>')
            % (self.id, promise.env._("Show them")),
        }
        today = self.company_id._get_crm_today()
        planned = self._get_told_activities().filtered(
            lambda activity: (
                activity.user_id == user and activity.date_deadline == today
            )
        )
        if planned:
            planned[:1].write(values)
            return
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            {
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "user_id": user.id,
                "activity_type_id": self.env.ref(TOLD).id,
                "date_deadline": today,
                "automated": True,
                **values,
            }
        )

    def _get_told_activities(self):
        """Return the open mail.activity by which people were told, with all rights."""
        kind = self.env.ref(TOLD, raise_if_not_found=False)
        return self.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind and activity.automated
        )

    def _end_told(self):
        """Nothing is left to do about promises of which no breach waits."""
        waiting = dict(
            self.env["crm.promise.breach"]
            .sudo()
            ._read_group(self._get_untold_domain(), ["promise_id"], ["__count"])
        )
        done = self.filtered(lambda promise: promise not in waiting)
        done._get_told_activities().action_done()
