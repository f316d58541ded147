from . import project_project
from . import crm_campaign_spending
