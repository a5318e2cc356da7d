package io.alluvium.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredProjectTest {
    @TempDir
    private Path store;

    private void write(String file, String text) throws IOException {
        Path path = store.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private StoredProject fetch(String named) {
        return StoredProject.fetch(store.toUri() + named, Map.of());
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void itsOwnFilesComeAndItsDataStays() throws IOException {
        List<String> own = List.of(
                "base.conf",
                "certs/ca.pem",
                "conf/prod.conf",
                "curated/deep/too.sql",
                "curated/orders.sql",
                "project.conf");
        for (String file : own) {
            write(file, "of " + file);
        }
        write("landing/orders/1.csv", "1\n");
        write("warehouse/raw/orders/_delta_log/00000000000000000000.json", "{}");
        write("curated/notes.txt", "not read");

        Path copy;
        try (StoredProject project = fetch("")) {
            copy = Objects.requireNonNull(project.file().getParent());
            assertThat(files(copy)).isEqualTo(own);
            assertThat(project.file()).hasFileName("project.conf").hasContent("of project.conf");
            assertThat(project.origin()).isEqualTo(store.toUri().toString().replaceFirst("/$", ""));
        }
        assertThat(copy).doesNotExist();
    }

    @Test
    void itsFileMayBeNamed() throws IOException {
        write("nightly.conf", "project = nightly");
        try (StoredProject project = fetch("nightly.conf")) {
            assertThat(project.file()).hasFileName("nightly.conf");
        }
    }

    @Test
    void aFolderWithoutAProjectIsRefusedByItsOwnName() {
        assertThatThrownBy(() -> fetch("nowhere"))
                .isInstanceOf(AlluviumException.class)
                .hasMessage("ALV-1002: there is no " + store.toUri() + "nowhere/project.conf");
    }

    @Test
    void onlyStoresAreMeant() {
        assertThat(StoredProject.isMeant("s3a://bucket/shop")).isTrue();
        assertThat(StoredProject.isMeant("S3://bucket/shop/")).isTrue();
        assertThat(StoredProject.isMeant("hdfs:///projects/shop")).isTrue();
        assertThat(StoredProject.isMeant("/projects/shop")).isFalse();
        assertThat(StoredProject.isMeant("s3a")).isFalse();
    }

    @Test
    void whatWouldLieBesideTheCopyIsRefused() throws IOException {
        write("project.conf", "project = shop\nwarehouse { path = \"warehouse\" }\nsources {}\n");
        assertThat(refused("s3a://bucket/shop")).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.BAD_VALUE);
            assertThat(problem.message()).isEqualTo("path = \"warehouse\" is a folder beside the project");
            assertThat(problem.place()).hasToString("Optional[project.conf:2]");
            assertThat(problem.fix()).contains("path = \"s3a://bucket/shop/warehouse\"");
        });

        write("project.conf", "project = shop\nsources {}\n");
        assertThat(refused("s3a://bucket/shop")).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.MISSING_KEY);
            assertThat(problem.fix()).contains("warehouse { path = \"s3a://bucket/shop/warehouse\" }");
        });
    }

    private List<Problem> refused(String origin) {
        ProjectReader.Request request =
                new ProjectReader.Request(store, true, Optional.empty(), Map.of(), Optional.of(origin));
        try {
            ProjectReader.read(request, (directory, sections) -> {});
        } catch (AlluviumException e) {
            return e.problems();
        }
        throw new AssertionError("it was read");
    }
}
