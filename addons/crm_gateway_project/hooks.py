def post_init_hook(env):
    """Let the standard plan of a service visit make a task of the visit.

    Running requests keep their copy of the plan; a plan that somebody has changed
    stays as it is.
    """
    visit = env.ref("crm_gateway.crm_request_type_service_visit", False)
    project = env.ref("crm_gateway_project.project_service", False)
    if visit and project and visit.kind == "free":
        visit.write({"kind": "project", "project_id": project.id})
