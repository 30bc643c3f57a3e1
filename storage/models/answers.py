"""Answers, notes and templates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from rules.lifecycle import ANSWER_SENT
from rules.solution import NOT_SAID
from storage.models.base import Base, EncryptedText


class Answer(Base):
    """The outcome in writing: an answer or the reason of a refusal.

    `state`: a `draft` waits for a signature and is then `signed`, `rejected`, `freed` when it
    needs none any more, or `dropped` when its case went elsewhere; what reached the citizen is
    `sent`. A `refusal` waits likewise for a second person.
    """

    __tablename__ = "answers"
    __table_args__ = (
        Index(
            "ix_answers_promised",
            "solve_by",
            sqlite_where=text("solution = 'promised' AND solved_on IS NULL"),
            postgresql_where=text("solution = 'promised' AND solved_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(EncryptedText)
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=ANSWER_SENT)
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[str] = mapped_column(default="", index=True)
    """The same for answers of the same words, see rules.text.text_fingerprint."""
    solution: Mapped[str] = mapped_column(default=NOT_SAID)
    """What it says was done; see rules.solution."""
    solve_by: Mapped[date | None]
    solved_on: Mapped[date | None]


class AnswerTemplate(Base):
    """Words an agency answers with often; `{ten}`, `{ma}`, `{han}` … are filled for each case."""

    __tablename__ = "answer_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
