from datetime import timedelta

import numpy as np

from odoo import fields, models
from odoo.tools import SQL

from .. import attribution
from .crm_attribution_credit import AMOUNTS, MODELS

# Rows of one INSERT: enough that the way there and back does not matter
BATCH = 20_000


class CrmAttributionRun(models.Model):
    """The calculation: a path for each order, money for each invoice line.

    Paths give the weights of touches, by the package ``attribution``; each line's
    money is divided by the weights of its path.  So a line's credits sum to its
    amount exactly, by each model.
    """

    _inherit = "crm.attribution.run"

    def _calculate(self):
        """Read, divide, write, and freeze the run."""
        self.ensure_one()
        self.env.flush_all()
        lines = self._read_lines()
        amounts = self._round([row[7] for row in lines])
        path_of_line, moments, customers = self._group_lines(lines)
        # credit notes may go back to orders of long ago
        earliest = min([self._get_period()[0], *moments])
        self.env["crm.campaign.touch"]._collect(
            earliest - timedelta(days=self.look_back_days)
        )
        touches = self._read_touches(customers, moments)
        vain = self._read_vain_touches(sorted(set(customers)))
        paths = self._make_paths(touches, vain, len(customers), path_of_line, amounts)
        pairs = self._pair(paths, path_of_line)
        shares = self._divide(paths, amounts, pairs)
        self._write_credits(lines, amounts, touches, pairs, shares)
        met = paths.lengths[path_of_line] > 0
        self._close(
            amounts,
            met,
            conversion_count=int(paths.conversions[paths.lengths > 0].sum()),
            null_count=int(paths.nulls.sum()),
        )

    def _round(self, amounts):
        """Amounts to the digits of the currency, float64, (n_lines,)."""
        scale = 10.0**self.currency_id.decimal_places
        return np.rint(np.array(amounts, np.float64) * scale) / scale

    @staticmethod
    def _group_lines(lines):
        """Bring lines of one order, or of one invoice without order, together.

        :return: path of each line (n_lines,); of each path the moment until which
            touches count, and the customer (n_paths)
        """
        places, moments, customers = {}, [], []
        path_of_line = np.zeros(len(lines), np.int64)
        for index, row in enumerate(lines):
            _line, _move, _day, order, invoice, customer, moment, _amount = row
            key = order, invoice
            if key not in places:
                places[key] = len(places)
                moments.append(moment)
                customers.append(customer)
            path_of_line[index] = places[key]
        return path_of_line, moments, customers

    def _make_paths(self, touches, vain, n_paths, path_of_line, amounts):
        """Paths of those who bought, then of those who did not.

        A path converts if its lines of the period bring more than 0: what is wholly
        credited, or not paid yet where that counts, is no success.
        """
        values = np.bincount(path_of_line, amounts, n_paths)
        n_vain = int(vain[-1][0]) + 1 if vain else 0
        rows = touches + vain
        owner = np.array([row[0] for row in rows], np.int64)
        owner[len(touches) :] += n_paths
        column = 2 if self.by == "campaign" else 3
        _ids, channels = np.unique(
            np.array([row[column] for row in rows], np.int64), return_inverse=True
        )
        bought = np.concatenate(((values > 0).astype(float), np.zeros(n_vain)))
        lengths = np.bincount(owner, minlength=n_paths + n_vain)
        return attribution.Paths(
            offsets=np.concatenate(([0], np.cumsum(lengths))),
            channels=channels.reshape(-1),
            days=np.array([row[5] for row in rows], np.float64),
            values=np.concatenate((values, np.zeros(n_vain))),
            conversions=bought,
            nulls=np.concatenate((np.zeros(n_paths), np.ones(n_vain))),
        )

    @staticmethod
    def _pair(paths, path_of_line):
        """Every line with every touch of its path.

        :return: offsets of each line's pairs (n_lines + 1,); line and touch of each
            pair (n_pairs,)
        """
        many = paths.lengths[path_of_line]
        offsets = np.concatenate(([0], np.cumsum(many))).astype(np.int64)
        line = np.repeat(np.arange(path_of_line.size), many)
        within = np.arange(line.size) - offsets[line]
        return offsets, line, paths.offsets[path_of_line[line]] + within

    def _divide(self, paths, amounts, pairs):
        """Amount of each pair by each model, {model: (n_pairs,)}."""
        offsets, _line, touch = pairs
        weights = {
            "first": attribution.first(paths),
            "last": attribution.last(paths),
            "linear": attribution.linear(paths),
            "decay": attribution.decay(paths, self.half_life_days),
            "position": attribution.position(paths),
            "markov": attribution.markov_weights(paths),
            "shapley": attribution.shapley_weights(paths),
        }
        digits = self.currency_id.decimal_places
        return {
            name: attribution.divide_money(
                amounts, offsets, weights[name][touch], digits
            )
            for name in MODELS
        }

    def _write_credits(self, lines, amounts, touches, pairs, shares):
        _offsets, line_of, touch_of = pairs
        columns = SQL(", ").join(SQL.identifier(name) for name in AMOUNTS)
        for start in range(0, line_of.size, BATCH):
            chosen = slice(start, start + BATCH)
            of_line = [lines[index] for index in line_of[chosen]]
            of_touch = [touches[index] for index in touch_of[chosen]]
            arrays = [
                SQL("%s::date[]", [row[2] for row in of_line]),
                SQL("%s::int[]", [row[1] for row in of_line]),
                SQL("%s::int[]", [row[0] for row in of_line]),
                SQL("%s::int[]", [row[3] for row in of_line]),
                SQL("%s::int[]", [row[5] for row in of_line]),
                SQL("%s::int[]", [row[2] for row in of_touch]),
                SQL("%s::int[]", [row[3] or None for row in of_touch]),
                SQL("%s::int[]", [row[1] for row in of_touch]),
                SQL("%s::timestamp[]", [row[4] for row in of_touch]),
                SQL("%s::numeric[]", amounts[line_of[chosen]].tolist()),
                *(
                    SQL("%s::numeric[]", shares[name][chosen].tolist())
                    for name in MODELS
                ),
            ]
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO crm_attribution_credit (
                        run_id, company_id, currency_id, date, move_id,
                        move_line_id, order_id, partner_id, campaign_id, medium_id,
                        touch_id, touch_date, amount, %s)
                    SELECT %s, %s, %s, credit.* FROM unnest(%s) AS credit
                    """,
                    columns,
                    self.id,
                    self.company_id.id,
                    self.currency_id.id,
                    SQL(", ").join(arrays),
                )
            )
        self.env["crm.attribution.credit"].invalidate_model(flush=False)

    def _close(self, amounts, met, **counts):
        """Note the totals, in whole minor units until the end, and freeze."""
        scale = 10**self.currency_id.decimal_places
        units = np.rint(amounts * scale).astype(np.int64)
        attributed, total = int(units[met].sum()), int(units.sum())
        self.write(
            {
                "state": "done",
                "calculated_on": fields.Datetime.now(),
                "total_amount": total / scale,
                "attributed_amount": attributed / scale,
                "unattributed_amount": (total - attributed) / scale,
                **counts,
            }
        )
