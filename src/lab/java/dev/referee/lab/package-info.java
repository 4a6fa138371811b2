/**
 * Referee as its users see it, for tests against a real Asterisk and for the demonstration: the
 * program started from its jar, and sockets that hear what a browser would hear. Knows the contract
 * (docs, JSON) and none of Referee's classes.
 */
@NullMarked
package dev.referee.lab;

import org.jspecify.annotations.NullMarked;
