package io.alluvium.sources.mysql;

import io.alluvium.source.Source;
import io.alluvium.source.SourceType;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseSpec;
import io.alluvium.source.database.DeclaredDatabase;
import java.util.List;
import java.util.Objects;

/** Declares a MySQL or MariaDB database; names of tables without one are looked for in it. */
record MysqlSpec(DeclaredDatabase declared) implements DatabaseSpec {
    MysqlSpec {
        Objects.requireNonNull(declared, "declared");
    }

    @Override
    public MysqlSpec with(ChosenTables other) {
        return new MysqlSpec(declared.with(other));
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
    public Source open() {
        return new MysqlSource(this);
    }
}
