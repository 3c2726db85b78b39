package org.temper.cli.options.values;

import ai.djl.Device;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.models.kernel.EngineUnavailableException;
import org.temper.models.kernel.PyTorch;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A reader of {@code cpu}, {@code gpu} and {@code gpu:N}; {@code cuda} is another word for gpu. */
public final class DeviceConverter implements ITypeConverter<Device> {
  private static final Pattern GPU = Pattern.compile("(?:gpu|cuda)(?::([0-9]{1,4}))?");

  @Override
  public Device convert(String value) {
    if (value.equals("cpu")) {
      return Device.cpu();
    }
    Matcher matcher = GPU.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException("expected cpu, gpu or gpu:N, got " + Excerpt.of(value));
    }
    String number = matcher.group(1);
    int index = number == null ? 0 : Integer.parseInt(number);
    int count = gpus();
    if (index >= count) {
      throw new TypeConversionException(
          "expected one of the "
              + count
              + " GPUs that PyTorch sees here, got "
              + Excerpt.of(value));
    }
    return Device.gpu(index);
  }

  private static int gpus() {
    try {
      return PyTorch.engine().getGpuCount();
    } catch (EngineUnavailableException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
