"""Fixed lists of the register (REQUIREMENTS 2b.8, 2b.9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a dialogue stands (DESIGN section 6)."""

    IDEA = "idea", pgettext_lazy("state", "Idea")
    PLANNING = "planning", pgettext_lazy("state", "Being planned")
    SUBMITTED = "submitted", pgettext_lazy("state", "Submitted for decision")
    DECIDED = "decided", pgettext_lazy("state", "Decided")
    ONGOING = "ongoing", pgettext_lazy("state", "Ongoing")
    FEEDBACK = "feedback", pgettext_lazy("state", "Carried out, feedback remains")
    CLOSED = "closed", pgettext_lazy("state", "Closed")
    NO_DIALOGUE = "no_dialogue", pgettext_lazy("state", "No dialogue")
    CANCELLED = "cancelled", pgettext_lazy("state", "Cancelled")


class Status(models.TextChoices):
    """The words that everybody else needs (R028, DESIGN section 6)."""

    IDEA = "idea", pgettext_lazy("status", "Idea")
    PLANNED = "planned", pgettext_lazy("status", "Planned")
    ONGOING = "ongoing", pgettext_lazy("status", "Ongoing")
    CARRIED_OUT = "carried_out", pgettext_lazy("status", "Carried out")
    NOT_HELD = "not_held", pgettext_lazy("status", "Not held")


STATUS_OF_STATE = {
    State.IDEA: Status.IDEA,
    State.PLANNING: Status.IDEA,
    State.SUBMITTED: Status.PLANNED,
    State.DECIDED: Status.PLANNED,
    State.ONGOING: Status.ONGOING,
    State.FEEDBACK: Status.CARRIED_OUT,
    State.CLOSED: Status.CARRIED_OUT,
    State.NO_DIALOGUE: Status.NOT_HELD,
    State.CANCELLED: Status.NOT_HELD,
}


class Counted(models.TextChoices):
    """What a record counts as: what is no dialogue is counted apart (R086), and so are dialogues of
    the types that the city's profile says (R157). Each record is one of these."""

    DIALOGUE = "dialogue", pgettext_lazy("counted", "Dialogues")
    APART = "apart", pgettext_lazy("counted", "Dialogues of types counted apart")
    INFORMATION = "information", pgettext_lazy("counted", "Information meetings")
    NOT_HELD = "not_held", pgettext_lazy("counted", "Not held")


class Purpose(models.TextChoices):
    """Coded purposes (R007)."""

    INPUT = "input", _("Collect viewpoints, input and ideas")
    INFLUENCE = "influence", _("Increase residents' influence")
    CONFLICT = "conflict", _("Handle a conflict, a problem or a worry")
    MEET_POLITICIANS = "meet_politicians", _("Let politicians and residents meet")
    NEEDS = "needs", _("Find out a group's needs")
    BEFORE_DECISION = "before_decision", _("Gather information before a decision")
    INFORM = "inform", _("Tell of coming changes")
    REBUILDING = "rebuilding", _("Give influence over rebuilding or refurbishment")
    ENGAGEMENT = "engagement", _("Increase engagement")
    QUALITY = "quality", _("Improve a service")
    COMMUNITY = "community", _("Strengthen community and social capital")


class Phase(models.IntegerChoices):
    """Points in the decision process (R010, table 1 of S0)."""

    IDEAS = 1, _("When ideas arise, early in a process")
    INQUIRY = 2, _("During the inquiry before a decision")
    PROPOSALS = 3, _("When proposals are discussed before a decision")
    DECISION = 4, _("When the decision is taken")
    CARRYING_OUT = 5, _("When the administration carries out the decision")
    EVALUATION = 6, _("When the decision is evaluated after a time")


class Openness(models.TextChoices):
    """What residents can still influence (REQUIREMENTS section 5, matter 6)."""

    WHETHER = "whether", _("Whether it is to be done")
    HOW = "how", _("How it is to be done")
    NOTHING = "nothing", _("Nothing: it is already decided")


