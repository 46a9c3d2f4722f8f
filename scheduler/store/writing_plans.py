"""Changes to plans and replans: proposed, held, confirmed. What they take is `writing_appointments`' business."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select, update

from scheduler.errors import StaleError
from scheduler.plans import Plan, Replan
from scheduler.store import tables
from scheduler.store.documents import to_document
from scheduler.store.reading import Reading, ReplanProposal


class PlanWriting(Reading):
    """Plans and replans."""

    def write_proposal(self, plan: Plan, town_version: int, case_versions: Mapping[int, int], made_at: datetime) -> Plan:
        """The plan with its id. It books nothing."""
        row = {
            "customer_id": self._customer_id_of(plan.customer),
            "made_at": made_at,
            "town_version": town_version,
            "case_versions": {str(case_id): version for case_id, version in case_versions.items()},
            "document": to_document(plan),
        }
        plan_id = self._connection.scalar(insert(tables.plan).values(row).returning(tables.plan.c.id))
        stored = replace(plan, id=plan_id)
        self._connection.execute(update(tables.plan).where(tables.plan.c.id == plan_id).values(document=to_document(stored)))
        return stored

    def lock_proposal(self, plan_id: int) -> None:
        """Let nobody else hold, confirm or drop the plan until this transaction ends (SQLite: nobody else writes anyway)."""
        self._connection.execute(select(tables.plan.c.id).where(tables.plan.c.id == plan_id).with_for_update())

    def rewrite_plan(self, plan: Plan, confirmed_at: datetime | None = None) -> Plan:
        """The plan as it has become, with its next version. Raises StaleError when it has moved on from `plan.version`."""
        stored = replace(plan, version=plan.version + 1)
        row = {
            "document": to_document(stored),
            "version": stored.version,
            "confirmed_at": confirmed_at,
            "held_until": stored.held_until,
            "held_by": stored.held_by,
        }
        same = (tables.plan.c.id == plan.id) & (tables.plan.c.version == plan.version)
        if self._connection.execute(update(tables.plan).where(same).values(row)).rowcount != 1:
            raise StaleError(f"Plan {plan.id}", plan.version)
        return stored

    def write_replan(self, proposal: ReplanProposal, made_at: datetime) -> Replan:
        """The replan with its id. It changes nothing that is booked."""
        row = {
            "made_at": made_at,
            "town_version": proposal.town_version,
            "calendar_version": proposal.calendar_version,
            "case_versions": {str(case_id): version for case_id, version in proposal.case_versions.items()},
            "document": to_document(proposal.replan),
        }
        replan_id = self._connection.scalar(insert(tables.replan).values(row).returning(tables.replan.c.id))
        stored = replace(proposal.replan, id=replan_id)
        self._update_replan(stored, {"document": to_document(stored)})
        return stored

    def lock_replan(self, replan_id: int) -> None:
        """As `lock_proposal`."""
        self._connection.execute(select(tables.replan.c.id).where(tables.replan.c.id == replan_id).with_for_update())

    def write_replanned(self, replan: Replan, confirmed_at: datetime) -> None:
        self._update_replan(replan, {"document": to_document(replan), "confirmed_at": confirmed_at})

    def _update_replan(self, replan: Replan, row: dict[str, object]) -> None:
        self._connection.execute(update(tables.replan).where(tables.replan.c.id == replan.id).values(row))
