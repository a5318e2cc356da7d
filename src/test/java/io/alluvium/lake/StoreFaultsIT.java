package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.StoreProxy;
import io.alluvium.fixture.StoreProxy.Request;
import io.alluvium.fixture.StoreProxy.Server;
import io.alluvium.fixture.StoreProxy.Treatment;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits to a store whose answers are late, lost, wrong or cut off: nothing is lost, nothing is there twice. */
class StoreFaultsIT {
    private static final TableName TABLE = new TableName(Layer.RAW, "numbers");
    private static final int TRIALS = Integer.getInteger("alluvium.store.trials", 12);
    private static final int LATE_MILLIS = Integer.getInteger("alluvium.store.late.millis", 300);
    private static final long SEED = 41;
    private static final Pattern ADDED = Pattern.compile("\"add\":\\{\"path\":\"([^\"]+)\"");
    private static final Pattern NUMBER = Pattern.compile("\"appId\":\"writer\",\"version\":(\\d+)");

    private static StoreProxy proxy;

    private final S3Fixture bucket = S3Fixture.fresh();
    private final String tableId = UUID.randomUUID().toString();
    private final ExecutorService later = Executors.newCachedThreadPool();
    private final List<Future<?>> late = new ArrayList<>();
    private Lake lake;

    @BeforeAll
    static void start() throws IOException {
        proxy = StoreProxy.start(S3Fixture.endpoint());
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
    }

    @BeforeEach
    void open() {
        proxy.treat(StoreProxy.PASS);
        Map<String, String> settings = new HashMap<>(S3Fixture.settings(proxy.endpoint()));
        settings.put("fs.s3a.attempts.maximum", "3");
        settings.put("fs.s3a.retry.limit", "3");
        settings.put("fs.s3a.retry.interval", "20ms");
        lake = new Lake(Storage.at(URI.create("s3a://" + bucket.bucket() + "/shop"), settings), table -> 0);
    }

    @AfterEach
    void close() {
        proxy.treat(StoreProxy.PASS);
        later.shutdownNow();
    }

