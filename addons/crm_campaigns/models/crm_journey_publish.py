from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

GUARDED = {"state", "version_id", "started_on"}


class CrmJourney(models.Model):
    """From draft to running, paused and closed."""

    _inherit = "crm.journey"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_guarded(vals)
        if "user_id" in vals:
            self._check_new_owner(vals["user_id"])
        return super().write(vals)

    def _may_lend_rights(self):
        return self.env.su or self.env.user.has_group("base.group_system")

    def _check_new_owner(self, user_id):
        """What has been published runs with the rights of whoever takes it over.

        Nobody makes it run with those of somebody else; a draft runs with nobody's.
        """
        if self._may_lend_rights() or user_id == self.env.uid:
            return
        for journey in self:
            if journey.state != "draft" and journey.user_id.id != user_id:
                raise AccessError(
                    self.env._(
                        "“%s” runs with the rights of its owner: only the new owner "
                        "can take it over.",
                        journey.name,
                    )
                )

    def _check_owner_publishes(self):
        """The rules and actions of a journey see and do what its owner may."""
        if self._may_lend_rights():
            return
        for journey in self:
            if journey.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "“%(journey)s” would run with the rights of %(owner)s. Make "
                        "yourself its owner, or let the owner publish it.",
                        journey=journey.name,
                        owner=journey.user_id.name,
                    )
                )

    def _check_guarded(self, vals):
        if not self.env.su and GUARDED & set(vals):
            raise AccessError(
                self.env._("Journeys are started and stopped by their buttons.")
            )

    def action_publish(self):
        """Let new participants go the drafted version from now on."""
        self.check_access("write")
        self._check_owner_publishes()
        self.lock_for_update()
        for journey in self:
            version = journey.draft_version_id
            if not version:
                raise UserError(
                    self.env._(
                        "“%s” has no draft: begin a new version to change it.",
                        journey.name,
                    )
                )
            if journey.is_template:
                raise UserError(self.env._("A template is copied, not run."))
            version._check_complete()
            version.sudo().write(
                {"state": "published", "published_on": fields.Datetime.now()}
            )
            journey.sudo().write(
                {
                    "version_id": version.id,
                    "state": "running",
                    "started_on": journey.started_on or fields.Datetime.now(),
                }
            )
        self._wake_job()

    def action_new_version(self):
        """Draft a copy of the running version; nothing changes until published."""
        self.check_access("write")
        for journey in self:
            if not journey.draft_version_id:
                journey.version_id._copy_to(journey)

    def action_pause(self):
        self._change_state("running", "paused")

    def action_resume(self):
        self._change_state("paused", "running")
        self._wake_job()

    def action_close(self):
        """End it for everybody who is on the way."""
        self.check_access("write")
        running = self.filtered(lambda j: j.state in ("running", "paused"))
        if not running:
            raise UserError(self.env._("Only a journey that runs can be closed."))
        running.sudo().state = "closed"
        self.env["crm.journey.participant"].search(
            [("journey_id", "in", running.ids), ("state", "=", "running")]
        )._stop(self.env._("The journey was closed"))

    def _change_state(self, before, after):
        self.check_access("write")
        for journey in self:
            if journey.state != before:
                raise UserError(
                    self.env._(
                        "“%s” is not in the state that this button is for; reload "
                        "the page.",
                        journey.name,
                    )
                )
        self.sudo().state = after

    def _wake_job(self):
        self.env.ref("crm_campaigns.ir_cron_journeys").sudo()._trigger()
