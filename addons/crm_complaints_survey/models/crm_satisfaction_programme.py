from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Questions whose answer is one number
NUMBERS = ("scale", "numerical_box", "simple_choice")
# Whoever is asked after it has complained
MOMENT = "complaint"


class CrmSatisfactionProgramme(models.Model):
    """Asks with a survey; its questions are mapped to what the programme measures."""

    _inherit = "crm.satisfaction.programme"

    survey_id = fields.Many2one(
        "survey.survey",
        help="Customers get this survey instead of the program's own page.",
    )
    score_question_id = fields.Many2one(
        "survey.question",
        "Question of the Score",
        domain="[('survey_id', '=', survey_id)]",
        help="A scale, a number, or a choice whose answers are numbers.",
    )
    comment_question_id = fields.Many2one(
        "survey.question",
        "Question of the Comment",
        domain="[('survey_id', '=', survey_id)]",
    )

    @api.constrains("survey_id", "score_question_id", "comment_question_id")
    def _check_survey(self):
        for programme in self.filtered("survey_id"):
            survey, score = programme.survey_id, programme.score_question_id
            if score.question_type not in NUMBERS or score.survey_id != survey:
                raise ValidationError(
                    self.env._(
                        "Choose the question of “%s” that asks for the score: a scale, "
                        "a number, or a choice whose answers are numbers.",
                        survey.title,
                    )
                )
            scores = programme._get_scores()
            if score.question_type == "scale" and (
                score.scale_min < scores[0] or score.scale_max > scores[-1]
            ):
                raise ValidationError(
                    self.env._(
                        "The scale of the question must be from %(lowest)s to "
                        "%(highest)s.",
                        lowest=scores[0],
                        highest=scores[-1],
                    )
                )

    @api.constrains("survey_id", "moment")
    def _check_survey_is_anonymous(self):
        """Who complained is not to be read in the host's list of participations."""
        for programme in self.filtered(lambda p: p.survey_id and p.moment == MOMENT):
            survey = programme.survey_id
            asks = survey.question_ids.filtered(
                lambda question: question.save_as_email or question.save_as_nickname
            )
            if survey.users_login_required or asks:
                raise ValidationError(
                    self.env._(
                        "“%s” would show who complained to everybody who reads "
                        "surveys: take one that needs no login and saves no answer as "
                        "e-mail or nickname.",
                        survey.title,
                    )
                )
