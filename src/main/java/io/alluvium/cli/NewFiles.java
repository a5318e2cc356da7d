package io.alluvium.cli;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;

/** Files of a project that is being started; nothing that is there is overwritten. */
final class NewFiles {
    private final Path folder;

    NewFiles(Path folder) {
        this.folder = Objects.requireNonNull(folder, "folder");
    }

    /**
     * Refuses a folder that has a project.
     *
     * @param instead a command that starts one elsewhere
     */
    void refuseProject(String instead) {
        if (Files.exists(folder.resolve(RootCommand.PROJECT_FILE))) {
            throw Problem.of(
                            ErrorCode.USAGE,
                            "there is a " + RootCommand.PROJECT_FILE + " in " + folder + "; nothing was written")
                    .fixedBy("name a new folder: " + instead)
                    .asException();
        }
    }

    /** Writes a whole project, and says which of its files were there already. @param texts by name */
    void writeProject(Map<String, String> texts, Screen screen) {
        texts.forEach((name, text) -> {
            if (!write(name, text)) {
                screen.say("   kept  " + name);
            }
        });
        write(".gitignore", starter(".gitignore"));
    }

    /** @return false where there is such a file already, which stays as it is */
    boolean write(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (Files.isRegularFile(file)) {
                return false;
            }
            throw refused(file, e);
        } catch (IOException e) {
            throw refused(file, e);
        }
    }

    /** The text of a file of the starter project. */
    static String starter(String file) {
        String resource = "starter/" + (file.startsWith(".") ? file.substring(1) : file);
        try (InputStream text = NewFiles.class.getResourceAsStream(resource)) {
            if (text == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar lacks " + resource, e);
        }
    }

    private static RuntimeException refused(Path file, IOException cause) {
        return Problem.of(ErrorCode.USAGE, "cannot write " + file)
                .fixedBy("choose another folder: alluvium init FOLDER")
                .asException(cause);
    }
}
