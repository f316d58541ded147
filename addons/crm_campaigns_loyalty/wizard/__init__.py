from . import crm_coupon_withdraw
from . import mail_compose_message
