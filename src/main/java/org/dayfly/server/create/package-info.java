/**
 * Makes one database with its role: CREATE ROLE, CREATE DATABASE, and the settings that a copy takes from its source.
 */
@NullMarked
package org.dayfly.server.create;

import org.jspecify.annotations.NullMarked;
