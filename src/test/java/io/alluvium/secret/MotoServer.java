package io.alluvium.secret;

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
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A server of moto, which has Secrets Manager, Parameter Store, Glue and IAM, checks signatures and policies, and shares no code with
 * AWS's SDK for Java. Comes from the Python package index.
 */
public final class MotoServer implements AutoCloseable {
    private static final String VERSION = "5.2.5";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path HOME = Path.of("target/servers/moto-" + VERSION).toAbsolutePath();
    private static final String PYTHON = HOME.resolve("bin/python").toString();
    private static final Path PROGRAM = HOME.resolve("bin/moto_server");

    private final Process process;
    private final String url;
    private List<String[]> identities = List.of();

    private MotoServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Skips the suite where the packages cannot be had. */
    public static MotoServer start(Path folder) throws IOException, InterruptedException {
        if (!Files.exists(PROGRAM)) {
            output("python3", "-m", "venv", HOME.toString());
            String installed = output(
                    PYTHON, "-m", "pip", "install", "-q", "moto[server,secretsmanager,ssm,iam,glue]==" + VERSION);
            Assumptions.assumeTrue(Files.exists(PROGRAM), installed);
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path log = folder.resolve("moto.log");
        Process process = new ProcessBuilder(PROGRAM.toString(), "-H", "127.0.0.1", "-p", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        MotoServer started = new MotoServer(process, "http://127.0.0.1:" + port);
        started.await(log);
        started.identities = output(PYTHON, "src/test/resources/foreign/moto_identities.py", started.url)
                .lines()
                .map(line -> line.split(" "))
                .toList();
        assertThat(started.identities).hasSize(2);
        return started;
    }

    private void await(Path log) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                post("/moto-api/reset", "");
                return;
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

    public String url() {
        return url;
    }

    /** Key and secret of who may read secrets, and of who may not. */
    String[] reader() {
        return identities.get(0);
    }

    String[] stranger() {
        return identities.get(1);
    }

    /** From so many requests on, signatures and policies are checked. */
    void checkAfter(int requests) throws IOException, InterruptedException {
        post("/moto-api/reset-auth", String.valueOf(requests));
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
