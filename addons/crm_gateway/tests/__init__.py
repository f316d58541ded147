from . import test_contact_plan
from . import test_key_item
from . import test_competition
from . import test_need
from . import test_business_line_account
from . import test_contract
from . import test_settings
from . import test_sql
