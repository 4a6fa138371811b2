package dev.referee.audit;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where Asterisk's own records are, and how they are read.
 *
 * @param cel the file that cel_custom writes; null where they come over AMI
 * @param interval how often it is looked whether there are new ones
 * @param memory how long reports are held for comparison, at least a minute
 */
public record AuditSettings(@Nullable Path cel, Duration interval, Duration memory) {}
