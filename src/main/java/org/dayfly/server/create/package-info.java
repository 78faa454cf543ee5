/** Makes one database with its role: CREATE ROLE, CREATE DATABASE, and what a copy takes along. */
@NullMarked
package org.dayfly.server.create;

import org.jspecify.annotations.NullMarked;
