"""What every table holds about customers, and how it forgets them. A table that is not listed here fails a test.

Read by `store.erasure` for erasing and for telling a person everything. Files and tables of the event store are at the end.
"""

from collections.abc import Iterator

from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.imports import services as imports
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.contracts import Identifier
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.research import services as research
from hamsafar.collect.reviews import services as reviews
from hamsafar.collect.surveys import services as surveys
from hamsafar.ground.actions import services as actions
from hamsafar.identify.people import services as people
from hamsafar.identify.people.models import DecisionNameRow, DecisionRow, IdentifierRow
from hamsafar.measure.shelf import services as shelf
from hamsafar.store.erasure.services import Holding, Registry, StillComing, Subject

_STAFF = "about members of the team, not about customers"
_SET_UP = "how the installation is set up"
_NUMBERS = "figures about many people"
_SAID = ("text", "author", "note")  # of reviews, questions and answers
_REVIEWED = (*_SAID, "title", "pros", "cons", "folded", "reply")


def _forget_decisions(subject: Subject) -> int:
    """Decisions that were only about this person, and what undid them; one that names somebody else too keeps that side."""
    about = set(DecisionNameRow.objects.filter(key__in=subject.keys).values_list("decision", flat=True))
    DecisionNameRow.objects.filter(key__in=subject.keys).delete()
    kept = set(DecisionNameRow.objects.filter(decision__in=about).values_list("decision", flat=True))
    DecisionRow.objects.filter(undoes__in=about - kept).delete()
    deleted, _ = DecisionRow.objects.filter(id__in=about - kept).delete()
    return deleted


def _leave_the_others_to_be_weighed(subject: Subject) -> int:
    people.unsettle(subject.keys)
    return 0


def _forget_deeds(subject: Subject) -> int:
    return actions.forget([f"person:{people.key_text(key)}" for key in subject.keys])


def _empty_shelf(_subject: Subject) -> int:
    """Figures can be computed again; that somebody's words are among them cannot be seen from outside."""
    return shelf.empty()


def _forget_submissions(subject: Subject) -> int:
    return surveys.forget(subject.identifiers, subject.keys)


def _forget_participants(subject: Subject) -> int:
    return ideas.forget(subject.identifiers)


def _forget_reviews(subject: Subject) -> int:
    return reviews.forget(subject.identifiers, subject.keys)


def _forget_files(subject: Subject) -> int:
    """Whoever presses the start of an import in between meets one of the two: the file is gone, or we wait for its end."""
    count = imports.forget(subject.words)
    if imports.is_bringing(subject.words):
        raise StillComing
    return count


def _forget_mentions(subject: Subject) -> int:
    return mentions.forget(subject.identifiers)


def _forget_mention_files(subject: Subject) -> int:
    """Whoever presses the start of a file in between meets one of the two: the file is gone, or we wait for its end."""
    count = mentions.forget_files(subject.words)
    if mentions.is_bringing():
        raise StillComing
    return count


def _walk_identifiers() -> Iterator[tuple[Identifier, int]]:
    rows = IdentifierRow.objects.values_list("space", "kind", "value", "person").iterator(chunk_size=5000)
    return ((Identifier(space, kind, value), person) for space, kind, value, person in rows)


