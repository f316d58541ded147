from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .crm_complaint import ENDED_STATES

RECURRENCE_DAYS = 180


class CrmComplaintMerge(models.Model):
    """Complaints that are one, and complaints that follow another."""

    _inherit = "crm.complaint"

    merged_into_id = fields.Many2one(
        "crm.complaint", readonly=True, copy=False, index="btree_not_null"
    )
    merged_ids = fields.One2many("crm.complaint", "merged_into_id", "Merged Here")
    previous_complaint_id = fields.Many2one(
        "crm.complaint",
        "Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The closed complaint that the complainant wrote about again.",
    )
    similar_ids = fields.Many2many("crm.complaint", compute="_compute_similar_ids")

    def _get_master(self):
        """Return the complaint into which this one went in the end: itself if none."""
        self.ensure_one()
        master, seen = self, self
        while master.merged_into_id and master.merged_into_id not in seen:
            master = master.merged_into_id
            seen |= master
        return master

    def _follow_vals(self):
        """Return the values of a new complaint that follows this closed one.

        It is about the same people, with all logins they have had.
        """
        self.ensure_one()
        return {
            "previous_complaint_id": self.id,
            "company_id": self.company_id.id,
            "category_id": self.category_id.id,
            "team_id": self.team_id.id,
            "accused_employee_ids": self.accused_employee_ids.ids,
            "accused_user_ids": self.accused_user_ids.ids,
            "conflicted_user_ids": self.conflicted_user_ids.ids,
            "is_confidential": self.is_confidential,
        }

    def _get_family(self):
        """Return all complaints that went into the same one, and that one."""
        family = front = self.sudo().with_context(active_test=False)
        while front := (front.merged_into_id | front.merged_ids) - family:
            family |= front
        return family

    def write(self, vals):
        result = super().write(vals)
        if {"accused_employee_ids", "is_confidential"} & set(vals):
            for complaint in self.filtered(lambda c: c._is_merged()):
                complaint._pass_on_confidentiality()
        return result

    def _is_merged(self):
        self.ensure_one()
        complaint = self.sudo().with_context(active_test=False)
        return bool(complaint.merged_into_id or complaint.merged_ids)

    def _pass_on_confidentiality(self):
        """What managers take back of one complaint is taken back of all merged."""
        accused, is_confidential = self.sudo()._read_confidentiality()
        (self._get_family() - self).filtered(
            lambda c: c._read_confidentiality() != (accused, is_confidential)
        ).write(
            {
                "accused_employee_ids": [Command.set(accused.ids)],
                "is_confidential": is_confidential,
            }
        )

    def _share_confidentiality(self):
        """Have merged complaints be about the same people, and as closed as one.

        What is about somebody in the one may be told in the other: to none of the
        logins that they have had, nor to who cannot judge the one.
        """
        family = self._get_family()
        barred = {
            name: [Command.set(family[name].ids)]
            for name in ("accused_user_ids", "conflicted_user_ids")
        }
        family.write(
            {
                "accused_employee_ids": [Command.set(family.accused_employee_ids.ids)],
                "is_confidential": any(family.mapped("is_confidential")),
            }
        )
        family.write(barred)
        family._replace_owner()
        family._shut_out(family.accused_user_ids | family.conflicted_user_ids)

    def action_merge(self):
        """Ask into which complaint this one goes."""
        self._require_manager()
        self.check_access("write")
        return self._open_wizard("merge", self.env._("Merge"))

    def _merge_into(self, master):
        """End this complaint in favour of another one of the same customer.

        What was missed stays missed: a merge mends no deadline.

        :raise UserError: for another customer, for itself, and in a circle
        """
        self._require_manager()
        master.check_access("write")
        if self._is_ended():
            raise UserError(self.env._("It has ended already."))
        complaint = self._begin_action(self.state)
        master = master.sudo()._get_master()
        if master == complaint:
            raise UserError(self.env._("A complaint cannot be merged into itself."))
        if master.company_id != complaint.company_id or (
            not complaint.commercial_partner_id
            or complaint.commercial_partner_id != master.commercial_partner_id
        ):
            raise UserError(
                self.env._("Only complaints of the same customer can be merged.")
            )
        if master._is_ended():
            raise UserError(
                self.env._("%s has ended. Reopen it first.", master.display_name)
            )
        complaint._check_may_merge()
        complaint.write(
            {
                "state": "merged",
                "merged_into_id": master.id,
                "closed_date": fields.Datetime.now(),
            }
        )
        complaint._end_pause()
        complaint.clock_ids._stop()
        complaint._share_confidentiality()
        master.message_post(body=self.env._("%s was merged here.", complaint.number))
        complaint.message_post(body=self.env._("Merged into %s.", master.number))

    def _check_may_merge(self):
        """Raise UserError when something has to be finished first; to be extended."""

    @api.depends("partner_id", "category_id", "email_normalized")
    def _compute_similar_ids(self):
        """The customer's other complaints on the same, open or closed lately."""
        for complaint in self:
            mine = complaint.sudo()
            if not (mine.commercial_partner_id and mine.category_id):
                complaint.similar_ids = False
                continue
            since = fields.Datetime.subtract(
                mine.received_date or fields.Datetime.now(), days=RECURRENCE_DAYS
            )
            complaint.similar_ids = self.search(
                [
                    ("commercial_partner_id", "=", mine.commercial_partner_id.id),
                    ("category_id", "=", mine.category_id.id),
                    ("company_id", "=", mine.company_id.id),
                    ("state", "not in", ("merged", "invalid")),
                    ("id", "!=", complaint._origin.id),
                    "|",
                    ("state", "not in", ENDED_STATES),
                    ("closed_date", ">=", since),
                ],
                limit=5,
            )
