{
    "name": "CRM Complaints: Repairs",
    "summary": "Repairs as remedies of complaints",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_complaints", "repair"],
    "auto_install": True,
}
