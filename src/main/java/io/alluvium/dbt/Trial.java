package io.alluvium.dbt;

import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import io.alluvium.model.ModelReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads models as a run will read them, before they are written for good. */
final class Trial {
    private Trial() {}

    /**
     * What is wrong with each.
     *
     * @param models texts by file
     * @return by file; empty where nothing is
     */
    static Map<String, List<Problem>> of(Map<String, String> models, Collection<TableName> raw) {
        Path folder;
        try {
            folder = Files.createTempDirectory("alluvium-dbt");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            for (Map.Entry<String, String> model : models.entrySet()) {
                Path file = folder.resolve(model.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, model.getValue());
            }
            Map<String, List<Problem>> problems = new LinkedHashMap<>();
            ModelReader.look(folder, raw)
                    .problems()
                    .forEach(problem -> problem.place()
                            .ifPresent(place -> problems.computeIfAbsent(place.file(), file -> new ArrayList<>())
                                    .add(problem)));
            return problems;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