class Orientation(models.TextChoices):
    """What the dialogue starts from (R026)."""

    TARGET_GROUP = "target_group", _("Target groups")
    PLACE = "place", _("Place")
    THEME = "theme", _("Theme")


class Initiator(models.TextChoices):
    """Who had the idea (R034)."""

    POLITICIAN = "politician", _("An elected representative")
    RESIDENTS = "residents", _("Residents")
    OFFICIAL = "official", _("An official")
    CIVIL_SOCIETY = "civil_society", _("Civil society")


class TargetGroup(models.TextChoices):
    """Groups a dialogue may turn to, for searching; the analysis proper is richer (R047)."""

    CHILDREN = "children", _("Children up to 12")
    YOUTH = "youth", _("Youth 13–19")
    YOUNG_ADULTS = "young_adults", _("Young adults 20–25")
    PARENTS = "parents", _("Parents")
    OLDER = "older", _("Older people")
    GIRLS_WOMEN = "girls_women", _("Girls and women")
    FOREIGN_BORN = "foreign_born", _("People born abroad")
    NEWLY_ARRIVED = "newly_arrived", _("Newly arrived")
    DISABILITY = "disability", _("People with disabilities")
    SERVICE_USERS = "service_users", _("Users of a service")
    TENANTS = "tenants", _("Tenants")
    BUSINESSES = "businesses", _("Businesses")
    ASSOCIATIONS = "associations", _("Associations")
    ALL_RESIDENTS = "all_residents", _("All who live or move in the area")


class Recruitment(models.TextChoices):
    """How people were invited (R017)."""

    OPEN = "open", _("Open invitation")
    TARGETED = "targeted", _("Targeted recruitment")
    OUTREACH = "outreach", _("Outreach work")
    RANDOM_SAMPLE = "random_sample", _("Random sample")
    SNOWBALL = "snowball", _("Snowball sample")
    SELF_SELECTED = "self_selected", _("Self-selected")
    PASSERS_BY = "passers_by", _("Those passing by")
    ANY_TIME = "any_time", _("At any time")


class CountQuality(models.TextChoices):
    """How a number of participants is known (R011)."""

    COUNTED = "counted", _("Counted")
    ESTIMATED = "estimated", _("Estimated")
    UNKNOWN = "unknown", _("Unknown")


class Format(models.TextChoices):
    """Where people met (R015)."""

    PHYSICAL = "physical", _("In person")
    DIGITAL = "digital", _("Digitally")
    BOTH = "both", _("Both in person and digitally")


class VenueKind(models.TextChoices):
    """Kinds of venue (R014)."""

    SQUARE = "square", _("Square or street")
    PAVILION = "pavilion", _("Dialogue pavilion")
    ADMINISTRATION = "administration", _("The administration's premises")
    TECHNICAL_BUILDING = "technical_building", _("City technical building")
    SCHOOL = "school", _("School")
    COMMUNITY_CENTRE = "community_centre", _("Community centre")
    YARD = "yard", _("Yard or park")
    CIVIL_SOCIETY = "civil_society", _("Civil society's premises")
    OTHER = "other", _("Another place")


class DocumentForm(models.TextChoices):
    """Forms of documentation (R016)."""

    REPORT = "report", _("Summary report")
    MINUTES = "minutes", _("Minutes")
    NOTES = "notes", _("Meeting notes")
    EXHIBITION = "exhibition", _("Exhibition")
    FILM = "film", _("Film")
    PICTURES = "pictures", _("Pictures")
    PROTOTYPE = "prototype", _("Prototype")


class TextState(models.TextChoices):
    """How far the reading of a document's text has come."""

    NONE = "none", _("No text to read")
    WAITING = "waiting", _("The text is being read")
    READ = "read", _("The text can be searched")
    FAILED = "failed", _("The text could not be read")


class PartnerKind(models.TextChoices):
    """Kinds of partners (R033)."""

    ADMINISTRATION = "administration", _("Another administration")
    COMPANY = "company", _("A municipal company")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    EXTERNAL = "external", _("Another external actor")


