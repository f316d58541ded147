from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import fold_text

# Folding reads so many letters at a time; pieces overlap by the longest keyword
PIECE, STEP, PIECES = 500, 400, 6


class CrmSatisfactionTheme(models.Model):
    """What customers write about, found by words in it.

    Words are compared as everywhere in the program: whatever keyboard wrote them,
    with or without half-spaces and vowel signs, and by how they begin, so that
    "deliver" finds "delivery" and "delivered".
    """

    _name = "crm.satisfaction.theme"
    _description = "Theme of Comments"
    _inherit = ["crm.company.bound"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: all companies use this theme."
    )
    keywords = fields.Text(
        help="Words, or how they begin, in any language: a line or a comma between "
        "them.",
    )

    def _find_in(self, responses):
        """Return {response id: ids of the themes of its comment}."""
        self.flush_model(["keywords", "active", "company_id"])
        responses.flush_model(["comment", "company_id"])
        word = fold_text(SQL("word"))
        piece = fold_text(
            SQL("substr(response.comment, number * %s + 1, %s)", STEP, PIECE)
        )
        rows = self.env.execute_query(
            SQL(
                """WITH keyword AS (
                       SELECT theme.id AS theme_id, theme.company_id, %(word)s AS word
                         FROM crm_satisfaction_theme theme
                        CROSS JOIN LATERAL regexp_split_to_table(
                              theme.keywords, %(between)s) word
                        WHERE theme.active),
                   piece AS (
                       SELECT response.id, response.company_id,
                              ' ' || %(piece)s AS text
                         FROM crm_satisfaction_response response
                        CROSS JOIN generate_series(0, %(last)s) number
                        WHERE response.id = ANY(%(ids)s)
                          AND length(response.comment) > number * %(step)s)
                   SELECT piece.id, keyword.theme_id
                     FROM piece
                     JOIN keyword
                       ON keyword.word <> ''
                      AND strpos(piece.text, ' ' || keyword.word) > 0
                      AND (keyword.company_id IS NULL
                           OR keyword.company_id = piece.company_id)
                    GROUP BY piece.id, keyword.theme_id""",
                word=word,
                between="[\n,;\u060c\u061b]",
                piece=piece,
                last=PIECES - 1,
                step=STEP,
                ids=responses.ids,
            )
        )
        found = {}
        for response_id, theme_id in rows:
            found.setdefault(response_id, []).append(theme_id)
        return found