HOLDINGS: tuple[Holding, ...] = (
    # ground
    Holding(model="organisation.CompanyRow", because=_SET_UP),
    Holding(model="organisation.Unit", because=_SET_UP),
    Holding(model="organisation.Member", because=_STAFF),
    Holding(model="organisation.Membership", because=_STAFF),
    Holding(model="notices.MutedRow", because=_STAFF),
    Holding(model="organisation.InvitationRow", because=_STAFF),
    Holding(model="organisation.ApiKeyRow", because=_SET_UP),
    Holding(model="organisation.ApiKeyRow_units", because=_SET_UP),
    Holding(model="audit.Entry", masked=("about", "facts")),
    Holding(model="jobs.JobRow", masked=("note", "error"), because="payloads name things by id"),
    Holding(model="actions.DeedRow", door=_forget_deeds, masked=("input", "facts")),
    # collect
    Holding(model="intake.SourceRow", because=_SET_UP),
    Holding(model="intake.WriteKeyRow", because=_SET_UP),
    Holding(model="intake.OutboxRow", because="emptied into the spine before an erasure"),
    Holding(model="imports.ImportRow", masked=("name", "trouble", "state")),
    Holding(model="imports.MappingRow", because=_SET_UP),
    Holding(model="ideas.BoardRow", because=_SET_UP),
    Holding(model="ideas.StatusRow", because=_SET_UP),
    Holding(model="ideas.TagRow", because=_SET_UP),
    Holding(model="ideas.IdeaRow", masked=("title", "text", "answer")),
    Holding(model="ideas.IdeaRow_tags", because=_SET_UP),
    Holding(model="ideas.TermRow", masked=("term",)),
    Holding(model="ideas.CommentRow", masked=("text",)),
    Holding(model="ideas.StepRow", masked=("before", "after")),
    Holding(model="ideas.VoteRow", because="goes with its participant"),
    Holding(model="ideas.FollowRow", because="goes with its participant"),
    Holding(model="ideas.LinkRow", because="names an event of the spine by its id"),
    Holding(model="ideas.CodeRow", because="forgotten with its participant"),
    Holding(model="ideas.ParticipantRow", door=_forget_participants),
    Holding(model="surveys.SurveyRow", because=_SET_UP),
    Holding(model="surveys.DraftRow", because=_SET_UP),
    Holding(model="surveys.VersionRow", because=_SET_UP),
    Holding(model="surveys.PictureRow", because=_SET_UP),
    Holding(model="surveys.BatchRow", because=_SET_UP),
    Holding(model="surveys.KioskRow", because=_SET_UP),
    Holding(model="surveys.QuotaRow", because=_NUMBERS),
    Holding(model="surveys.SubmissionRow", by_key=("person",), door=_forget_submissions, masked=("about", "traits")),
    Holding(model="surveys.InvitationRow", by_key=("person",), masked=("key", "about", "traits")),
    Holding(model="surveys.NameRow", because="goes with its submission"),
    Holding(model="surveys.AnswerRow", masked=("answer",)),
    Holding(model="surveys.FileRow", masked=("name",)),
    Holding(model="mentions.BrandRow", because=_SET_UP),
    Holding(model="mentions.PlaceRow", because=_SET_UP),
    Holding(model="mentions.AnswerRow", by_key=("person",), masked=("text", "value")),
    Holding(model="mentions.ItemRow", door=_forget_mentions, masked=("outer_id", "url")),
    Holding(model="mentions.NameRow", because="goes with its item"),
    Holding(model="mentions.BandRow", because="goes with its item"),
    Holding(model="mentions.WhoRow", because="goes with its item"),
    Holding(model="mentions.FileRow", masked=("name",)),
    Holding(model="reviews.PolicyRow", because=_SET_UP),
    Holding(model="reviews.ProductRow", because="goods, not people"),
    Holding(model="reviews.DecisionRow", because="what was decided, without the words and without who had written them"),
    Holding(model="reviews.ReviewRow", by_key=("person",), door=_forget_reviews, masked=_REVIEWED),
    Holding(model="reviews.QuestionRow", by_key=("person",), masked=_SAID),
    Holding(model="reviews.AnswerRow", by_key=("person",), masked=_SAID),
    Holding(model="reviews.RequestRow", by_key=("person",), masked=("key", "name")),
    Holding(model="reviews.ChangeRow", masked=("title", "text", "pros", "cons", "author"), because="goes with its review"),
    Holding(model="reviews.TopicRow", because="goes with its review"),
    Holding(model="reviews.PhotoRow", because="goes with its review"),
    Holding(model="reviews.VoteRow", because="keyed hashes of browsers that lead back to nobody"),
    Holding(model="reviews.ReportRow", masked=("note",), because="keyed hashes of browsers that lead back to nobody"),
    Holding(model="research.SessionRow", masked=("title", "notes")),
    Holding(model="research.ParticipantRow", by_key=("person",), masked=("label",)),
    Holding(model="research.PassageRow", masked=("quote",), because="goes with its participant"),
    Holding(model="research.CodeRow", because="goes with its passage"),
    Holding(model="research.RecordingRow", masked=("name",), because="goes with the file of recordings"),
    # identify
    Holding(model="people.DecisionRow", door=_forget_decisions, masked=("because", "facts")),
    Holding(model="people.DecisionNameRow", by_key=("key",)),
    Holding(model="people.EvidenceRow", by_key=("a", "b"), door=_leave_the_others_to_be_weighed),  # before identifiers go
    Holding(model="people.TraitRow", by_key=("key",), masked=("value",)),
    Holding(model="people.PlaceRow", by_key=("key",)),
    Holding(model="people.ExceptionRow", by_key=("key",)),
    Holding(model="people.ReKeyRow", by_key=("old", "new")),
    Holding(model="people.PersonRow", by_key=("person",)),
    Holding(model="people.IdentifierRow", by_key=("key", "person")),
    Holding(model="people.SuggestionRow", by_key=("left", "right")),
    Holding(model="people.ChoiceRow", because=_SET_UP),
    Holding(model="people.OffsetRow", because="how far the spine was read"),
    Holding(model="consent.ConsentRow", by_key=("key",)),
    # store
    Holding(model="erasure.ErasureRow", because="keyed hashes only; whom to forget is emptied when that is done"),
    Holding(model="erasure.RetentionRow", because=_SET_UP),
    # measure
    Holding(model="metrics.TargetRow", because=_SET_UP),
    Holding(model="shelf.ShelfRow", door=_empty_shelf),
    Holding(model="segments.SegmentRow", masked=("condition", "name_fa", "name_en")),
    # decide
    Holding(model="contact.PolicyRow", because=_SET_UP),
    Holding(model="contact.BudgetRow", because=_SET_UP),
    Holding(model="voice.OffsetRow", because="how far the spine was read"),
    Holding(model="voice.ModelRow", because="weights of hashed runs of letters; what it was trained with is not in it"),
    Holding(model="voice.TopicRow", masked=("phrases", "name_fa", "name_en")),
    Holding(model="voice.DismissedRow", masked=("words",)),
    Holding(model="voice.CorrectionRow", by_key=("key",)),
    Holding(model="contact.ReservationRow", by_key=("person",)),
    Holding(model="contact.TallyRow", because=_NUMBERS),
    Holding(model="asking.RuleRow", because=_SET_UP),
    Holding(model="asking.CaseRow", by_key=("person",), masked=("about",)),
    Holding(model="asking.LeftOutRow", because=_NUMBERS),
    Holding(model="asking.OffsetRow", because="how far the spine was read"),
    # act
    Holding(model="messaging.MailRow", because=_SET_UP),
    Holding(model="messaging.GatewayRow", because=_SET_UP),
    Holding(model="messaging.HitRow", because="goes with its message"),
    Holding(model="messaging.MessageRow", by_key=("person",), masked=("subject", "survey", "reference", "trouble")),
    Holding(model="messaging.BlockedRow", by_key=("key",)),
    Holding(model="cases.CauseRow", because=_SET_UP),
    Holding(model="cases.ReplyRow", because=_SET_UP),
    Holding(model="cases.ReplyRow_causes", because=_SET_UP),
    Holding(model="cases.RuleRow", because=_SET_UP),
    Holding(model="cases.ComplaintRow", masked=("words", "facts"), because="goes with its case"),
    Holding(model="cases.StepRow", masked=("words", "facts"), because="goes with its case"),
    Holding(model="cases.CaseRow", by_key=("person",), masked=("words", "folded", "fix")),
    Holding(model="cases.ViewRow", because=_STAFF),
    Holding(model="cases.PolicyRow", because=_SET_UP),
    Holding(model="cases.OffsetRow", because="how far the spine was read"),
    Holding(model="told.ToldRow", by_key=("person",)),
    # Django
    Holding(model="sessions.Session", because=_STAFF),
    Holding(model="contenttypes.ContentType", because=_SET_UP),
    Holding(model="auth.Permission", because=_SET_UP),
    Holding(model="auth.Group", because=_SET_UP),
    Holding(model="auth.Group_permissions", because=_SET_UP),
)

# Tables of the event store: all that hold rows about people are treated in store/erasure/spine.py.
EVENT_TABLES = {
    "events": "rows of the person's keys are deleted; mentions in other people's events are struck out",
    "annotations": "rows of the person's keys are deleted; words of others that mention the person are struck out",
    "quarantine": "rows that name the person are deleted",
    "drops": "examples that name the person are blanked",
    "person_overrides": "rows of the person's keys are deleted",
    "forgotten": "hashes of erased event ids; names nobody",
    "schema_versions": "no customers",
}

REGISTRY = Registry(
    holdings=HOLDINGS,
    files={
        "files of imports": _forget_files,
        "files of mentions": _forget_mention_files,
        "photos of reviews": lambda subject: reviews.forget_files(subject.identifiers, subject.keys),
        "recordings of research": lambda subject: research.forget(subject.keys),
        "files of survey answers": lambda subject: surveys.forget_files(subject.identifiers, subject.keys),
    },
    before=(intake.carry_outbox,),  # what waits there moves to the spine, where it is found by its key
    walk_identifiers=_walk_identifiers,
)