class Financing(models.TextChoices):
    """Where the money comes from (R067)."""

    OWN = "own", _("Within the administration's own budget")
    DEMOCRACY = "democracy", _("Special democracy funds")
    COMMITTEE = "committee", _("Money that the committee sets aside")
    PROJECT = "project", _("A project's or a development's budget")
    PARTNERS = "partners", _("Partners pay a part")
    GRANT = "grant", _("A grant from the state or the EU")


class MatterState(models.TextChoices):
    """What became of a matter that a committee keeps as suitable for dialogue (R080)."""

    WAITING = "waiting", pgettext_lazy("matter", "Not begun")
    BEGUN = "begun", pgettext_lazy("matter", "A dialogue came of it")
    DROPPED = "dropped", pgettext_lazy("matter", "No dialogue")


class InitiativeOutcome(models.TextChoices):
    """What the city did with an initiative of residents or civil society (R081)."""

    WAITING = "waiting", pgettext_lazy("initiative", "Waits for an answer")
    ANSWERED = "answered", pgettext_lazy("initiative", "Answered")
    SUPPORTED = "supported", pgettext_lazy("initiative", "The city supports it")
    DIALOGUE = "dialogue", pgettext_lazy("initiative", "A dialogue came of it")
    NOT_DONE = "not_done", pgettext_lazy("initiative", "Not taken further")


class FeedbackReach(models.TextChoices):
    """Whom the feedback reaches (R123, R124)."""

    TARGETED = "targeted", _("Sent to those who took part")
    OPEN = "open", _("Published for anybody to find")


class EvaluationKind(models.TextChoices):
    """What kind of evaluation was made (R132)."""

    SYSTEMATIC = "systematic", _("Systematic evaluation")
    REFLECTION = "reflection", _("The administration's own reflections")
    NOT_MADE = "not_made", _("No evaluation")


class EvaluatedAspect(models.TextChoices):
    """What was evaluated (R131)."""

    PURPOSE = "purpose", _("Purpose")
    METHOD = "method", _("Method")
    PARTICIPATION = "participation", _("Participation")


