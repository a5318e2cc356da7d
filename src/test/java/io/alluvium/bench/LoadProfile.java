package io.alluvium.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the CPU seconds of a first load go: what the JVM's own threads took by {@code /proc}, what ours did by a flight
 * recording, whose samples share out their time in user mode. Cold: a whole {@code alluvium run}. Warm: the last of three
 * loads in one JVM.
 */
final class LoadProfile {
    private static final Pattern BEGAN = Pattern.compile("began " + (RawLoad.REPEATS - 1) + " ([0-9]+)");
    private static final Predicate<String> COMPILING = name -> name.matches("C[12] Comp.*|Sweeper thread");
    private static final Predicate<String> COLLECTING = name -> name.matches("(GC|G1|ParGC) .*");
    private static final Predicate<String> RECORDING = name -> name.startsWith("JFR ");
    private static final Predicate<String> JVM =
            name -> name.matches("VM .*|Monitor Deflati|Service Thread|Signal Dispatch|Finalizer|Reference Handl");
    private static final Predicate<String> WORKING =
            COMPILING.or(COLLECTING).or(RECORDING).or(JVM).negate();

    private final Path repository;
    private final Path folder;
    private final Lines lines;
    private final Contenders contenders;
    private final Clock clock = Clock.systemUTC();

    private LoadProfile(Path repository, Path folder, Lines lines) {
        this.repository = repository;
        this.folder = folder;
        this.lines = lines;
        this.contenders = new Contenders(repository, folder);
    }

    /** @return always true: a profile has no target */
    static boolean measure(Path repository, Path folder, double scale, int rounds, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        try (Lines lines = Lines.start(folder, scale)) {
            LoadProfile profile = new LoadProfile(repository, folder, lines);
            out.printf(
                    "B1-profile: %,d rows, %d times, the first dropped; CPU s a million rows%n", lines.rows(), rounds);
            profile.profile("cold", rounds, out);
            profile.profile("warm", rounds, out);
            return true;
        }
    }

    private Contender contender(String name, Path recording) throws IOException {
        String flags = "-XX:StartFlightRecording=filename=" + recording + ",settings="
                + repository.resolve("bench/profile.jfc") + " -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints";
        if (name.equals("cold")) {
            Contender run = contenders.alluvium(name, "run", lines.project());
            Map<String, String> environment = new HashMap<>(run.environment());
            environment.merge("ALLUVIUM_JAVA_OPTS", flags, (heap, more) -> heap + " " + more);
            return new Contender(name, run.command(), environment);
        }
        Contender copy = contenders.ownCopy(
                name,
                List.of(
                        lines.project().toString(),
                        "load",
                        Integer.toString(RawLoad.REPEATS),
                        folder.resolve("warehouses").toString()));
        return new Contender(name, copy.command(), Map.of("JDK_JAVA_OPTIONS", flags));
    }

    private void profile(String name, int rounds, PrintStream out) throws IOException, InterruptedException {
        StackShares shares = new StackShares();
        Map<String, Double> seconds = new HashMap<>();
        for (int round = 0; round < rounds; round++) {
            Path recording = folder.resolve(name + "-" + round + ".jfr");
            Contender contender = contender(name, recording);
            Map<String, String> environment = new HashMap<>(contender.environment());
            environment.putAll(lines.environment(folder.resolve("warehouses/lines")));
            ThreadTimes threads = new ThreadTimes();
            Meter meter = new Meter(folder, lines.shop().pid());
            String file = name + "-" + round;
            meter.run(file, contender.command(), environment, process -> threads.look(process, clock.millis()));
            Folders.delete(folder.resolve("warehouses"));
            if (round > 0) {
                long since = began(folder.resolve(file + ".out"));
                shares.add(recording, since);
                add(seconds, threads, since);
            }
        }
        print(name, shares, seconds, (rounds - 1) * lines.rows() / 1e6, out);
    }

    private static long began(Path screen) throws IOException {
        Matcher began = BEGAN.matcher(Files.readString(screen));
        return began.find() ? Long.parseLong(began.group(1)) : 0;
    }

    private static void add(Map<String, Double> seconds, ThreadTimes threads, long since) {
        seconds.merge("compiling", all(threads, since, COMPILING), Double::sum);
        seconds.merge("garbage collection", all(threads, since, COLLECTING), Double::sum);
        seconds.merge("the JVM's other threads", all(threads, since, JVM), Double::sum);
        seconds.merge("the kernel: sockets, files, memory", threads.system(since, WORKING), Double::sum);
        seconds.merge("", threads.user(since, WORKING), Double::sum);
    }

    private static double all(ThreadTimes threads, long since, Predicate<String> name) {
        return threads.user(since, name) + threads.system(since, name);
    }

    private static void print(
            String name, StackShares shares, Map<String, Double> seconds, double millions, PrintStream out) {
        double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        double working = seconds.getOrDefault("", 0.0);
        seconds.remove("");
        shares.shares().forEach((part, share) -> seconds.put(part, share * working));
        out.printf("%n%-56s %8s %6s%n", name, "CPU s/M", "%");
        out.print(line("all but the recording, %,d samples".formatted(shares.count()), all, all, millions));
        seconds.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(part -> out.print(line(part.getKey(), part.getValue(), all, millions)));
    }

    private static String line(String part, double seconds, double all, double millions) {
        return String.format(Locale.ROOT, "%-56s %8.3f %6.1f%n", part, seconds / millions, 100 * seconds / all);
    }
}
