package org.temper.serving;

/**
 * An item that a user chose.
 *
 * @param item its id in the catalog
 * @param time when, in seconds since the epoch; 0 for a model without time
 */
public record UserEvent(int item, long time) {}
