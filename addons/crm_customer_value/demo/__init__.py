from . import crm_sales_source
