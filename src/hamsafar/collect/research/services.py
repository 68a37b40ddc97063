"""The door of research."""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .contracts import Agreed, Kind, Participant, Passage, Recording, Session, Who
from .recordings import LARGEST, forget, note_listening, path_of
from .recordings import add as add_recording
from .recordings import drop as drop_recording
from .recordings import get as get_recording
from .sessions import (
    add_participant,
    add_passage,
    archive_session,
    drop_participant,
    drop_passage,
    get_session,
    list_personas,
    list_sessions,
    list_steps,
    passages,
    passages_of,
    save_session,
)

__all__ = [
    "LARGEST", "Agreed", "Kind", "Participant", "Passage", "Recording", "Session", "Who", "add_participant", "add_passage", "add_recording",
    "archive_session", "drop_participant", "drop_passage", "drop_recording", "forget", "get_recording", "get_session", "list_personas",
    "list_sessions", "list_steps", "note_listening", "passages", "passages_of", "path_of", "save_session",
]  # fmt: skip
