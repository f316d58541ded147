from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class Refusal(NamedTuple):
    """Why somebody may not be reached, in a code and in words; or not before when."""

    reason: str
    label: str
    until: object = None


class CrmSendingCheck(models.AbstractModel):
    """Whether messages may be sent to people, asked at the moment of sending.

    Enrolled yesterday, opted out this morning: what counts is now.  Each rule is a
    method that returns whom it bars, in one query for all recipients; an add-on
    with a rule of its own extends :meth:`_get_rules`.
    """

    _name = "crm.sending.check"
    _description = "Rules of Sending"

    @api.model
    def _check(self, recipients, channel="email", company=None, moment=None):
        """Return for each recipient None, or the :class:`Refusal` that comes first.

        :param recipients: list of (normalised address or None, partner id or None,
            time zone or None)
        :param channel: email, sms, call or letter
        :param company: whose rules count; the current one if None
        :param datetime moment: naive UTC; now if None
        """
        company = company or self.env.company
        moment = moment or self.env.cr.now()
        self.env.flush_all()
        barred = [
            (reason, rule(recipients, channel, company, moment))
            for reason, rule in self._get_rules().items()
        ]
        labels = self._get_labels()
        answers = []
        for place, recipient in enumerate(recipients):
            reason = next((name for name, found in barred if place in found), None)
            if reason:
                answers.append(Refusal(reason, labels[reason]))
            else:
                answers.append(self._find_quiet(recipient, channel, company, moment))
        return answers

    @api.model
    def _get_rules(self):
        """Return {reason: method}, the most lasting reason first.

        A method takes (recipients, channel, company, moment) and returns the
        places, in the list, of those whom it bars.
        """
        return {
            "no_address": self._find_without_address,
            "blacklist": self._find_blacklisted,
            "suppressed": self._find_suppressed,
            "no_consent": self._find_without_consent,
            "complaint": self._find_held_back,
            "cap": self._find_over_limit,
        }

    @api.model
    def _get_labels(self):
        return {
            "no_address": self.env._("No address"),
            "blacklist": self.env._("On the blacklist"),
            "suppressed": self.env._("On the suppression list"),
            "no_consent": self.env._("Opted out, or has not agreed"),
            "complaint": self.env._("Held back"),
            "cap": self.env._("Had enough messages lately"),
            "quiet": self.env._("Quiet hours"),
        }

    def _find_without_address(self, recipients, channel, company, moment):
        if channel == "email":
            return {place for place, row in enumerate(recipients) if not row[0]}
        if channel == "letter":
            return self._find_without_street(recipients)
        return set()

    def _find_without_street(self, recipients):
        ids = [row[1] for row in recipients if row[1]]
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM res_partner
                    WHERE id = ANY(%s) AND COALESCE(street, '') <> ''
                      AND COALESCE(city, '') <> ''""",
                ids,
            )
        )
        found = {id_ for (id_,) in rows}
        return {place for place, row in enumerate(recipients) if row[1] not in found}

    def _find_blacklisted(self, recipients, channel, company, moment):
        if channel != "email":
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT email FROM mail_blacklist WHERE active AND email = ANY(%s)",
                self._get_addresses(recipients),
            )
        )
        return self._get_places_of_addresses(recipients, {row[0] for row in rows})

    def _find_suppressed(self, recipients, channel, company, moment):
        """By address, by the address's domain, or as a contact."""
        today = moment.date()
        rows = self.env.execute_query(
            SQL(
                """SELECT list.email_normalized, list.email_domain, list.partner_id
                     FROM crm_suppression list
                    WHERE list.active
                      AND (list.company_id IS NULL OR list.company_id = %s)
                      AND (list.until_date IS NULL OR list.until_date >= %s)
                      AND (list.channel IS NULL OR list.channel = %s)
                      AND (list.email_normalized = ANY(%s)
                           OR list.email_domain = ANY(%s)
                           OR list.partner_id = ANY(%s))""",
                company.id,
                today,
                channel,
                self._get_addresses(recipients),
                list({a.rpartition("@")[2] for a in self._get_addresses(recipients)}),
                [row[1] for row in recipients if row[1]],
            )
        )
        addresses = {row[0] for row in rows} - {None}
        domains = {row[1] for row in rows} - {None}
        partners = {row[2] for row in rows} - {None}
        return {
            place
            for place, (email, partner, _tz) in enumerate(recipients)
            if email in addresses
            or partner in partners
            or (email and email.rpartition("@")[2] in domains)
        }

    def _find_without_consent(self, recipients, channel, company, moment):
        """Who said no; and, where the company asks first, who did not say yes."""
        states = self.env["crm.consent"]._get_current(recipients, channel, company)
        needed = channel in company._get_consent_channels()
        return {
            place
            for place, state in enumerate(states)
            if state in ("withdrawn", "pending") or (needed and state != "given")
        }

    def _find_held_back(self, recipients, channel, company, moment):
        """Nobody here; the add-on for complaints knows who waits for an answer."""
        return set()

    def _find_over_limit(self, recipients, channel, company, moment):
        """Who had as many messages as a limit allows, from all campaigns together."""
        limits = self.env["crm.contact.limit"]._get_limits(company, channel)
        places = set()
        addresses = self._get_addresses(recipients)
        for limit in limits:
            rows = self.env.execute_query(
                SQL(
                    """SELECT sent.email FROM (%s) sent
                        WHERE sent.moment > %s AND sent.email = ANY(%s)
                        GROUP BY sent.email HAVING COUNT(*) >= %s""",
                    self._get_sent_sql(limit.channel),
                    moment - timedelta(days=limit.days),
                    addresses,
                    limit.number,
                )
            )
            places |= self._get_places_of_addresses(
                recipients, {row[0] for row in rows}
            )
        return places

    @api.model
    def _get_sent_sql(self, channel):
        """Return SQL rows (email, moment) of what was sent, on one channel or all."""
        sources = self._get_sent_sources()
        if channel:
            sources = {channel: sources[channel]} if channel in sources else {}
        if not sources:
            return SQL("SELECT NULL::varchar AS email, NULL::timestamp AS moment")
        return SQL(" UNION ALL ").join(sources.values())

    @api.model
    def _get_sent_sources(self):
        """Return {channel: SQL rows (email, moment)}; an add-on adds its channel."""
        return {
            "email": SQL(
                """SELECT trace.email, COALESCE(trace.sent_datetime,
                                                trace.create_date) AS moment
                     FROM mailing_trace trace
                    WHERE trace.trace_status NOT IN ('cancel', 'error')
                      AND NOT COALESCE(trace.is_test_trace, FALSE)"""
            ),
            "letter": self._select_sent_tasks("letter"),
            "call": self._select_sent_tasks("call"),
        }

    def _select_sent_tasks(self, channel):
        return SQL(
            """SELECT p.email_normalized AS email, task.done_on AS moment
                 FROM crm_journey_task task
                 JOIN crm_journey_node node ON node.id = task.node_id
                 JOIN crm_journey_participant p ON p.id = task.participant_id
                WHERE node.channel = %s AND task.state = 'done' AND NOT p.is_test""",
            channel,
        )

    def _find_quiet(self, recipient, channel, company, moment):
        """A call waits for its colleague's own hours; letters have none."""
        hours = company._get_sending_hours() if channel in ("email", "sms") else None
        if not hours:
            return None
        tz = recipient[2] or company.crm_timezone
        until = hours.next_allowed(moment.replace(microsecond=0), tz)
        if until <= moment:
            return None
        return Refusal("quiet", self._get_labels()["quiet"], until)

    @staticmethod
    def _get_addresses(recipients):
        return list({row[0] for row in recipients if row[0]})

    @staticmethod
    def _get_places_of_addresses(recipients, addresses):
        return {place for place, row in enumerate(recipients) if row[0] in addresses}
