package io.alluvium.cli;

import io.alluvium.failure.Problem;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.AuditText;
import io.alluvium.report.ErrorText;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.Invocation;
import io.alluvium.report.PlanText;
import io.alluvium.report.ResetText;
import io.alluvium.report.RunText;
import io.alluvium.report.Style;
import io.alluvium.report.VerifyText;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** Where a command's words go: screens to standard output, errors to standard error, everything as JSON if asked for. */
final class Screen {
    private final PrintStream out;
    private final PrintStream err;
    private final Style style;
    private final Invocation invocation;
    private final boolean json;
    private final boolean quiet;
    private Path project;

    Screen(Surroundings surroundings, boolean colour, Invocation invocation, boolean json, boolean quiet) {
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.style = colour ? Screen::coloured : Style.PLAIN;
        this.invocation = invocation;
        this.json = json;
        this.quiet = quiet;
        this.project = surroundings.directory();
    }

    /** Places in problems are relative to this folder from now on. */
    void within(Path folder) {
        project = folder;
    }

    boolean json() {
        return json;
    }

    Invocation invocation() {
        return invocation;
    }

    PlanText planText() {
        return new PlanText(style, invocation);
    }

    RunText runText() {
        return new RunText(style, invocation, errorText());
    }

    VerifyText verifyText() {
        return new VerifyText(style, invocation);
    }

    AuditText auditText() {
        return new AuditText(style);
    }

    ResetText resetText() {
        return new ResetText(style, invocation);
    }

    ErrorText errorText() {
        return new ErrorText(project, style);
    }

    String painted(Style.Tone tone, String text) {
        return style.paint(tone, text);
    }

    /** A line of a screen; not said under {@code --quiet} or {@code --json}. */
    void say(String line) {
        if (!quiet && !json) {
            out.println(line);
        }
    }

    void say(List<String> lines) {
        lines.forEach(this::say);
    }

    /** What the command was asked for; said even under {@code --quiet}. */
    void answer(String line) {
        out.println(line);
    }

    /** A whole JSON document. */
    void document(String text) {
        out.print(text);
        out.flush();
    }

    /** Lines about something that went wrong. */
    void complain(List<String> lines) {
        if (!json) {
            out.flush();
            lines.forEach(err::println);
        }
    }

    /** Gives a command up. */
    int refuse(List<Problem> problems, Optional<String> then) {
        ExitStatus exit = ExitStatus.ofProblems(problems);
        complain(errorText().errors(problems, then));
        if (json) {
            document(AnswerJson.problems(problems, exit));
        }
        return exit.code();
    }

    /** For {@code --debug}. */
    void trace(Throwable thrown) {
        thrown.printStackTrace(err);
    }

    private static String coloured(Style.Tone tone, String text) {
        String styles = switch (tone) {
            case GOOD -> "fg(green)";
            case WARNING -> "fg(yellow)";
            case ERROR -> "bold,fg(red)";
            case QUIET -> "faint";
            case STRONG -> "bold";
        };
        return Ansi.Style.on(Ansi.Style.parse(styles)) + text + Ansi.Style.reset.on();
    }
}
