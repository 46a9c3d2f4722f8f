"""What-if studies for people: the planner's page, its pictures, and the lever forms on it."""
