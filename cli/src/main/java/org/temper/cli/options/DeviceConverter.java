package org.temper.cli.options;

import ai.djl.Device;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.models.kernel.NativeLibraries;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A reader of {@code cpu}, {@code gpu} and {@code gpu:N}. */
final class DeviceConverter implements ITypeConverter<Device> {
  private static final Pattern GPU = Pattern.compile("gpu(?::([0-9]{1,4}))?");

  @Override
  public Device convert(String value) {
    if (value.equals("cpu")) {
      return Device.cpu();
    }
    Matcher matcher = GPU.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException("expected cpu, gpu or gpu:N, got " + value);
    }
    String number = matcher.group(1);
    int index = number == null ? 0 : Integer.parseInt(number);
    int count = NativeLibraries.engine().getGpuCount();
    if (index >= count) {
      throw new TypeConversionException(
          "expected one of the " + count + " GPUs that PyTorch sees here, got " + value);
    }
    return Device.gpu(index);
  }
}
