package io.alluvium.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The CPU time of each thread of a process and its children, looked at again and again while they run. */
final class ThreadTimes {
    private static final double TICKS_A_SECOND = 100;

    /** A thread by what it had used when it was last seen; the kernel cuts names to 15 characters. */
    private record Thread(String name, double user, double system) {}

    /** By time in milliseconds, then by thread. */
    private final NavigableMap<Long, Map<Long, Thread>> seen = new TreeMap<>(Map.of(Long.MIN_VALUE, Map.of()));

    /** @param millis now */
    void look(ProcessHandle root, long millis) {
        Map<Long, Thread> threads = new HashMap<>(seen.lastEntry().getValue());
        Stream.concat(Stream.of(root), root.descendants()).forEach(process -> look(process.pid(), threads));
        seen.put(millis, threads);
    }

    private static void look(long pid, Map<Long, Thread> threads) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                int end = stat.lastIndexOf(')');
                List<String> fields = List.of(stat.substring(end + 2).split(" "));
                threads.put(
                        Long.parseLong(task.getFileName().toString()),
                        new Thread(
                                stat.substring(stat.indexOf('(') + 1, end),
                                Double.parseDouble(fields.get(11)) / TICKS_A_SECOND,
                                Double.parseDouble(fields.get(12)) / TICKS_A_SECOND));
            }
        } catch (IOException ended) {
            // What was seen of it before stays.
        }
    }

    /** Seconds in user mode since then of the threads with such names. */
    double user(long sinceMillis, Predicate<String> name) {
        return total(Long.MAX_VALUE, name, true) - total(sinceMillis, name, true);
    }

    /** Seconds in the kernel since then of the threads with such names. */
    double system(long sinceMillis, Predicate<String> name) {
        return total(Long.MAX_VALUE, name, false) - total(sinceMillis, name, false);
    }

    private double total(long untilMillis, Predicate<String> name, boolean isUser) {
        return seen.floorEntry(untilMillis).getValue().values().stream()
                .filter(thread -> name.test(thread.name()))
                .mapToDouble(thread -> isUser ? thread.user() : thread.system())
                .sum();
    }
}
