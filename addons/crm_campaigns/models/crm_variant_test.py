from markupsafe import Markup

from odoo import api, models

from ..incrementality import clear_winner, means_p, proportions_p, wilson

# A 95 % interval of a mean, in standard errors (normal approximation)
Z = 1.96


class CrmVariantTest(models.AbstractModel):
    """Says in words whether one of several variants is better, and shows the figures.

    Shares are compared by the chi-squared test (Fisher's where few are expected),
    amounts by Welch's; Holm's correction over all pairs. See ``incrementality.holm``.
    """

    _name = "crm.variant.test"
    _description = "Comparison of Variants"

    @api.model
    def _get_confidence(self, company=None):
        """Return the confidence of the company, such as 0.95."""
        company = (company or self.env.company).sudo()
        return company.crm_test_confidence / 100

    @api.model
    def _compare_counts(self, counts, company=None):
        """Compare shares.

        :param list counts: (name, successes, people) of each variant
        :return: dict ``rows`` of (name, people, value, interval) in words, and the
            ``winner`` (index or None)
        """
        confidence = self._get_confidence(company)
        rates = [x / n if n else 0.0 for _name, x, n in counts]

        def p_of_pair(i, j):
            return proportions_p(*counts[i][1:], *counts[j][1:])

        winner, _p = clear_winner(rates, p_of_pair, confidence)
        rows = []
        for (name, x, n), rate in zip(counts, rates, strict=True):
            interval = "–"
            if n:
                low, high = wilson(x, n, confidence)
                interval = f"{low * 100:.1f} – {high * 100:.1f} %"
            rows.append((name, n, f"{x} ({rate * 100:.1f} %)", interval))
        return {"rows": rows, "winner": winner}

    @api.model
    def _compare_amounts(self, amounts, currency, company=None):
        """Compare money for each recipient.

        :param list amounts: (name, sum, sum of squares, people) of each variant
        """
        confidence = self._get_confidence(company)
        figures = [_spread(*amount[1:]) for amount in amounts]

        def p_of_pair(i, j):
            return means_p(*figures[i], *figures[j])

        winner, _p = clear_winner(
            [mean for mean, _sd, _n in figures], p_of_pair, confidence
        )
        rows = []
        for (name, total, _squares, n), (mean, sd, _n) in zip(
            amounts, figures, strict=True
        ):
            interval = "–"
            if n > 1:
                half = Z * sd / n**0.5
                low, high = (currency.format(mean + end) for end in (-half, half))
                interval = f"{low} – {high}"
            rows.append((name, n, currency.format(total), interval))
        return {"rows": rows, "winner": winner}

    @api.model
    def _put_in_words(self, found, company=None):
        """Return the sentence that says what was shown."""
        percent = round(self._get_confidence(company) * 100, 1)
        names = [row[0] for row in found["rows"]]
        if len(names) < 2:
            return self.env._("There is nothing to compare with yet.")
        if found["winner"] is None:
            return self.env._(
                "No difference shown: at a confidence of %(percent)g %% the versions "
                "may as well be equal.",
                percent=percent,
            )
        return self.env._(
            "“%(name)s” is better than each of the others, at a confidence of "
            "%(percent)g %%.",
            name=names[found["winner"]],
            percent=percent,
        )

    @api.model
    def _draw(self, found, value_title, sentence):
        """Return the figures as an HTML table below the sentence."""
        head = Markup("").join(
            Markup("<th>%s</th>") % title
            for title in (
                self.env._("Version"),
                self.env._("People"),
                value_title,
                self.env._("Interval"),
            )
        )
        rows = Markup("").join(
            Markup("<tr>%s</tr>")
            % Markup("").join(Markup("<td>%s</td>") % cell for cell in row)
            for row in found["rows"]
        )
        return Markup(
            '<p>%s</p><table class="table table-sm"><thead><tr>%s</tr></thead>'
            "<tbody>%s</tbody></table>"
        ) % (sentence, head, rows)


def _spread(total, squares, n):
    """Return (mean, standard deviation, n) of a sum and a sum of squares."""
    if not n:
        return 0.0, 0.0, 0
    mean = total / n
    if n < 2:
        return mean, 0.0, n
    return mean, (max(squares - n * mean**2, 0.0) / (n - 1)) ** 0.5, n
