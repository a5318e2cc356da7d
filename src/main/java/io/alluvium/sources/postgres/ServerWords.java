package io.alluvium.sources.postgres;

import io.alluvium.source.fault.ServerFaults;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the server's own words may tell a person: names of objects, and never a value of a row. */
final class ServerWords {
    /** Sources of the server whose messages name objects only; what functions of users raise comes from others. */
    private static final Set<String> NAMING = Set.of(
            "aclchk.c",
            "auth.c",
            "backend_startup.c",
            "miscinit.c",
            "namespace.c",
            "parse_func.c",
            "parse_oper.c",
            "parse_relation.c",
            "parse_type.c",
            "postinit.c",
            "postmaster.c",
            "proc.c",
            "procarray.c",
            "user.c");

    /** By state, or by class of states. */
    private static final Map<String, String> CONDITIONS = Map.ofEntries(
            Map.entry("0A", "the server cannot do what it asks for"),
            Map.entry("21", "a subquery that is to give one row gives more"),
            Map.entry("22", "a value does not fit what is computed of it"),
            Map.entry("22003", "a number is out of range"),
            Map.entry("22004", "null where none is allowed"),
            Map.entry("22007", "a text that is no date or time"),
            Map.entry("22008", "a date or time is out of range"),
            Map.entry("22012", "division by zero"),
            Map.entry("2201E", "a logarithm that does not exist"),
            Map.entry("2201F", "a power that does not exist"),
            Map.entry("22023", "a parameter of a function is not allowed"),
            Map.entry("22P02", "a text that is no value of the type it is taken for"),
            Map.entry("23", "a constraint does not hold"),
            Map.entry("25006", "it writes, and sessions of alluvium only read"),
            Map.entry("2F", "a function breaks the rules of SQL"),
            Map.entry("38", "a function fails"),
            Map.entry("39", "a function fails"),
            Map.entry("42", "its definition does not fit the database"),
            Map.entry("53", "not enough resources"),
            Map.entry("53100", "the disk is full"),
            Map.entry("53200", "out of memory"),
            Map.entry("53400", "a limit of its configuration is exceeded"),
            Map.entry("54", "a limit of the server is exceeded"),
            Map.entry("55", "something that it needs is not ready"),
            Map.entry("57P03", "it is starting up or shutting down"),
            Map.entry("HV", "a foreign table's wrapper fails"),
            Map.entry("P0", "a function raises an error"));

    private ServerWords() {}

    /** Empty where the error is the driver's own. */
    static Optional<ServerErrorMessage> of(SQLException error) {
        return error instanceof PSQLException ours
                ? Optional.ofNullable(ours.getServerErrorMessage())
                : Optional.empty();
    }

    /** Whether the server raised it there, in its own source. */
    static boolean isOf(SQLException error, String file) {
        return of(error).filter(message -> file.equals(message.getFile())).isPresent();
    }

    /** Whether the server has it from another, which a foreign table lies at. */
    static boolean isFromBeyond(SQLException error) {
        return isOf(error, "connection.c");
    }

    /** In the server's language where it names objects, else in ours. */
    static Optional<String> told(SQLException error) {
        Optional<String> naming = of(error)
                .filter(message -> NAMING.contains(String.valueOf(message.getFile())))
                .flatMap(message -> Optional.ofNullable(message.getMessage()));
        return naming.isPresent() ? naming : condition(ServerFaults.state(error));
    }

    private static Optional<String> condition(String state) {
        Optional<String> exact = Optional.ofNullable(CONDITIONS.get(state));
        return exact.isPresent() || state.length() != 5
                ? exact
                : Optional.ofNullable(CONDITIONS.get(state.substring(0, 2)));
    }

    /** Whether it was raised within a function, or by what a function says, and not by our own statement. */
    static boolean isWithinFunction(SQLException error) {
        return of(error)
                .filter(message -> message.getWhere() != null || message.getInternalQuery() != null)
                .isPresent();
    }

    /** Whether it was raised within a function of this name. */
    static boolean isWithin(SQLException error, String function) {
        return of(error)
                .filter(message -> String.valueOf(message.getWhere()).contains(function))
                .isPresent();
    }
}
