package io.alluvium.bench;

import io.alluvium.fixture.S3Fixture;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * B1 on an object store: the first load of {@code lineitem} into a bucket of s3proxy, which takes its part of the machine,
 * beside the same on a disk, a bare upload of the files that the disk then has, and Spark's JDBC reader tuned to the same
 * bucket. Seconds of whole processes, but for the upload, which is timed without its JVM's start.
 */
final class StoreLoad {
    private static final String ON_DISK = "alluvium to Delta on a disk";
    private static final String IN_BUCKET = "alluvium to Delta in a bucket";
    private static final String UPLOAD = "bare upload of the same files";
    private static final String SPARK = "Spark JDBC tuned to Delta in a bucket";
    private static final Pattern TIME = Pattern.compile("time ([0-9.]+)");

    private final Path folder;
    private final Lines lines;
    private final Contenders contenders;
    private final Meter meter;
    private final PrintStream out;
    private final S3Fixture bucket = S3Fixture.fresh();
    private final Path inBucket;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();

    private StoreLoad(Path repository, Path folder, Lines lines, PrintStream out) throws IOException {
        this.folder = folder;
        this.lines = lines;
        this.contenders = new Contenders(repository, folder);
        this.meter = new Meter(folder, lines.shop().pid());
        this.out = out;
        String store = ", s3 { endpoint = \"" + S3Fixture.endpoint() + "\", region = us-east-1, path_style = true }";
        this.inBucket = lines.project("in-bucket", store);
    }

    /** @return whether the table in the bucket is the source's */
    static boolean measure(Path repository, Path folder, double scale, int rounds, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        try (Lines lines = Lines.start(folder, scale)) {
            StoreLoad benchmark = new StoreLoad(repository, folder, lines, out);
            out.printf("B1 --warehouse s3: lineitem at scale %s, %d rounds, the first dropped%n", scale, rounds);
            boolean right = true;
            for (int round = 0; round < rounds; round++) {
                right &= benchmark.round(round);
                out.printf("round %d of %d done%n", round + 1, rounds);
            }
            benchmark.report();
            return right;
        }
    }

    private boolean round(int round) throws IOException, SQLException, InterruptedException {
        Path disk = folder.resolve("disk");
        String prefix = "round" + round;
        run(contenders.alluvium(ON_DISK, "run", lines.project()), disk.toString(), round);
        run(contenders.alluvium(IN_BUCKET, "run", inBucket), at(prefix), round);
        Path files = disk.resolve("raw/lineitem");
        run(
                contenders.upload(
                        UPLOAD, List.of(files.toString(), bucket.bucket(), prefix + "/bare", S3Fixture.endpoint())),
                "",
                round);
        run(
                contenders.sparkCopy(
                        SPARK,
                        hadoop(),
                        List.of(Integer.toString(lines.shop().port()), "tuned", at(prefix) + "/spark")),
                "",
                round);
        boolean right = round > 0 || isRight(at(prefix) + "/raw/lineitem");
        bucket.empty();
        Folders.delete(disk);
        return right;
    }

    private String at(String prefix) {
        return "s3a://" + bucket.bucket() + "/" + prefix;
    }

    private static List<String> hadoop() {
        List<String> options = new ArrayList<>();
        S3Fixture.settings().forEach((key, value) -> options.add("-Dspark.hadoop." + key + "=" + value));
        return options;
    }

    private void run(Contender contender, String warehouse, int round) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(contender.environment());
        environment.putAll(lines.environment(Path.of("unused")));
        environment.put("LINES_WAREHOUSE", warehouse);
        environment.put("AWS_ACCESS_KEY_ID", S3Fixture.ACCESS_KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", S3Fixture.SECRET_KEY);
        String file = contender.name().replaceAll("\\W+", "-") + "-" + round;
        Measured measured = meter.run(file, contender.command(), environment);
        Matcher own = TIME.matcher(Files.readString(folder.resolve(file + ".out")));
        double wall =
                contender.name().equals(UPLOAD) && own.find() ? Double.parseDouble(own.group(1)) : measured.wall();
        seconds.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(wall);
        cpu.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(measured.cpu());
    }

    private boolean isRight(String table) throws SQLException {
        S3Fixture.settings().forEach((key, value) -> System.setProperty("spark.hadoop." + key, value));
        System.setProperty("spark.hadoop.fs.s3a.access.key", S3Fixture.ACCESS_KEY);
        System.setProperty("spark.hadoop.fs.s3a.secret.key", S3Fixture.SECRET_KEY);
        LineSums source = LineSums.of(lines);
        LineSums found = LineSums.of(contenders, "delta.`" + table + "`");
        out.println(found.equals(source) ? "same sums as the source" : "void: " + found + " is not " + source);
        return found.equals(source);
    }

    private void report() {
        out.printf("%n%-40s %8s %8s%n", "median", "s", "CPU s");
        seconds.forEach((name, values) -> out.printf(
                "%-40s %8.2f %8.2f%n",
                name, new Ratios(values).median(), new Ratios(cpu.getOrDefault(name, List.of())).median()));
        out.println();
        List<Double> bound = new ArrayList<>();
        for (int round = 0; round < of(IN_BUCKET).size(); round++) {
            bound.add(of(ON_DISK).get(round) + 1.2 * of(UPLOAD).get(round));
        }
        out.println(Ratios.of(of(IN_BUCKET), bound).line("B1.bucket/disk_and_upload", "<=", 1));
        out.println(Ratios.of(of(SPARK), of(IN_BUCKET)).line("B1.bucket/spark_tuned", ">=", 3));
        out.println(String.format(
                Locale.ROOT, "in a bucket %s, on a disk %s, upload %s", of(IN_BUCKET), of(ON_DISK), of(UPLOAD)));
    }

    private List<Double> of(String name) {
        return seconds.getOrDefault(name, List.of());
    }
}
