"""The connectors that there are: a new one is a folder and a line here."""

from . import Connector
from .csv.connector import CsvConnector
from .feed.connector import FeedConnector
from .webhook.connector import WebhookConnector

CONNECTORS: dict[str, Connector] = {each.key: each for each in (FeedConnector(), WebhookConnector(), CsvConnector())}


def get_connector(key: str) -> Connector:
    return CONNECTORS[key]
