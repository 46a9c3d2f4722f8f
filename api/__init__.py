"""The web interface, the pages and the command line; thin views over `scheduler.planning`."""
