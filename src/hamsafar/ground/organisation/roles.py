"""The seven roles. A person holds a role in one unit (and all below it) or in the whole company."""

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    CX_LEAD = "cx_lead"
    ANALYST = "analyst"
    AGENT = "agent"
    MARKETER = "marketer"
    VIEWER = "viewer"
    STORE_STAFF = "store_staff"
