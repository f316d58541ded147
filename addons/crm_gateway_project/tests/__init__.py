from . import test_project_step
