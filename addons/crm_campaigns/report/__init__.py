from . import crm_campaign_report
from . import crm_campaign_cohort
from . import crm_campaign_funnel
from . import crm_campaign_dashboard
from . import crm_lead_score_report

# results to be taken along
from . import crm_campaign_results
from . import crm_campaign_workbook
