from odoo.tests import tagged

from .journey_common import JourneyCase

WAIT = ("wait", {"wait_number": 2})


@tagged("post_install", "-at_install")
class TestJourneyMerge(JourneyCase):
    """Two contacts turn out to be one: nothing is lost, nothing comes twice."""

    def setUp(self):
        super().setUp()
        self.kept, self.double = self.partners[:2]
        self.journey = self._make_journey(WAIT, ("exit", {}))
        self.journey.action_publish()
        self._run(self.journey)

    def _of(self, partner, journey=None):
        return (journey or self.journey).participant_ids.filtered(
            lambda p: p.model == "res.partner" and p.res_id == partner.id
        )

    def _merge(self, *doubles):
        ids = [self.kept.id, *(double.id for double in doubles)]
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            ids, self.kept
        )
        self.env.invalidate_all()

    def test_one_of_two_goes_on(self):
        mine, other = self._of(self.kept), self._of(self.double)
        self._merge(self.double)
        self.assertEqual(self._of(self.kept), mine | other)
        self.assertEqual((mine.state, other.state), ("running", "stopped"))
        self.assertEqual((mine.rotation, other.rotation), (1, 2))
        self.assertIn(self.kept.name, other.end_reason)
        self.assertEqual(other.partner_id, self.kept)
        self._advance(self.journey, self._in(days=3))
        self.assertEqual((mine.state, other.state), ("done", "stopped"))

    def test_way_of_the_merged_one_goes_on(self):
        """The contact that stays was on no way; the other's becomes theirs."""
        alone = self._make_journey(WAIT, ("exit", {}), ref="nobody", name="Second")
        alone.action_publish()
        self.double.ref = "nobody"
        self._run(alone)
        participant = self._of(self.double, alone)
        self.assertEqual(participant.state, "running")
        self._merge(self.double)
        self.assertEqual(self._of(self.kept, alone), participant)
        self.assertEqual(participant.state, "running")
        self._advance(alone, self._in(days=3))
        self.assertEqual(participant.state, "done")

    def test_many_in_few_queries(self):
        """What is read and written does not grow with the merged contacts."""
        few = self._count(self.partners[2:3])
        self.assertLessEqual(self._count(self.partners[3:8]), few + 5)

    def _count(self, sources):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.env["crm.journey.participant"]._move_to(self.kept, sources)
        return self.env.cr.sql_log_count - before

    def test_leads(self):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "type": "lead",
                    "email_from": f"lead{number}@example.com",
                    "company_id": self.company.id,
                }
                for number in range(2)
            ]
        )
        start = {"trigger": "rule", "domain": "[('name', 'like', 'Lead ')]"}
        journey = self._make_journey(
            WAIT, ("exit", {}), model="crm.lead", start=start, name="Leads"
        )
        journey.action_publish()
        self._run(journey)
        self.assertEqual(len(journey.participant_ids), 2)
        merged = leads.merge_opportunity()
        self.env.invalidate_all()
        self.assertEqual(set(journey.participant_ids.mapped("res_id")), {merged.id})
        self.assertEqual(
            sorted(journey.participant_ids.mapped("state")), ["running", "stopped"]
        )

    def test_deleted_contact_leaves_no_address(self):
        participant = self._of(self.double)
        self.assertTrue(participant.email_normalized)
        self.double.unlink()
        self.env.invalidate_all()
        self.assertFalse(participant.email_normalized)
        self.assertEqual(participant.state, "stopped")
        self.assertEqual(self.journey.participant_count, 10, "the figures stay")
