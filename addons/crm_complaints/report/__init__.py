from . import crm_complaint_dashboard
from . import crm_complaint_dashboard_figure
from . import crm_complaint_dashboard_loyalty
from . import crm_complaint_dashboard_chart
from . import crm_complaint_dashboard_review
