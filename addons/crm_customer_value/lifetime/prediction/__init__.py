"""One face for all the models that can predict a customer's orders.

Nothing here imports Odoo.  The models themselves are in ``lifetime``, this
package feeds them the columns that each needs and brings their answers into
one shape, so that who uses a prediction does not ask what made it.
"""

from .contract import ContractPredictor
from .customers import Customers, Prediction
from .occasions import OccasionPredictor
from .orders import OrderPredictor
from .rule_of_thumb import RuleOfThumbPredictor

PREDICTORS = {
    "bg_nbd": OrderPredictor,
    "mbg_nbd": OrderPredictor,
    "pareto_nbd": OrderPredictor,
    "bg_bb": OccasionPredictor,
    "sbg": ContractPredictor,
}


def make_predictor(kind, period_days=365.0):
    """Return the unfitted predictor of a model kind.

    :param kind: a key of :data:`PREDICTORS`
    :param period_days: length of a period, for the kinds that count periods
    :raise KeyError: for a kind that does not exist
    """
    return PREDICTORS[kind](kind, period_days)


__all__ = [
    "PREDICTORS",
    "ContractPredictor",
    "Customers",
    "OccasionPredictor",
    "OrderPredictor",
    "Prediction",
    "RuleOfThumbPredictor",
    "make_predictor",
]
