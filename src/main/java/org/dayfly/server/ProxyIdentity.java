package org.dayfly.server;

/**
 * This proxy, as the registries list it.
 *
 * @param address where clients reach the proxy, for people
 * @param version the version of dayfly, for people
 */
public record ProxyIdentity(String address, String version) {}
