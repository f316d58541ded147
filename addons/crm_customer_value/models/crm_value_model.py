from odoo import api, fields, models

# Units of the parameters by model: what a person reads beside the figure.
PARAMETER_NAMES = {
    "bg_nbd": ("r", "alpha", "a", "b"),
    "mbg_nbd": ("r", "alpha", "a", "b"),
    "pareto_nbd": ("r", "alpha", "s", "beta"),
    "bg_bb": ("alpha", "beta", "gamma", "delta"),
    "sbg": ("alpha", "beta"),
}
# Above this the amounts of a purchase are not independent of the number of them,
# as Gamma-Gamma supposes; in CDNOW it is 0.11.
MAX_SPEND_CORRELATION = 0.3


class CrmValueModel(models.Model):
    """One fit of a prediction model to a company's purchases, and its test.

    Every fit is kept, so that a manager can see what spoke when, and why it
    was or was not believed: the model is fitted to the purchases before a
    split, its forecast is compared with what then happened, and the gate
    decides.  Only then is it fitted anew to all purchases.
    """

    _name = "crm.value.model"
    _description = "Customer Value Model"
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        lambda self: (
            self.env["res.company"]
            ._fields["crm_value_model_kind"]
            .get_description(self.env, ["selection"])["selection"]
        ),
        required=True,
        readonly=True,
    )
    display_name = fields.Char(compute="_compute_display_name")
    speaks = fields.Boolean(
        "In Use",
        readonly=True,
        help="Whether the gate let this model make the predictions.",
    )
    reasons = fields.Json(readonly=True)
    verdict = fields.Text(compute="_compute_verdict")

    # Data and parameters of the fit to all purchases
    first_order_date = fields.Date("Purchases From", readonly=True)
    as_of_date = fields.Date("Purchases To", readonly=True)
    customers = fields.Integer(readonly=True)
    repeaters = fields.Integer("Repeat Customers", readonly=True)
    parameters = fields.Json(
        "Stored Parameters",
        readonly=True,
        help="Times in days; periods for models that count periods.",
    )
    parameter_text = fields.Char("Parameters", compute="_compute_parameter_text")
    log_likelihood = fields.Float(readonly=True, digits=(16, 3))
    identified = fields.Boolean(
        readonly=True, help="Whether the purchases determine the parameters."
    )
    spend_parameters = fields.Json("Stored Value Parameters", readonly=True)
    spend_text = fields.Char("Purchase Value", compute="_compute_parameter_text")
    spend_correlation = fields.Float(
        "Correlation of Number and Value",
        readonly=True,
        digits=(16, 3),
        help="The value model supposes that those who buy often do not buy larger. "
        "Above 0.3 the supposition is doubtful.",
    )

    # Test on the hold-out
    holdout_date = fields.Date(
        "Split On", readonly=True, help="The tested fit knows purchases up to here."
    )
    holdout_days = fields.Integer("Test Period (days)", readonly=True)
    holdout_parameters = fields.Json("Stored Parameters at the Split", readonly=True)
    holdout_parameter_text = fields.Char(
        "Parameters at the Split", compute="_compute_parameter_text"
    )
    holdout_log_likelihood = fields.Float(readonly=True, digits=(16, 3))
    holdout_customers = fields.Integer("Customers Tested", readonly=True)
    actual_orders = fields.Float("Actual Purchases", readonly=True, digits=(16, 1))
    predicted_orders = fields.Float(
        "Predicted Purchases", readonly=True, digits=(16, 1)
    )
    baseline_orders = fields.Float(
        "Purchases by Past Rate", readonly=True, digits=(16, 1)
    )
    bias = fields.Float(
        readonly=True, digits=(16, 4), help="Predicted less actual, over actual."
    )
    mae = fields.Float("Mean Absolute Error", readonly=True, digits=(16, 3))
    mse = fields.Float("Mean Squared Error", readonly=True, digits=(16, 3))
    baseline_mse = fields.Float(
        "Mean Squared Error by Past Rate", readonly=True, digits=(16, 3)
    )
    correlation = fields.Float(readonly=True, digits=(16, 3))
    spearman = fields.Float("Rank Correlation", readonly=True, digits=(16, 3))
    gini = fields.Float(
        readonly=True,
        digits=(16, 3),
        help="How well customers are ranked: 1 is a perfect order, 0 is chance.",
    )
    top_decile_share = fields.Float(
        "Purchases of the Best Tenth", readonly=True, digits=(16, 4)
    )
    brier = fields.Float(
        "Brier Score",
        readonly=True,
        digits=(16, 3),
        help="Mean squared error of the probability of a purchase.",
    )
    auc = fields.Float(
        "Area under the Curve",
        readonly=True,
        digits=(16, 3),
        help="Chance that who bought was ranked above who did not.",
    )
    recency_auc = fields.Float(
        "Area under the Curve by Recency", readonly=True, digits=(16, 3)
    )
    tracking = fields.Json(
        readonly=True, help="Weeks, actual and expected cumulative repeat purchases."
    )
    calibration = fields.Json(
        readonly=True, help="Predicted and actual share of customers who bought."
    )
    by_frequency = fields.Json(
        readonly=True, help="Actual and expected purchases by former repeat purchases."
    )

    @api.depends("kind", "as_of_date")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for model in self:
            name = labels.get(model.kind, "").split(":")[0]
            date = fields.Date.to_string(model.as_of_date) or ""
            model.display_name = f"{name} {date}".strip()

    @api.depends("parameters", "spend_parameters", "holdout_parameters")
    def _compute_parameter_text(self):
        for model in self:
            model.parameter_text = model._format_parameters(model.parameters)
            model.holdout_parameter_text = model._format_parameters(
                model.holdout_parameters
            )
            spend = model.spend_parameters or {}
            model.spend_text = ", ".join(
                f"{name} {spend[name]:.4g}" for name in ("p", "q", "v") if name in spend
            )

    def _format_parameters(self, parameters):
        """Format parameters as the literature does, times in weeks."""
        if not parameters:
            return ""
        in_days = self.kind in ("bg_nbd", "mbg_nbd", "pareto_nbd")
        timed = {"alpha", "beta"} if in_days else set()
        return ", ".join(
            f"{name} {parameters[name] / (7 if name in timed else 1):.4f}"
            for name in PARAMETER_NAMES[self.kind]
            if name in parameters
        )

    @api.depends("speaks", "reasons", "spend_correlation")
    def _compute_verdict(self):
        for model in self:
            reasons = model.reasons or []
            if model.speaks:
                lines = [
                    self.env._("The model speaks: it proved itself on the test period.")
                ]
            else:
                lines = [
                    self.env._(
                        "The rule of thumb speaks instead of the model, because:"
                    ),
                    *[f"• {model._describe_reason(reason)}" for reason in reasons],
                ]
            if abs(model.spend_correlation) > MAX_SPEND_CORRELATION:
                lines.append(
                    self.env._(
                        "Take expected amounts with care: the amount of a purchase "
                        "depends on how often the customer buys (correlation "
                        "%(value).2f), and the model of amounts supposes that it does "
                        "not.",
                        value=model.spend_correlation,
                    )
                )
            model.verdict = "\n".join(lines)

    def _describe_reason(self, reason):
        """Put one reason of the gate into words that say what to do."""
        value, limit = reason.get("value") or 0, reason.get("limit") or 0
        match reason["code"]:
            case "too_few_buyers":
                return self.env._(
                    "%(value)d customers ever bought; %(limit)d are needed.",
                    value=value,
                    limit=limit,
                )
            case "too_few_repeaters":
                return self.env._(
                    "%(value)d customers bought again; %(limit)d are needed.",
                    value=value,
                    limit=limit,
                )
            case "history_too_short":
                return self.env._(
                    "The purchases span %(value)d days; twice the horizon, "
                    "%(limit)d days, are needed. A shorter horizon in the settings "
                    "would do with less.",
                    value=value,
                    limit=limit,
                )
            case "not_identified":
                return self.env._(
                    "The purchases do not determine the model, for example because "
                    "nearly all customers bought once."
                )
            case "worse_than_past_rate":
                return self.env._(
                    "Its mean squared error of %(value).3f is not better than that "
                    "of simply going on as before, %(limit).3f.",
                    value=value,
                    limit=limit,
                )
            case "biased_total":
                return self.env._(
                    "Its total was off by %(value)d %%; %(limit)d %% are tolerated.",
                    value=abs(round(value * 100)),
                    limit=round(limit * 100),
                )
            case "nothing_happened":
                return self.env._("Nobody bought in the test period.")
            case _:
                return self.env._("There was no test period to compare with.")
