"""The place Team: what a merge brought, what is to be looked at, who codes."""
