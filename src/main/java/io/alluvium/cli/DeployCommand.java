package io.alluvium.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.deploy.Deployment;
import io.alluvium.deploy.Document;
import io.alluvium.deploy.RunState;
import io.alluvium.deploy.Submission;
import io.alluvium.deploy.Target;
import io.alluvium.domain.RunKey;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.Style.Tone;
import io.alluvium.run.OpenProject;
import io.alluvium.run.OpenTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alluvium deploy}. */
@Command(
        name = "deploy",
        description =
                "Prints what a cluster has to be told so that it makes the project's runs, and the least rights that they need;"
                        + " submits a run to EMR or EMR Serverless and follows it. Reads deploy in project.conf.")
final class DeployCommand implements Callable<Integer> {
    @Option(
            names = "--target",
            paramLabel = "CLUSTER",
            required = true,
            description = "emr, emr-serverless, k8s-kubeflow, k8s-apache or yarn.")
    private String target = "";

    @Option(names = "--print", description = "Prints all files. Connects to nothing.")
    private boolean print;

    @Option(names = "--only", paramLabel = "FILE", description = "Prints this file alone, such as job-policy.json.")
    private Optional<String> only = Optional.empty();

    @Option(names = "--output", paramLabel = "FOLDER", description = "Writes the files there.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--submit",
            description =
                    "Submits a run to emr or emr-serverless, waits for its end, says where its logs are, and ends with its exit"
                            + " status.")
    private boolean submit;