class DatePrecision(models.TextChoices):
    """How exactly a date is known: old reports often give a month or a year (R027)."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class Judgement(models.TextChoices):
    """How far a hit answers the question (R049)."""

    ANSWERS = "answers", _("Answers the question")
    PARTLY = "partly", _("Partly")
    NOT = "not", _("No")


class Conclusion(models.TextChoices):
    """What the search before planning led to (R049)."""

    NO_DIALOGUE = "no_dialogue", _("No new dialogue is needed. The answer is there.")
    COORDINATE = "coordinate", _("Coordinate with a dialogue that is under way.")
    NEW_DIALOGUE = "new_dialogue", _("A new dialogue is needed.")


class ImportKind(models.TextChoices):
    """What the rows of an imported file are."""

    DIALOGUES = "dialogues", _("Earlier dialogues")
    VIEWPOINTS = "viewpoints", _("Viewpoints")


class ImportState(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, ready to run")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")


class Step(models.TextChoices):
    """The steps in which a dialogue is registered; the values stand in the address."""

    BASICS = "grunden", pgettext_lazy("step", "What, where and when")
    PURPOSE = "syfte", pgettext_lazy("step", "Purpose and level")
    CONTEXT = "sammanhang", pgettext_lazy("step", "Context")
    PARTICIPATION = "deltagande", pgettext_lazy("step", "Participants and methods")
    RESULTS = "resultat", pgettext_lazy("step", "Results and feedback")
    OCCASIONS = "tillfallen", pgettext_lazy("step", "Occasions")
    DOCUMENTS = "dokument", pgettext_lazy("step", "Documents")


class PlanStep(models.TextChoices):
    """The steps that something in the plan may hinder."""

    SUBMIT = "submit", pgettext_lazy("plan step", "To submit the plan")
    START = "start", pgettext_lazy("plan step", "To start the dialogue")
    CLOSE = "close", pgettext_lazy("plan step", "To close the dialogue")


class MoveName(models.TextChoices):
    """Every change of state; the words are those of the buttons (R058, DESIGN section 6)."""

    BEGIN = "begin", pgettext_lazy("move", "Begin planning")
    GRANT = "grant", pgettext_lazy("move", "Have the idea inquired into")
    DECLINE = "decline", pgettext_lazy("move", "Answer no to the idea")
    KNOWN = "known", pgettext_lazy("move", "The knowledge is there already")
    INFORM = "inform", pgettext_lazy("move", "Hold an information meeting instead")
    SUBMIT = "submit", pgettext_lazy("move", "Submit the plan for decision")
    SETTLE = "settle", pgettext_lazy("move", "Settle the plan")
    APPROVE = "approve", pgettext_lazy("move", "Approve")
    APPROVE_WITH_CONDITIONS = (
        "approve_with_conditions",
        pgettext_lazy("move", "Approve with conditions"),
    )
    REFER_BACK = "refer_back", pgettext_lazy("move", "Refer back")
    REJECT = "reject", pgettext_lazy("move", "Reject")
    RESUBMIT = "resubmit", pgettext_lazy("move", "Submit the changed plan")
    START = "start", pgettext_lazy("move", "Start the dialogue")
    CARRY_OUT = "carry_out", pgettext_lazy("move", "Mark as carried out")
    CLOSE = "close", pgettext_lazy("move", "Close the loop")
    CANCEL = "cancel", pgettext_lazy("move", "Cancel the dialogue")


class Outcome(models.TextChoices):
    """What was decided about a plan (R075); each is the move of the same value."""

    APPROVE = "approve", pgettext_lazy("outcome", "Approved")
    APPROVE_WITH_CONDITIONS = (
        "approve_with_conditions",
        pgettext_lazy("outcome", "Approved with conditions"),
    )
    REFER_BACK = "refer_back", pgettext_lazy("outcome", "Referred back")
    REJECT = "reject", pgettext_lazy("outcome", "Rejected")


class HistoryAction(models.TextChoices):
    """What was done to a dialogue, as its history tells it; other apps add words of their own."""

    CONCLUDED = "concluded", pgettext_lazy("history", "Search before planning concluded")
    REGISTERED = "registered", pgettext_lazy("history", "Registered")
    IMPORTED = "imported", pgettext_lazy("history", "Imported from a file")
    CHANGED = "changed", pgettext_lazy("history", "Changed")
    PLAN_CHANGED = "plan changed", pgettext_lazy("history", "The plan changed")
    PLAN_COPIED = "plan copied", pgettext_lazy("history", "The plan filled from another one")
    OCCASION_ADDED = "occasion added", pgettext_lazy("history", "Occasion added")
    MEETINGS_ADDED = "meetings added", pgettext_lazy("history", "Council meetings added")
    OCCASION_CHANGED = "occasion changed", pgettext_lazy("history", "Occasion changed")
    OCCASION_REMOVED = "occasion removed", pgettext_lazy("history", "Occasion removed")
    DOCUMENT_ADDED = "document added", pgettext_lazy("history", "Document added")
    DOCUMENT_CHANGED = "document changed", pgettext_lazy("history", "Document changed")
    DOCUMENT_REMOVED = "document removed", pgettext_lazy("history", "Document removed")
    MARKED = "marked as good example", pgettext_lazy("history", "Marked as a good example")
    UNMARKED = "no longer a good example", pgettext_lazy("history", "No longer a good example")
    MOVED = "moved", pgettext_lazy("history", "A step in the process")
    MEETING_TOLD = "information meeting", pgettext_lazy("history", "Information meeting noted")
    OPINION_GIVEN = "opinion given", pgettext_lazy("history", "The strategist's opinion given")
    ATTESTED = "attested", pgettext_lazy("history", "The decision attested")
    WITHDRAWN = "withdrawn", pgettext_lazy("history", "Marked as no dialogue")
    RESTORED = "restored", pgettext_lazy("history", "Restored as a dialogue")
