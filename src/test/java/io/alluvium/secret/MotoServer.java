package io.alluvium.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    private static final String IDENTITIES = "src/test/resources/foreign/moto_identities.py";
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
        install();
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
        started.identities = output(PYTHON, IDENTITIES, started.url)
                .lines()
                .map(line -> line.split(" "))
                .toList();
        assertThat(started.identities).hasSize(2);
        return started;
    }

    /** Once, whichever of the JVMs that need it comes first. */
    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(HOME.getParent());
        try (FileChannel turn = FileChannel.open(
                        HOME.resolveSibling(HOME.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock held = turn.lock()) {
            assertThat(held.isValid()).isTrue();
            if (!Files.exists(PROGRAM)) {
                output("python3", "-m", "venv", HOME.toString());
                String installed = output(
                        PYTHON, "-m", "pip", "install", "-q", "moto[server,secretsmanager,ssm,iam,glue]==" + VERSION);
                Assumptions.assumeTrue(Files.exists(PROGRAM), installed);
            }
        }
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
        return answer("", command);
    }

    private static String answer(String input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream asked = process.getOutputStream()) {
            asked.write(input.getBytes(StandardCharsets.UTF_8));
        }
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

    /**
     * Key and secret of a new user, who may do what a policy of IAM's says. moto holds users to actions, and of Glue to no resources.
     *
     * @param policy as AWS takes it
     */
    public String[] identity(String name, String policy) throws IOException, InterruptedException {
        String[] made = answer(policy, PYTHON, IDENTITIES, url, name).strip().split(" ");
        assertThat(made).hasSize(2);
        return made;
    }

    /** From so many requests on, signatures and policies are checked. */
    public void checkAfter(int requests) throws IOException, InterruptedException {
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
