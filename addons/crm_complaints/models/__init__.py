from . import crm_complaint_node
from . import crm_complaint_category
from . import crm_complaint_cause
from . import crm_complaint_team
from . import crm_complaint_team_member
from . import crm_complaint
from . import crm_complaint_owner
from . import res_users
