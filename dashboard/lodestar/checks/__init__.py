"""May the data be trusted? Checks are data (data_checks/); they are counted by SQL and judged by Great Expectations.

For the build: `lodestar.checks.run.run_raw` and `run_mart`. For pages and `status`: `lodestar.checks.results`,
which never loads Great Expectations.
"""
