package io.alluvium.bench;

import io.alluvium.fixture.MariadbFixture;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * B1 on MariaDB: the first load of {@code lineitem} to a committed Delta table, beside Spark's JDBC reader as it comes and
 * tuned, and MariaDB's own client writing to nowhere as the limit. Seconds of whole processes.
 */
final class MariadbLoad {
    private static final Pattern WITHOUT = Pattern.compile(System.getProperty("alluvium.bench.without", ""));
    private static final String OURS = "alluvium to Delta, cold";
    private static final String PROJECT = """
            project = lines
            warehouse { path = "%s" }
            sources { shop { type = mysql, host = "127.0.0.1", port = %d, database = %s, user = %s, connections = 3
              tables { lineitem { from = lineitem, key = [orderkey, linenumber], cursor = updated_at } } } }
            """;
    private static final String TABLE = """
            create table lineitem (orderkey bigint not null, partkey bigint, suppkey bigint, linenumber int not null,
              quantity decimal(15,2), extendedprice decimal(15,2), discount decimal(15,2), tax decimal(15,2),
              returnflag char(1), linestatus char(1), shipdate date, commitdate date, receiptdate date,
              shipinstruct char(25), shipmode char(10), comment varchar(44),
              updated_at timestamp(6) not null default current_timestamp(6), primary key (orderkey, linenumber))
            """;

    private final Path folder;
    private final MariadbFixture database;
    private final Contenders contenders;
    private final Meter meter;
    private final PrintStream out;
    private final Map<String, List<Measured>> measured = new LinkedHashMap<>();

    private MariadbLoad(Path repository, Path folder, MariadbFixture database, PrintStream out) {
        this.folder = folder;
        this.database = database;
        this.contenders = new Contenders(repository, folder);
        this.meter = new Meter(folder, MariadbFixture.pid());
        this.out = out;
    }

    /** @return whether our table has the source's sums */
    static boolean measure(Path repository, Path folder, double scale, int rounds, PrintStream out)
            throws IOException, InterruptedException {
        try (MariadbFixture database = MariadbFixture.fresh()) {
            MariadbLoad benchmark = new MariadbLoad(repository, folder, database, out);
            out.printf("B1 --source mariadb: lineitem at scale %s, %d rounds, the first dropped%n", scale, rounds);
            benchmark.fill(scale);
            boolean right = true;
            for (int round = 0; round < rounds; round++) {
                right &= benchmark.round(round);
                out.printf("round %d of %d done%n", round + 1, rounds);
            }
            benchmark.report();
            return right;
        }
    }

    /** Makes and fills the table. @param folder for a file that is read at once */
    static void fill(MariadbFixture database, Path folder, double scale) throws IOException {
        Path rows = folder.resolve("rows");
        LineFiles.CSV.write(rows, scale);
        database.run(
                TABLE,
                "load data infile '" + rows.resolve(LineFiles.CSV.file()) + "' into table lineitem"
                        + " fields terminated by ',' optionally enclosed by '\"' ignore 1 lines (orderkey, partkey,"
                        + " suppkey, linenumber, quantity, extendedprice, discount, tax, returnflag, linestatus,"
                        + " shipdate, commitdate, receiptdate, shipinstruct, shipmode, comment)",
                "analyze table lineitem");
        Folders.delete(rows);
    }

    private void fill(double scale) throws IOException {
        fill(database, folder, scale);
        Files.createDirectories(folder.resolve("project"));
        Files.writeString(
                folder.resolve("project/project.conf"),
                PROJECT.formatted(warehouse(), database.port(), database.database(), MariadbFixture.READER));
    }

    private Path warehouse() {
        return folder.resolve("warehouse");
    }

    private boolean round(int round) throws IOException, InterruptedException {
        Path spark = folder.resolve("spark");
        run(contenders.shell("mariadb --quick, 1 stream", client("true")), round);
        run(
                contenders.shell(
                        "mariadb --quick, 2 streams",
                        client("orderkey < (select max(orderkey) / 2 from lineitem)") + " & one=$!; "
                                + client("orderkey >= (select max(orderkey) / 2 from lineitem)") + " && wait $one"),
                round);
        for (String manner : List.of("defaults", "tuned")) {
            run(
                    contenders.sparkCopy(
                            "Spark JDBC " + manner + " to Delta",
                            List.of(
                                    Integer.toString(database.port()),
                                    manner,
                                    spark.toString(),
                                    database.database() + "?permitMysqlScheme")),
                    round);
            Folders.delete(spark);
        }
        run(contenders.alluvium(OURS, "run", folder.resolve("project")), round);
        boolean right = round > 0 || isRight();
        Folders.delete(warehouse());
        return right;
    }

    private String client(String condition) {
        return "mariadb --no-defaults --quick -h 127.0.0.1 -P " + database.port() + " -u " + MariadbFixture.READER + " "
                + database.database() + " -e 'select * from lineitem where " + condition + "' > /dev/null";
    }

    private boolean isRight() {
        LineSums source =
                new LineSums(database.texts(LineSums.select() + "lineitem").get(0));
        LineSums ours = LineSums.of(contenders, "delta.`" + warehouse().resolve("raw/lineitem") + "`");
        out.println(ours.equals(source) ? "same sums as the source" : "void: " + ours + " is not " + source);
        return ours.equals(source);
    }

    /** One that dies is told, and left out. */
    private void run(Contender contender, int round) throws IOException, InterruptedException {
        if (WITHOUT.matcher(contender.name()).matches()) {
            return;
        }
        String file = contender.name().replaceAll("\\W+", "-") + "-" + round;
        try {
            measured.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                    .add(meter.run(file, contender.command(), contender.environment()));
        } catch (IOException died) {
            measured.remove(contender.name());
            out.println(contender.name() + " died: " + died.getMessage());
            if (contender.name().equals(OURS)) {
                throw died;
            }
        }
    }

    private void report() {
        out.printf("%n%-40s %8s %8s %9s%n", "median", "s", "CPU s", "peak MB");
        measured.forEach((name, all) -> out.printf(
                "%-40s %8.2f %8.2f %9.0f%n",
                name, median(all, Measured::wall), median(all, Measured::cpu), median(all, Measured::peakMegabytes)));
        out.println();
        target("B1.mariadb/spark_default", "Spark JDBC defaults to Delta", 5);
        target("B1.mariadb/spark_tuned", "Spark JDBC tuned to Delta", 2);
        target("B1.mariadb/client_2", "mariadb --quick, 2 streams", 0.5);
    }

    private void target(String name, String other, double target) {
        if (measured.containsKey(other)) {
            out.println(Ratios.of(of(other), of(OURS)).line(name, ">=", target));
        }
    }

    private static double median(List<Measured> all, ToDoubleFunction<Measured> figure) {
        return new Ratios(all.stream().map(figure::applyAsDouble).toList()).median();
    }

    private List<Double> of(String name) {
        return measured.getOrDefault(name, List.of()).stream()
                .map(Measured::wall)
                .toList();
    }
}
