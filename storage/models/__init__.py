"""The tables, by noun."""

from storage.models.answers import Answer, AnswerTemplate
from storage.models.api import ApiKey, ApiSubmission, OAuthTokens, PublicKey
from storage.models.base import (
    Base,
    EncryptedAddress,
    EncryptedName,
    EncryptedNumber,
    EncryptedText,
    UtcTime,
)
from storage.models.case_log import CaseEvent, LogAnchorRow, StaffEvent, StaffLogAnchorRow
from storage.models.cases import (
    CONDUCT,
    Case,
    CaseAgency,
    CaseLink,
    CaseMedia,
    CaseNote,
    NumberSequence,
    ReceiptTries,
)
from storage.models.conversations import Conversation, LiveChat, LiveChatLine
from storage.models.denunciations import Denunciation, DenunciationFile, DenunciationStep
from storage.models.messages import (
    AgencyGroup,
    GroupThread,
    InboxRow,
    OutboxMention,
    OutboxRow,
    Queued,
    ShownMenu,
)
from storage.models.office import ClosedPeriod, DataVersion, Heartbeat, OutageRow
from storage.models.people import (
    Absence,
    AddressRow,
    Consent,
    Invitation,
    KioskDevice,
    Person,
    RoleAssignment,
    UserFile,
    WebSession,
)
from storage.models.publications import Publication, PublicationDraftRow
from storage.models.ratings import Rating, RatingDay, RatingSalt, RatingTask, SurveyResponse

__all__ = [
    "CONDUCT",
    "Absence",
    "AddressRow",
    "AgencyGroup",
    "Answer",
    "AnswerTemplate",
    "ApiKey",
    "ApiSubmission",
    "Base",
    "Case",
    "CaseAgency",
    "CaseEvent",
    "CaseLink",
    "CaseMedia",
    "CaseNote",
    "ClosedPeriod",
    "Consent",
    "Conversation",
    "DataVersion",
    "Denunciation",
    "DenunciationFile",
    "DenunciationStep",
    "EncryptedAddress",
    "EncryptedName",
    "EncryptedNumber",
    "EncryptedText",
    "GroupThread",
    "Heartbeat",
    "InboxRow",
    "Invitation",
    "KioskDevice",
    "LiveChat",
    "LiveChatLine",
    "LogAnchorRow",
    "NumberSequence",
    "OAuthTokens",
    "OutageRow",
    "OutboxMention",
    "OutboxRow",
    "Person",
    "PublicKey",
    "Publication",
    "PublicationDraftRow",
    "Queued",
    "Rating",
    "RatingDay",
    "RatingSalt",
    "RatingTask",
    "ReceiptTries",
    "RoleAssignment",
    "ShownMenu",
    "StaffEvent",
    "StaffLogAnchorRow",
    "SurveyResponse",
    "UserFile",
    "UtcTime",
    "WebSession",
]
