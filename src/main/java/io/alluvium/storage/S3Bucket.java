package io.alluvium.storage;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Sends requests to one S3 bucket. A request that was begun is carried to its end even where the thread is interrupted:
 * one that is broken off may still be carried out later.
 */
final class S3Bucket {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TAKEN = 412;

    /** The store answers 409 while another put of the same key is under way, which ends in one of the other answers. */
    private static final int MOST_CONFLICTS = 20;

    /** Tells an object that this process put from one that another did, where the answer did not come. */
    private static final String MARK = "alluvium-put";

    private final S3Client client;
    private final String name;
    private final Optional<String> encryptionKey;

    private S3Bucket(S3Client client, String name, Optional<String> encryptionKey) {
        this.client = client;
        this.name = name;
        this.encryptionKey = encryptionKey;
    }

    /**
     * @param files Hadoop's view of the bucket
     * @throws IOException where the scheme belongs to another implementation than S3A
     * @throws AlluviumException UNSUPPORTED_RUNTIME where the SDK knows no conditional puts
     */
    static S3Bucket of(FileSystem files, String name, Configuration hadoop) throws IOException {
        if (!(files instanceof S3AFileSystem s3a)) {
            throw new IOException("s3a is " + files.getClass().getName() + " here, not Hadoop's S3A");
        }
        refuseOldSdk();
        boolean kms = hadoop.get("fs.s3a.encryption.algorithm", "").equals("SSE-KMS");
        return new S3Bucket(
                s3a.getS3AInternals().getAmazonS3Client("conditional puts"),
                name,
                Optional.ofNullable(hadoop.get("fs.s3a.encryption.key")).filter(key -> kms));
    }

    /** Hadoop 3.4.1 comes with 2.24, which would fail at the first commit. */
    private static void refuseOldSdk() {
        try {
            PutObjectRequest.builder().ifNoneMatch("*");
        } catch (NoSuchMethodError e) {
            throw Problem.of(
                            ErrorCode.UNSUPPORTED_RUNTIME,
                            "AWS's SDK for Java is too old here: it has no conditional puts")
                    .because("two writers of a bucket could overwrite each other's commits")
                    .fixedBy("bring 2.29 or newer in place of it, as docs/clusters.md tells")
                    .asException(e);
        }
    }

    String uri(String key) {
        return "s3a://" + name + (key.isEmpty() ? "" : "/" + key);
    }

    /** The names of the objects and folders right under this prefix. */
    List<String> names(String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        eachPage(list -> list.bucket(name).prefix(prefix).delimiter("/"), page -> {
            page.contents().stream()
                    .map(object -> object.key().substring(prefix.length()))
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
            page.commonPrefixes().stream()
                    .map(folder -> folder.prefix()
                            .substring(prefix.length(), folder.prefix().length() - 1))
                    .forEach(names::add);
        });
        return names;
    }

    /** Takes one object of a listing; its path is its key. */
    interface Found {
        void take(StoredFile object) throws IOException;
    }

    /**
     * Every object whose key begins so, in order of keys.
     *
     * @param after a key that comes before all that are wanted; empty for all
     */
    void find(String prefix, String after, Found found) throws IOException {
        eachPage(list -> list.bucket(name).prefix(prefix).startAfter(after.isEmpty() ? null : after), page -> {
            for (S3Object object : page.contents()) {
                found.take(new StoredFile(
                        object.key(), object.size(), object.lastModified(), Optional.ofNullable(object.eTag())));
            }
        });
    }

    /** Takes one page of a listing, of at most a thousand keys. */
    private interface Page {
        void take(ListObjectsV2Response page) throws IOException;
    }

    private void eachPage(Consumer<ListObjectsV2Request.Builder> asked, Page each) throws IOException {
        ListObjectsV2Request request =
                ListObjectsV2Request.builder().applyMutation(asked).build();
        boolean more = true;
        while (more) {
            ListObjectsV2Request next = request;
            ListObjectsV2Response page = sent(next.prefix(), () -> client.listObjectsV2(next));
            each.take(page);
            request = next.toBuilder()
                    .continuationToken(page.nextContinuationToken())
                    .build();
            more = page.nextContinuationToken() != null;
        }
    }

