from . import crm_forgotten_customer
from . import crm_win_loss_report
