#!/bin/sh
# Compiles what lies here together with javax.json, and runs it with stdin.
set -e
javac -encoding UTF-8 --release 8 -Xlint:-options -cp "$1:." -d classes Run.java
exec java -cp "$1:classes" -Xshare:auto -XX:TieredStopAtLevel=1 Run
