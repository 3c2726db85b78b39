package org.temper.cli.midtrain;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.temper.api.Excerpt;

/**
 * A share of replay, as it was given.
 *
 * @param text as it was given, and as its figures are called
 * @param value in [0, 1)
 */
public record ReplayShare(String text, double value) {

  /**
   * Reads a share.
   *
   * @param text a number in [0, 1)
   * @return the share
   * @throws IllegalArgumentException if it is another, or none
   */
  public static ReplayShare parse(String text) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    checkArgument(
        value >= 0 && value < 1 && text.matches("[0-9.]+([eE]-?[0-9]+)?"),
        "--replay: expected shares in [0, 1), such as 0,0.05,0.2, got %s",
        Excerpt.of(text));
    return new ReplayShare(text.toLowerCase(Locale.ROOT), value);
  }

  /**
   * Adds the share of none, which others are compared with, where it is missing.
   *
   * @param shares some shares
   * @return with one of 0 among them, which comes first, by the name {@link
   *     ReplayComparison#WITHOUT}
   */
  public static List<ReplayShare> withNone(List<ReplayShare> shares) {
    return Stream.concat(
            Stream.of(new ReplayShare(ReplayComparison.WITHOUT, 0)),
            shares.stream().filter(share -> share.value() > 0))
        .toList();
  }
}
