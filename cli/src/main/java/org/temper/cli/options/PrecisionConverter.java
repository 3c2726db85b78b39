package org.temper.cli.options;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A reader of number formats by name, in any case; {@code bf16} and {@code fp32} are names too. */
final class PrecisionConverter implements ITypeConverter<PrecisionChoice> {

  @Override
  public PrecisionChoice convert(String value) {
    String name = value.toUpperCase(Locale.ROOT);
    return switch (name) {
      case "BF16" -> PrecisionChoice.BFLOAT16;
      case "FP32" -> PrecisionChoice.FLOAT32;
      default ->
          Arrays.stream(PrecisionChoice.values())
              .filter(precision -> precision.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new TypeConversionException(
                          "expected float32 (fp32), bfloat16 (bf16) or auto, got " + value));
    };
  }
}
