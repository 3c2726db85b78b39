package org.temper.cli.options.values;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A reader of sizes in bytes: a number and m or g, as {@code -Xmx} of the JVM takes them. */
public final class SizeConverter implements ITypeConverter<Double> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)([mg])(?:i?b)?");

  @Override
  public Double convert(String value) {
    Matcher size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
    double bytes =
        size.matches()
            ? Double.parseDouble(size.group(1)) * (size.group(2).equals("g") ? 1L << 30 : 1L << 20)
            : 0;
    if (bytes < 1) {
      throw new TypeConversionException("expected a size such as 6g or 900m, got " + value);
    }
    return bytes;
  }
}
