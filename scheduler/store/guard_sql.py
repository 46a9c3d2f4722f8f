"""The SQL of the guards, as released with revision 0005: it is not edited any more, a later revision brings its own.

One rule a name, twice: SQLite knows a trigger for one event and no deferred one, PostgreSQL functions and constraints.
What each is for stands in `guards`. A row is compared with the null-safe IS NOT and IS DISTINCT FROM, and the SQLite ones do
without foreign keys, which SQL by hand does not switch on there.
"""

OVERLAP = "engagement_overlap"

# An appointment that takes somebody has engagements for its customer and room, its advisor, and everybody in its meetings.
_UNCLAIMED = """
    NOT EXISTS (
        SELECT 1 FROM engagement AS e JOIN capacity AS c ON c.id = e.capacity_id
        WHERE e.appointment_id = NEW.id AND c.kind = 'customer' AND c.name = CAST(NEW.customer_id AS {text})
            AND e.starts_at = NEW.starts_at AND e.ends_at = NEW.ends_at)
    OR EXISTS (SELECT 1 FROM capacity AS c WHERE c.kind = 'room' AND c.name = NEW.place AND c.offered) AND NOT EXISTS (
        SELECT 1 FROM engagement AS e JOIN capacity AS c ON c.id = e.capacity_id
        WHERE e.appointment_id = NEW.id AND c.kind = 'room' AND c.name = NEW.place
            AND e.starts_at = NEW.starts_at AND e.ends_at = NEW.ends_at)
    OR NEW.advisor IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM engagement AS e JOIN capacity AS c ON c.id = e.capacity_id
        WHERE e.appointment_id = NEW.id AND c.kind = 'seat' AND c.name = NEW.advisor
            AND e.starts_at <= NEW.starts_at AND e.ends_at >= NEW.ends_at)
    OR NOT EXISTS (SELECT 1 FROM held_meeting AS m WHERE m.appointment_id = NEW.id)
    OR EXISTS (
        SELECT 1 FROM held_meeting AS m, {each_seat} AS seat
        WHERE m.appointment_id = NEW.id AND NOT EXISTS (
            SELECT 1 FROM engagement AS e JOIN capacity AS c ON c.id = e.capacity_id
            WHERE e.appointment_id = NEW.id AND c.kind = 'seat' AND c.name = seat.value
                AND e.starts_at <= m.starts_at AND e.ends_at >= m.ends_at))"""

_OTHER_CAPACITY = """NEW.capacity_id {differs} OLD.capacity_id AND NOT EXISTS (
        SELECT 1 FROM capacity AS was JOIN capacity AS now ON now.name = was.name
        WHERE was.id = OLD.capacity_id AND now.id = NEW.capacity_id AND was.kind = 'room' AND now.kind = 'room')"""

_OVERLAPS = """EXISTS (
        SELECT 1 FROM engagement AS other
        WHERE other.capacity_id = NEW.capacity_id AND other.active AND other.id IS NOT NEW.id
            AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at)"""


_UNTOLD = """NOT EXISTS (SELECT 1 FROM transition AS t
        WHERE t.appointment_id = NEW.id AND t.version = NEW.version AND t.became = NEW.status)"""


def _changed(differs: str, *columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns) + ")"


def _frozen_engagement(differs: str) -> str:
    times = _changed(differs, "id", "appointment_id", "starts_at", "ends_at")
    return f"OLD.active AND NEW.active AND ({times} OR {_OTHER_CAPACITY.format(differs=differs)})"


