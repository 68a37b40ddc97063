"""THE permission table: who may do what. A view names one of these; a name that is not here cannot be used.

Written as `room.verb`. Roles are listed out, never computed, so that the table can be read by somebody who does not program.
"""

from collections.abc import Mapping

from .roles import Role

OWNER, LEAD, ANALYST, AGENT = Role.OWNER, Role.CX_LEAD, Role.ANALYST, Role.AGENT
MARKETER, VIEWER, STORE = Role.MARKETER, Role.VIEWER, Role.STORE_STAFF

# Two words for views that ask for no role: anybody at all, and anybody who has signed in.
PUBLIC, SIGNED_IN = "public", "signed_in"

PERMISSIONS: Mapping[str, frozenset[Role]] = {
    name: frozenset(roles)
    for name, roles in {
        # show
        "home.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "ui.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "palette.use": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        # measure
        "measures.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "measures.export": (OWNER, LEAD, ANALYST, MARKETER),
        "targets.change": (OWNER, LEAD),
        "reports.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "reports.export": (OWNER, LEAD, ANALYST, MARKETER),
        "segments.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "segments.change": (OWNER, LEAD, ANALYST, MARKETER),
        "comments.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "comments.export": (OWNER, LEAD, ANALYST),
        "comments.correct": (OWNER, LEAD, ANALYST, AGENT),
        "topics.change": (OWNER, LEAD, ANALYST),
        "models.change": (OWNER, LEAD),
        # identify
        "people.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, STORE),
        "people.export": (OWNER, LEAD, ANALYST),
        "people.merge": (OWNER, LEAD, AGENT),
        "people.erase": (OWNER, LEAD),
        "consent.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, STORE),
        "consent.change": (OWNER, LEAD, AGENT),
        # collect and store
        "events.see": (OWNER, LEAD, ANALYST),
        "sources.see": (OWNER, LEAD, ANALYST),
        "sources.change": (OWNER, LEAD),
        "imports.see": (OWNER, LEAD, ANALYST),
        "imports.start": (OWNER, LEAD, ANALYST),
        "surveys.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "surveys.change": (OWNER, LEAD, MARKETER),
        "surveys.ask": (OWNER, LEAD, AGENT, MARKETER, STORE),
        "surveys.export": (OWNER, LEAD, ANALYST),
        "ideas.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "ideas.link": (OWNER, LEAD, ANALYST, AGENT, MARKETER),  # comments of customers to ideas
        "ideas.manage": (OWNER, LEAD, MARKETER),  # status, answer, merging, moderation
        "ideas.change": (OWNER, LEAD),  # the board itself
        "mentions.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "mentions.answer": (OWNER, LEAD, AGENT, MARKETER),
        "mentions.change": (OWNER, LEAD),  # places where we listen, brands
        "research.see": (OWNER, LEAD, ANALYST),
        "research.change": (OWNER, LEAD, ANALYST),
        "referrals.see": (OWNER, LEAD, ANALYST, MARKETER),
        "reviews.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "reviews.moderate": (OWNER, LEAD, AGENT),
        "reviews.answer": (OWNER, LEAD, AGENT, MARKETER, STORE),
        "reviews.change": (OWNER, LEAD),  # settings and products
        "jobs.see": (OWNER, LEAD),
        "jobs.change": (OWNER, LEAD),
        "privacy.see": (OWNER, LEAD),
        "privacy.change": (OWNER,),
        # decide and act
        "contact.see": (OWNER, LEAD, ANALYST, MARKETER),
        "contact.change": (OWNER, LEAD),
        "asking.see": (OWNER, LEAD, ANALYST, MARKETER),
        "asking.change": (OWNER, LEAD, MARKETER),
        "messages.see": (OWNER, LEAD, MARKETER),
        "mail.see": (OWNER, LEAD),
        "mail.change": (OWNER,),
        "cases.see": (OWNER, LEAD, ANALYST, AGENT, STORE),
        "cases.work": (OWNER, LEAD, AGENT, STORE),
        "cases.export": (OWNER, LEAD, ANALYST),
        "cases.change": (OWNER, LEAD),  # rules, root causes, replies, settings
        # ground
        "actions.see": (OWNER, LEAD),
        "actions.decide": (OWNER, LEAD),
        "settings.see": (OWNER, LEAD),
        "settings.change": (OWNER,),
        "units.see": (OWNER, LEAD, ANALYST, AGENT, MARKETER, VIEWER, STORE),
        "units.change": (OWNER,),
        "members.see": (OWNER, LEAD),
        "members.change": (OWNER,),
        "keys.change": (OWNER,),
        "audit.see": (OWNER, LEAD),
        "audit.export": (OWNER,),
    }.items()
}

# What belongs to no unit: held for one unit only, a role does not reach it. The audit log and the queue speak of everybody.
COMPANY_WIDE = frozenset(
    {"jobs.see", "jobs.change", "actions.see", "actions.decide", "contact.change", "messages.see", "asking.see", "asking.change"}
    | {"mail.see", "mail.change", "cases.change"}
    | {"topics.change", "models.change"}
    | {"ideas.manage", "ideas.change"}
    | {"topics.change", "models.change", "reviews.change"}
    | {"privacy.see", "privacy.change", "audit.see", "audit.export"}
)
