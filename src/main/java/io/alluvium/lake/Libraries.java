package io.alluvium.lake;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.SparkLine;
import java.security.CodeSource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.util.VersionInfo;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.SparkSession;
import scala.util.Properties$;

/**
 * The versions of what a run stands on, as a process found them.
 *
 * @param delta empty where there is none
 * @param deltaFor the line of Spark that Delta's jar names; empty where its name says nothing
 */
public record Libraries(
        String spark, String scala, Optional<String> delta, Optional<String> deltaFor, String hadoop, Parquet parquet) {
    /** What there is of Parquet. */
    public enum Parquet {
        COMPLETE,
        /** Delta's Kernel calls what is not there; so it is with Spark 4.0's own alone. */
        TOO_OLD,
        /** Delta and Spark each load one of their own, and neither knows the other's classes. */
        TWICE,
        /** Files cannot be read by Spark, whose own Parquet a newer one hides. */
        WITHOUT_JTS
    }

    private static final String SCALA_LINE = "2.13";
    private static final Pattern DELTA_JAR = Pattern.compile("delta-spark_(\\d+\\.\\d+)_\\d");

    /** Came with Parquet 1.16. */
    private static final String GEOMETRY =
            "org.apache.parquet.schema.LogicalTypeAnnotation$GeometryLogicalTypeAnnotation";

    private static final String BOUNDS = "org.apache.parquet.column.statistics.geospatial.BoundingBox";

    /** What those bounds are read with, from a library of its own. */
    private static final String JTS = "org.locationtech.jts.io.ParseException";

    /** Spark 4.0 comes with 3.4; what is older lacks what the loader and the stores call. */
    private static final Pattern HADOOP_LINES = Pattern.compile("3\\.[45]\\..*");

    /** Those of this process. Starts nothing. */
    public static Libraries found() {
        return new Libraries(
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                Properties$.MODULE$.versionNumberString(),
                versionOfDelta(),
                lineOfDelta(),
                VersionInfo.getVersion(),
                foundOfParquet());
    }

    /**
     * Delta's Kernel finds what spark-submit brings beside what Spark has. Spark's own readers find what was loaded with Spark, and
     * that is newer than it where somebody put another Parquet before its own.
     */
    private static Parquet foundOfParquet() {
        ClassLoader sparks = SparkSession.class.getClassLoader();
        if (!finds(Libraries.class.getClassLoader(), GEOMETRY)) {
            return Parquet.TOO_OLD;
        }
        if (!isSameFor(sparks, MessageType.class)) {
            return Parquet.TWICE;
        }
        return finds(sparks, BOUNDS) && !finds(sparks, JTS) ? Parquet.WITHOUT_JTS : Parquet.COMPLETE;
    }

    private static boolean isSameFor(ClassLoader loader, Class<?> ours) {
        try {
            return Class.forName(ours.getName(), false, loader) == ours;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean finds(ClassLoader loader, String name) {
        try {
            Class.forName(name, false, loader);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Optional<String> versionOfDelta() {
        try {
            return Optional.of(io.delta.package$.MODULE$.VERSION());
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    private static Optional<String> lineOfDelta() {
        try {
            CodeSource jar = io.delta.package$.class.getProtectionDomain().getCodeSource();
            Matcher name = DELTA_JAR.matcher(jar == null ? "" : String.valueOf(jar.getLocation()));
            return name.find() ? Optional.of(name.group(1)) : Optional.empty();
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    /** In one line. */
    public String text() {
        return "Spark %s, Scala %s, Delta %s, Hadoop %s".formatted(spark, scala, delta.orElse("none"), hadoop);
    }

    /** @throws io.alluvium.failure.AlluviumException UNSUPPORTED_RUNTIME where this build was never tested on these */
    public void refuseOthers() {
        Optional<Problem> refusal = refusal(SparkLine.built());
        if (refusal.isPresent()) {
            throw refusal.get().asException();
        }
    }

    /**
     * Why a build must not run on these; empty where it was tested on their lines.
     *
     * @param built the line that the build is for
     */
    public Optional<Problem> refusal(SparkLine built) {
        return built.refusal(spark)
                .or(this::refusedScala)
                .or(() -> refusedDelta(built))
                .or(this::refusedHadoop)
                .or(() -> refusedParquet(built));
    }

    private Optional<Problem> refusedParquet(SparkLine built) {
        return switch (parquet) {
            case COMPLETE -> Optional.empty();
            case TOO_OLD ->
                refused(
                        "Parquet is too old here",
                        "Delta's Kernel reads logs and tables by Parquet 1.16",
                        "let --packages " + built.delta() + " bring it, or add parquet-column 1.16.0 to --jars");
            case TWICE ->
                refused(
                        "Parquet is loaded twice here, for Delta and for Spark",
                        "spark.driver.userClassPathFirst does that",
                        "leave it out, and put the jars into spark.driver.extraClassPath, as docs/clusters.md tells");
            case WITHOUT_JTS ->
                refused(
                        "Parquet is here without JTS",
                        "Parquet 1.16 and newer read files with it",
                        "put org.locationtech.jts:jts-core:1.20.0 beside parquet-column");
        };
    }

    private Optional<Problem> refusedScala() {
        return isOf(SCALA_LINE, scala)
                ? Optional.empty()
                : refused(
                        "Scala " + scala + " was never tested",
                        "Alluvium is built for " + SCALA_LINE,
                        "take a Spark with it");
    }

    private Optional<Problem> refusedHadoop() {
        return HADOOP_LINES.matcher(hadoop).matches()
                ? Optional.empty()
                : refused(
                        "Hadoop " + hadoop + " was never tested",
                        "tested are 3.4 and 3.5",
                        "take a Spark with one of these");
    }

    private Optional<Problem> refusedDelta(SparkLine built) {
        String needed = SparkLine.builtForDelta();
        String take = "take " + built.delta() + " in place of it, as docs/clusters.md tells for each platform";
        if (delta.isEmpty()) {
            return refused(
                    "Delta is not on the class path",
                    "tables are written by it",
                    "spark-submit --packages " + built.delta());
        }
        if (!isOf(needed.substring(0, needed.lastIndexOf('.')), delta.get())) {
            return refused("Delta " + delta.get() + " was never tested", "Alluvium is built for Delta " + needed, take);
        }
        return deltaFor.filter(line -> !line.equals(built.toString()))
                .flatMap(line -> refused(
                        "Delta's jar is for Spark " + line + ", and this is Spark " + spark,
                        "each line of Spark has a Delta of its own",
                        take));
    }

    private static boolean isOf(String line, String version) {
        return version.equals(line) || version.startsWith(line + ".");
    }

    private static Optional<Problem> refused(String message, String reason, String fix) {
        return Optional.of(Problem.of(ErrorCode.UNSUPPORTED_RUNTIME, message)
                .because(reason)
                .fixedBy(fix));
    }
}
