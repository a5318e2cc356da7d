package io.alluvium.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Three runs of {@code jobs/tpch} against a real database: the first load, a day of changes, nothing to do; and between the
 * last two one table as a whole. After each run every table is checked against PostgreSQL. Ends with 0 only if all runs and
 * checks are right.
 */
public final class Demo {
    private static final List<String> PROJECT = List.of("--project", "jobs/tpch");
    private static final String FOLLOWING = "aggregate.revenue_daily";
    private static final String QUESTION = "select region, sum(orders) as orders, sum(revenue) as revenue"
            + " from aggregate.nation_revenue group by region order by revenue desc";

    private final DemoOptions options;
    private final DemoSources sources;
    private final AlluviumCommand alluvium;
    private final PrintStream out;

    private Demo(DemoOptions options, DemoSources sources, PrintStream out) {
        this.options = options;
        this.sources = sources;
        this.alluvium = new AlluviumCommand(options.repository().resolve("scripts/alluvium"), sources.environment());
        this.out = out;
    }

    /** Ends the process with the status of the demo. */
    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        DemoOptions options = DemoOptions.of(arguments);
        boolean right;
        try (DemoSources sources = start(options)) {
            Demo demo = new Demo(options, sources, System.out);
            right = demo.story();
            if (right && options.keep()) {
                demo.keep();
            }
        }
        System.exit(right ? 0 : 1);
    }

    private static DemoSources start(DemoOptions options) throws IOException, SQLException {
        options.emptyFolder();
        try {
            return DemoSources.start(options.folder(), options.scale(), options.project());
        } catch (IllegalStateException | IOException e) {
            System.err.println("demo: PostgreSQL did not start: " + e.getMessage());
            System.err.println("      As root in a container it needs user namespaces (unshare -U); an ordinary user"
                    + " needs nothing. The log is " + options.folder().resolve("demo.log"));
            System.exit(2);
            throw e;
        }
    }

    private boolean story() throws IOException, SQLException, InterruptedException {
        say(
                "PostgreSQL on port %s holds TPC-H at scale %s: 8 tables, %,d rows. Web orders and campaigns lie as files.",
                sources.port(), options.scaleText(), sources.rows());
        sources.beginLateTransaction();
        return firstLoad() && nextDay() && asWhole() && nothingToDo() && answer();
    }

    private Map<String, TruthCheck.Result> before = Map.of();

    private boolean firstLoad() throws IOException, SQLException, InterruptedException {
        title("1. First load, while a transaction that changes five orders is still open");
        return run() && check();
    }

    private boolean nextDay() throws IOException, SQLException, InterruptedException {
        sources.change();
        title(
                "2. That transaction has committed late. Orders came and changed, customers left, files arrived, one line cut off");
        Map<String, TruthCheck.Result> first = before;
        if (!run() || !check()) {
            return false;
        }
        say("");
        say("What changed");
        before.forEach((table, now) -> {
            TruthCheck.Result then = first.get(table);
            if (then != null && then.version() != now.version()) {
                say("  %-28s %,9d rows -> %,9d", table, then.rows(), now.rows());
            }
        });
        return true;
    }

    private boolean asWhole() throws IOException, SQLException, InterruptedException {
        title("How " + FOLLOWING + " followed them; and the same as a whole, by a process that starts for it alone");
        return command("explain", FOLLOWING) && command("run", "--select", FOLLOWING, "--full-refresh") && check();
    }

    private boolean nothingToDo() throws IOException, SQLException, InterruptedException {
        title("3. Nothing has happened since");
        Map<String, Long> versions = versions();
        if (!run() || !check()) {
            return false;
        }
        if (!versions.equals(versions())) {
            System.err.println("demo: a run with nothing to do committed to a table");
            return false;
        }
        return true;
    }

    private boolean answer() throws IOException, InterruptedException {
        title("Ask the tables");
        if (!command("sql", QUESTION)) {
            return false;
        }
        next();
        return true;
    }

    /** Commands to paste. Without {@code --keep} the database is gone afterwards, so those come first that need none. */
    private void next() {
        title("Next");
        if (options.keep()) {
            say("PostgreSQL runs until Ctrl-C. In another terminal:");
            say("  cd %s", options.repository());
        }
        say("  export PATH=\"$PWD/scripts:$PATH\"");
        if (options.keep()) {
            sources.environment().forEach((name, value) -> say("  export %s=%s", name, value));
            say("  alluvium plan --project jobs/tpch             # what a run would do");
            say("  alluvium run --project jobs/tpch              # edit a model in jobs/tpch and run again");
        } else if (!options.isDefaultFolder()) {
            say("  export TPCH_WAREHOUSE=%s", sources.warehouse());
        }
        say("  alluvium tables --project jobs/tpch           # where they lie, with lines for DuckDB and pyspark");
        say("  alluvium show aggregate.customer_value --project jobs/tpch");
        say("  alluvium status --project jobs/tpch");
        say("  alluvium help");
        if (!options.keep()) {
            say("These read the tables. plan and run need the database too, which stops now; to keep it running:");
            say("  scripts/demo.sh%s --keep", options.scaleText().equals("0.01") ? "" : " " + options.scaleText());
        }
    }

    private void keep() throws InterruptedException {
        Thread.currentThread().join();
    }

    private boolean run() throws IOException, InterruptedException {
        return command("run");
    }

    private boolean command(String... words) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(PROJECT);
        StringBuilder shown = new StringBuilder("$ scripts/alluvium");
        arguments.forEach(
                argument -> shown.append(' ').append(argument.contains(" ") ? '"' + argument + '"' : argument));
        say("%s", shown);
        out.flush();
        int status = alluvium.run(arguments);
        if (status != 0) {
            System.err.println("demo: that ended with " + status);
        }
        return status == 0;
    }

    private boolean check() throws IOException, SQLException {
        List<TruthCheck.Result> results =
                new TruthCheck(sources.connection(), options.project(), sources.warehouse()).all();
        Map<String, TruthCheck.Result> byTable = new TreeMap<>();
        long rows = 0;
        boolean right = true;
        for (TruthCheck.Result result : results) {
            byTable.put(result.table(), result);
            rows += result.rows();
            if (!result.equal()) {
                right = false;
                System.err.println("demo: " + result.table() + " is not what PostgreSQL answers:");
                result.differences().forEach(line -> System.err.println("      " + line));
            }
        }
        before = byTable;
        if (right) {
            say("Checked: %d tables with %,d rows are exactly what PostgreSQL answers.", results.size(), rows);
        }
        return right;
    }

    /** The version of every table. */
    private Map<String, Long> versions() throws IOException {
        Map<String, Long> versions = new TreeMap<>();
        for (String layer : List.of("raw", "curated", "aggregate")) {
            try (Stream<Path> tables = Files.list(sources.warehouse().resolve(layer))) {
                for (Path table : tables.toList()) {
                    versions.put(table.toString(), LakeTable.at(table).version());
                }
            }
        }
        return versions;
    }

    private void title(String text) {
        say("");
        say("%s", text);
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
