from . import test_satisfaction_delivery
