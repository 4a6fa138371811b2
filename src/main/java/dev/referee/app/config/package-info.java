/**
 * What an administrator can set: one table of keys, read from a YAML file and from environment
 * variables over it, checked as a whole before anything starts. Knows the settings records of the
 * other packages and nothing of what is done with them.
 */
@NullMarked
package dev.referee.app.config;

import org.jspecify.annotations.NullMarked;
