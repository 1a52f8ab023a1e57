#!/bin/sh
touch /tmp/toolexec
exec "$@"
