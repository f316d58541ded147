from . import test_owner

from . import test_satisfaction_access
from . import test_satisfaction_figures
from . import test_satisfaction_page
from . import test_satisfaction_profile
from . import test_satisfaction_sending
