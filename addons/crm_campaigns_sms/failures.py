"""What traces and SMS say of the reasons of the rules at sending."""

FAILURES = {
    "blacklist": "sms_blacklist",
    "suppressed": "sms_blacklist",
    "opt_out": "sms_optout",
    "no_consent": "sms_optout",
    "complaint": "sms_held",
    "cap": "sms_cap",
}
# Reasons that the host has no words for
ADDED = [("sms_held", "Held Back"), ("sms_cap", "Had Enough Messages")]
