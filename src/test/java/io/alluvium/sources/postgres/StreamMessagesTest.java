package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamMessagesTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private void send(char type, byte[] content) {
        sent.writeBytes(ByteBuffer.allocate(5)
                .put((byte) type)
                .putInt(4 + content.length)
                .array());
        sent.writeBytes(content);
    }

    private void send(char type, String content) {
        send(type, content.getBytes(StandardCharsets.US_ASCII));
    }

    /** Gives a few bytes at a time, as a network may. */
    private static InputStream torn(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, 1 + random.nextInt(200_000)));
            }
        };
    }

    private static List<byte[]> received(StreamMessages messages) throws SQLException {
        List<byte[]> received = new ArrayList<>();
        while (messages.next()) {
            received.add(Arrays.copyOfRange(messages.bytes(), messages.from(), messages.to()));
        }
        return received;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20261121})
    void messagesArriveWholeHoweverTheStreamIsTorn(long seed) throws SQLException {
        Random random = new Random(seed);
        List<byte[]> rows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] row = new byte[i % 997 == 0 ? random.nextInt(9_000_000) : random.nextInt(400)];
            random.nextBytes(row);
            rows.add(row);
            send('d', row);
            if (i % 100 == 0) {
                send('N', "SNOTICE\0\0");
                send('S', "TimeZone\0UTC\0");
            }
        }
        send('c', "");
        send('C', "COPY 3000\0");
        send('Z', "T");
        byte[] all = sent.toByteArray();
        int head = random.nextInt(100_000);

        StreamMessages messages =
                new StreamMessages(Arrays.copyOf(all, head), torn(Arrays.copyOfRange(all, head, all.length), random));

        assertThat(received(messages)).usingElementComparator(Arrays::compare).isEqualTo(rows);
        assertThat(messages.bytes().length).isLessThan(10 << 20);
    }

    private StreamMessages messages() {
        return new StreamMessages(new byte[0], new ByteArrayInputStream(sent.toByteArray()));
    }

    @Test
    void whatIsHereStaysInPlaceAsLongAsTheNextRowsAreHereToo() throws SQLException {
        send('d', "one");
        send('d', "two");
        send('c', "");
        send('C', "COPY 2\0");
        send('Z', "T");
        byte[] all = sent.toByteArray();
        StreamMessages whole = new StreamMessages(all, InputStream.nullInputStream());
        assertThat(whole.next()).isTrue();
        assertThat(whole.isNextHere()).isTrue();
        assertThat(whole.next()).isTrue();
        assertThat(whole.isNextHere()).as("what follows is no row").isFalse();

        int oneAndSome = 8 + 7;
        StreamMessages torn = new StreamMessages(
                Arrays.copyOf(all, oneAndSome),
                new ByteArrayInputStream(Arrays.copyOfRange(all, oneAndSome, all.length)));
        assertThat(torn.next()).isTrue();
        assertThat(torn.isNextHere()).as("of the next row a byte is missing").isFalse();
        assertThat(torn.next()).isTrue();
    }

    @Test
    void anErrorOfTheServerHasItsCodeAndNotItsText() {
        send('d', "row");
        send('E', "SERROR\0VERROR\0C57014\0Mvalue 4711\0DCode\0\0");
        assertThatThrownBy(() -> received(messages()))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"))
                .hasMessageNotContaining("4711");
    }

    @Test
    void aStreamThatEndsEarlyIsALostConnection() throws SQLException {
        send('d', "row");
        send('Z', "T");
        byte[] all = sent.toByteArray();
        assertThat(received(messages())).hasSize(1);
        for (int length = 0; length < all.length; length++) {
            byte[] cut = Arrays.copyOf(all, length);
            assertThatThrownBy(() -> received(new StreamMessages(new byte[0], new ByteArrayInputStream(cut))))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
        }
    }

    @Test
    void whatIsNoProtocolIsRefused() {
        for (byte[] bytes : List.of(
                new byte[] {'x', 0, 0, 0, 4},
                new byte[] {'d', 0, 0, 0, 3},
                new byte[] {'d', -1, 0, 0, 0},
                new byte[] {'d', 127, -1, -1, -1},
                new byte[] {'E', 0, 0, 0, 5, 0})) {
            assertThatThrownBy(() -> received(new StreamMessages(bytes, InputStream.nullInputStream())))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08P01"));
        }
    }
}
