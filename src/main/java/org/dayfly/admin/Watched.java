package org.dayfly.admin;

import io.netty.channel.EventLoop;
import java.util.List;
import org.dayfly.config.value.HostPort;
import org.dayfly.placement.Lookout;
import org.dayfly.placement.ServersInForce;
import org.dayfly.session.OpenSessions;

/**
 * The running proxy, as the status page sees it.
 *
 * @param loops the event loops of the connections
 * @param place the address where clients connect
 */
public record Watched(
        ServersInForce servers, OpenSessions sessions, Lookout lookout, List<EventLoop> loops, HostPort place) {}
