package io.alluvium.catalog;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A connection on which Thrift's binary protocol is spoken, one call after the other. Not for many threads. */
final class ThriftWire implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int VERSION = 0x80010000;
    private static final int CALL = 1;
    private static final int REPLY = 2;
    private static final int EXCEPTION = 3;
    private static final int MOST_ITEMS = 1 << 20;
    private static final int MOST_BYTES = 64 << 20;
    private static final int DEEPEST = 64;

    private final Socket socket;
    private final DataInputStream in;
    private int calls;

    private ThriftWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    static ThriftWire to(URI server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), (int) CONNECT.toMillis());
            socket.setSoTimeout((int) ANSWER.toMillis());
            socket.setTcpNoDelay(true);
            return new ThriftWire(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** The server does not know what it was asked, or failed in a way of its own. */
    static final class Fault extends IOException {
        private static final long serialVersionUID = 1L;

        Fault(String message) {
            super(message);
        }
    }

    /**
     * Calls a method.
     *
     * @return what it returns in field 0, or what it refuses by in another one
     * @throws Fault where the server answers that the call failed
     */
    ThriftStruct call(String method, ThriftStruct arguments) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(VERSION | CALL);
        text(out, method.getBytes(StandardCharsets.UTF_8));
        out.writeInt(++calls);
        write(out, arguments);
        socket.getOutputStream().write(bytes.toByteArray());
        socket.getOutputStream().flush();
        int head = in.readInt();
        if ((head & 0xFFFF0000) != VERSION) {
            throw new IOException("no answer of Thrift's binary protocol");
        }
        text();
        if (in.readInt() != calls) {
            throw new IOException("an answer to another call");
        }
        ThriftStruct answer = struct(0);
        if ((head & 0xFF) == EXCEPTION) {
            throw new Fault(answer.text(1).orElse("no message"));
        }
        if ((head & 0xFF) != REPLY) {
            throw new IOException("no answer of Thrift's binary protocol");
        }
        return answer;
    }

    private static void write(DataOutputStream out, ThriftStruct struct) throws IOException {
        for (Map.Entry<Integer, ThriftStruct.Value> field : struct.fields().entrySet()) {
            out.writeByte(field.getValue().type());
            out.writeShort(field.getKey());
            write(out, field.getValue().type(), field.getValue().value());
        }
        out.writeByte(0);
    }

    private static void write(DataOutputStream out, byte type, Object value) throws IOException {
        switch (type) {
            case ThriftStruct.BOOL -> out.writeBoolean((Boolean) value);
            case ThriftStruct.BYTE -> out.writeByte((Byte) value);
            case ThriftStruct.DOUBLE -> out.writeDouble((Double) value);
            case ThriftStruct.I16 -> out.writeShort((Short) value);
            case ThriftStruct.I32 -> out.writeInt((Integer) value);
            case ThriftStruct.I64 -> out.writeLong((Long) value);
            case ThriftStruct.TEXT ->
                text(out, value instanceof String name ? name.getBytes(StandardCharsets.UTF_8) : (byte[]) value);
            case ThriftStruct.STRUCT -> write(out, (ThriftStruct) value);
            case ThriftStruct.MAP -> {
                ThriftStruct.Entries map = (ThriftStruct.Entries) value;
                out.writeByte(map.keys());
                out.writeByte(map.values());
                out.writeInt(map.entries().size());
                for (Map.Entry<Object, Object> entry : map.entries().entrySet()) {
                    write(out, map.keys(), entry.getKey());
                    write(out, map.values(), entry.getValue());
                }
            }
            case ThriftStruct.SET, ThriftStruct.LIST -> {
                ThriftStruct.Items list = (ThriftStruct.Items) value;
                out.writeByte(list.type());
                out.writeInt(list.items().size());
                for (Object item : list.items()) {
                    write(out, list.type(), item);
                }
            }
            default -> throw new IOException("no type of Thrift's: " + type);
        }
    }

    private static void text(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private ThriftStruct struct(int depth) throws IOException {
        ThriftStruct struct = new ThriftStruct();
        for (byte type = in.readByte(); type != 0; type = in.readByte()) {
            struct.put(in.readShort(), type, value(type, depth + 1));
        }
        return struct;
    }

    private Object value(byte type, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("nested too deeply");
        }
        return switch (type) {
            case ThriftStruct.BOOL -> in.readBoolean();
            case ThriftStruct.BYTE -> in.readByte();
            case ThriftStruct.DOUBLE -> in.readDouble();
            case ThriftStruct.I16 -> in.readShort();
            case ThriftStruct.I32 -> in.readInt();
            case ThriftStruct.I64 -> in.readLong();
            case ThriftStruct.TEXT -> text();
            case ThriftStruct.STRUCT -> struct(depth);
            case ThriftStruct.MAP -> map(depth);
            case ThriftStruct.SET, ThriftStruct.LIST -> list(depth);
            default -> throw new IOException("no type of Thrift's: " + type);
        };
    }

    private ThriftStruct.Entries map(int depth) throws IOException {
        byte keys = in.readByte();
        byte values = in.readByte();
        int size = size(MOST_ITEMS);
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            Object key = value(keys, depth + 1);
            Object known = key instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : key;
            entries.put(known, value(values, depth + 1));
        }
        return new ThriftStruct.Entries(keys, values, entries);
    }

    private ThriftStruct.Items list(int depth) throws IOException {
        byte type = in.readByte();
        int size = size(MOST_ITEMS);
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.add(value(type, depth + 1));
        }
        return new ThriftStruct.Items(type, items);
    }

    private byte[] text() throws IOException {
        byte[] bytes = new byte[size(MOST_BYTES)];
        in.readFully(bytes);
        return bytes;
    }

    private int size(int most) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > most) {
            throw new IOException("no answer of Thrift's binary protocol");
        }
        return size;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
