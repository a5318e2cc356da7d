package io.alluvium.source;

import io.alluvium.failure.AlluviumException;
import io.alluvium.secret.Password;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at what a source offers before a project declares it: {@code init --from} starts here. */
public interface Inspection {

    /** Whether it looks at what an address names. */
    boolean takes(String url);

    /** The environment variable in which people usually have the password. */
    Optional<String> passwordVariable();

    /**
     * Looks; a catalog tells it without a row being read.
     *
     * @throws AlluviumException USAGE for the address; kinds USER and SOURCE as connecting ends
     */
    Inspected of(Address address);

    /**
     * Looks at one table, to compare it with what another tool made of it; no row is read.
     *
     * @param table as SQL of the database writes it
     * @return empty where what the address names has no tables of its own
     * @throws AlluviumException USAGE for the address; kinds USER, DATA and SOURCE as connecting and looking end
     */
    default Optional<AuditedTable> audited(Address address, String table) {
        return Optional.empty();
    }

    /**
     * What a person names.
     *
     * @param option that names it
     * @param url prints nowhere, for it may hold a password
     * @param localUser who runs this program
     * @param ca a file of certificate authorities to trust, absolute
     * @param directory where relative paths of the command line start, absolute
     * @param project the folder where the project will lie, absolute
     * @param schemas as the catalog spells them; empty for all but the server's own
     */
    record Address(
            String option,
            String url,
            String localUser,
            Optional<Password> password,
            Optional<Path> ca,
            Path directory,
            Path project,
            List<String> schemas) {
        public Address {
            schemas = List.copyOf(schemas);
        }

        @Override
        public String toString() {
            return "an address";
        }
    }

    /** Where what was found stood. */
    enum Origin {
        CATALOG("the catalog of a database"),
        FILES("the files of a folder");

        private final String told;

        Origin(String told) {
            this.told = told;
        }

        /** What people call it. */
        public String told() {
            return told;
        }
    }

    /**
     * What was found.
     *
     * @param name a name for the source
     * @param origin where what was found stood, for a person
     * @param what that tables are of, for a person
     * @param declaration the lines of the source's section in a project, but for its tables
     * @param advice what a person should know before choosing modes, in lines
     * @param offers by schema and name
     */
    record Inspected(
            String name,
            Origin origin,
            String what,
            List<String> declaration,
            List<String> advice,
            List<TableOffer> offers) {
        public Inspected {
            declaration = List.copyOf(declaration);
            advice = List.copyOf(advice);
            offers = List.copyOf(offers);
        }
    }
}
