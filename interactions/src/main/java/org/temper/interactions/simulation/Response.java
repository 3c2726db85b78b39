package org.temper.interactions.simulation;

/**
 * The users' response to what they are shown, beyond what items are worth to them: what makes a log
 * tell less than the truth although nothing in it is false.
 *
 * <p>With a position effect an item that the logging policy ranks first among those it might show
 * is watched for longer than one that it ranks last, whatever both give. With selection a user
 * takes what satisfies: an item is passed over, and another is drawn, with probability 1 - 1 / (1 +
 * exp(-selection · satisfaction)), and what was passed over is in no log.
 *
 * @param position the standard deviation that the position adds to the watch time of items drawn
 *     evenly, at least 0
 * @param selection how strongly satisfaction decides what is taken, at least 0
 */
public record Response(double position, double selection) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a strength is below 0
   */
  public Response {
    Signal.checkStrength("position", position);
    Signal.checkStrength("selection", selection);
  }

  /**
   * A response to the item alone: whatever is shown is watched, wherever it stands.
   *
   * @return neither effect
   */
  public static Response plain() {
    return new Response(0, 0);
  }
}
