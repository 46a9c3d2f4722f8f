#!/bin/sh
# The main job with curl alone: open a case, request a plan, confirm it, fetch the calendar files.
#
#   session.sh BASE_URL E-MAIL FOLDER
#
# Writes case.json, plan.json, confirmed.json, appointment-N.json, invite-N.ics and calendar.ics into FOLDER. When the world
# moved between plan and confirmation (409), it asks for a new plan, as a person would; after ten times it gives up.
set -eu
base=$1 email=$2 folder=$3
today=$(TZ=Europe/Berlin date +%F)

# call METHOD PATH FILE [BODY] -> prints the status
call() {
    if [ $# -gt 3 ]; then
        curl -sS -o "$folder/$3" -w '%{http_code}' -X "$1" "$base$2" -H 'Content-Type: application/json' -d "$4"
    else
        curl -sS -o "$folder/$3" -w '%{http_code}' -X "$1" "$base$2" -H 'If-Match: "1"'
    fi
}

# expect STATUS SEEN FILE
expect() {
    [ "$1" = "$2" ] || { echo "expected $1, got $2: $(cat "$folder/$3")" >&2; exit 1; }
}

# The number that follows "id": at the start of an answer.
id_of() {
    sed -n 's/^{"id":\([0-9]*\).*/\1/p' "$folder/$1"
}

mkdir -p "$folder"
expect 201 "$(call POST /api/cases case.json "{
  \"district\": \"hoerde\", \"received_on\": \"$today\",
  \"meetings\": [{\"department\": \"bauordnung\", \"minutes\": 30}, {\"department\": \"brandschutz\", \"minutes\": 30},
                 {\"department\": \"lebensmittelueberwachung\", \"minutes\": 30}],
  \"customer\": {\"name\": \"Kundin/Kunde\", \"email\": \"$email\"}}")" case.json
case=$(id_of case.json)

tries=0
while :; do
    expect 201 "$(call POST "/api/cases/$case/plans" plan.json '{"seconds": 5}')" plan.json
    status=$(call POST "/api/plans/$(id_of plan.json)/confirm" confirmed.json)
    [ "$status" = 409 ] || break
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || { echo "the world moved ten times" >&2; exit 1; }
done
expect 200 "$status" confirmed.json

expect 200 "$(call GET "/api/cases/$case" case.json)" case.json
for appointment in $(sed -n 's/.*"appointments":\[\([0-9,]*\)\].*/\1/p' "$folder/case.json" | tr , ' '); do
    expect 200 "$(call GET "/api/appointments/$appointment" "appointment-$appointment.json")" "appointment-$appointment.json"
    expect 200 "$(call GET "/api/appointments/$appointment/invite.ics" "invite-$appointment.ics")" "invite-$appointment.ics"
done
expect 200 "$(call GET "/api/cases/$case/calendar.ics" calendar.ics)" calendar.ics
