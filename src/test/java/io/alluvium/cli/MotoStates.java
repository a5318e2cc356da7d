package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;

/** A server of moto with EMR and EMR Serverless, whose runs end as a test says. Comes from the Python package index. */
final class MotoStates implements AutoCloseable {
    private static final String VERSION = "5.2.5";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path HOME = Path.of("target/servers/moto-emr").toAbsolutePath();

    private final Process process;
    private final String url;

    private MotoStates(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Skips the suite where the packages cannot be had. */
    static MotoStates start(Path folder) throws IOException, InterruptedException {
        Path python = HOME.resolve("bin/python");
        if (!Files.exists(HOME.resolve("bin/moto_server"))) {
            output("python3", "-m", "venv", HOME.toString());
            String installed =
                    output(python.toString(), "-m", "pip", "install", "-q", "moto[server,ec2,iam]==" + VERSION);
            Assumptions.assumeTrue(Files.exists(HOME.resolve("bin/moto_server")), installed);
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path log = folder.resolve("moto.log");
        Process process = new ProcessBuilder(
                        python.toString(), "src/test/resources/foreign/moto_states.py", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        MotoStates started = new MotoStates(process, "http://127.0.0.1:" + port);
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                started.go("{}");
                return started;
            } catch (IOException e) {
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    throw new IllegalStateException("moto does not answer: " + Files.readString(log), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    String url() {
        return url;
    }

    /** The states that what is submitted next goes through, as the script's head says it. */
    void go(String states) throws IOException, InterruptedException {
        post("/states", states);
    }

    /** What AWS's own description of an operation has against a document; empty where it has nothing. */
    String faults(String service, String operation, String document) throws IOException, InterruptedException {
        return post(
                "/parameters",
                "{\"service\": \"%s\", \"operation\": \"%s\", \"document\": %s}"
                        .formatted(service, operation, document));
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
