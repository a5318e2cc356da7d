package io.alluvium.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs one benchmark by name. Ends with 0 if the measurement counts, whatever it says; 1 if it is void. */
public final class Bench {
    private static final List<String> NAMES = List.of(
            "B1", "B2", "B1-cluster", "B1-files", "B1-memory", "B1-profile", "B3", "B4", "B5", "B6", "B7", "pollock");

    private static final List<String> SOURCES = List.of("files", "mariadb");
    private static final double SCALE = Double.parseDouble(System.getProperty("alluvium.bench.scale", "1"));
    private static final int ROUNDS = 7;
    private static final int QUICK_ROUNDS = 3;

    private Bench() {}

    private static boolean isOnStore(String[] arguments) {
        int option = Arrays.asList(arguments).indexOf("--warehouse");
        if (option >= 0 && (option + 1 == arguments.length || !arguments[option + 1].equals("s3"))) {
            System.err.println("bench: --warehouse knows s3 alone");
            System.exit(2);
        }
        return option >= 0;
    }

    private static Optional<String> source(String[] arguments) {
        int option = Arrays.asList(arguments).indexOf("--source");
        if (option < 0) {
            return Optional.empty();
        }
        if (option + 1 == arguments.length || !SOURCES.contains(arguments[option + 1])) {
            System.err.println("bench: --source knows " + String.join(" and ", SOURCES));
            System.exit(2);
        }
        return Optional.of(arguments[option + 1]);
    }

    private static boolean load(Path repository, Path folder, String[] arguments, int rounds)
            throws IOException, SQLException, InterruptedException {
        Optional<String> source = source(arguments);
        if (source.equals(Optional.of("files"))) {
            return FileLoad.measure(repository, folder, SCALE, rounds, System.out);
        }
        if (source.equals(Optional.of("mariadb"))) {
            return MariadbLoad.measure(repository, folder, SCALE, rounds, System.out);
        }
        return isOnStore(arguments)
                ? StoreLoad.measure(repository, folder, SCALE, rounds, System.out)
                : RawLoad.measure(repository, folder, SCALE, rounds, System.out);
    }

    /** @param arguments the name, then {@code --quick}, and {@code --warehouse s3} or {@code --source files | mariadb} for B1, {@code --source mariadb} for B4, or nothing; for pollock its folder */
    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        String name = arguments.length == 0 ? "" : arguments[0];
        boolean quick = Arrays.asList(arguments).contains("--quick");
        int rounds = quick ? QUICK_ROUNDS : ROUNDS;
        Path repository = Path.of("").toAbsolutePath();
        if (!NAMES.contains(name)) {
            System.err.println("bench: no benchmark '" + name + "'; there are: " + String.join(", ", NAMES));
            System.exit(2);
        }
        if (name.equals("pollock") && arguments.length < 2) {
            System.err.println("bench: pollock wants the folder of its clone");
            System.exit(2);
        }
        Path folder = repository.resolve("target/bench").resolve(name);
        Folders.delete(folder);
        Files.createDirectories(folder);
        boolean counts = switch (name) {
            case "B4" ->
                source(arguments).equals(Optional.of("mariadb"))
                        ? MariadbTables.measure(repository, folder, rounds, System.out)
                        : ManyTables.measure(repository, folder, rounds, !quick, System.out);
            case "B3" -> ChangeCost.measure(repository, folder, SCALE, rounds);
            case "B5" -> FirstLight.measure(repository, folder, rounds, System.out);
            case "B6" -> StepsTogether.measure(repository, folder, rounds, System.out);
            case "B7" -> ApplyCost.measure(repository, folder, rounds);
            case "B1-cluster" -> ClusterLoad.measure(repository, folder, SCALE, rounds, System.out);
            case "B1-files" -> ManyFiles.measure(repository, folder, rounds, System.out);
            case "pollock" -> Pollock.measure(repository, folder, Path.of(arguments[1]), System.out);
            case "B1-memory" -> LoadMemory.measure(repository, folder, SCALE, rounds, System.out);
            case "B1-profile" -> LoadProfile.measure(repository, folder, SCALE, rounds, System.out);
            case "B1" -> load(repository, folder, arguments, rounds);
            default -> RawLoad.measure(repository, folder, SCALE, rounds, System.out);
        };
        System.exit(counts ? 0 : 1);
    }
}
