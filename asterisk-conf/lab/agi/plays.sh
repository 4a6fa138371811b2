#!/bin/sh
# AGI: plays the sound that it is started with, to its end.
while read -r line && [ -n "$line" ]; do :; done
echo "STREAM FILE $1 \"\""
read -r answer
