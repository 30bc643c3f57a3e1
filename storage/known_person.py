"""A person with the roles in force, as every event finds them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from storage.models import Person
from storage.role_assignments import Role


class EndedRole(NamedTuple):
    """A role somebody held once as their own."""

    role: Role
    until: datetime


class KnownPerson(NamedTuple):
    """A person and the roles in force."""

    person: Person
    roles: tuple[Role, ...]
    stands_in: tuple[tuple[Role, int], ...] = ()
    """Roles held as the deputy of somebody, by id, that are not the person's own besides."""
    acts_for: frozenset[int] = frozenset()
    """Everybody the person stands in for today, by id."""
    reachable: bool = True
    """False: the last message to the address the person speaks from did not get there."""
    ended: tuple[EndedRole, ...] = ()
    brought_in: tuple[tuple[KnownPerson, datetime], ...] = ()
    """By whom, and by whom these were, and when: see `storage.sponsors`."""

    def stands_for(self, role: str, agency: str) -> int | None:
        """For whom the person acts in a role that is not their own, or nobody."""
        return dict(self.stands_in).get(Role(role, agency))

    def holds(self, role: str, agency: str | None = None) -> bool:
        """Whether the person has the role, in that agency when one is named."""
        return any(
            held.role == role and (agency is None or held.agency == agency) for held in self.roles
        )

    def held_after(self, moment: datetime, role: str, agency: str) -> bool:
        """Whether the person has the role as their own, or still had it after a moment."""
        wanted = Role(role, agency)
        own = wanted in self.roles and self.stands_for(role, agency) is None
        return own or any(role == wanted and until > moment for role, until in self.ended)