    /** Whether any key begins so. */
    boolean hasAny(String prefix) throws IOException {
        return sent(
                prefix,
                () -> client.listObjectsV2(
                                list -> list.bucket(name).prefix(prefix).maxKeys(1))
                        .hasContents());
    }

    /** The bytes of an object; empty where there is none. */
    Optional<byte[]> get(String key) throws IOException {
        return ifFound(
                key,
                () -> client.getObjectAsBytes(get -> get.bucket(name).key(key)).asByteArrayUnsafe());
    }

    OptionalLong size(String key) throws IOException {
        Optional<Long> size = ifFound(
                key, () -> client.headObject(head -> head.bucket(name).key(key)).contentLength());
        return size.isPresent() ? OptionalLong.of(size.get()) : OptionalLong.empty();
    }

    void delete(String key) throws IOException {
        sent(key, () -> client.deleteObject(delete -> delete.bucket(name).key(key)));
    }

    void put(String key, byte[] bytes) throws IOException {
        sent(key, () -> client.putObject(request(key).build(), RequestBody.fromBytes(bytes)));
    }

    /** Puts the object if the key is free; false where it is taken by another's. */
    boolean create(String key, byte[] bytes) throws IOException {
        String mark = UUID.randomUUID().toString();
        PutObjectRequest request =
                request(key).ifNoneMatch("*").metadata(Map.of(MARK, mark)).build();
        for (int conflicts = 0; ; conflicts++) {
            try {
                sent(key, () -> client.putObject(request, RequestBody.fromBytes(bytes)));
                return true;
            } catch (Refused e) {
                if (e.status != CONFLICT || conflicts == MOST_CONFLICTS) {
                    return settled(key, mark, e);
                }
            }
        }
    }

    /** The answer may be to a put that the client sent again, because the answer to the first one was lost. */
    private boolean settled(String key, String mark, Refused refusal) throws IOException {
        Optional<String> holder = ifFound(
                key,
                () -> client.headObject(head -> head.bucket(name).key(key))
                        .metadata()
                        .getOrDefault(MARK, ""));
        if (holder.filter(mark::equals).isPresent()) {
            return true;
        }
        if (refusal.status == TAKEN) {
            return false;
        }
        throw refusal;
    }

    /** Begins an upload in parts and gives it up, as an interrupted writer of a large file does. */
    void giveUpUpload(String key) throws IOException {
        sent(key, () -> {
            String upload = client.createMultipartUpload(
                            begin -> begin.bucket(name).key(key))
                    .uploadId();
            return client.abortMultipartUpload(end -> end.bucket(name).key(key).uploadId(upload));
        });
    }

    /** Whether a failed request failed for want of a right. */
    static boolean isForbidden(IOException failure) {
        return failure instanceof Refused refused && refused.status == FORBIDDEN;
    }

    private PutObjectRequest.Builder request(String key) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(name).key(key);
        encryptionKey.ifPresent(
                id -> request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(id));
        return request;
    }

    private <T> Optional<T> ifFound(String key, Supplier<T> request) throws IOException {
        try {
            return Optional.of(sent(key, request));
        } catch (Refused e) {
            if (e.status == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private <T> T sent(String key, Supplier<T> request) throws IOException {
        try {
            return Uninterrupted.send(request::get);
        } catch (S3Exception e) {
            String code =
                    e.awsErrorDetails() == null ? "" : " " + e.awsErrorDetails().errorCode();
            throw new Refused(e.statusCode(), uri(key) + ": the store answers " + e.statusCode() + code, e);
        } catch (SdkException e) {
            throw new Refused(0, uri(key) + ": no answer from the store", e);
        }
    }

    /** An answer that is an error, or none at all. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String message, Exception cause) {
            super(message, cause);
            this.status = status;
        }
    }
}
