package org.dayfly.server.ready;

import io.netty.channel.EventLoop;
import org.dayfly.protocol.ProtocolVersion;

/**
 * What a session must be like for a client.
 *
 * @param loop the event loop of the client's connection
 * @param version the protocol version that the client speaks
 * @param profile how the client starts its sessions
 */
public record SessionShape(EventLoop loop, ProtocolVersion version, StartupProfile profile) {}
