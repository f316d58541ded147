from . import test_purchase_step
