"""The door of ideas.

    idea = ideas.post("ارسال شبانه", participant=ideas.known_as(Identifier("", "email", "sara@example.com")).id)
    ideas.vote(idea.id, somebody.id)
    ideas.set_status(idea.id, done.id, by=bahar)     # those who wanted it hear so, a little later
"""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .board import (
    archive_status,
    board,
    change_board,
    drop_tag,
    get_status,
    list_statuses,
    list_tags,
    move_status,
    restore_status,
    save_status,
    save_tag,
)
from .contracts import Board, Comment, Idea, Kind, Link, Order, Participant, Similar, State, Status, Step, Tag, Vote, Wanted, said
from .deciding import (
    GRACE,
    NEWS,
    TELL,
    answer,
    approve,
    approve_comment,
    edit,
    hide,
    hide_comment,
    last_step,
    merge,
    remove_all_of,
    set_status,
    set_tags,
    tell_now,
    undo,
    unmerge,
)
from .errors import (
    Blocked,
    BoardClosed,
    IdeaNotFound,
    MergesIntoItself,
    NeedsName,
    NothingToUndo,
    NothingWritten,
    NoTitle,
    NotMerged,
    VotingOver,
)
from .forgetting import forget
from .linking import count_links, find_link, link, links_of, unlink
from .listing import (
    audience_of,
    comments_of,
    count_by_status,
    count_follows,
    count_ideas,
    count_waiting,
    family_of,
    find_idea,
    followers_of,
    get_idea,
    ideas_by_id,
    identifiers_of_voters,
    list_ideas,
    merged_into,
    roots,
    similar,
    spoken_of,
    steps_of,
    votes_of,
    waiting_comments,
    waiting_ideas,
)
from .participants import block, find, known_as, list_blocked, personal_link, public_address, unblock
from .posting import comment, follow, post, unfollow, unvote, vote
from .telling import SOURCE
from .words import KINDS, ORDERS, STEPS, TONES

__all__ = [
    "GRACE", "KINDS", "NEWS", "ORDERS", "SOURCE", "STEPS", "TELL", "TONES", "Blocked", "Board", "BoardClosed", "Comment", "Idea",
    "IdeaNotFound", "Kind", "Link", "MergesIntoItself", "NeedsName", "NoTitle", "NotMerged", "NothingToUndo", "NothingWritten", "Order",
    "Participant", "Similar", "State", "Status", "Step", "Tag", "Vote", "VotingOver", "Wanted", "answer", "approve", "approve_comment",
    "archive_status", "audience_of", "block", "board", "change_board", "comment", "comments_of", "count_by_status", "count_follows",
    "count_ideas", "count_links", "count_waiting", "drop_tag", "edit", "family_of", "find", "find_idea", "find_link", "follow",
    "followers_of", "forget", "get_idea", "get_status", "hide", "hide_comment", "ideas_by_id", "identifiers_of_voters", "known_as",
    "last_step", "link", "links_of", "list_blocked", "list_ideas", "list_statuses", "list_tags", "merge", "merged_into", "move_status",
    "personal_link", "post", "public_address", "remove_all_of", "restore_status", "roots", "said", "save_status", "save_tag",
    "set_status", "set_tags", "similar", "spoken_of", "steps_of", "tell_now", "unblock", "undo", "unfollow", "unlink", "unmerge",
    "unvote", "vote", "votes_of", "waiting_comments", "waiting_ideas",
]  # fmt: skip
