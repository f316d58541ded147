from . import crm_complaint_remedy
from . import res_company
from . import res_config_settings
