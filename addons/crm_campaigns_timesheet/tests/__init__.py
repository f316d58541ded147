from . import test_staff_cost
