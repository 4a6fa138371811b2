#!/bin/sh
# AGI: plays something for fifteen seconds.
while read -r line && [ -n "$line" ]; do :; done
echo 'STREAM FILE demo-abouttotry ""'
read -r answer