    @Option(names = "--no-wait", description = "Submits and does not wait.")
    private boolean leave;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            converter = Values.Key.class,
            description = "The key of the run, as run takes it; with --submit by default one of its own.")
    private Optional<RunKey> key = Optional.empty();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = Values.Time.class,
            description = "The logical time of the run, in UTC; by default its start.")
    private Optional<Instant> at = Optional.empty();

    @Option(
            names = "--poll",
            paramLabel = "DURATION",
            converter = Values.Wait.class,
            description = "How often to ask how a submitted run goes; by default every 15 seconds.")
    private Duration pause = Duration.ofSeconds(15);

    @Parameters(paramLabel = "OPTION", description = "Further options of the run, behind --, such as -- --events.")
    private List<String> more = new ArrayList<>();

    private final RootCommand root;

    DeployCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        Target where = named(target);
        boolean prints = print || only.isPresent() || output.isPresent();
        if (prints == submit) {
            throw Problem.of(ErrorCode.USAGE, "deploy takes one of --print and --submit")
                    .fixedBy(screen.invocation().command("deploy --target " + target + " --print"))
                    .asException();
        }
        OpenProject.Declared project = root.declared(screen);
        if (submit) {
            RunKey own = key.orElseGet(() ->
                    new RunKey("deploy." + root.surroundings().clock().instant().truncatedTo(ChronoUnit.SECONDS)));
            return submit(screen, deployment(project, where, Optional.of(own)), own);
        }
        return print(screen, deployment(project, where, key).documents());
    }

    private static Target named(String word) {
        return Target.named(word)
                .orElseThrow(() -> Problem.of(ErrorCode.USAGE, "--target " + word + " is not known")
                        .because("one of " + String.join(", ", Target.words()))
                        .didYouMean(DidYouMean.among(Target.words(), word))
                        .asException());
    }

    private Deployment deployment(OpenProject.Declared project, Target where, Optional<RunKey> named) {
        return Deployment.of(new Deployment.Asked(
                project.config(),
                project.sources(),
                project.exports(),
                root.origin(),
                where,
                root.passedOn(),
                more,
                named,
                at));
    }

    private int print(Screen screen, List<Document> documents) {
        List<Document> wanted = only.isEmpty() ? documents : List.of(one(documents, only.get()));
        if (output.isPresent()) {
            write(screen, root.surroundings().directory().resolve(output.get()), wanted);
        } else if (screen.json()) {
            ObjectNode answer = AnswerJson.document();
            ArrayNode files = answer.putArray("files");
            wanted.forEach(file -> files.addObject().put("name", file.name()).put("text", file.text()));
            screen.document(AnswerJson.text(answer.put("exit_status", ExitStatus.OK.code())));
        } else if (only.isPresent()) {
            screen.document(wanted.get(0).text());
        } else {
            for (Document file : wanted) {
                screen.answer(screen.painted(Tone.STRONG, "# " + file.name()));
                screen.document(file.text());
                screen.answer("");
            }
        }
        return ExitStatus.OK.code();
    }

    private static Document one(List<Document> documents, String name) {
        List<String> names = documents.stream().map(Document::name).toList();
        return documents.stream()
                .filter(document -> document.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.of(ErrorCode.USAGE, "--only " + name + " is none of the files")
                        .because("there are " + String.join(", ", names))
                        .didYouMean(DidYouMean.among(names, name))
                        .asException());
    }

    private static void write(Screen screen, Path folder, List<Document> documents) {
        try {
            Files.createDirectories(folder);
            for (Document file : documents) {
                Files.writeString(folder.resolve(file.name()), file.text());
                screen.say("wrote " + folder.resolve(file.name()));
            }
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, folder + " cannot be written")
                    .because(e.getClass().getSimpleName())
                    .fixedBy("name a folder that may be written to: --output FOLDER")
                    .asException(e);
        }
    }

    private int submit(Screen screen, Deployment deployment, RunKey own) {
        try (Submission submission = deployment.submission()) {
            String name = submission.submit();
            screen.say("submitted: " + name + ", key " + own);
            ObjectNode answer = AnswerJson.document().put("submitted", name).put("key", own.text());
            if (leave) {
                screen.say("then: " + screen.invocation().command("status --key " + own + " --exit-code"));
                return ended(screen, answer, ExitStatus.OK);
            }
            RunState state = followed(screen, submission, own);
            answer.put("state", state.word()).put("logs", submission.logs());
            state.reason().ifPresent(reason -> answer.put("reason", reason));
            ExitStatus exit = exit(screen, own, state);
            screen.say("logs: " + submission.logs());
            return ended(screen, answer, exit);
        }
    }

    private static int ended(Screen screen, ObjectNode answer, ExitStatus exit) {
        if (screen.json()) {
            screen.document(AnswerJson.text(answer.put("exit_status", exit.code())));
        }
        return exit.code();
    }

    private RunState followed(Screen screen, Submission submission, RunKey own) {
        try {
            return submission.follow(pause, state -> screen.say(state.toString()));
        } catch (AlluviumException e) {
            screen.complain(List.of(
                    "the run may go on: " + screen.invocation().command("status --key " + own + " --exit-code"),
                    "logs: " + submission.logs()));
            throw e;
        }
    }

    /** The warehouse knows what the service cannot tell: its word for every failure is one. */
    private ExitStatus exit(Screen screen, RunKey own, RunState state) {
        ExitStatus told = state.exit().orElse(ExitStatus.FAILED);
        try {
            OpenTables project = root.openTables(screen);
            Optional<OpenTables.Found> found = project.find(own);
            if (found.isEmpty()) {
                return unknown(screen, project, own, told);
            }
            Optional<ExitStatus> recorded = found.get().record().map(record -> ExitStatus.ofCode(record.exitStatus()));
            if (recorded.isPresent() && recorded.get().isSuccess() == told.isSuccess()) {
                screen.say("run " + found.get().run() + ": exit status "
                        + recorded.get().code());
                return recorded.get();
            }
            boolean died =
                    !told.isSuccess() && recorded.isEmpty() && !found.get().atWork();
            if (died) {
                screen.say("run " + found.get().run() + ": its process died");
            }
            return died && told == ExitStatus.FAILED ? ExitStatus.UNREACHABLE : told;
        } catch (AlluviumException e) {
            screen.complain(List.of("the warehouse does not answer from here, so the exit status is the service's own: "
                    + e.problems().get(0).message()));
            return told;
        }
    }

    private static ExitStatus unknown(Screen screen, OpenTables project, RunKey own, ExitStatus told) {
        if (told.isSuccess()) {
            screen.complain(List.of("the warehouse has no run under the key " + own
                    + ": the project that was deployed has another one"));
            return ExitStatus.FAILED;
        }
        boolean busy = told == ExitStatus.FAILED && project.isAtWork();
        screen.say("no run has the key " + own + (busy ? ", and another run is at work" : ""));
        return busy ? ExitStatus.BUSY : told == ExitStatus.FAILED ? ExitStatus.REFUSED : told;
    }
}
