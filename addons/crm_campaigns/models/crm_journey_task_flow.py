import logging

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
# Who goes round so often is taken out of the circle
MAX_VISITS = 50


class CrmJourneyTask(models.Model):
    """What a claimed task does, what comes of it, and what comes next."""

    _inherit = "crm.journey.task"

    @api.model
    def _do_claimed(self, token):
        """Do the tasks claimed under ``token``; return how many they were.

        Tasks of one step are done together.  If one of them fails, the others are
        done apart from it: the portion is halved until it is found.
        """
        tasks = self.search([("claim_token", "=", token), ("state", "=", "claimed")])
        # the row is ours while we work: who is stopped now waits for us
        tasks = tasks.try_lock_for_update()
        for node, of_node in tasks.grouped("node_id").items():
            of_node._do_or_halve(node)
        return len(tasks)

    def _do_or_halve(self, node):
        try:
            with self.env.cr.savepoint():
                results = self._do_step(node)
                self._finish(results)
        except Exception as error:  # noqa: BLE001 whatever one record brings with it
            if len(self) > 1:
                middle = len(self) // 2
                self[:middle]._do_or_halve(node)
                self[middle:]._do_or_halve(node)
                return
            _logger.warning("Journey task %s failed", self.ids, exc_info=True)
            self.env.invalidate_all(flush=False)
            self._finish({self.id: ("error", "next", str(error)[:500])})

    def _do_step(self, node):
        """Do one step for all of ``self``.

        :return: {task id: (state, outcome, reason)}; tasks that go on waiting are
            left out
        """
        return getattr(self, f"_do_{node.kind}")(node)

    def _do_trigger(self, node):
        return dict.fromkeys(self.ids, ("done", "next", None))

    def _do_wait(self, node):
        return dict.fromkeys(self.ids, ("done", "next", None))

    def _do_event(self, node):
        """The first of reaction and time limit: the reaction has noted itself."""
        return {task.id: ("done", task.outcome or "no", None) for task in self}

    def _do_goal(self, node):
        return dict.fromkeys(self.ids, ("done", None, None))

    def _do_exit(self, node):
        return dict.fromkeys(self.ids, ("done", None, None))

    def _do_condition(self, node):
        """Ask for all of them in one query, with the owner's rights."""
        tests = self.filtered("participant_id.is_test")
        if tests and tests != self:
            rest = (self - tests)._do_condition(node)
            return {**rest, **tests._do_condition(node)}
        owner = self._get_actor(node)
        ids = self.participant_id.mapped("res_id")
        Model = (
            self.env[node.model]
            .with_user(owner)
            .with_context(active_test=False, allowed_company_ids=node.company_id.ids)
        )
        met = set(Model.search(node._get_domain() & Domain("id", "in", ids)).ids)
        return {
            task.id: (
                "done",
                "yes" if task.participant_id.res_id in met else "no",
                None,
            )
            for task in self
        }

    def _do_split(self, node):
        """Draw by the address, as the hold-out is: the same at each try."""
        keys = node._get_outcomes()
        shares = [node[f"share_{key}"] for key in keys]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT task.id,
                       ('x' || substr(encode(sha256(convert_to(
                           %s || ':' || COALESCE(NULLIF(p.email_normalized, ''),
                                                 p.model || ',' || p.res_id), 'UTF8')),
                           'hex'), 1, 13))::bit(52)::bigint %% %s
                  FROM crm_journey_task task
                  JOIN crm_journey_participant p ON p.id = task.participant_id
                 WHERE task.id = ANY(%s)
                """,
                f"split {node.id}",
                sum(shares),
                self.ids,
            )
        )
        results = {}
        for task_id, place in rows:
            for key, share in zip(keys, shares, strict=True):
                if place < share:
                    results[task_id] = ("done", key, None)
                    break
                place -= share
        return results

    def _do_channel(self, node):
        """Ask whether they may be reached, then reach them."""
        returned = self.filtered("awaits_result")
        results = {
            task.id: ("done", task.outcome or node._get_silent_outcome(), None)
            for task in returned
        }
        tasks = self - returned
        if node.channel not in self._get_tested_channels():
            # a test run bothers no colleague and changes no record
            tests = tasks.filtered("participant_id.is_test")
            shown = self.env._("Test run: only shown")
            outcome = node._get_outcomes()[0]
            results.update(dict.fromkeys(tests.ids, ("done", outcome, shown)))
            tasks -= tests
        refused, later = tasks._find_refusals(node)
        results.update(
            {id_: ("skipped", "skipped", reason) for id_, reason in refused.items()}
        )
        self.browse(later)._postpone(later)
        reached = tasks - self.browse([*refused, *later])
        if reached:
            results.update(getattr(reached, f"_do_{node.channel}")(node))
        return results

    @api.model
    def _get_tested_channels(self):
        """Return the channels that send a test run to whoever tests."""
        return ["email"]

    def _postpone(self, moments):
        """Leave these tasks waiting until {id: moment} (naive UTC)."""
        if not moments:
            return
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_task task
                   SET state = 'pending', claim_token = NULL, lease_until = NULL,
                       due_at = later.moment
                  FROM unnest(%s, %s::timestamp[]) AS later(id, moment)
                 WHERE task.id = later.id RETURNING task.id""",
                list(moments),
                list(moments.values()),
            )
        )
        self.invalidate_model(flush=False)

    def _finish(self, results):
        """Note what came of tasks, and make the next ones, in one transaction.

        :param dict results: {task id: (state, outcome or None, reason or None)}
        """
        if not results:
            return
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_task task
                   SET state = result.state, outcome = result.outcome,
                       reason = result.reason, done_on = %s, claim_token = NULL,
                       lease_until = NULL
                  FROM unnest(%s, %s::varchar[], %s::varchar[], %s::varchar[])
                       AS result(id, state, outcome, reason)
                 WHERE task.id = result.id RETURNING task.id""",
                self.env.cr.now(),
                list(results),
                [state for state, _outcome, _reason in results.values()],
                [outcome for _state, outcome, _reason in results.values()],
                [reason for _state, _outcome, reason in results.values()],
            )
        )
        self.invalidate_model(flush=False)
        tasks = self.browse(results)
        tasks._go_on()
        tasks._end_finished()

    def _go_on(self):
        """Make the tasks that follow; to do so twice makes nothing twice."""
        edges = {
            (edge.source_id.id, edge.outcome): edge.target_id
            for edge in self.node_id.edge_ids
        }
        moments = {}
        rows = []
        for task in self:
            source = task.node_id.id
            target = edges.get((source, task.outcome)) or edges.get((source, "next"))
            if not target:
                continue
            key = target.id, task.participant_id.tz, task.participant_id.is_test
            if key not in moments:
                moments[key] = target._get_due_moment(
                    self.env.cr.now(), task.participant_id.tz
                )
            rows.append((task.participant_id.id, target.id, moments[key]))
        if not rows:
            return
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_journey_task (
                    participant_id, journey_id, company_id, node_id, visit, due_at,
                    state, create_uid, create_date, write_uid, write_date)
                SELECT p.id, p.journey_id, p.company_id, made.node_id,
                       COALESCE(gone.visit, 0) + 1, made.due_at, 'pending', %(uid)s,
                       %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(participants)s, %(nodes)s, %(due)s::timestamp[])
                       AS made(participant_id, node_id, due_at)
                  JOIN crm_journey_participant p ON p.id = made.participant_id
                                                AND p.state = 'running'
                  LEFT JOIN LATERAL (
                        SELECT MAX(earlier.visit) AS visit
                          FROM crm_journey_task earlier
                         WHERE earlier.participant_id = p.id
                           AND earlier.node_id = made.node_id) gone ON TRUE
                 WHERE COALESCE(gone.visit, 0) < %(limit)s
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                participants=[row[0] for row in rows],
                nodes=[row[1] for row in rows],
                due=[row[2] for row in rows],
                limit=MAX_VISITS,
            )
        )
        self.browse([id_ for (id_,) in made])._note_earlier_reactions()

    def _end_finished(self):
        """Participants for whom nothing is left to come have gone to the end."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_journey_participant p
                   SET state = 'done', ended_on = %s
                 WHERE p.id = ANY(%s) AND p.state = 'running'
                   AND NOT EXISTS (
                       SELECT 1 FROM crm_journey_task task
                        WHERE task.participant_id = p.id
                          AND task.state IN ('pending', 'claimed'))
                RETURNING p.id""",
                self.env.cr.now(),
                self.participant_id.ids,
            )
        )
        if rows:
            self.env["crm.journey.participant"].invalidate_model(flush=False)
