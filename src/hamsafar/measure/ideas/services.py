"""The door of the weight of ideas.

weighing.weigh(scope=Scope(units=units))     # of each idea: voters, customers among them, what they have paid, how satisfied they are
"""

from .contracts import NOTHING, Weight, Worth
from .weighing import currency, voters, weigh, worth_of

__all__ = ["NOTHING", "Weight", "Worth", "currency", "voters", "weigh", "worth_of"]
