from . import test_production_step
