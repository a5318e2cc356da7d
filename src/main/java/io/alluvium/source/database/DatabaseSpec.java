package io.alluvium.source.database;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Needs;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A source that is a database. */
public interface DatabaseSpec extends SourceSpec {

    DeclaredDatabase declared();

    /** The same database with other tables of it. */
    DatabaseSpec with(ChosenTables other);

    @Override
    DatabaseSource open();

    /**
     * The same table as what it is here.
     *
     * @throws IllegalArgumentException where it is none of this source's
     */
    default DatabaseTable own(TableSpec table) {
        if (table instanceof DatabaseTable own && tables().contains(own)) {
            return own;
        }
        throw new IllegalArgumentException(table.name() + " is not a table of " + name());
    }

    @Override
    default String name() {
        return declared().name();
    }

    @Override
    default Place place() {
        return declared().place();
    }

    @Override
    default SchemaChange schemaChange() {
        return declared().schemaChange();
    }

    @Override
    default OptionalInt budget() {
        return OptionalInt.of(declared().connections());
    }

    /** Its tables as they are declared. */
    default ChosenTables chosen() {
        return declared().chosen();
    }

    @Override
    default List<DatabaseTable> tables() {
        return chosen().named();
    }

    @Override
    default SourceSpec beside(Map<TableName, String> others) {
        return with(chosen().beside(others));
    }

    @Override
    default boolean isOpen() {
        return chosen().patterns().isPresent();
    }

    /** The secret by which hashes are keyed, where some table has any. */
    default Optional<SecretReference> maskSecret() {
        return chosen().everywhere().secret(tables().stream().map(DatabaseTable::stored));
    }

    @Override
    default List<String> secrets() {
        return Stream.concat(
                        declared().password().map(one -> "password from " + one).stream(),
                        maskSecret().map(one -> "mask_secret from " + one).stream())
                .toList();
    }

    @Override
    default Needs needs() {
        DeclaredDatabase declared = declared();
        return Needs.database(
                declared.host(), declared.user(), declared.password(), maskSecret(), declared.ca(), declared.place());
    }
}
