{
    "name": "CRM Gateway",
    "summary": "CRM as the one door of the ERP: the shared base of the customer add-ons",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm", "sale_management", "sale_crm"],
    "data": [],
}
