package org.temper.cli.midtrain;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A source as it is given on the command line: {@code [BUCKET/]NAME=FILE[:WEIGHT]}.
 *
 * @param bucket what its figures are reported under
 * @param name what it is called
 * @param file where it is read from
 * @param weight its weight, where one was given
 */
public record SourceFile(String bucket, String name, Path file, OptionalDouble weight) {
  private static final Pattern FORM =
      Pattern.compile("(?:([a-z][a-z0-9_]*)/)?([a-z][a-z0-9_]*)=(.+)");

  /** A number, or what was meant as one, after the last colon. */
  private static final Pattern WEIGHTED =
      Pattern.compile("(.+):([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?|NaN|[-+]?Infinity)");

  /**
   * Reads a source.
   *
   * @param text the option's value
   * @return the source
   * @throws IllegalArgumentException if it has another form, or the weight is no number above 0
   */
  static SourceFile parse(String text) {
    Matcher form = FORM.matcher(text);
    checkArgument(
        form.matches(),
        "--data: expected [BUCKET/]NAME=FILE[:WEIGHT] with lower-case letters, digits and _ in"
            + " names, got %s",
        Excerpt.of(text));
    String name = form.group(2);
    String bucket = form.group(1) == null ? name : form.group(1);
    Matcher weighted = WEIGHTED.matcher(form.group(3));
    if (!weighted.matches()) {
      return new SourceFile(bucket, name, Path.of(form.group(3)), OptionalDouble.empty());
    }
    double weight = number(weighted.group(2));
    checkArgument(
        weight > 0 && Double.isFinite(weight),
        "--data: expected a finite weight above 0 for %s, got %s",
        name,
        weighted.group(2));
    return new SourceFile(bucket, name, Path.of(weighted.group(1)), OptionalDouble.of(weight));
  }

  /**
   * Checks that sources can be told apart.
   *
   * @param sources what was given
   * @throws IllegalArgumentException if a name is there twice, or a name or bucket is that of the
   *     old data
   */
  public static void checkDistinct(List<SourceFile> sources) {
    Set<String> names = new HashSet<>(List.of(Source.OLD));
    for (SourceFile source : sources) {
      checkArgument(
          names.add(source.name()) && !source.bucket().equals(Source.OLD),
          "--data: expected distinct names, and none that is %s, got %s again",
          Source.OLD,
          source.name());
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Reads the option's value. */
  public static final class Converter implements ITypeConverter<SourceFile> {
    @Override
    public SourceFile convert(String value) {
      try {
        return parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
