package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.StoreProxy;
import io.alluvium.report.RunRecord;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run asks of an object store, counted before the store. */
class StoreRequestsIT {
    private static final int MOST_OF_A_RUN = 28;
    private static final int MOST_A_TABLE = 3;

    private final S3Fixture bucket = S3Fixture.fresh();

    @TempDir
    Path folder;

    @Test
    void anIdleRunAsksLittleAndNoRunAsksMoreThanThePrintedPolicyAllows() throws IOException {
        Set<String> asked = new TreeSet<>();
        try (StoreProxy proxy = StoreProxy.start(S3Fixture.endpoint());
                ShopProject shop = new ShopProject(
                        folder,
                        "path = \"s3a://%s/shop\", s3 { endpoint = \"%s\", region = us-east-1, path_style = true }"
                                .formatted(bucket.bucket(), proxy.endpoint()))) {
            RunRecord first = shop.run();
            assertThat(first.exitStatus()).isZero();
            // After the count come the results and the lease's last beats.
            List<StoreProxy.Request> load = proxy.taken();
            assertThat(load.size() - first.requests().orElseThrow()).isBetween(1L, 12L);
            load.forEach(request -> asked.add(right(request)));
            shop.changeSource(1);
            assertThat(shop.run().exitStatus()).isZero();
            try (Pipeline pipeline = shop.pipeline()) {
                assertThat(pipeline.examine()).allMatch(OpenProject.Finding::fine);
            }
            proxy.taken().forEach(request -> asked.add(right(request)));
            RunRecord again = shop.run();
            assertThat(again.exitStatus()).isZero();
            List<StoreProxy.Request> idle = proxy.taken();
            assertThat(idle.size() - again.requests().orElseThrow()).isBetween(1L, 12L);
            for (String table : List.of("raw.orders", "raw.customers", "curated.orders", "aggregate.revenue")) {
                assertThat(idle.stream().filter(request -> concerns(request, table)))
                        .as(table)
                        .hasSizeLessThanOrEqualTo(MOST_A_TABLE);
            }
            assertThat(idle).hasSizeLessThanOrEqualTo(MOST_OF_A_RUN + 5 * MOST_A_TABLE);
            assertThat(asked).isEqualTo(printedPolicy());
        }
    }

    /** The right that AWS asks for such a request, with where it is needed. */
    private static String right(StoreProxy.Request request) {
        String target = URLDecoder.decode(request.target(), StandardCharsets.UTF_8);
        if (request.lists()) {
            assertThat(target).contains("prefix=shop/");
            return "s3:ListBucket";
        }
        assertThat(target).contains("/shop/");
        return switch (request.method()) {
            case "GET", "HEAD" -> "s3:GetObject";
            case "PUT" -> "s3:PutObject";
            case "POST" -> target.contains("?delete") ? "s3:DeleteObject" : "s3:PutObject";
            case "DELETE" -> target.contains("uploadId=") ? "s3:AbortMultipartUpload" : "s3:DeleteObject";
            default -> request.method() + " " + target;
        };
    }

    private static Set<String> printedPolicy() throws IOException {
        String page = Files.readString(Path.of("docs/storage.md"));
        return Pattern.compile("\"(s3:[A-Z][A-Za-z]+)\"")
                .matcher(page)
                .results()
                .map(action -> action.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean concerns(StoreProxy.Request request, String table) {
        String target = URLDecoder.decode(request.target(), StandardCharsets.UTF_8);
        return target.contains("/" + table + "/") || target.contains("/" + table.replace('.', '/') + "/");
    }
}
