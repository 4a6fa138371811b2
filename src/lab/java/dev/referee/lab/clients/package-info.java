/**
 * Phones that people really use, played as the one who transfers: {@link
 * dev.referee.lab.clients.PlayClients} is the door. It writes docs/CLIENTS.md: what each shows to its
 * user, what is true, and what Referee reports.
 */
@NullMarked
package dev.referee.lab.clients;

import org.jspecify.annotations.NullMarked;
