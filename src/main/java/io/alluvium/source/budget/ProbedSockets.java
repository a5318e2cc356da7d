package io.alluvium.source.budget;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Probes the other end of sockets that are silent. So a machine that is gone is told from a server that computes: the
 * one does not answer the probes, the other's kernel does. The systems' own pace is a probe after two hours. Public
 * because the driver makes it by its name.
 */
public final class ProbedSockets extends SocketFactory {
    /** Seconds of silence before the first probe, seconds between two, and how many go unanswered: two minutes in all. */
    private static final Map<SocketOption<Integer>, Integer> PACE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 60,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 15,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 4);

    private final SocketFactory plain = SocketFactory.getDefault();

    @Override
    public Socket createSocket() throws IOException {
        return probed(plain.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return probed(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return probed(plain.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return probed(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return probed(plain.createSocket(host, port, from, fromPort));
    }

    /** A system that cannot set the pace keeps its own; the source's timeout holds there alone. */
    private static Socket probed(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        for (Map.Entry<SocketOption<Integer>, Integer> option : PACE.entrySet()) {
            if (socket.supportedOptions().contains(option.getKey())) {
                socket.setOption(option.getKey(), option.getValue());
            }
        }
        return socket;
    }
}
