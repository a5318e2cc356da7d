package io.alluvium.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;

/** Runs one benchmark by name. Ends with 0 if the measurement counts, whatever it says; 1 if it is void. */
public final class Bench {
    private static final int ROUNDS = 7;
    private static final int QUICK_ROUNDS = 3;

    private Bench() {}

    /** @param arguments the name, then {@code --quick} or nothing */
    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        String name = arguments.length == 0 ? "" : arguments[0];
        int rounds = Arrays.asList(arguments).contains("--quick") ? QUICK_ROUNDS : ROUNDS;
        Path repository = Path.of("").toAbsolutePath();
        if (!name.equals("B5")) {
            System.err.println("bench: no benchmark '" + name + "'; there is: B5");
            System.exit(2);
        }
        Path folder = repository.resolve("target/bench/B5");
        Folders.delete(folder);
        Files.createDirectories(folder);
        System.exit(FirstLight.measure(repository, folder, rounds, System.out) ? 0 : 1);
    }
}
