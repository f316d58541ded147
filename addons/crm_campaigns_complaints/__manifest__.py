{
    "name": "CRM Campaigns: Complaints",
    "summary": "No marketing to customers whose complaint is open",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "CRM Gateway contributors",
    "license": "LGPL-3",
    "depends": ["crm_campaigns", "crm_complaints"],
    "auto_install": True,
}
