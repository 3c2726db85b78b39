package org.temper.cli.options;

import java.util.Arrays;
import java.util.Locale;
import org.temper.models.decoder.DecoderOptions.Precision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A reader of number formats by name, in any case; {@code bf16} and {@code fp32} are names too. */
public final class PrecisionConverter implements ITypeConverter<Precision> {

  @Override
  public Precision convert(String value) {
    String name = value.toUpperCase(Locale.ROOT);
    return switch (name) {
      case "BF16" -> Precision.BFLOAT16;
      case "FP32" -> Precision.FLOAT32;
      default ->
          Arrays.stream(Precision.values())
              .filter(precision -> precision.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new TypeConversionException(
                          "expected float32 (fp32) or bfloat16 (bf16), got " + value));
    };
  }
}
