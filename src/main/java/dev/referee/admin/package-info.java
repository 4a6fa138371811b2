/**
 * What administrators ask of webhooks and do with them, and of NOTIFYs, over HTTP: the edge lets them
 * in, {@code webhook} does it, {@code log} has the NOTIFYs, and this is the JSON in between. Must not know how a transfer is decided, how a
 * token is checked, or how anything is delivered or kept.
 */
@NullMarked
package dev.referee.admin;

import org.jspecify.annotations.NullMarked;
