package io.alluvium.catalog;

import io.alluvium.domain.TableName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * A Delta table as a catalog is told of it.
 *
 * @param comment what a row is; empty where nobody says
 * @param columns with their comments
 * @param location a URI with its scheme
 * @param project whose table it is
 */
public record CatalogTable(
        TableName name, Optional<String> comment, StructType columns, String location, String project) {
    public CatalogTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(comment, "comment");
        Objects.requireNonNull(columns, "columns");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(project, "project");
    }

    /** Two tables of which a catalog is told the same have the same. */
    public String fingerprint() {
        String told = String.join("\u0000", name.toString(), comment.orElse(""), columns.json(), location, project);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(told.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
