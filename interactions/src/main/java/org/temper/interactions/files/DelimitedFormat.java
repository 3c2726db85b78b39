package org.temper.interactions.files;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.data.files.DelimitedText.Quoting;

/**
 * The layout of a file of separated values.
 *
 * @param separator what stands between two values
 * @param quoting whether a value may be quoted
 * @param columns the names of the columns; none where the file's first row holds them
 */
public record DelimitedFormat(char separator, Quoting quoting, List<String> columns) {

  /** Copies the names. */
  public DelimitedFormat {
    columns = ImmutableList.copyOf(columns);
  }

  /**
   * Values separated by commas, which may be quoted; the first row names the columns.
   *
   * @return the format
   */
  public static DelimitedFormat csv() {
    return new DelimitedFormat(',', Quoting.DOUBLE_QUOTES, ImmutableList.of());
  }

  /**
   * Values separated by tabs, never quoted; the first row names the columns.
   *
   * @return the format
   */
  public static DelimitedFormat tsv() {
    return new DelimitedFormat('\t', Quoting.NONE, ImmutableList.of());
  }

  /**
   * The layout of MovieLens 100K's {@code u.data}: {@code user}, {@code item}, {@code rating} and
   * {@code time} separated by tabs, without a row of names.
   *
   * @return the format, whose columns are those of {@link InteractionFields#movieLens100K}
   */
  public static DelimitedFormat movieLens100K() {
    return tsv().withoutHeader("user", "item", "rating", "time");
  }

  /**
   * This format for a file whose first row is data.
   *
   * @param names the names of the columns, in the file's order
   * @return a new format
   */
  public DelimitedFormat withoutHeader(String... names) {
    return new DelimitedFormat(separator, quoting, ImmutableList.copyOf(names));
  }
}
