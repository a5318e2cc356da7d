package io.alluvium.cli;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.Invocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alluvium init}. */
@Command(
        name = "init",
        description = "Writes a starter project that runs as it is, without a database; overwrites nothing.")
final class InitCommand implements Callable<Integer> {
    private static final List<String> FILES = List.of(
            "project.conf",
            "landing/orders/2026-11-01.csv",
            "curated/orders.sql",
            "aggregate/revenue_daily.sql",
            ".gitignore");

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where; by default the current folder.")
    private Path folder = Path.of(".");

    private final RootCommand root;

    InitCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        Path target = root.surroundings().directory().resolve(folder).normalize();
        String name = projectName(target);
        for (String file : FILES) {
            boolean written = write(target.resolve(file), starter(file).replace("@project@", name));
            screen.say(
                    (written ? "  wrote  " : "   kept  ") + folder.resolve(file).normalize());
        }
        boolean here = target.equals(root.surroundings().directory());
        Invocation next = new Invocation(here ? Optional.empty() : Optional.of(folder.toString()), Optional.empty());
        screen.say("Next: " + next.command("run"));
        return 0;
    }

    /** The folder's name made fit: it marks the project's tables. */
    private static String projectName(Path folder) {
        Path last = folder.getFileName();
        String name = last == null
                ? ""
                : last.toString()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_]+", "_")
                        .replaceAll("^[^a-z]+|_+$", "");
        return TableName.isName(name) ? name : "shop";
    }

    private static boolean write(Path file, String text) {
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

    private static RuntimeException refused(Path file, IOException cause) {
        return Problem.of(ErrorCode.USAGE, "cannot write " + file)
                .fixedBy("choose another folder: alluvium init FOLDER")
                .asException(cause);
    }

    private static String starter(String file) {
        String resource = "starter/" + (file.startsWith(".") ? file.substring(1) : file);
        try (InputStream text = InitCommand.class.getResourceAsStream(resource)) {
            if (text == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar lacks " + resource, e);
        }
    }
}
