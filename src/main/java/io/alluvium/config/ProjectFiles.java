package io.alluvium.config;

import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a project's configuration.
 *
 * @param file usually {@code project.conf}
 * @param overlay of the asked environment
 */
record ProjectFiles(Path file, Optional<Path> overlay) {
    private static final String NAME = "project.conf";

    Path directory() {
        return java.util.Objects.requireNonNull(file.getParent(), "parent");
    }

    String label() {
        return directory().relativize(file).toString();
    }

    static ProjectFiles find(ProjectReader.Request request) {
        Path file = request.explicit() ? named(request.start()) : upwards(request.start());
        Path folder =
                java.util.Objects.requireNonNull(file.getParent(), "parent").resolve("conf");
        return new ProjectFiles(file, request.environment().map(name -> overlay(folder, name)));
    }

    private static Path named(Path start) {
        Path file = Files.isDirectory(start) ? start.resolve(NAME) : start;
        if (!Files.isRegularFile(file)) {
            throw Problem.of(ErrorCode.PROJECT_NOT_FOUND, "there is no " + file)
                    .fixedBy("alluvium init, or --project with the folder of a " + NAME)
                    .asException();
        }
        return file;
    }

    private static Path upwards(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(NAME))) {
                return folder.resolve(NAME);
            }
        }
        throw Problem.of(ErrorCode.PROJECT_NOT_FOUND, "there is no " + NAME + " in " + start + " or above it")
                .fixedBy("alluvium init, or --project with the folder of a " + NAME)
                .asException();
    }

    private static Path overlay(Path folder, String environment) {
        List<String> existing = environments(folder);
        if (!existing.contains(environment)) {
            throw Problem.of(
                            ErrorCode.ENVIRONMENT_UNKNOWN,
                            "there is no conf/" + environment + ".conf; "
                                    + (existing.isEmpty()
                                            ? "the project has no environments"
                                            : "environments: " + String.join(", ", existing)))
                    .didYouMean(DidYouMean.among(existing, environment))
                    .asException();
        }
        return folder.resolve(environment + ".conf");
    }

    private static List<String> environments(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".conf"))
                    .map(name -> name.substring(0, name.length() - ".conf".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Problem.of(ErrorCode.ENVIRONMENT_UNKNOWN, folder + " cannot be read")
                    .asException(e);
        } catch (UncheckedIOException e) {
            throw Problem.of(ErrorCode.ENVIRONMENT_UNKNOWN, folder + " cannot be read")
                    .asException(e);
        }
    }
}
