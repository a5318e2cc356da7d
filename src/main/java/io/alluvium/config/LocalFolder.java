package io.alluvium.config;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder of this machine as a user writes it: absolute, relative to the project, or as a {@code file:} URI. */
public final class LocalFolder {
    private static final Pattern SCHEME = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]+):.*");

    private LocalFolder() {}

    /** @param elsewhere the problem of a folder that is not local, from its scheme */
    public static Optional<String> of(
            Path directory,
            HoconSection section,
            Key<String> key,
            String written,
            Function<String, Problem> elsewhere) {
        Matcher uri = SCHEME.matcher(written);
        boolean isUri = uri.matches();
        if (isUri && !uri.group("scheme").equalsIgnoreCase("file")) {
            section.refuse(elsewhere.apply(uri.group("scheme") + "://"));
            return Optional.empty();
        }
        String path = isUri ? written.replaceFirst("(?i)^file:(//)?", "") : written;
        if (path.equals("~") || path.startsWith("~/")) {
            section.refuse(
                    section.problem(key, ErrorCode.BAD_VALUE, key.name() + " = \"" + written + "\" is a folder named ~")
                            .marking(written)
                            .because("only a shell replaces ~")
                            .fixedBy(key.name() + " = ${HOME}\"" + path.substring(1) + "\""));
            return Optional.empty();
        }
        if (section.origin().isPresent() && !path.startsWith("/")) {
            section.refuse(beside(section, key, written));
            return Optional.empty();
        }
        try {
            return Optional.of(directory.resolve(path).normalize().toString());
        } catch (InvalidPathException e) {
            section.refuse(
                    section.problem(key, ErrorCode.BAD_VALUE, key.name() + " = \"" + written + "\" is not a path")
                            .marking(written));
            return Optional.empty();
        }
    }

    /** A folder beside a copy would be lost with it. */
    private static Problem beside(HoconSection section, Key<String> key, String written) {
        String origin = section.origin().orElse("");
        return section.problem(
                        key, ErrorCode.BAD_VALUE, key.name() + " = \"" + written + "\" is a folder beside the project")
                .marking(written)
                .because("the project lies in " + origin + ", and this machine has only a copy of it")
                .fixedBy(key.name() + " = \"" + origin + "/" + written + "\"");
    }
}
