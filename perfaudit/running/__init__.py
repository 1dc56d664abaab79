"""One unit, or many, through the notebook: the only place for papermill and nbconvert."""

from perfaudit.running.batch import DONE, FAILED, Options, Result, audit_unit, run_batch
from perfaudit.running.plan import Unit, check_previous, plan_units

__all__ = ["DONE", "FAILED", "Options", "Result", "Unit", "audit_unit", "check_previous", "plan_units", "run_batch"]
