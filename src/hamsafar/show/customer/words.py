"""What people read for the traits that nearly every company tells of its customers; any other shows its own name."""

from django.utils.translation import gettext_lazy as _

TRAITS = {
    "name": _("Name"),
    "first_name": _("First name"),
    "firstName": _("First name"),
    "last_name": _("Last name"),
    "lastName": _("Last name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "birthday": _("Birthday"),
    "city": _("City"),
    "gender": _("Gender"),
    "language": _("Language"),
    "company": _("Company"),
}


def trait_name(trait: str) -> str:
    return str(TRAITS.get(trait, trait))
