package io.alluvium.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderNotesTest {
    @TempDir
    Path folder;

    @Test
    void aDiskWhoseListingsTellNoEtagsKeepsNone() throws IOException {
        Storage disk = Storage.at(folder.toUri());
        disk.replace("notes", "not looked at");
        FolderNotes notes = FolderNotes.in(disk, "notes");
        assertThat(notes.areKept()).isFalse();
        notes.put("state/raw.orders", "note");
        assertThat(notes.of("state/raw.orders")).isEmpty();
        notes.save();
        assertThat(disk.read("notes")).contains("not looked at");
    }
}
