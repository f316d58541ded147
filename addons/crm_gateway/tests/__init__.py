from . import test_settings
from . import test_sql
from . import test_touchpoint
