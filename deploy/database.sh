#!/bin/sh
# Run once by the PostgreSQL image, when the database is created: Debrief's own user, which owns its database and
# nothing else. The superuser then has no password: it is reached from inside the container alone.
set -eu
psql --no-psqlrc --set=ON_ERROR_STOP=1 --set=password="$DEBRIEF_PASSWORD" <<'SQL'
CREATE ROLE debrief LOGIN PASSWORD :'password';
CREATE DATABASE debrief OWNER debrief;
REVOKE ALL ON DATABASE debrief FROM PUBLIC;
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
