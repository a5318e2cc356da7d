package io.alluvium.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Puts a folder's files into a bucket by the AWS SDK alone, side by side; prints its seconds. */
public final class BareUpload {
    private static final int AT_ONCE = 3;

    private BareUpload() {}

    /** @param arguments the folder, the bucket, the prefix and the endpoint */
    public static void main(String[] arguments) throws Exception {
        long began = System.nanoTime();
        Path folder = Path.of(arguments[0]);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try (S3Client client = S3Client.builder()
                .endpointOverride(URI.create(arguments[3]))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .build()) {
            List<Future<?>> uploads = new ArrayList<>();
            for (Path file : files(folder)) {
                String key = arguments[2] + "/" + folder.relativize(file);
                uploads.add(threads.submit(
                        () -> client.putObject(put -> put.bucket(arguments[1]).key(key), file)));
            }
            for (Future<?> upload : uploads) {
                upload.get();
            }
        }
        threads.shutdown();
        System.out.printf("time %.3f%n", (System.nanoTime() - began) / 1e9);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
