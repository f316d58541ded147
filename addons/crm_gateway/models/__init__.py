from . import account_move_customer
from . import account_payment
from . import crm_business_line
from . import crm_touchpoint
from . import crm_touchpoint_sales
from . import crm_touchpoint_talks
from . import res_company
from . import res_config_settings
