package io.alluvium.sources.mysql;

import io.alluvium.source.SourceType;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseSource;
import io.alluvium.source.database.DatabaseSpec;
import io.alluvium.source.database.DeclaredDatabase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Declares a MySQL or MariaDB database; names of tables without one are looked for in it.
 *
 * @param consistent what one state of all tables may cost
 * @param certificate of this client
 */
record MysqlSpec(DeclaredDatabase declared, Consistent consistent, Optional<Certificate> certificate)
        implements DatabaseSpec {
    MysqlSpec {
        Objects.requireNonNull(declared, "declared");
        Objects.requireNonNull(consistent, "consistent");
        Objects.requireNonNull(certificate, "certificate");
    }

    /** Whose state costs nothing, and that asks nobody who he is but for his password. */
    MysqlSpec(DeclaredDatabase declared) {
        this(declared, Consistent.LOG, Optional.empty());
    }

    @Override
    public MysqlSpec with(ChosenTables other) {
        return new MysqlSpec(declared.with(other), consistent, certificate);
    }

    String database() {
        return declared.database();
    }

    String user() {
        return declared.user();
    }

    @Override
    public List<String> libraries() {
        return List.of(Login.LIBRARY);
    }

    @Override
    public SourceType type() {
        return new MysqlType();
    }

    @Override
    public DatabaseSource open() {
        return new MysqlSource(this);
    }
}
