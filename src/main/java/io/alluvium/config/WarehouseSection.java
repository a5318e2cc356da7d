package io.alluvium.config;

import io.alluvium.failure.ErrorCode;
import io.alluvium.storage.S3Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says where a project's tables lie and how their store is reached.
 *
 * @param path an absolute local path, or a URI with the scheme {@code s3a} and without a slash at its end
 */
record WarehouseSection(String path, S3Settings s3) {
    static final Key<String> PATH = Key.of(
            "path",
            Form.text(),
            "warehouse",
            "`warehouse`",
            "A local folder, taken from the project's folder where it is relative, or `s3a://bucket/prefix`.");
    static final Key<HoconSection> S3 = Key.optional(
            "s3", Form.section(), "How the store of an `s3a` path is reached, where the machine does not say.");
    static final Keys KEYS = Keys.of("warehouse", "Where the tables lie.", PATH, S3);

    static final Key<String> KMS_KEY =
            Key.optional("kms_key", Form.text(), "Key that the store encrypts with; the bucket's own rule otherwise.");
    static final Keys S3_KEYS = Keys.of(
            "warehouse.s3",
            "How the store is reached; credentials come by AWS's usual chain.",
            BucketPath.ENDPOINT,
            BucketPath.REGION,
            BucketPath.PATH_STYLE,
            KMS_KEY);

    static WarehouseSection beside(Path directory) {
        return new WarehouseSection(
                directory.resolve(PATH.fallback().orElseThrow()).toString(), S3Settings.USUAL);
    }

    /** Empty where anything was refused. */
    static Optional<WarehouseSection> read(Path directory, HoconSection section) {
        section.accept(KEYS);
        S3Settings s3 = section.read(S3).map(WarehouseSection::s3).orElse(S3Settings.USUAL);
        Optional<String> written = section.read(PATH);
        if (written.isPresent() && BucketPath.isMeant(written.get())) {
            return BucketPath.of(section, PATH, written.get()).map(path -> new WarehouseSection(path, s3));
        }
        if (section.has(S3)) {
            section.refuse(section.problem(S3, ErrorCode.BAD_VALUE, "warehouse.s3 belongs to a path on S3")
                    .because("path = " + written.orElse(""))
                    .fixedBy("path = \"s3a://bucket/prefix\", or leave s3 out"));
        }
        return written.flatMap(path -> local(directory, section, path)).map(path -> new WarehouseSection(path, s3));
    }

    private static S3Settings s3(HoconSection section) {
        section.accept(S3_KEYS);
        return BucketPath.settings(section, section.read(KMS_KEY));
    }

    private static Optional<String> local(Path directory, HoconSection section, String written) {
        return LocalFolder.of(
                directory,
                section,
                PATH,
                written,
                scheme -> section.problem(
                                PATH, ErrorCode.WAREHOUSE_REFUSED, "a warehouse on " + scheme + " is not supported")
                        .marking(written)
                        .because("its lease and its log store are not safe yet; use a local folder or s3a://"));
    }
}
