// One JSON text a line in: a calendar file. One JSON object a line out: what ical.js reads in it.
const ICAL = require("./ical.js.cjs");
const lines = require("readline").createInterface({ input: process.stdin });
const address = property => property.getFirstValue().toString().toLowerCase().replace(/^mailto:/, "");
lines.on("line", line => {
  try {
    const calendar = new ICAL.Component(ICAL.parse(JSON.parse(line)));
    const zones = calendar.getAllSubcomponents("vtimezone");
    for (const zone of zones) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
    const entries = calendar.getAllSubcomponents("vevent");
    const entry = entries[0];
    const instant = name => entry.getFirstPropertyValue(name).toJSDate().getTime() / 1000;
    console.log(JSON.stringify({
      entries: entries.length,
      method: calendar.getFirstPropertyValue("method"),
      uid: entry.getFirstPropertyValue("uid"),
      sequence: entry.getFirstPropertyValue("sequence"),
      start: instant("dtstart"),
      end: instant("dtend"),
      organizer: address(entry.getFirstProperty("organizer")),
      attendees: entry.getAllProperties("attendee").map(address),
      summary: entry.getFirstPropertyValue("summary"),
    }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
});
