from . import test_invoices
from . import test_predictions
from . import test_products
from . import test_purchases
from . import test_scores
