from datetime import timedelta

from odoo.tests import TransactionCase

from .common import CampaignMixin


class JourneyMixin(CampaignMixin):
    """Journeys drawn in a line of code, and a job that is run by hand."""

    @classmethod
    def _prepare(cls):
        result = super()._prepare()
        # limits have their own tests
        cls.env["crm.contact.limit"].search([]).action_archive()
        cls.partners = cls._make_partners(10)
        return result

    @classmethod
    def _make_partners(cls, number, ref="journey", **values):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Person {n}",
                    "email": f"{ref}{n}@example.com",
                    "ref": ref,
                    **values,
                }
                for n in range(number)
            ]
        )

    @classmethod
    def _make_mailing(cls, **values):
        return cls.env["mailing.mailing"].create(
            {
                "subject": "Hello",
                "body_html": "<p>Hello <t t-out='object.name'/></p>",
                "mailing_model_id": cls.env.ref("base.model_res_partner").id,
                "campaign_id": cls.campaign.id,
                **values,
            }
        )

    @classmethod
    def _make_journey(cls, *steps, ref="journey", start=None, **values):
        """A draft in a line: each step is (kind, values), tied by its first outcome.

        ``start`` are the values of its start; whoever has ``ref`` starts if None.
        """
        journey = cls.env["crm.journey"].create(
            {
                "name": "Welcome",
                "company_id": cls.company.id,
                "campaign_id": cls.campaign.id,
                "holdout_percent": 0,
                **values,
            }
        )
        version = journey.draft_version_id
        before = version.node_ids
        before.write(start or {"trigger": "rule", "domain": f"[('ref', '=', '{ref}')]"})
        for number, (kind, vals) in enumerate(steps):
            node = cls._add(version, kind, **{"name": f"{kind} {number}", **vals})
            if before._get_outcomes():
                cls._tie(before, node)
            before = node
        return journey

    @classmethod
    def _add(cls, version, kind, **values):
        return cls.env["crm.journey.node"].create(
            {"version_id": version.id, "kind": kind, "name": kind, **values}
        )

    @classmethod
    def _tie(cls, source, target, outcome=None):
        return cls.env["crm.journey.edge"].create(
            {
                "source_id": source.id,
                "target_id": target.id,
                "outcome": outcome or source._get_outcomes()[0],
            }
        )

    def _run(self, journey, moment=None):
        """Goals, enrolment and all that is due at ``moment`` (or earlier)."""
        self.env.flush_all()
        journey._note_goals()
        journey._enrol()
        self._advance(journey, moment)

    def _advance(self, journey, moment=None):
        Task = self.env["crm.journey.task"]
        Task._recover_expired()
        if moment:
            # what is due by then, is due now
            self.env.cr.execute(
                """UPDATE crm_journey_task SET due_at = now() AT TIME ZONE 'UTC'
                    WHERE journey_id = %s AND state = 'pending' AND due_at <= %s""",
                (journey.id, moment),
            )
        while token := Task._claim():
            Task._do_claimed(token)
        self.env.invalidate_all()

    def _in(self, **time):
        return self.env.cr.now() + timedelta(**time)

    def _states(self, journey):
        """{participant's contact: state}"""
        return {p.partner_id: p.state for p in journey.participant_ids}


class JourneyCase(JourneyMixin, TransactionCase):
    """Tests of journeys; see the mixin."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare()