def _refusals(differs: str, text: str, each_seat: str, lock: str) -> dict[str, tuple[str, str, str]]:
    """Name -> table, event, and when the event is refused; the parts that both dialects share. `lock`: so that nobody changes
    the appointment in between; SQLite has one writer.
    """
    of_appointment = f"(SELECT active FROM appointment WHERE id = NEW.appointment_id{lock})"  # noqa: S608
    moves = _changed(differs, "active", "appointment_id")
    offered = "(SELECT offered FROM capacity WHERE id = NEW.capacity_id)"
    meeting = _changed(differs, "appointment_id", "case_id", "meeting_id", "starts_at", "ends_at")
    seats = f"CAST(NEW.seats AS {text}) {differs} CAST(OLD.seats AS {text})"
    kept = _changed(differs, "id", "customer_id", "plan_id", "place", "advisor", "starts_at", "ends_at")
    unclaimed = _UNCLAIMED.format(text=text, each_seat=each_seat)
    return {
        "engagement_as_appointment_insert": ("engagement", "INSERT", f"NEW.active {differs} {of_appointment}"),
        "engagement_as_appointment_update": ("engagement", "UPDATE", f"{moves} AND NEW.active {differs} {of_appointment}"),
        "engagement_frozen_update": ("engagement", "UPDATE", _frozen_engagement(differs)),
        "engagement_frozen_delete": ("engagement", "DELETE", "OLD.active"),
        "engagement_offered_insert": ("engagement", "INSERT", f"NEW.active AND NOT {offered}"),
        "engagement_offered_update": (
            "engagement",
            "UPDATE",
            f"NEW.active AND (NOT OLD.active OR NEW.capacity_id {differs} OLD.capacity_id) AND NOT {offered}",
        ),
        "held_meeting_as_appointment": ("held_meeting", "UPDATE", f"{moves} AND NEW.active {differs} {of_appointment}"),
        "held_meeting_frozen_insert": ("held_meeting", "INSERT", f"NEW.active OR {of_appointment}"),
        "held_meeting_frozen_update": ("held_meeting", "UPDATE", f"OLD.active AND NEW.active AND ({meeting} OR {seats})"),
        "held_meeting_frozen_delete": ("held_meeting", "DELETE", "OLD.active"),
        "appointment_frozen": ("appointment", "UPDATE", f"OLD.active AND NEW.active AND {kept}"),
        "appointment_planned_first": ("appointment", "INSERT", "NEW.status <> 'planned'"),
        "appointment_claims": ("appointment", "UPDATE", f"NEW.active AND NOT OLD.active AND ({unclaimed})"),
        "appointment_history": (
            "appointment",
            "UPDATE",
            f"NEW.status <> 'planned' AND {_changed(differs, 'status', 'version')} AND {_UNTOLD}",
        ),
        "capacity_fixed": ("capacity", "UPDATE", _changed(differs, "id", "kind", "name", "number")),
        "transition_kept_update": ("transition", "UPDATE", "true"),
        "transition_kept_delete": ("transition", "DELETE", "true"),
    }


_SQLITE = _refusals("IS NOT", "TEXT", "json_each(m.seats)", "") | {
    f"{OVERLAP}_insert": ("engagement", "INSERT", f"NEW.active AND {_OVERLAPS}"),
    f"{OVERLAP}_update": ("engagement", "UPDATE", f"NEW.active AND {_OVERLAPS}"),
    # As a foreign key says, which SQL by hand has to switch on there.
    "capacity_taken": ("capacity", "DELETE", "EXISTS (SELECT 1 FROM engagement AS e WHERE e.capacity_id = OLD.id)"),
    # INSERT OR REPLACE takes a row away without a DELETE that a trigger would see.
    "engagement_replaced": (
        "engagement",
        "INSERT",
        "EXISTS (SELECT 1 FROM engagement AS other WHERE other.id = NEW.id AND other.active)",
    ),
    "held_meeting_replaced": (
        "held_meeting",
        "INSERT",
        "EXISTS (SELECT 1 FROM held_meeting AS other WHERE other.appointment_id = NEW.appointment_id"
        " AND other.case_id = NEW.case_id AND other.meeting_id = NEW.meeting_id AND other.active)",
    ),
    "transition_replaced": (
        "transition",
        "INSERT",
        "EXISTS (SELECT 1 FROM transition AS other"
        " WHERE other.appointment_id = NEW.appointment_id AND other.version = NEW.version)",
    ),
}
_POSTGRESQL = _refusals("IS DISTINCT FROM", "text", "json_array_elements_text(m.seats)", " FOR SHARE")

_CARRY = (
    "UPDATE engagement SET active = NEW.active WHERE appointment_id = NEW.id;"
    " UPDATE held_meeting SET active = NEW.active WHERE appointment_id = NEW.id;"
)

SQLITE_TRIGGERS = {
    name: f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END"
    for name, (table, event, when) in _SQLITE.items()
} | {
    "appointment_carries": "CREATE TRIGGER appointment_carries AFTER UPDATE OF active ON appointment"
    f" WHEN NEW.active IS NOT OLD.active BEGIN {_CARRY} END"
}

# Function bodies by name; the trigger of the same name calls it.
POSTGRESQL_FUNCTIONS = {
    name: f"BEGIN IF {when} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END IF;"
    f" RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END"
    for name, (_, event, when) in _POSTGRESQL.items()
} | {"appointment_carries": f"BEGIN {_CARRY} RETURN NULL; END"}

POSTGRESQL_TRIGGERS = {
    name: f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    for name, (table, event, _) in _POSTGRESQL.items()
} | {
    "appointment_carries": "CREATE TRIGGER appointment_carries AFTER UPDATE OF active ON appointment FOR EACH ROW"
    " WHEN (new.active IS DISTINCT FROM old.active) EXECUTE FUNCTION appointment_carries()"
}

# From revision 0001; deferrable, so that two can change places in one transaction.
POSTGRESQL_CONSTRAINTS = {
    OVERLAP: "EXCLUDE USING gist (capacity_id WITH =, tstzrange(starts_at, ends_at, '[)'::text) WITH &&) WHERE (active)"
    " DEFERRABLE"
}
