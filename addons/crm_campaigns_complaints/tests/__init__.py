from . import test_held_back
from . import test_complaint_trigger
