package io.alluvium.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.Libraries;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.Style.Tone;
import io.alluvium.run.OpenProject;
import io.alluvium.run.OpenProject.Finding;
import io.alluvium.spark.SparkLine;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code alluvium doctor}. */
@Command(
        name = "doctor",
        description =
                "Checks what a run needs: Java, memory, disk, Spark, the warehouse, each source and each export; says how to fix"
                        + " what is wrong.")
final class DoctorCommand implements Callable<Integer> {
    private static final long LEAST_MEMORY = 900L << 20;
    private static final long LEAST_DISK = 1L << 30;

    private final RootCommand root;

    DoctorCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        List<Finding> findings = new ArrayList<>(machine());
        List<Problem> problems = new ArrayList<>();
        Finding libraries = libraries();
        findings.add(libraries);
        if (libraries.fine()) {
            examine(screen, findings, problems);
        }
        findings.forEach(finding -> finding.problem().ifPresent(problems::add));
        boolean fine = findings.stream().allMatch(Finding::fine);
        ExitStatus exit = fine ? ExitStatus.OK : ExitStatus.ofProblems(problems);
        int status = fine || exit != ExitStatus.OK ? exit.code() : ExitStatus.FAILED.code();
        if (screen.json()) {
            screen.document(json(findings, problems, status));
            return status;
        }
        findings.forEach(finding -> screen.say(line(screen, finding)));
        if (problems.isEmpty()) {
            screen.say("Next: " + screen.invocation().command(fine ? "plan" : "doctor"));
        } else {
            screen.say("");
            screen.complain(screen.errorText()
                    .errors(problems, Optional.of(screen.invocation().command("doctor"))));
        }
        return status;
    }

    private void examine(Screen screen, List<Finding> findings, List<Problem> problems) {
        try {
            OpenProject project = root.open(screen);
            findings.add(fine("project", project.config().name() + ", " + project.models() + " models"));
            findings.addAll(project.examine());
        } catch (AlluviumException unreadable) {
            findings.add(new Finding("project", false, "cannot be read", Optional.empty()));
            problems.addAll(unreadable.problems());
        }
    }

    /** With others than these a project is not even read: its SQL would be by another grammar. */
    private static Finding libraries() {
        Libraries found = Libraries.found();
        Optional<Problem> refusal = found.refusal(SparkLine.built());
        return new Finding("libraries", refusal.isEmpty(), found.text(), refusal);
    }

    private List<Finding> machine() {
        Runtime runtime = Runtime.getRuntime();
        List<Finding> findings = new ArrayList<>();
        int java = Runtime.version().feature();
        String version = "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ", " + runtime.availableProcessors() + " cores";
        findings.add(
                java == 17 || java == 21
                        ? fine("java", version)
                        : wrong("java", version, "Java " + java + " is not supported", "install a JDK 17 or 21"));
        String heap = "heap up to " + gigabytes(runtime.maxMemory());
        findings.add(
                runtime.maxMemory() >= LEAST_MEMORY
                        ? fine("memory", heap)
                        : wrong("memory", heap, heap + " is too little for Spark", "set -Xmx2g or more"));
        File logs = root.surroundings().logs().toFile();
        String disk = gigabytes(logs.getUsableSpace()) + " free in " + logs;
        findings.add(
                logs.getUsableSpace() >= LEAST_DISK && logs.canWrite()
                        ? fine("disk", disk)
                        : wrong(
                                "disk",
                                disk,
                                "too little room or no right to write in " + logs,
                                "point -Djava.io.tmpdir and spark.local.dir to a folder with room"));
        return findings;
    }

    private static Finding fine(String what, String detail) {
        return new Finding(what, true, detail, Optional.empty());
    }

    private static Finding wrong(String what, String detail, String message, String fix) {
        Problem problem = Problem.of(ErrorCode.UNSUPPORTED_RUNTIME, message).fixedBy(fix);
        return new Finding(what, false, detail, Optional.of(problem));
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1L << 30));
    }

    private static String line(Screen screen, Finding finding) {
        String word = finding.fine() ? screen.painted(Tone.GOOD, "  ok  ") : screen.painted(Tone.ERROR, "  FAIL");
        return word + "  " + String.format("%-12s", finding.what()) + "  " + finding.detail();
    }

    private static String json(List<Finding> findings, List<Problem> problems, int status) {
        ObjectNode answer = AnswerJson.document();
        ArrayNode array = answer.putArray("findings");
        for (Finding finding : findings) {
            array.addObject()
                    .put("what", finding.what())
                    .put("fine", finding.fine())
                    .put("detail", finding.detail());
        }
        AnswerJson.add(answer, "problems", problems);
        return AnswerJson.text(answer.put("exit_status", status));
    }
}
