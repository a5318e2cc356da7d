package io.alluvium.sources.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Position;
import io.alluvium.source.SchemaChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A landing zone on a disk of this machine. */
class LocalLandingIT extends LandingBehaviour {
    @TempDir
    private Path disk;

    @Override
    void put(String path, byte[] content) {
        try {
            Files.createDirectories(disk.resolve(path).getParent());
            Files.write(disk.resolve(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void touch(String path) {
        try {
            Files.setLastModifiedTime(disk.resolve(path), FileTime.from(Instant.parse("2031-01-01T00:00:00Z")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void remove(String path) {
        try {
            Files.delete(disk.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String path(String zone) {
        return disk.resolve(zone).toString();
    }

    @Override
    Map<String, String> settings() {
        return Map.of();
    }

    /** A copy, an archive or another file system keeps times less precisely. */
    @Test
    void timesAreComparedAtTheCoarserPrecision() {
        SourceFile fine = new SourceFile("a", 1, Instant.parse("2026-01-01T00:00:00.123456789Z"));

        assertThat(fine.isListedAs(new SourceFile("a", 1, Instant.parse("2026-01-01T00:00:00Z"))))
                .isTrue();
        assertThat(new SourceFile("a", 1, Instant.parse("2026-01-01T00:00:00.123Z")).isListedAs(fine))
                .isTrue();
        assertThat(fine.isListedAs(new SourceFile("a", 1, Instant.parse("2026-01-01T00:00:00.124Z"))))
                .isFalse();
        assertThat(fine.isListedAs(new SourceFile("a", 2, fine.modified()))).isFalse();
    }

    /** Lists of builds before this one have neither hashes nor a folder, and each version of a changed file. */
    @Test
    void oldListsAreReadAndGoOn() {
        String old = """
                {"kind":"files","replace":false,"files":[
                  {"path":"a.csv","size":5,"modified":"2026-01-01T00:00:00Z"},
                  {"path":"a.csv","size":7,"modified":"2026-01-02T00:00:00Z"}]}""";
        FileList list = FileList.of(new Position("files", 1, old));

        assertThat(list.root()).isEmpty();
        assertThat(list.byPath())
                .isEqualTo(Map.of("a.csv", new SourceFile("a.csv", 7, Instant.parse("2026-01-02T00:00:00Z"))));
        assertThat(list.position()).isEqualTo(new Position("files", 1, old));
    }

    @Test
    void aLoopOfLinksIsWalkedOnce() throws IOException {
        put("landing/sub/a.csv", "id\n1\n");
        Files.createSymbolicLink(disk.resolve("landing/sub/loop"), disk.resolve("landing"));
        FilesTable table = new FilesTable(
                new TableName(Layer.RAW, "web"),
                new Place("project.conf", 3),
                "**.csv",
                FileFormat.Csv.USUAL,
                FilesTable.Load.APPEND,
                FilesTable.Corrupt.FAIL,
                List.of(),
                Optional.empty(),
                FilesTable.AS_WRITTEN,
                FileLife.USUAL);
        FilesSpec spec = new FilesSpec("web", table.place(), path("landing"), SchemaChange.ADD, List.of(table));

        assertThat(new FolderListing(spec).files(table).ready())
                .extracting(SourceFile::path)
                .containsExactly("sub/a.csv");
    }
}
