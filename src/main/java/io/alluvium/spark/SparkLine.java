package io.alluvium.spark;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** A line of Spark on which Alluvium was tested. Each build is for one of them, in the order of their age. */
public enum SparkLine {
    V4_0("4.0"),
    V4_1("4.1"),
    V4_2("4.2");

    private static final SparkLine OF_LOCAL_LAYOUT = V4_2;
    private static final Properties BUILD = build();

    private final String number;

    SparkLine(String number) {
        this.number = number;
    }

    /** The line that this build is for: constants of its grammar are in our classes. */
    public static SparkLine built() {
        return of(BUILD.getProperty("line")).orElseThrow(() -> new IllegalStateException("no line in " + BUILD));
    }

    /** The version of Delta that this build is for. */
    public static String builtForDelta() {
        return BUILD.getProperty("delta");
    }

    /** Of a version such as {@code 4.0.2-amzn-0}; empty where that line was never tested. */
    public static Optional<SparkLine> of(String version) {
        return Arrays.stream(values())
                .filter(line -> version.equals(line.number) || version.startsWith(line.number + "."))
                .findFirst();
    }

    /** @throws io.alluvium.failure.AlluviumException UNSUPPORTED_RUNTIME where the build is for another line than this Spark's */
    public static void refuseOthers() {
        Optional<Problem> refusal = built().refusal(org.apache.spark.package$.MODULE$.SPARK_VERSION());
        if (refusal.isPresent()) {
            throw refusal.get().asException();
        }
    }

    /** Why a build for this line must not run on a version of Spark; empty where it is one of the line. */
    public Optional<Problem> refusal(String version) {
        Optional<SparkLine> found = of(version);
        if (found.isEmpty()) {
            String tested = Arrays.stream(values()).map(SparkLine::toString).collect(Collectors.joining(", "));
            return Optional.of(Problem.of(ErrorCode.UNSUPPORTED_RUNTIME, "Spark " + version + " was never tested")
                    .because("tested are Spark " + tested)
                    .fixedBy("take one of these; docs/clusters.md says which platform has which"));
        }
        if (found.get() == this) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(
                        ErrorCode.UNSUPPORTED_RUNTIME,
                        "this job jar is for Spark %s, and this is Spark %s".formatted(number, version))
                .because("each line of Spark has a jar of its own")
                .fixedBy("take %s with %s"
                        .formatted(found.get().jobJar(), found.get().delta())));
    }

    /** What to say of SQL that the grammar refuses, where a later line's grammar has more. */
    public static Optional<String> olderGrammar() {
        SparkLine newest = values()[values().length - 1];
        return built() == newest
                ? Optional.empty()
                : Optional.of("by the grammar of Spark %s; later lines have more".formatted(built()));
    }

    /** The file name of the job jar for this line. */
    public String jobJar() {
        return "alluvium-" + BUILD.getProperty("version") + (this == OF_LOCAL_LAYOUT ? "" : "-spark-" + number)
                + ".jar";
    }

    /** Delta for this line, as {@code --packages} names it. */
    public String delta() {
        return "io.delta:delta-spark_" + number + "_2.13:" + builtForDelta();
    }

    /** As in {@code Spark 4.1}. */
    @Override
    public String toString() {
        return number;
    }

    private static Properties build() {
        Properties build = new Properties();
        try (InputStream file = SparkLine.class.getResourceAsStream("line.properties")) {
            if (file == null) {
                throw new IllegalStateException("line.properties is not in this build");
            }
            build.load(file);
            return build;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
