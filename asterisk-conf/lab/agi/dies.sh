#!/bin/sh
# AGI: fails at once.
exit 1
