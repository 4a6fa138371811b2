package dev.referee.app;

import dev.referee.doctor.Advice;
import dev.referee.doctor.CheckResult;
import dev.referee.doctor.Doctor;
import dev.referee.doctor.Grade;
import dev.referee.model.EnumWord;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints what the doctor found. */
final class DoctorPrinter {
    private final PrintWriter out;

    DoctorPrinter(PrintWriter out) {
        this.out = out;
    }

    /** A line for each result, and under it the line to change. */
    void printText(List<Doctor.Line> lines) {
        int width = lines.stream().mapToInt(line -> line.check().length()).max().orElse(0);
        String format = "%-11s  %-" + Math.max(1, width) + "s  %s";
        for (Doctor.Line line : lines) {
            CheckResult result = line.result();
            out.println(
                    format.formatted(EnumWord.of(result.grade()), line.check(), result.message()));
            if (result.advice() != null) {
                out.println(format.formatted("", "", "-> " + result.advice().oneLine()));
            }
        }
        out.println();
        out.println(summary(lines));
    }

    private static String summary(List<Doctor.Line> lines) {
        long problems = count(lines, Grade.PROBLEM);
        long warnings = count(lines, Grade.WARNING);
        return problems + (problems == 1 ? " problem, " : " problems, ") + warnings
                + (warnings == 1 ? " warning, " : " warnings, ") + count(lines, Grade.NOT_CHECKED)
                + " not checked, "
                + count(lines, Grade.OK) + " ok";
    }

    private static long count(List<Doctor.Line> lines, Grade grade) {
        return lines.stream().filter(line -> line.result().grade() == grade).count();
    }

    /** A JSON object for each result, one a line. */
    void printJson(List<Doctor.Line> lines) {
        for (Doctor.Line line : lines) {
            CheckResult result = line.result();
            JsonObject json = new JsonObject()
                    .put("check", line.check())
                    .put("status", EnumWord.of(result.grade()))
                    .put("message", result.message());
            Advice advice = result.advice();
            if (advice != null) {
                JsonObject fix = new JsonObject().put("file", advice.file());
                if (advice.section() != null) {
                    fix.put("section", advice.section());
                }
                fix.put("lines", new JsonArray(advice.lines()));
                if (advice.then() != null) {
                    fix.put("then", advice.then());
                }
                json.put("fix", fix);
            }
            out.println(json.encode());
        }
    }

    /** All that is to be changed, by file, as it can be copied. */
    void printFixes(List<Doctor.Line> lines) {
        Map<String, Map<String, Set<String>>> files = new LinkedHashMap<>();
        Map<String, Set<String>> afterwards = new LinkedHashMap<>();
        for (Doctor.Line line : lines) {
            Advice advice = line.result().advice();
            if (advice != null) {
                files.computeIfAbsent(advice.file(), file -> new LinkedHashMap<>())
                        .computeIfAbsent(
                                advice.section() == null ? "" : advice.section(),
                                section -> new LinkedHashSet<>())
                        .addAll(advice.lines());
                if (advice.then() != null) {
                    afterwards
                            .computeIfAbsent(advice.file(), file -> new LinkedHashSet<>())
                            .add(advice.then());
                }
            }
        }
        if (files.isEmpty()) {
            out.println("# No changes needed.");
        }
        files.forEach((file, sections) -> {
            out.println("# " + (file.equals(Advice.SHELL) ? "to be run" : file));
            sections.forEach((section, texts) -> {
                if (!section.isEmpty()) {
                    out.println("[" + section + "]");
                }
                texts.forEach(out::println);
            });
            afterwards.getOrDefault(file, Set.of()).forEach(then -> out.println("# then: " + then));
            out.println();
        });
    }
}