    private FileAppend begun(Optional<TableVersion> base, long number) {
        FileAppend append = lake.append(
                TABLE,
                base,
                NumberFiles.SCHEMA,
                new CommitMark(
                        "writer",
                        number,
                        tableId,
                        new RunId(7),
                        Map.of(),
                        Map.of("alluvium.project", "shop", "delta.appendOnly", "true"),
                        Optional.empty(),
                        Map.of()));
        try {
            NumberFiles.write(append, number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return append;
    }

    private static boolean isCommit(Request request) {
        return request.puts("/_delta_log/0") && request.target().endsWith(".json");
    }

    /** Lets the first requests of a kind be treated so, and all others pass. */
    private static Treatment first(int times, Treatment fault) {
        AtomicInteger left = new AtomicInteger(times);
        return (request, server) -> isCommit(request) && left.getAndDecrement() > 0
                ? fault.of(request, server)
                : StoreProxy.PASS.of(request, server);
    }

    /** The client hears nothing, and the request is carried out after a while. */
    private Treatment lateBy(long millis) {
        return (request, server) -> {
            late.add(later.submit(() -> {
                TimeUnit.MILLISECONDS.sleep(millis);
                return server.answer(request);
            }));
            return Optional.empty();
        };
    }

    private void awaitLate() throws Exception {
        for (Future<?> request : late) {
            request.get();
        }
    }

    /** The numbers that the log holds, in order of its versions; every file that it names is there. */
    private List<Long> committed() {
        Storage table = bucket.storage("shop/raw/numbers");
        List<Long> numbers = new ArrayList<>();
        try {
            for (String name : table.list("_delta_log")) {
                if (name.matches("\\d{20}\\.json")) {
                    String commit = table.read("_delta_log/" + name).orElseThrow();
                    NUMBER.matcher(commit).results().forEach(number -> numbers.add(Long.parseLong(number.group(1))));
                    Matcher files = ADDED.matcher(commit);
                    while (files.find()) {
                        assertThat(table.exists(files.group(1))).as(commit).isTrue();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return numbers;
    }

    private long files() {
        return bucket.keys("shop/raw/numbers/").stream()
                .filter(key -> key.endsWith(".parquet"))
                .count();
    }

    @Test
    void aBusyStoreIsAskedAgain() {
        proxy.treat(first(1, (request, server) -> Optional.of(StoreProxy.error(503, "SlowDown"))));
        TableVersion made = begun(Optional.empty(), 1).commit();
        proxy.treat(first(2, (request, server) -> Optional.of(StoreProxy.error(409, "ConditionalRequestConflict"))));
        assertThat(begun(Optional.of(made), 2).commit().version()).isEqualTo(1);
        assertThat(committed()).containsExactly(1L, 2L);
    }

    @Test
    void anErrorOrNoAnswerAfterSuccessIsSuccess() {
        proxy.treat(first(1, (request, server) -> {
            server.answer(request);
            return Optional.of(StoreProxy.error(500, "InternalError"));
        }));
        TableVersion made = begun(Optional.empty(), 1).commit();
        proxy.treat(first(1, (request, server) -> {
            server.answer(request);
            return Optional.empty();
        }));
        made = begun(Optional.of(made), 2).commit();
        proxy.treat(first(1, (request, server) -> {
            server.answer(request);
            return Optional.of(server.answer(request));
        }));
        assertThat(begun(Optional.of(made), 3).commit().version()).isEqualTo(2);
        assertThat(committed()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aBodyThatIsCutOffOnItsWayIsNoCommit() {
        proxy.treat(first(1, (request, server) -> {
            server.hangUpAfter(request, request.body().length / 2);
            return Optional.empty();
        }));
        assertThat(begun(Optional.empty(), 1).commit().version()).isZero();
        assertThat(committed()).containsExactly(1L);
    }

    @Test
    void anAnswerThatIsCutOffIsNotTakenForShort() {
        TableVersion made = begun(Optional.empty(), 1).commit();
        AtomicInteger left = new AtomicInteger(12);
        proxy.treat((request, server) -> {
            byte[] answer = server.answer(request);
            boolean cut = request.method().equals("GET") && left.getAndDecrement() > 0;
            return Optional.of(cut ? Arrays.copyOf(answer, answer.length - 20) : answer);
        });
        while (left.get() > 0) {
            try {
                assertThat(lake.current(TABLE)).contains(made);
            } catch (AlluviumException e) {
                assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            }
        }
        assertThat(lake.current(TABLE)).contains(made);
    }

    @Test
    void aCommitThatComesLateFindsItsFiles() throws Exception {
        TableVersion made = begun(Optional.empty(), 1).commit();
        proxy.treat(first(Integer.MAX_VALUE, lateBy(LATE_MILLIS + 2_000L)));
        FileAppend append = begun(Optional.of(made), 2);

        assertThatThrownBy(append::commit)
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.STORAGE_FAILED))
                .hasMessage("ALV-5005: whether raw.numbers was committed is not known");
        proxy.treat(StoreProxy.PASS);
        assertThat(committed()).containsExactly(1L);
        assertThat(files()).isEqualTo(2);
        awaitLate();
        assertThat(committed()).containsExactly(1L, 2L);
        assertThat(lake.committed(lake.current(TABLE).orElseThrow(), "writer")).hasValue(2);
    }

    @Test
    void aCommitThatComesAfterItsSuccessorChangesNothing() throws Exception {
        TableVersion made = begun(Optional.empty(), 1).commit();
        proxy.treat(first(Integer.MAX_VALUE, lateBy(LATE_MILLIS + 2_000L)));
        FileAppend lost = begun(Optional.of(made), 2);
        assertThatThrownBy(lost::commit).isInstanceOf(AlluviumException.class);
        proxy.treat(StoreProxy.PASS);

        begun(Optional.of(made), 2).commit();
        String commit = bucket.storage("shop/raw/numbers").read(Lake.commit(1)).orElseThrow();
        awaitLate();
        assertThat(bucket.storage("shop/raw/numbers").read(Lake.commit(1))).contains(commit);
        assertThat(committed()).containsExactly(1L, 2L);
    }

    @Test
    void aCommitThatIsUnderWayIsNotGivenUpByAnInterrupt() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        proxy.treat(first(1, (request, server) -> {
            sent.countDown();
            sleep(LATE_MILLIS);
            return Optional.of(server.answer(request));
        }));
        FileAppend append = begun(Optional.empty(), 1);
        Thread committing = Thread.currentThread();
        Future<?> interrupting = later.submit(() -> {
            sent.await();
            committing.interrupt();
            return null;
        });

        TableVersion made = append.commit();
        assertThat(Thread.interrupted()).isTrue();
        interrupting.get();
        assertThat(made.version()).isZero();
        assertThat(committed()).containsExactly(1L);
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A writer that goes on as a run does: it looks at what the table has, and commits the next number. */
    @Test
    void underAnyFaultsEachNumberIsCommittedOnce() throws Exception {
        Random random = new Random(SEED);
        proxy.treat((request, server) -> anyFault(random, request, server));
        while (next() <= TRIALS) {
            try {
                begun(lake.current(TABLE), next()).commit();
            } catch (AlluviumException | UncheckedIOException e) {
                assertThat(e).as("seed " + SEED).isNotNull();
            }
        }
        proxy.treat(StoreProxy.PASS);
        awaitLate();
        List<Long> expected = new ArrayList<>();
        for (long number = 1; number <= TRIALS; number++) {
            expected.add(number);
        }
        assertThat(committed()).as("seed " + SEED).startsWith(expected.toArray(Long[]::new));
        assertThat(committed()).as("seed " + SEED).doesNotHaveDuplicates();
    }

    private long next() {
        while (true) {
            try {
                return lake.current(TABLE)
                                .map(version ->
                                        lake.committed(version, "writer").orElse(0))
                                .orElse(0L)
                        + 1;
            } catch (AlluviumException e) {
                assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            }
        }
    }

    private Optional<byte[]> anyFault(Random random, Request request, Server server) throws IOException {
        int chance;
        synchronized (random) {
            chance = random.nextInt(isCommit(request) ? 10 : 60);
        }
        return switch (chance) {
            case 0 -> Optional.of(StoreProxy.error(503, "SlowDown"));
            case 1 -> {
                server.answer(request);
                yield Optional.of(StoreProxy.error(500, "InternalError"));
            }
            case 2 -> {
                server.answer(request);
                yield Optional.empty();
            }
            case 3 -> {
                server.hangUpAfter(request, request.body().length / 2);
                yield Optional.empty();
            }
            case 4 -> {
                byte[] answer = server.answer(request);
                yield Optional.of(Arrays.copyOf(answer, answer.length / 2));
            }
            case 5, 6 ->
                isCommit(request) ? lateBy(LATE_MILLIS).of(request, server) : StoreProxy.PASS.of(request, server);
            case 7 -> {
                server.answer(request);
                yield Optional.of(server.answer(request));
            }
            default -> StoreProxy.PASS.of(request, server);
        };
    }
}
