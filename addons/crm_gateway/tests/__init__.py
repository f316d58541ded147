from . import test_profile
from . import test_profile_tour
from . import test_settings
from . import test_sql
from . import test_touchpoint
