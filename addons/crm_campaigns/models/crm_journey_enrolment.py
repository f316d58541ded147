from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# Rows looked at in one statement
ENROL_BATCH = 50_000
# How the hold-out is drawn: places of 10,000
PLACES = 10_000
# What is read of each model: contact, address and time zone
SOURCES = {
    "res.partner": SQL(
        """SELECT target.id, target.id AS partner_id, target.email_normalized,
                  target.tz
             FROM res_partner target"""
    ),
    "crm.lead": SQL(
        """SELECT target.id, target.partner_id, target.email_normalized, contact.tz
             FROM crm_lead target
             LEFT JOIN res_partner contact ON contact.id = target.partner_id"""
    ),
}


class CrmJourney(models.Model):
    """Enrolment: set-based, in portions, and the same however often it runs."""

    _inherit = "crm.journey"

    def _enrol(self, domain=None, limit=None):
        """Let whoever matches start; return how many did.

        One statement a portion adds the participants and, for those who are not
        held out, their first task.  Whoever is on the way, or may not start again
        yet, is passed over; so is a second contact with an address that is.

        :param Domain domain: on the journey's model; None for the trigger's
        :param int limit: rows to look at in one portion
        """
        self.ensure_one()
        count, after = 0, 0
        while after is not None:
            enrolled, after = self._enrol_portion(domain, after, limit or ENROL_BATCH)
            count += enrolled
        return count

    def _enrol_portion(self, domain, after, limit):
        """Enrol from the ids after ``after``; return (number, last id or None)."""
        journey = self.with_user(self.user_id).with_company(self.company_id)
        if domain is None:
            domain = journey._get_enrolment_domain()
        if domain.is_false():
            return 0, None
        query = (
            journey.env[self.model]
            .with_context(allowed_company_ids=self.company_id.ids)
            ._search(domain & Domain("id", ">", after), order="id", limit=limit)
        )
        self.env.flush_all()
        trigger = self.version_id.node_ids.filtered(lambda node: node.kind == "trigger")
        ((count, last, seen),) = self.env.execute_query(
            SQL(
                """
                WITH target AS MATERIALIZED (%(targets)s),
                enrolled AS (
                    INSERT INTO crm_journey_participant (
                        journey_id, version_id, company_id, model, res_id,
                        partner_id, email_normalized, tz, arm, state, rotation,
                        is_test, enrolled_on, create_uid, create_date, write_uid,
                        write_date)
                    SELECT %(journey)s, %(version)s, %(company)s, %(model)s,
                           target.id, target.partner_id, target.email_normalized,
                           target.tz, %(arm)s, 'running',
                           COALESCE(last.rotation, 0) + 1, FALSE, %(now)s, %(uid)s,
                           %(now)s, %(uid)s, %(now)s
                      FROM target
                      LEFT JOIN LATERAL (
                            SELECT earlier.rotation, earlier.state, earlier.ended_on
                              FROM crm_journey_participant earlier
                             WHERE earlier.journey_id = %(journey)s
                               AND earlier.model = %(model)s
                               AND earlier.res_id = target.id
                               AND NOT earlier.is_test
                             ORDER BY earlier.rotation DESC
                             LIMIT 1) last ON TRUE
                     WHERE last.rotation IS NULL
                        OR (%(again)s > 0 AND last.state <> 'running'
                            AND last.ended_on <= %(now)s
                                - make_interval(days => %(again)s))
                     ORDER BY target.id
                    ON CONFLICT DO NOTHING
                    RETURNING id, arm),
                begun AS (
                    INSERT INTO crm_journey_task (
                        participant_id, journey_id, company_id, node_id, visit,
                        due_at, state, create_uid, create_date, write_uid, write_date)
                    SELECT enrolled.id, %(journey)s, %(company)s, %(trigger)s, 1,
                           %(now)s, 'pending', %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM enrolled
                     WHERE enrolled.arm = 'treatment')
                SELECT (SELECT COUNT(*) FROM enrolled),
                       (SELECT MAX(id) FROM target),
                       (SELECT COUNT(*) FROM target)
                """,
                targets=self._select_targets(query),
                journey=self.id,
                version=self.version_id.id,
                company=self.company_id.id,
                model=self.model,
                arm=self._get_arm_sql(),
                again=self.reentry_days,
                trigger=trigger.id,
                now=self.env.cr.now(),
                uid=self.env.uid,
            )
        )
        self.env.invalidate_all(flush=False)
        return count, last if seen == limit else None

    def _select_targets(self, query):
        return SQL("%s WHERE target.id IN %s", SOURCES[self.model], query.subselect())

    def _get_arm_sql(self):
        """Return SQL of the arm of ``target``: by its address, not by a dice.

        The first 52 bits of SHA-256(journey || key), modulo 10,000.  Two contacts
        with one address are in one arm, and the same person is at each new start.
        """
        return SQL(
            """CASE WHEN ('x' || substr(encode(sha256(convert_to(
                            %s || ':' || COALESCE(NULLIF(target.email_normalized, ''),
                                                  %s || ',' || target.id), 'UTF8')),
                            'hex'), 1, 13))::bit(52)::bigint %% %s < %s
                    THEN 'holdout' ELSE 'treatment' END""",
            str(self.id),
            self.model,
            PLACES,
            round(self.holdout_percent * PLACES / 100),
        )

    def _add_by_hand(self, records):
        """Let these records start, whatever the trigger; return how many did."""
        self.check_access("write")
        records.check_access("read")
        count = self.sudo()._enrol(Domain("id", "in", records.ids))
        self._wake_job()
        return count
