/**
 * What administrators ask of webhooks and do with them, and of NOTIFYs and findings, over HTTP: the
 * edge lets them in, {@code webhook} does it, {@code log} has the NOTIFYs, {@code audit} the findings,
 * and this is the JSON in between. Must not know how a transfer is decided, how a token is checked, or
 * how anything is delivered or kept.
 */
@NullMarked
package dev.referee.admin;

import org.jspecify.annotations.NullMarked;
