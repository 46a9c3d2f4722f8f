"""What the replications of a study say together: `replication`, `interval`, `compare`, `stop`."""
