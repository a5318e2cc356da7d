package io.alluvium.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSearchTest {
    @TempDir
    private Path root;

    /** Told as the platform tells it: who runs the tests may be allowed to read everything. */
    @Test
    void aFolderThatIsClosedStopsNothingUnlessItIsAskedFor() throws IOException {
        Path closed = root.resolve("lost+found");
        AccessDeniedException denied = new AccessDeniedException(closed.toString());
        LocalSearch elsewhere = new LocalSearch(root, "", folder -> !folder.equals("lost+found"), file -> {});
        assertThat(elsewhere.visitFileFailed(closed, denied)).isEqualTo(FileVisitResult.CONTINUE);
        LocalSearch there = new LocalSearch(root, "", folder -> true, file -> {});
        assertThatThrownBy(() -> there.visitFileFailed(closed, denied)).isSameAs(denied);
    }
}
