package io.alluvium.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine;

/**
 * What {@code --version} says of this build: its version, its line of Spark, and the commit that it was made of, where git knew one.
 *
 * @param commit the commit's full hash; empty where the build was made without git
 * @param date when it was committed, in UTC
 * @param dirty whether files differed from the commit when it was built
 */
record BuildVersion(
        String version, String line, String delta, Optional<String> commit, Optional<String> date, boolean dirty) {

    static BuildVersion ofThisBuild() {
        try (InputStream file = BuildVersion.class.getResourceAsStream("build.properties")) {
            if (file == null) {
                throw new IllegalStateException("build.properties is not in this build");
            }
            Properties build = new Properties();
            build.load(file);
            return of(build);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BuildVersion of(Properties build) {
        return new BuildVersion(
                build.getProperty("version"),
                build.getProperty("line"),
                build.getProperty("delta"),
                filledIn(build, "commit"),
                filledIn(build, "date"),
                filledIn(build, "dirty").filter(Boolean::parseBoolean).isPresent());
    }

    /** As lines of the screen. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("alluvium " + version);
        lines.add(commit.map(
                        id -> "commit   " + id + date.map(at -> " of " + at).orElse(""))
                .orElse("commit   unknown: built without git"));
        if (dirty) {
            lines.add("         and changes that were not committed");
        }
        lines.add("for      Spark " + line + ", Delta " + delta);
        return List.copyOf(lines);
    }

    /** Maven leaves what it does not know as it stands: {@code ${git.dirty}}. */
    private static Optional<String> filledIn(Properties build, String key) {
        return Optional.ofNullable(build.getProperty(key)).filter(value -> !value.isEmpty() && !value.startsWith("${"));
    }

    /** Gives it to picocli. */
    static final class Provider implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return ofThisBuild().lines().toArray(String[]::new);
        }
    }
}
