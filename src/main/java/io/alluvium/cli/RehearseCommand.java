package io.alluvium.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;

/**
 * {@code alluvium rehearse}: what the launcher runs once so that the JVM can archive the classes that a day's work loads.
 * Does that work on the starter project in the current folder, which the launcher made for it, and says nothing.
 */
@Command(name = "rehearse", hidden = true, description = "Loads the classes that a run needs, for the launcher.")
final class RehearseCommand implements Callable<Integer> {
    /** Whole packages that the starter project, which has no database, does not reach. */
    private static final List<String> UNREACHED = List.of(
            "io/alluvium/",
            "io/delta/kernel/",
            "org/postgresql/",
            "org/apache/parquet/format/",
            "org/apache/spark/sql/execution/datasources/jdbc/",
            "org/apache/spark/sql/execution/datasources/json/",
            "org/apache/spark/sql/jdbc/");

    private static final Pattern JARS_OF_THEIRS =
            Pattern.compile(".*/(alluvium|spark-sql_|delta-kernel-|parquet-format-structures-)[^/]*\\.jar");

    private static final String MORE = "order_id,customer,order_date,total,discount\n7,Ada,2026-11-04,10.00,0.00\n"
            + "1,Ada,2026-11-01,121.00,0.00\n";

    private final RootCommand root;
    private final Interruption interruption;

    RehearseCommand(RootCommand root, Interruption interruption) {
        this.root = root;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = root.surroundings().directory().resolve("rehearsal");
        run("init", folder.toString());
        run("validate", "--project", folder.toString());
        run("plan", "--project", folder.toString());
        run("run", "--project", folder.toString());
        Files.writeString(folder.resolve("landing/orders/more.csv"), MORE);
        run("run", "--project", folder.toString());
        run("run", "--project", folder.toString());
        run("status", "--project", folder.toString());
        run("sql", "--project", folder.toString(), "select * from aggregate.revenue_daily order by order_date");
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (JARS_OF_THEIRS.matcher(jar).matches()) {
                loadUnreached(jar);
            }
        }
        return 0;
    }

    private void run(String... arguments) {
        Surroundings here = root.surroundings();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Surroundings silent =
                new Surroundings(here.in(), nowhere, nowhere, false, here.directory(), here.logs(), here.clock());
        new CommandLineInterface(silent, new PipelineOpener(), interruption).run(arguments);
    }

    private static void loadUnreached(String jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            file.stream()
                    .map(entry -> entry.getName())
                    .filter(name ->
                            name.endsWith(".class") && UNREACHED.stream().anyMatch(name::startsWith))
                    .forEach(RehearseCommand::load);
        }
    }

    private static void load(String entry) {
        String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
        try {
            Class.forName(name, false, RehearseCommand.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError unusable) {
            // A class for a library that is not there; no run loads it either.
        }
    }
}
