from . import test_staff_cost
from . import test_staff_access
