"""Changes to customers and their cases."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from scheduler.cases import Case, Customer
from scheduler.errors import Conflict, InputError, StaleError
from scheduler.mailbox import has_no_mail
from scheduler.store import tables
from scheduler.store.reading import Reading
from scheduler.store.rows import case_row, required_meeting_rows


class CaseWriting(Reading):
    """Customers, cases, and their versions."""

    def open_case(self, case: Case) -> Case:
        """The case with the id the store gave it. A customer is known by e-mail, see `_customer_id`."""
        customer_id = self._customer_id(case.customer)
        row = {**case_row(case), "customer_id": customer_id}
        case_id = self._connection.scalar(insert(tables.customer_case).values(row).returning(tables.customer_case.c.id))
        stored = replace(case, id=case_id)
        self._connection.execute(insert(tables.required_meeting), required_meeting_rows(stored.id, case.meetings))
        return self.case(stored.id)  # the customer as they are known

    def advance_cases(self, case_versions: Mapping[int, int]) -> None:
        """Compare and swap: each case from the version given to the next. Raises Conflict for those that moved."""
        cases, moved = tables.customer_case, list[int]()
        for case_id, version in sorted(case_versions.items()):
            same = (cases.c.id == case_id) & (cases.c.version == version)
            if self._connection.execute(update(cases).where(same).values(version=version + 1)).rowcount != 1:
                moved.append(case_id)
        if moved:
            raise _moved_on(moved)

    def outdate_cases(self, case_ids: Iterable[int]) -> None:
        """Each case to its next version, whichever it has: what was planned for it before is not confirmed any more."""
        cases = tables.customer_case
        for case_id in sorted(case_ids):
            self._connection.execute(update(cases).where(cases.c.id == case_id).values(version=cases.c.version + 1))

    def require_cases(self, case_versions: Mapping[int, int]) -> None:
        """Let nobody change these cases until this transaction ends. Raises Conflict for those that moved."""
        cases = tables.customer_case.c
        query = select(cases.id, cases.version).where(cases.id.in_(sorted(case_versions))).order_by(cases.id).with_for_update()
        now = dict(self._connection.execute(query).all())
        moved = [case_id for case_id, version in sorted(case_versions.items()) if now.get(case_id) != version]
        if moved:
            raise _moved_on(moved)

    def rewrite_records(self, case: Case) -> Case:
        """The days recorded of a case, whose `version` is the one they were told for; the case with its next version.

        Raises StaleError when it has moved on.
        """
        row = {**case_row(case), "version": case.version + 1}
        kept = {field: row[field] for field in ("complete_on", "records", "version")}
        cases = tables.customer_case
        same = (cases.c.id == case.id) & (cases.c.version == case.version)
        if self._connection.execute(update(cases).where(same).values(kept)).rowcount != 1:
            raise StaleError(f"Case {case.id}", case.version)
        return replace(case, version=case.version + 1)

    def _customer_id(self, customer: Customer) -> int:
        """Of the customer with that e-mail, who is entered when new. Raises InputError when they have another name.

        The first name stands: a second case must not rename the customer in invitations that were sent already. And two
        people who share an address are not one customer, or their meetings would be planned into one appointment.
        """
        known = select(tables.customer).where(tables.customer.c.email == customer.email)
        if self._connection.execute(known).one_or_none() is None:
            # Somebody else may enter the same customer at the same moment; then they are known, as below.
            with suppress(IntegrityError), self._connection.begin_nested():
                return self._new_customer(customer)
        found = self._connection.execute(known).mappings().one()
        if found["name"] != customer.name:
            raise InputError(
                f'"{customer.name}" is not the name that belongs to {customer.email} here.',
                path="customer.name",
                value=customer.name,
                advice="Write it as in the customer's first case, or give somebody else's own e-mail address.",
            )
        now = {
            "language": customer.language or found["language"],
            "postal_address": customer.postal_address or found["postal_address"],
        }
        if any(found[field] != value for field, value in now.items()):  # the newest word counts
            self._connection.execute(update(tables.customer).where(tables.customer.c.id == found["id"]).values(now))
        return found["id"]

    def choose_language(self, email: str, language: str) -> None:
        """In which the customer is written to from now on."""
        row = tables.customer
        self._connection.execute(update(row).where(row.c.email == email).values(language=language))

    def _new_customer(self, customer: Customer) -> int:
        if has_no_mail(customer.email) and not customer.postal_address:
            sentence = f"{customer.email} stands for nobody here, and nothing can be sent to it."
            raise InputError(sentence, path="customer.email", value=customer.email, advice="Give postal_address instead of it.")
        row = {
            "email": customer.email,
            "name": customer.name,
            "language": customer.language or "de",
            "postal_address": customer.postal_address,
        }
        customer_id = self._connection.execute(insert(tables.customer).values(row).returning(tables.customer.c.id)).scalar_one()
        self._connection.execute(insert(tables.capacity).values(kind="customer", name=str(customer_id)))
        return customer_id


def _moved_on(case_ids: list[int]) -> Conflict:
    why = "another plan for it was confirmed, an appointment of it was given up, or its days were recorded anew"
    return Conflict(
        (f"Case {case_id} is no longer as it was when the plan was made: {why}." for case_id in case_ids),
        advice="Look at it as it is now, and request a new plan where meetings are still open.",
    )
