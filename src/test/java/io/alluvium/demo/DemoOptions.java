package io.alluvium.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the demo was asked for.
 *
 * @param repository the folder of the clone
 * @param folder where everything is made; what an earlier demo left there is removed
 * @param scaleText the scale as written
 * @param keep whether PostgreSQL runs on until Ctrl-C
 */
record DemoOptions(Path repository, Path folder, String scaleText, boolean keep) {
    /** The parts of an earlier demo, which alone are removed. */
    private static final List<String> PARTS = List.of("postgres", "landing", "warehouse");

    /** @param arguments the clone, the demo's folder, the scale, and {@code --keep} or nothing */
    static DemoOptions of(String[] arguments) {
        return new DemoOptions(
                Path.of(arguments[0]).toAbsolutePath(),
                Path.of(arguments[1]).toAbsolutePath(),
                arguments[2],
                arguments.length > 3 && arguments[3].equals("--keep"));
    }

    double scale() {
        return new BigDecimal(scaleText).doubleValue();
    }

    Path project() {
        return repository.resolve("jobs/tpch");
    }

    boolean isDefaultFolder() {
        return folder.equals(repository.resolve("target/demo"));
    }

    void emptyFolder() throws IOException {
        for (String part : PARTS) {
            Path path = folder.resolve(part);
            if (Files.exists(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    files.sorted(Comparator.reverseOrder()).forEach(DemoOptions::delete);
                }
            }
        }
        Files.createDirectories(folder);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
