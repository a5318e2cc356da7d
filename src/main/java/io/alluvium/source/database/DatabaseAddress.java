package io.alluvium.source.database;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code postgres://USER@HOST:PORT/DATABASE} and its like, with what clients take for parts that are left out: this machine,
 * the usual port, the user's name here, the database of the user's name.
 */
public record DatabaseAddress(String user, String host, int port, String database) {
    private static final Pattern ADDRESS = Pattern.compile("(?<scheme>[a-z]+)://(?:(?<login>[^/?#]*)@)?"
            + "(?<host>\\[[0-9A-Fa-f:.]+]|[^:/?#@,]*)(?::(?<port>[0-9]{0,5}))?(?:/(?<database>[^/?#]*))?");

    /**
     * How the addresses of one kind of database begin.
     *
     * @param names the first of them for people
     * @param usualPort where none is written
     */
    public record Scheme(List<String> names, int usualPort) {
        public Scheme {
            names = List.copyOf(names);
        }

        public boolean begins(String text) {
            return names.stream().anyMatch(name -> text.startsWith(name + "://"));
        }
    }

    /**
     * @param option that names it
     * @param localUser who runs this program
     * @throws AlluviumException USAGE; never shows what was written, since it may hold a password
     */
    public static DatabaseAddress parse(Scheme scheme, String option, String text, String localUser) {
        if (text.matches("(?s)[^/]*//[^:@]*:.*@.*") || text.matches("(?s).*[?&](ssl)?password=.*")) {
            throw refused(option, "the address holds a password")
                    .because("it would stay in the shell's history")
                    .fixedBy("leave it out and name where it is found: --password env:NAME or --password file:/path")
                    .asException();
        }
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches() || !scheme.names().contains(address.group("scheme"))) {
            boolean options = text.indexOf('?') >= 0;
            throw refused(option, options ? "the address has options after ?" : "this is not the address of a database")
                    .because("expected " + scheme.names().get(0) + "://USER@HOST:PORT/DATABASE and nothing after it")
                    .asException();
        }
        String user = part(option, address, "login").orElse(localUser);
        String host = part(option, address, "host").orElse("localhost");
        int port = part(option, address, "port").map(Integer::parseInt).orElse(scheme.usualPort());
        if (port < 1 || port > 65535) {
            throw refused(option, "port " + port + " does not exist").asException();
        }
        return new DatabaseAddress(
                user, host, port, part(option, address, "database").orElse(user));
    }

    private static Optional<String> part(String option, Matcher address, String name) {
        try {
            return Optional.ofNullable(address.group(name))
                    .map(text -> URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .filter(text -> !text.isEmpty());
        } catch (IllegalArgumentException e) {
            throw refused(
                            option,
                            "the " + name + " in the address has a % that is not followed by two hexadecimal digits")
                    .asException(e);
        }
    }

    private static Problem refused(String option, String message) {
        return Problem.of(ErrorCode.USAGE, option + ": " + message);
    }
}
