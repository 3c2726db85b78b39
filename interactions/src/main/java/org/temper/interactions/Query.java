package org.temper.interactions;

/**
 * A question to a recommender: which items for this user, now?
 *
 * @param user the user's id
 * @param history the user's events before, in time order, may be empty
 * @param time the time of asking, in seconds
 */
public record Query(int user, Events history, long time) {}
