from . import crm_business_line
from . import res_company
from . import res_config_settings
