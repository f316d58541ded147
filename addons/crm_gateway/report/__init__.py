from . import crm_forgotten_customer
from . import crm_sales_forecast
from . import crm_sales_forecast_offer
from . import crm_sales_forecast_contract
from . import crm_win_loss_report
