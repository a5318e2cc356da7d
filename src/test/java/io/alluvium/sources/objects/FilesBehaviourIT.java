package io.alluvium.sources.objects;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.SourceBehaviour;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

class FilesBehaviourIT extends SourceBehaviour {
    private static final FilesTable TABLE = new FilesTable(
            new TableName(Layer.RAW, "t"),
            new Place("project.conf", 4),
            "*.csv",
            FileFormat.Csv.USUAL,
            FilesTable.Load.APPEND,
            FilesTable.Corrupt.FAIL,
            List.of("id"),
            Optional.empty(),
            FilesTable.AS_WRITTEN,
            FileLife.USUAL);

    @TempDir
    private Path folder;

    @Override
    protected SourceSpec source() {
        return new FilesSpec("web", new Place("project.conf", 3), folder.toString(), SchemaChange.ADD, List.of(TABLE));
    }

    /** Nobody but the reader knows what is a record of a file. */
    @Override
    protected boolean counts() {
        return false;
    }

    @Override
    protected TableSpec table() {
        return TABLE;
    }

    @Override
    protected void add(int... ids) {
        String rows = IntStream.of(ids).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        try {
            Files.writeString(folder.resolve("f" + ids[0] + ".csv"), "id\n" + rows + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void remove() {
        for (File file : Objects.requireNonNull(folder.toFile().listFiles())) {
            if (!file.delete()) {
                throw new IllegalStateException("not deleted: " + file);
            }
        }
    }
}
